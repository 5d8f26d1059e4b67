"""What people say of documents, lines and tasks, checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dabiao.core.framework import Framework
from dabiao.duties.press.actions import LONGEST_TASK, LONGEST_TITLE, DocumentEntry, TaskEntry
from dabiao.duties.press.models import DocumentKind
from dabiao.house.forms import DayField, HouseForm, RowsField
from dabiao.people.models import Organisation, OrganisationKind
from dabiao.people.organisations.queries import open_organisations

REASON_HELP = _("本周要求超过上限，或留给单位不足一个工作日时要写；减负页面上会显示")


class OrganisationsField(RowsField[Organisation]):
    """Some of the open organisations, ticked in a list: no keys to hold, no list to unfold."""

    is_pick = True
    """Asked by ``house/_field.html``, which shows it as a group of boxes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Organisation.objects.none(),
            widget=forms.CheckboxSelectMultiple,
            **options,
        )


class PressForm(HouseForm):
    """A form that offers the open organisations, read once for all its fields."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        open_ones = open_organisations()
        choices = [(one.pk, one.name) for one in sorted(open_ones, key=_by_kind)]
        for name, field in self.fields.items():
            if isinstance(field, OrganisationsField):
                field.queryset = open_ones
                ticked = set(map(str, self[name].value() or ()))
                field.choices = sorted(choices, key=lambda one: str(one[0]) not in ticked)
                field.widget.attrs["class"] = "form-check-input"


_KINDS = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.STREET,
    OrganisationKind.COMMUNITY,
    OrganisationKind.DISTRICT,
    OrganisationKind.CITY,
)
"""In the order in which they are asked most often."""


def _by_kind(one: Organisation) -> tuple[int, str]:
    return _KINDS.index(OrganisationKind(one.kind)), one.name


class DocumentForm(HouseForm):
    """What a document is, beside the file itself."""

    kind = forms.ChoiceField(label=_("类别"), choices=DocumentKind.choices)
    dated = DayField(label=_("讲话或印发日期"), help_text=_("“三日内”这样的期限从这一天算起"))
    title = forms.CharField(
        label=_("标题"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=_("空着就用正文里的标题"),
    )

    def entry(self) -> DocumentEntry:
        """The checked entry. Only after ``is_valid``."""
        given = self.cleaned_data
        return DocumentEntry(DocumentKind(given["kind"]), given["dated"], given["title"])


class TaskForm(PressForm):
    """A task as a person wants it."""

    text = forms.CharField(label=_("任务"), max_length=LONGEST_TASK, widget=forms.Textarea(attrs={"rows": 4}))
    lead = OrganisationsField(
        label=_("牵头单位"), help_text=_("可以选几个，例如各街道各办各的；已经选的排在最前"), required=False
    )
    assist = OrganisationsField(label=_("配合单位"), required=False)
    standard_id = forms.ChoiceField(label=_("对应的标准"), required=False)
    due = DayField(label=_("完成时限"), initial=None, required=False)
    reason = forms.CharField(
        label=_("超量或紧急的理由"), max_length=200, required=False, help_text=REASON_HELP
    )

    def __init__(self, *given: Any, framework: Framework, **options: Any) -> None:
        super().__init__(*given, **options)
        standards = [(one.id, f"{one.id} {one.title}") for one in framework.standards.values()]
        field = self.fields["standard_id"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("（没有）")), *standards]

    def entry(self) -> TaskEntry:
        """The checked entry. Only after ``is_valid``."""
        given = self.cleaned_data
        return TaskEntry(
            given["text"],
            list(given["lead"]),
            list(given["assist"]),
            given["standard_id"],
            given["due"],
            given["reason"],
        )


class DropForm(HouseForm):
    """Why nothing is to be done."""

    drop_reason = forms.CharField(label=_("不办的原因"), max_length=200)


class HandOverForm(PressForm):
    """Who is to have a task instead, and until when."""

    lead = OrganisationsField(label=_("牵头单位"), required=False)
    assist = OrganisationsField(label=_("配合单位"), required=False)
    due = DayField(label=_("完成时限"), initial=None, required=False)
    note = forms.CharField(label=_("改派的说明"), max_length=1000, required=False)
    reason = forms.CharField(
        label=_("超量或紧急的理由"), max_length=200, required=False, help_text=REASON_HELP
    )


class NoteForm(HouseForm):
    """A word that goes with a step."""

    note = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *given: Any, label: str, needed: bool, **options: Any) -> None:
        super().__init__(*given, **options)
        self.fields["note"].label = label
        self.fields["note"].required = needed


class BulkForm(PressForm):
    """What several lines have in common: a deadline, a lead and a reason, or why nothing is done about them."""

    lead = OrganisationsField(
        label=_("统一的牵头单位"), required=False, help_text=_("空着就用每句建议的单位")
    )
    due = DayField(
        label=_("统一的完成时限"), initial=None, required=False, help_text=_("空着就用每句里写的时限")
    )
    reason = forms.CharField(
        label=_("超量或紧急的理由"), max_length=200, required=False, help_text=REASON_HELP
    )
    drop_reason = forms.CharField(label=_("不办的原因"), max_length=200, required=False)


def chosen(data: Sequence[str]) -> list[int]:
    """Ids of the ticked lines; anything that is no id is left out."""
    return [int(one) for one in data if one.isascii() and one.isdigit() and len(one) < _LONGEST_ID]


_LONGEST_ID = 19
"""Digits of a 64-bit key."""
