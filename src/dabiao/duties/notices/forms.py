"""What people write about notices, checked; a refused form keeps what was typed and the file that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from dabiao.duties.notices.actions import Draft, Said
from dabiao.duties.notices.flow import NoticeKind, Step
from dabiao.duties.notices.queries import Choosable
from dabiao.house.attachments import AttachmentForm
from dabiao.house.forms import DayField, HourField, HouseForm, Tick
from dabiao.people.models import Organisation

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

END_OF_WORK = time(18, 0)
"""A deadline that names only a day means the end of its office hours."""


@dataclass(frozen=True, slots=True)
class Group:
    """Organisations that can be chosen together, by ``name``, or one by one; or through the groups ``below``."""

    name: str
    title: StrPromise | str
    everybody: StrPromise
    ones: Sequence[Organisation]
    below: Sequence[Group] = ()
    is_open: bool = False


class NoticeForm(AttachmentForm):
    """A notice or 突发任务, and to whom it goes."""

    kind = forms.ChoiceField(label=_("类别"), choices=NoticeKind.choices, initial=NoticeKind.URGENT_TASK)
    title = forms.CharField(label=_("标题"), max_length=100)
    text = forms.CharField(
        label=_("内容"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("写清楚要做什么、做到什么程度。空一行就是新的一段"),
    )
    due_day = DayField(
        label=_("完成时限"), required=False, initial=None, help_text=_("通知不用填。至少留一个工作日")
    )
    due_time = HourField(label=_("当天几点前"), required=False, initial=END_OF_WORK)
    minutes = forms.IntegerField(
        label=_("每个单位大约要花多少分钟"),
        min_value=1,
        max_value=2400,
        initial=15,
        help_text=_("计入减负表：一个单位一周被要求多少件、多少分钟"),
    )
    wants_attachment = Tick(label=_("答复可以带附件"), help_text=_("只在确实需要表格或文件时勾选"))
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)

    field_order = (
        "kind",
        "title",
        "text",
        "due_day",
        "due_time",
        "minutes",
        "attachment",
        "wants_attachment",
    )

    def __init__(self, *given: Any, choosable: Choosable, **options: Any) -> None:
        super().__init__(*given, **options)
        self.choosable = choosable
        self.chosen = set(self.data.getlist("to")) if self.is_bound else set()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check what no single field can tell: a task has a deadline, a notice has none."""
        given = super().clean()
        if given.get("kind") == NoticeKind.URGENT_TASK:
            if given.get("due_day") is None and "due_day" not in self.errors:
                self.add_error("due_day", say("突发任务要有完成时限。"))
        else:
            if given.get("due_day") is not None:
                self.add_error("due_day", say("通知没有期限。要对方在期限前办结的，类别请选“突发任务”。"))
            if given.get("wants_attachment"):
                self.add_error("wants_attachment", say("通知只要签收，不要答复。"))
        return given

    @property
    def groups(self) -> list[Group]:
        """What can be chosen, as the page shows it."""
        known = self.choosable
        communities = [one for ones in known.communities.values() for one in ones]
        below = [
            self._group(
                f"below-{street.pk if street else 0}",
                street.name if street else _("没有上级街道的社区"),
                _("这里的全部社区"),
                ones,
            )
            for street, ones in known.communities.items()
        ]
        return [
            self._group("streets", _("街道"), _("全部街道"), known.streets),
            self._group("departments", _("部门"), _("全部部门"), known.departments),
            self._group("communities", _("社区"), _("全部社区"), communities, below),
        ]

    def _group(
        self,
        name: str,
        title: StrPromise | str,
        everybody: StrPromise,
        ones: Sequence[Organisation],
        below: Sequence[Group] = (),
    ) -> Group:
        chosen = name in self.chosen or any(str(one.pk) in self.chosen for one in ones)
        is_open = chosen or name == "streets" or any(one.is_open for one in below)
        return Group(name, title, everybody, ones, below, is_open=is_open)

    def organisations(self) -> list[Organisation]:
        """Everything that was chosen, one by one or by the group; what does not exist is left out."""
        top = self.groups
        wanted = {
            one.pk
            for group in (*top, *top[-1].below)
            for one in group.ones
            if group.name in self.chosen or str(one.pk) in self.chosen
        }
        return [one for group in top for one in group.ones if one.pk in wanted]

    def draft(self) -> Draft:
        """The checked notice. Only after ``is_valid``."""
        given = self.cleaned_data
        return Draft(
            NoticeKind(given["kind"]),
            given["title"],
            given["text"],
            given["minutes"],
            self.organisations(),
            moment_of(given),
            given["wants_attachment"],
            self.waiting,
        )


class WordsForm(HouseForm):
    """A few words."""

    text = forms.CharField(
        label=_("说明"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=True
    )

    def said(self) -> Said:
        """What was written. Only after ``is_valid``."""
        return Said(self.cleaned_data["text"])


class AnswerForm(AttachmentForm, WordsForm):
    """How it was done, with a file where the sender asked for one."""

    field_order = ("text", "attachment")

    def said(self) -> Said:
        """The words and the file. Only after ``is_valid``."""
        return Said(self.cleaned_data["text"], attachment=self.waiting)


class ExtensionForm(WordsForm):
    """Until when, and why."""

    due_day = DayField(label=_("新期限"), initial=None)
    due_time = HourField(label=_("当天几点前"), required=False, initial=END_OF_WORK)
    field_order = ("due_day", "due_time", "text")

    def said(self) -> Said:
        """The deadline asked for, and the reason. Only after ``is_valid``."""
        return Said(self.cleaned_data["text"], moment_of(self.cleaned_data))


class NothingForm(HouseForm):
    """A step that says nothing."""

    def said(self) -> Said:
        """Nothing."""
        return Said()


class WithdrawForm(HouseForm):
    """Why a notice is taken back."""

    why = forms.CharField(label=_("撤回的原因"), max_length=200)


StepForm = WordsForm | NothingForm

FORMS: dict[Step, type[StepForm]] = {
    Step.RECEIVE: NothingForm,
    Step.ANSWER: AnswerForm,
    Step.SEND_BACK: WordsForm,
    Step.ASK_EXTENSION: ExtensionForm,
    Step.GRANT: NothingForm,
    Step.REFUSE: WordsForm,
    Step.RELEASE: NothingForm,
    Step.REPLY: WordsForm,
    Step.PRESS: NothingForm,
}
"""What is asked for with each step."""


def moment_of(given: dict[str, Any]) -> datetime | None:
    """The moment that a day and a time of day name, in the time zone of the pages."""
    day = given.get("due_day")
    if day is None:
        return None
    return timezone.make_aware(datetime.combine(day, given.get("due_time") or END_OF_WORK))
