"""What people say about letters, checked: which to draft, when to send, comments, answers, scans, reasons."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dabiao.core.working_days import working_day_after
from dabiao.duties.letters import queries
from dabiao.duties.letters.actions import DraftPlan
from dabiao.duties.letters.models import LetterVersion
from dabiao.duties.letters.template import CAMPAIGN
from dabiao.house.forms import DayField, HouseForm, RowsField
from dabiao.house.moments import last_minute
from dabiao.people.models import Account, Organisation

USUAL_DAYS = 5
"""Working days a unit is given for its comment, unless another day is written."""


class UnitsField(RowsField[Organisation]):
    """Organisations to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Organisation) -> str:
        """Name it; the list stands under its kind."""
        return obj.name


class ModelField(forms.ModelChoiceField[LetterVersion]):
    """A version whose wording is taken over."""

    def label_from_instance(self, obj: LetterVersion) -> str:
        """Name it by year, unit and version."""
        return f"{obj.letter.year} {obj.letter.party_b.name} v{obj.number}"


class DraftForm(HouseForm):
    """One or many letters to be drafted."""

    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    campaign = forms.CharField(label=_("创建工作"), max_length=40, initial=CAMPAIGN)
    party_a = forms.ModelChoiceField(label=_("甲方"), queryset=Organisation.objects.none())
    party_a_post = forms.CharField(label=_("甲方签署人职务"), max_length=40, initial="区长")
    like = ModelField(
        label=_("文本"),
        queryset=LetterVersion.objects.none(),
        required=False,
        empty_label=_("示范文本"),
        help_text=_("也可以照一份已有的责任书起草：目标任务、措施、扣分档、奖惩照搬，任务分解表各取各的"),
    )
    streets = UnitsField(label=_("街道"), queryset=Organisation.objects.none(), required=False)
    departments = UnitsField(label=_("部门"), queryset=Organisation.objects.none(), required=False)

    def __init__(self, asker: Account, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        units, givers = queries.units_to_sign(asker), queries.givers(asker)
        self.fields["party_a"].queryset = givers  # type: ignore[attr-defined]
        self.fields["streets"].queryset = units.filter(kind="街道")  # type: ignore[attr-defined]
        self.fields["departments"].queryset = units.filter(kind="部门")  # type: ignore[attr-defined]
        self.fields["like"].queryset = queries.model_versions(asker)  # type: ignore[attr-defined]
        self.fields["year"].initial = timezone.localdate().year
        self.fields["party_a"].initial = givers.filter(kind="区").first()
        for name in ("streets", "departments"):
            self.fields[name].widget.attrs["class"] = "form-check-input"

    def clean(self) -> dict[str, Any]:
        """Ask for at least one unit."""
        given = super().clean() or {}
        if not self.errors and not [*given["streets"], *given["departments"]]:
            self.add_error("streets", _("还没有选乙方，请至少勾选一个街道或部门。"))
        return given

    def plan(self) -> DraftPlan:
        """The checked plan. Only after ``is_valid``."""
        given = self.cleaned_data
        return DraftPlan(
            year=given["year"],
            party_a=given["party_a"],
            party_a_post=given["party_a_post"],
            units=[*given["streets"], *given["departments"]],
            campaign=given["campaign"],
            like=given["like"],
        )


class SendForm(HouseForm):
    """Until when a party may comment."""

    due = DayField(
        label=_("意见截止日期"), initial=lambda: working_day_after(timezone.localdate(), USUAL_DAYS)
    )
    reason = forms.CharField(
        label=_("超量或紧急的理由"),
        max_length=200,
        required=False,
        help_text=_("本周要求超过上限，或留给单位不足一个工作日时要写；减负页面上会显示"),
    )

    def clean_due(self) -> datetime:
        """The last minute of the day."""
        day = self.cleaned_data["due"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("截止日期已经过了，请改到今天以后。"))
        if day > timezone.localdate() + timedelta(days=366):
            raise forms.ValidationError(_("截止日期在一年以后，请核对。"))
        return last_minute(day)


class CommentForm(HouseForm):
    """A comment on an item, or on the whole letter."""

    item_key = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    text = forms.CharField(
        label=_("意见"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(HouseForm):
    """The answer to a comment."""

    answer = forms.CharField(label=_("答复"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    adopted = forms.TypedChoiceField(
        label=_("处理"),
        choices=(("1", _("采纳")), ("0", _("不采纳"))),
        coerce=lambda value: value == "1",
    )


class AmendForm(HouseForm):
    """Why a letter in force has to change."""

    reason = forms.CharField(label=_("修订原因"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class ScanForm(HouseForm):
    """The scan of the signed paper."""

    scan = forms.FileField(
        label=_("签署件扫描件（PDF、JPG 或 PNG，不超过 30 MB）"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    meeting_date = DayField(label=_("签署日期"))
