"""What people say of the cycle and its dates, checked."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from dabiao.core.cycle_calendar import ASKING, WINDOWS, CalendarKind
from dabiao.core.cycle_proposal import EARLIEST_TEST_MONTH, YEARS
from dabiao.duties.cycle.drafts import CyclePlan, EntryDraft
from dabiao.duties.cycle.models import GateState
from dabiao.house.forms import DayField, HouseForm, RowsField
from dabiao.people.models import Organisation, OrganisationKind
from dabiao.people.organisations.queries import open_organisations, street_names

FIRST_CYCLE = 2015
"""2015—2017, 2018—2020 … : cycles have followed each other every three years since."""

TEST_MONTH = 8
"""The month proposed before the office says another (示范值: the published example tested in August)."""

WHOLE_KINDS = (OrganisationKind.STREET, OrganisationKind.DEPARTMENT, OrganisationKind.COMMUNITY)
"""Kinds of units that may be chosen all at once."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


class Choices(forms.CheckboxSelectMultiple):
    """Boxes to tick, those of one group folded together."""

    template_name = "cycle/_choices.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Say of each group how many are ticked: a group with a tick is open."""
        context = super().get_context(name, value, attrs)
        context["widget"]["groups"] = [
            (group, options, sum(bool(one["selected"]) for one in options))
            for group, options, _index in context["widget"]["optgroups"]
        ]
        return context


