"""What people say in a complaint, an answer, a call back, checked."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dabiao.house.forms import HouseForm
from dabiao.people.complaints.actions import LONGEST_CONTACT
from dabiao.people.complaints.models import LONGEST_TEXT, ComplaintRules, Kind, StepKind


class FilingForm(HouseForm):
    """A complaint or a suggestion."""

    kind = forms.ChoiceField(label=_("类别"), choices=Kind.choices)
    text = forms.CharField(
        label=_("内容"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("请写明是哪件事、什么时候、希望怎么改。不要写别人的个人信息。"),
    )
    unnamed = forms.BooleanField(
        label=_("不署名"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text=_(
            "办理的人看不到您的名字和单位，审计记录也不记。您仍能在自己的页面看到答复并确认是否满意。"
        ),
    )
    contact = forms.CharField(
        label=_("回访电话（可不填）"),
        max_length=LONGEST_CONTACT,
        required=False,
        help_text=_("只用于这一件的回访，加密保存，办结后按期删除，谁看过都有记录。不署名时请不要填。"),
    )
    ask = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)


class AnswerForm(HouseForm):
    """An answer."""

    text = forms.CharField(
        label=_("答复"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写明查到了什么、改了什么、什么时候改好；办不到的写明原因。"),
    )


OUTCOMES = (StepKind.SATISFIED, StepKind.NOT_SATISFIED, StepKind.NOT_REACHED)


class CallBackForm(HouseForm):
    """How a call back went."""

    outcome = forms.ChoiceField(label=_("回访结果"), choices=[(one.value, one.label) for one in OUTCOMES])
    text = forms.CharField(
        label=_("说明"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不满意的，写明还有什么没有解决；会转回重新办理。"),
    )


class ConfirmForm(HouseForm):
    """What the author says of the answer."""

    text = forms.CharField(
        label=_("还有什么没有解决（选“不满意”时必填）"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RulesForm(forms.ModelForm[ComplaintRules]):
    """The deadlines; the bounds are the table's."""

    class Meta:
        model = ComplaintRules
        fields = ("answer_days", "call_back_days", "keep_contact_days")

    def __init__(self, *given: object, **options: object) -> None:
        super().__init__(*given, **options)  # type: ignore[arg-type]  # passed on as they came
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")
