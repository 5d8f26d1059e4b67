"""What people say of organisations, checked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dabiao.house.forms import DayField, HouseForm
from dabiao.people.models import Line, Organisation, OrganisationKind
from dabiao.people.organisations.actions import OrganisationEntry
from dabiao.people.organisations.queries import open_organisations


class OrganisationField(forms.ModelChoiceField[Organisation]):
    """One of the open organisations, named with what it stands below."""

    def __init__(self, *kinds: OrganisationKind, **options: Any) -> None:
        self.kinds = kinds
        super().__init__(queryset=Organisation.objects.none(), empty_label=_("（没有）"), **options)

    def label_from_instance(self, obj: Organisation) -> str:
        """Name it with its kind, so that 东湖街道 and 东湖街道办 are told apart."""
        return f"{obj.name}（{obj.get_kind_display()}）"


class OrganisationForm(HouseForm):
    """A form whose choices of organisations are those that are open now."""

    def __init__(self, *given: Any, leave_out: int | None = None, **options: Any) -> None:
        super().__init__(*given, **options)
        for field in self.fields.values():
            if isinstance(field, OrganisationField):
                field.queryset = open_organisations(*field.kinds).exclude(pk=leave_out or 0)


class FoundForm(OrganisationForm):
    """A new organisation."""

    kind = forms.ChoiceField(label=_("类别"), choices=OrganisationKind.choices)
    name = forms.CharField(label=_("名称"), max_length=64)
    code = forms.CharField(
        label=_("代码"),
        max_length=32,
        required=False,
        help_text=_("区、街道、社区填 12 位统计用区划代码，部门填 18 位统一社会信用代码；可以先空着"),
    )
    ranking_group = forms.CharField(
        label=_("排名分组"), max_length=64, required=False, help_text=_("不同组分开排名；空着按标准包的分组")
    )
    parent = OrganisationField(label=_("属地上级"), required=False)
    sector_parent = OrganisationField(label=_("条线上级"), required=False)
    on = DayField()

    def entry(self) -> OrganisationEntry:
        """The checked entry. Only after ``is_valid``."""
        given = self.cleaned_data
        lines = {Line.TERRITORY: given["parent"], Line.SECTOR: given["sector_parent"]}
        return OrganisationEntry(
            OrganisationKind(given["kind"]),
            given["name"],
            given["code"],
            given["ranking_group"],
            {line: above.pk for line, above in lines.items() if above is not None},
        )


class RenameForm(OrganisationForm):
    """A new name from a day on."""

    name = forms.CharField(label=_("新名称"), max_length=64)
    on = DayField()


class DescribeForm(OrganisationForm):
    """Code and ranking group."""

    code = forms.CharField(label=_("代码"), max_length=32, required=False)
    ranking_group = forms.CharField(label=_("排名分组"), max_length=64, required=False)


class MoveForm(OrganisationForm):
    """Another place in one of the lines, from a day on."""

    line = forms.ChoiceField(label=_("线条"), choices=Line.choices)
    parent = OrganisationField(label=_("新的上级"), required=False, help_text=_("空着就是从这条线里移出"))
    on = DayField()


class MergeForm(OrganisationForm):
    """Into which other one it goes, from a day on."""

    into = OrganisationField(label=_("并入"))
    on = DayField()


class SplitForm(OrganisationForm):
    """The names of the new ones, a line each."""

    names = forms.CharField(
        label=_("新单位的名称，每行一个"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )
    on = DayField()

    def clean_names(self) -> list[str]:
        """Take the lines apart."""
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class DissolveForm(OrganisationForm):
    """The first day without it."""

    on = DayField()


def day_of(form: forms.Form) -> date | None:
    """The day a valid form names."""
    found: date | None = form.cleaned_data.get("on")
    return found
