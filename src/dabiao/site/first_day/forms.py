"""What is asked for on the first day, before anybody has an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dabiao.house.forms import HouseForm
from dabiao.people.accounts.founding import First
from dabiao.people.models import Role

_NAMES = {
    Role.OFFICE: (_("创建办：账号"), _("创建办：姓名")),
    Role.SYSTEM_ADMINISTRATOR: (_("系统管理员：账号"), _("系统管理员：姓名")),
    Role.SECURITY_ADMINISTRATOR: (_("安全管理员：账号"), _("安全管理员：姓名")),
}


def _district() -> forms.CharField:
    return forms.CharField(
        label=_("区（县、市）的名称"), max_length=64, help_text=_("写全称，例如 东城区；会印在通报的落款里")
    )


def _username(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=64,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )


def _shown_name(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=128, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class SmallOfficeForm(HouseForm):
    """One person begins alone, and says why."""

    district = _district()
    username = _username(_("您的账号"), _("小写字母开头，建议用姓名拼音，例如 wangmin；定了就不再改"))
    display_name = _shown_name(_("您的姓名"))
    reason = forms.CharField(
        label=_("为什么一人兼任"),
        max_length=200,
        help_text=_("会记入安全设置和审计记录，例如 创建办只有两名工作人员"),
    )

    @property
    def first(self) -> First:
        """The person. Only after ``is_valid``."""
        return First(self.cleaned_data["username"], self.cleaned_data["display_name"])


class ThreePeopleForm(HouseForm):
    """Three people, each with a post of their own."""

    district = _district()

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        for role, (username, shown_name) in _NAMES.items():
            self.fields[f"{role.name.lower()}_username"] = _username(username)
            self.fields[f"{role.name.lower()}_display_name"] = _shown_name(shown_name)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    @property
    def holders(self) -> dict[Role, First]:
        """The people by post. Only after ``is_valid``."""
        given = self.cleaned_data
        return {
            role: First(given[f"{role.name.lower()}_username"], given[f"{role.name.lower()}_display_name"])
            for role in _NAMES
        }