class OrganisationsField(RowsField[Organisation]):
    """Open units, grouped: streets, departments, and the communities of each street."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Organisation.objects.none(),
            required=False,
            widget=Choices(attrs={"class": "form-check-input"}),
            **options,
        )

    def fill(self) -> None:
        """Read the units as they stand today. Two queries."""
        found = open_organisations(*WHOLE_KINDS)
        self.queryset = found
        streets = street_names()
        groups: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for one in found:
            groups[_group(one, streets)].append((one.pk, one.name))
        order = {str(kind.label): at for at, kind in enumerate(WHOLE_KINDS)}
        self.choices = sorted(groups.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))


def _group(one: Organisation, streets: dict[int, str]) -> str:
    if one.kind == OrganisationKind.COMMUNITY and one.pk in streets:
        return _now("%(street)s的社区") % {"street": streets[one.pk]}
    return str(OrganisationKind(one.kind).label)


class ProposeForm(HouseForm):
    """Which pack, from which year on, tested in which month; weights only where they are not the pack's."""

    pack = forms.ChoiceField(label=_("标准包"))
    first_year = forms.IntegerField(label=_("第一年"), min_value=1990, max_value=2100)
    test_month = forms.IntegerField(
        label=_("预计测评月份"),
        min_value=EARLIEST_TEST_MONTH,
        max_value=12,
        help_text=_("每年正式测评的月份，材料所属期按它推算；以后每年都可以单独改"),
    )
    title = forms.CharField(
        label=_("周期名称"), max_length=64, required=False, help_text=_("空着就按年份起名")
    )
    weights = forms.CharField(
        label=_("三年权重（%）"),
        max_length=40,
        required=False,
        help_text=_("空着按标准包；另填时写三个数，例如 15 / 25 / 60"),
    )
    weights_source = forms.CharField(
        label=_("权重的出处"), max_length=200, required=False, help_text=_("另填权重时要写")
    )

    def __init__(self, *given: Any, packs: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["pack"].choices = packs  # type: ignore[attr-defined]

    def clean_weights(self) -> tuple[Decimal, ...] | None:
        """Read three numbers, whatever stands between them."""
        text = self.cleaned_data["weights"].strip()
        if not text:
            return None
        numbers = _NUMBER.findall(text)
        if len(numbers) != YEARS or "-" in text:
            raise forms.ValidationError(_("要写三个不小于 0 的数，例如 15 / 25 / 60"))
        return tuple(Decimal(number) / 100 for number in numbers)

    def clean(self) -> dict[str, Any]:
        """Ask for the source of weights that are not the pack's."""
        given = super().clean() or self.cleaned_data
        if given.get("weights") and not given.get("weights_source"):
            self.add_error("weights_source", _("请写明权重出自哪份文件或会议"))
        return given

    def plan(self) -> CyclePlan:
        """The checked plan. Only after ``is_valid``."""
        given = self.cleaned_data
        return CyclePlan(
            given["pack"],
            given["first_year"],
            given["test_month"],
            given["title"].strip(),
            given["weights"],
            given["weights_source"].strip(),
        )


def first_year_around(day: date) -> int:
    """The first year of the cycle that ``day`` lies in."""
    return day.year - (day.year - FIRST_CYCLE) % YEARS


class DatesForm(HouseForm):
    """The days of one date; which fields it has depends on its kind."""

    since = DayField(label=_("开始日期"))
    until = DayField(label=_("结束日期"))
    begins = forms.TimeField(
        label=_("时间"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, *given: Any, kind: CalendarKind, **options: Any) -> None:
        super().__init__(*given, **options)
        self.kind = kind
        if kind is CalendarKind.STAGE:
            self.fields["since"].help_text = _("阶段到下一个阶段开始的前一天为止，最后一个到周期结束")
            del self.fields["until"]
        elif kind in ASKING:
            self.fields["since"].label = _("日期")
            del self.fields["until"]
        if kind not in ASKING:
            del self.fields["begins"]
        elif kind is CalendarKind.DEADLINE:
            self.fields["begins"].help_text = _("空着就是当天之内")


class EntryForm(DatesForm):
    """A new date of one kind."""

    title = forms.CharField(label=_("名称"), max_length=120)
    condition = forms.CharField(
        label=_("条件"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    lasts = forms.IntegerField(label=_("时长（分钟）"), required=False, min_value=1)
    whole_kinds = forms.MultipleChoiceField(
        label=_("整类单位"),
        required=False,
        choices=[
            (OrganisationKind.STREET.value, _("全部街道")),
            (OrganisationKind.DEPARTMENT.value, _("全部部门")),
            (OrganisationKind.COMMUNITY.value, _("全部社区")),
        ],
        widget=Choices(attrs={"class": "form-check-input"}),
    )
    organisations = OrganisationsField(label=_("指定单位"))
    minutes = forms.IntegerField(
        label=_("每个单位大约要花多少分钟"), min_value=1, help_text=_("包括准备和参加，减负统计要用")
    )
    source = forms.CharField(label=_("出处"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("超量或紧急的理由"),
        max_length=200,
        required=False,
        help_text=_("本周要求超过上限，或留给单位不足一个工作日时要写；减负页面上会显示"),
    )

    field_order = ("title", "since", "until", "begins", "lasts")

    def __init__(self, *given: Any, kind: CalendarKind, **options: Any) -> None:
        super().__init__(*given, kind=kind, **options)
        _keep_fields_of(self, kind)
        if kind not in ASKING:
            for name in ("minutes", "reason"):
                self.fields.pop(name, None)
        if kind is not CalendarKind.MEETING:
            del self.fields["lasts"]

    def draft(self) -> EntryDraft:
        """The checked draft. Only after ``is_valid``."""
        given = self.cleaned_data
        return EntryDraft(
            self.kind,
            given["title"].strip(),
            given["since"],
            given.get("until"),
            given.get("begins"),
            given.get("lasts") if given.get("begins") else None,
            given.get("minutes"),
            named(self),
            given.get("condition", "").strip(),
            given.get("source", "").strip(),
            given.get("reason", "").strip(),
        )


class DescribeForm(HouseForm):
    """Name, condition and whom it concerns."""

    title = forms.CharField(label=_("名称"), max_length=120)
    condition = forms.CharField(
        label=_("条件"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    organisations = OrganisationsField(label=_("指定单位"))
    source = forms.CharField(label=_("出处"), max_length=200, required=False)
    reason = forms.CharField(label=_("为什么改"), max_length=200, required=False)

    def __init__(self, *given: Any, kind: CalendarKind, **options: Any) -> None:
        super().__init__(*given, **options)
        _keep_fields_of(self, kind)


class MoveForm(DatesForm):
    """New days, and why."""

    reason = forms.CharField(label=_("为什么改期"), max_length=200, help_text=_("会写进改期记录，人人可看"))


class OutcomeForm(HouseForm):
    """How a gate stands."""

    state = forms.ChoiceField(label=_("状态"), choices=GateState.choices)
    figure = forms.DecimalField(
        label=_("得分"),
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=3,
        help_text=_("填了得分就按分数线判断，同一年同一指标的关口一起登记"),
    )
    source = forms.CharField(label=_("出处"), max_length=200, help_text=_("哪份通报、哪天公布"))

    def __init__(self, *given: Any, measured: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        if not measured:
            del self.fields["figure"]


class WithdrawForm(HouseForm):
    """Why it is called off."""

    reason = forms.CharField(label=_("为什么撤销"), max_length=200)


class FeedForm(HouseForm):
    """Whose dates."""

    organisation = forms.ModelChoiceField(
        label=_("单位"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *given: Any, units: list[Organisation], **options: Any) -> None:
        super().__init__(*given, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = open_organisations().filter(pk__in=[one.pk for one in units])
        field.choices = [(one.pk, f"{one.name}（{one.get_kind_display()}）") for one in units]


def named(form: forms.Form) -> tuple[Organisation, ...]:
    """The units of a valid form: those ticked, and those of whole kinds."""
    given = form.cleaned_data
    chosen = {one.pk: one for one in given.get("organisations") or ()}
    kinds = given.get("whole_kinds")
    if kinds:
        chosen |= {one.pk: one for one in open_organisations(*kinds)}
    return tuple(sorted(chosen.values(), key=lambda one: one.pk))


def on_the_next_working_day(draft: EntryDraft, day: date) -> EntryDraft:
    """The draft with its last day moved to ``day``."""
    if draft.kind in ASKING:
        return replace(draft, since=day)
    return replace(draft, until=day)


def _keep_fields_of(form: forms.Form, kind: CalendarKind) -> None:
    """Leave out what a kind does not have, and say what an empty choice of units means."""
    if kind is not CalendarKind.GATE:
        form.fields.pop("condition", None)
    if kind not in WINDOWS | {CalendarKind.GATE}:
        form.fields.pop("source", None)
    if kind is CalendarKind.STAGE:
        form.fields.pop("organisations", None)
        form.fields.pop("whole_kinds", None)
        return
    field = form.fields["organisations"]
    assert isinstance(field, OrganisationsField)
    field.fill()
    field.help_text = (
        _("要求参加或报送的单位，会出现在他们的“我的”里")
        if kind in ASKING
        else _("一个都不选，就是和所有单位有关")
    )
