"""What is said of accounts and posts, checked. Days are said as people say them: the last day counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from dabiao.house.forms import DayField, HouseForm
from dabiao.people.models import Account, Post, Role

FURTHEST = date(2100, 1, 1)
"""No post is given for longer; a later year is a slip of the hand."""


class LastDayField(DayField):
    """The last day of something; empty until somebody knows it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            initial=None,
            validators=[MaxValueValidator(FURTHEST, _("日期太远了，请核对年份"))],
            **options,
        )


class OfferedInput(forms.TextInput):
    """A text field that offers names as one types (``datalist``)."""

    template_name = "people/_offered_input.html"

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.offered: Sequence[tuple[str, str]] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tell the template what to offer; the list has an id of its own per form."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs'].get('id', name)}_offered"
        context["widget"]["attrs"]["list"] = list_id
        return context | {"list_id": list_id, "offered": self.offered}


def _account_field(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=64,
        required=required,
        widget=OfferedInput(),
        help_text=_("输入账号或姓名，从列出的里选"),
    )


class OfferingForm(HouseForm):
    """A form whose fields offer accounts; ``offered`` by field."""

    def __init__(self, *given: Any, offered: dict[str, Sequence[tuple[str, str]]], **options: Any) -> None:
        super().__init__(*given, **options)
        for name, names in offered.items():
            widget = self.fields[name].widget
            assert isinstance(widget, OfferedInput), name
            widget.offered = names


class NewAccountForm(HouseForm):
    """A new account. What a name may be is checked where it is made."""

    username = forms.CharField(
        label=_("账号"),
        max_length=64,
        help_text=_("小写字母开头，可用数字、点、横线；建议用姓名拼音，例如 wangmin。定了就不再改"),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )
    display_name = forms.CharField(
        label=_("姓名"),
        max_length=128,
        help_text=_("页面上显示的名字，例如 王敏；不写电话"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AppointForm(OfferingForm):
    """A post for an account: role, organisation, first day, and the last where it is known."""

    role = forms.ChoiceField(label=_("角色"), choices=[("", _("请选择")), *Role.choices])
    organisation = forms.CharField(
        label=_("单位"),
        max_length=200,
        widget=OfferedInput(),
        help_text=_("输入名称，从列出的里选；社区写成“东湖街道 / 和平社区”"),
    )
    since = DayField(label=_("上任日期"))
    last_day = LastDayField(
        label=_("最后一天（可不填）"), required=False, help_text=_("填了就到那天为止，自动结束")
    )


class EndForm(HouseForm):
    """The first day without the post."""

    day = DayField(label=_("从哪天起不再担任"))


class HandOverForm(OfferingForm):
    """Who takes the post over, from which day, and what the two agreed."""

    successor = _account_field(_("接任人"))
    day = DayField(label=_("接任日期"), help_text=_("从这天起由接任人担任，原来的人同时离岗"))
    note = forms.CharField(
        label=_("交接说明（可不填）"),
        max_length=200,
        required=False,
        help_text=_("例如：台账在二楼档案柜；不写电话"),
    )


class DeputyForm(OfferingForm):
    """Who stands in, from which day to which."""

    deputy = _account_field(_("代理人"))
    since = DayField(label=_("开始日期"))
    last_day = LastDayField(label=_("最后一天"), help_text=_("过了这天代理自动结束，不用再来撤销"))
    note = forms.CharField(label=_("说明（可不填）"), max_length=200, required=False)


class CloseForm(HouseForm):
    """For each post that ends with the account: who takes it over, if anybody."""

    def __init__(self, data: Any, posts: Iterable[Post], offered: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        for post in posts:
            field = _account_field(f"{post.get_role_display()} · {post.organisation.name}", required=False)
            assert isinstance(field.widget, OfferedInput)
            field.widget.offered = offered
            field.widget.attrs["class"] = "form-control"
            self.fields[f"successor_{post.pk}"] = field

    def named(self) -> dict[int, str]:
        """What was typed, by post; posts left empty are left out. Only after ``is_valid``."""
        return {
            int(name.removeprefix("successor_")): typed.strip()
            for name, typed in self.cleaned_data.items()
            if typed.strip()
        }


def day_after(last_day: date | None) -> date | None:
    """The first day without a post whose last day is said."""
    return last_day and last_day + timedelta(days=1)


def offered_accounts(choices: Iterable[tuple[str, str]], *, but: Account) -> list[tuple[str, str]]:
    """What a field offers: every account but the one the page is about."""
    return [one for one in choices if one[0] != but.username]
