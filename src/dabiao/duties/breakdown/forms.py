"""What people say of duties, checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dabiao.duties.breakdown.actions import LONGEST_REQUIREMENT, Terms
from dabiao.duties.breakdown.models import Duty, Kind
from dabiao.house.forms import DayField, HouseForm
from dabiao.people.models import Organisation, OrganisationKind, Post
from dabiao.people.organisations.queries import open_organisations

ALL_OF = "all:"
"""Before a kind of organisation: all of it at once."""

GROUPED = (OrganisationKind.STREET, OrganisationKind.COMMUNITY)
"""Kinds that are often given the same duty together."""


class AssignForm(HouseForm):
    """Give a duty in a cell to an organisation, or to all streets at once."""

    kind = forms.ChoiceField(label=gettext_lazy("职责"), choices=Kind.choices)
    unit = forms.ChoiceField(label=gettext_lazy("单位"))
    requirement = forms.CharField(
        label=gettext_lazy("要求（空着就是标准包的检查项）"),
        max_length=LONGEST_REQUIREMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    deadline = forms.DateField(
        label=gettext_lazy("完成时限（可以不填）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    on = DayField()

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._known = list(open_organisations())
        unit = self.fields["unit"]
        assert isinstance(unit, forms.ChoiceField)
        unit.choices = [("", _("请选择")), *_grouped(self._known)]

    @property
    def organisations(self) -> list[int]:
        """Ids of the chosen organisations. Only after ``is_valid``."""
        chosen = self.cleaned_data["unit"]
        if chosen.startswith(ALL_OF):
            return [one.pk for one in self._known if one.kind == chosen.removeprefix(ALL_OF)]
        return [int(chosen)]

    @property
    def terms(self) -> Terms:
        """What goes with it. Only after ``is_valid``."""
        return Terms(None, self.cleaned_data["requirement"], self.cleaned_data["deadline"])


class AmendForm(HouseForm):
    """Another person, requirement or deadline from a day on."""

    person = forms.ChoiceField(label=gettext_lazy("责任人"), required=False)
    requirement = forms.CharField(
        label=gettext_lazy("要求（空着就是标准包的检查项）"),
        max_length=LONGEST_REQUIREMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    deadline = forms.DateField(
        label=gettext_lazy("完成时限（可以不填）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    on = DayField()

    def __init__(self, *given: Any, posts: Iterable[Post], **options: Any) -> None:
        super().__init__(*given, **options)
        person = self.fields["person"]
        assert isinstance(person, forms.ChoiceField)
        people = {str(one.account_id): f"{one.account.display_name}（{_(one.role)}）" for one in posts}
        person.choices = [("", _("（不指定到人）")), *people.items()]

    @property
    def terms(self) -> Terms:
        """The new terms. Only after ``is_valid``."""
        given = self.cleaned_data
        return Terms(
            int(given["person"]) if given["person"] else None, given["requirement"], given["deadline"]
        )

    @staticmethod
    def initial_of(duty: Duty) -> dict[str, object]:
        """The terms as they are."""
        return {
            "person": str(duty.person_id or ""),
            "requirement": duty.requirement,
            "deadline": duty.deadline,
        }


class EndForm(HouseForm):
    """The first day without the duty."""

    on = DayField()


def day_of(form: forms.Form) -> date | None:
    """The day a valid form names."""
    found: date | None = form.cleaned_data.get("on")
    return found


def _grouped(known: Iterable[Organisation]) -> list[tuple[str, list[tuple[str, str]]]]:
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for one in known:
        by_kind.setdefault(one.kind, []).append((str(one.pk), one.name))
    whole = [
        (
            f"{ALL_OF}{kind.value}",
            _("各%(sort)s（%(number)d 个）") % {"sort": _(kind.value), "number": number},
        )
        for kind in GROUPED
        if (number := len(by_kind.get(kind, ()))) > 1
    ]
    groups = [(_("一次选多个"), whole)] if whole else []
    return [*groups, *((_(kind), ones) for kind, ones in by_kind.items())]
