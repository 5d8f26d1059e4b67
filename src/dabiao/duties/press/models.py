"""Documents, their lines with what became of each, and the tasks that were taken from them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dabiao.core.outline.model import Reason
from dabiao.house.models import AppendOnly
from dabiao.people.models import Account, Organisation


class DocumentKind(models.TextChoices):
    """What a document is."""

    SPEECH = "讲话", _("讲话")
    PLAN = "方案", _("方案")
    CIRCULAR = "通报", pgettext_lazy("document", "通报")
    OTHER = "其他", pgettext_lazy("document", "其他")


class KeptDocument(models.Model):
    """A document as it was handed in, and the text that was read from it. It never changes."""

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=4, choices=DocumentKind.choices)
    dated = models.DateField()
    """The day it was said or issued; deadlines in it (三日内) are counted from here."""
    file_name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=80)
    sm3 = models.CharField(max_length=64, unique=True)
    """SM3 (GB/T 32905—2016) of the file: the same file is never kept twice."""
    text = models.TextField()
    """The joined text that the positions of lines refer to."""
    pack_id = models.CharField(max_length=64)
    truncated = models.BooleanField()
    """Whether the text stops in mid-sentence."""
    missing = models.JSONField(default=list)
    """Points that were announced and do not follow: [{text, announced, found}]."""
    blank_pages = models.JSONField(default=list)
    """Pages of a PDF, from 1, that are pictures without text: they were not read."""
    kept_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=DocumentKind.values), name="document_kind_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="document_has_a_title"),
        )

    def __str__(self) -> str:
        return self.title


class LineKind(models.TextChoices):
    """What a line of a document is; a counted point or a list item is a sentence that has a mark."""

    HEADING = "标题", _("标题")
    SENTENCE = "句子", _("句子")


class Outcome(models.TextChoices):
    """What became of a line."""

    PROPOSED = "待定", _("待定")
    ACCEPTED = "采纳", _("采纳")
    EDITED = "改后采纳", _("改后采纳")
    DROPPED = "不办", _("不办")
    NO_TASK = "非任务", _("非任务")


class SourceLine(models.Model):
    """A heading or a sentence of a document, in its place, with what became of it."""

    document = models.ForeignKey(KeptDocument, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=4, choices=LineKind.choices)
    level = models.PositiveSmallIntegerField(default=0)
    """1 to 5 for a heading, a counted point and a list item; 0 for other sentences."""
    number = models.CharField(max_length=8, blank=True)
    """The mark before it: 一、 （一） 一是."""
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    """Characters ``start`` to ``end`` of the document's text."""
    path = models.JSONField(default=list)
    """Headings it stands below, outermost first, each with its mark."""
    reason = models.CharField(max_length=4, blank=True)
    """Why it was not proposed: 背景, 成绩 …; empty for a proposed task and for a heading."""
    cue = models.CharField(max_length=60, blank=True)
    """The words that decided."""
    standard_id = models.CharField(max_length=64, blank=True)
    standard_confidence = models.FloatField(default=0)
    unit = models.CharField(max_length=60, blank=True)
    """Who seems to answer for it, as the text or the pack writes it."""
    unit_confidence = models.FloatField(default=0)
    assisting = models.JSONField(default=list)
    due = models.DateField(null=True)
    """The last day the sentence names."""
    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    drop_reason = models.CharField(max_length=200, blank=True)
    decided_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("document", "position"), name="line_once_per_position"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values), name="line_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=["", *(str(one) for one in Reason)]),
                name="line_reason_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=(Outcome.ACCEPTED, Outcome.EDITED, Outcome.DROPPED))
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="line_was_decided_by_somebody",
            ),
            models.CheckConstraint(condition=models.Q(end__gte=models.F("start")), name="line_has_a_length"),
        )

    def __str__(self) -> str:
        return f"{self.number}{self.text}"

    @property
    def heading(self) -> str:
        """The nearest heading above it, with its mark; empty where there is none."""
        return str(self.path[-1]) if self.path else ""


class TaskState(models.TextChoices):
    """Where a pressed task stands; ``steps`` has what leads from one to the next."""

    TODO = "待办", _("待办")
    DOING = "办理中", _("办理中")
    REPORTED = "已报", _("已报")
    VERIFIED = "核实", pgettext_lazy("task", "核实")
    CLOSED = "销号", pgettext_lazy("task", "销号")
    CANNOT = "办不了", _("办不了")
    SHELVED = "挂账", _("挂账")
    WITHDRAWN = "撤销", pgettext_lazy("task", "撤销")


class PressedTask(models.Model):
    """督办任务: what a document asks for, handed to those who answer for it."""

    line = models.ForeignKey(SourceLine, on_delete=models.PROTECT, related_name="tasks")
    document = models.ForeignKey(KeptDocument, on_delete=models.PROTECT, related_name="tasks")
    text = models.TextField()
    """As it is to be done: the sentence, or what a person made of it."""
    standard_id = models.CharField(max_length=64, blank=True)
    due = models.DateField(null=True)
    state = models.CharField(max_length=4, choices=TaskState.choices, default=TaskState.TODO)
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=TaskState.values), name="pressed_task_state_is_known"
            ),
            models.UniqueConstraint(
                fields=("line",), condition=~models.Q(state=TaskState.WITHDRAWN), name="pressed_once_per_line"
            ),
        )
        indexes = (
            models.Index(fields=("state", "due"), name="pressed_task_by_state"),
            models.Index(fields=("document", "state"), name="pressed_task_by_document"),
        )

    def __str__(self) -> str:
        return self.text[:60]


class Part(models.TextChoices):
    """牵头 answers for a task, 配合 helps."""

    LEAD = "牵头", _("牵头")
    ASSIST = "配合", _("配合")


class TaskUnit(models.Model):
    """An organisation's part in a task. A task has one lead, or several where all streets have the same to do."""

    task = models.ForeignKey(PressedTask, on_delete=models.PROTECT, related_name="units")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pressed_tasks")
    part = models.CharField(max_length=2, choices=Part.choices)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("task", "organisation"), name="task_unit_once"),
            models.CheckConstraint(condition=models.Q(part__in=Part.values), name="task_part_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.part}"


class TaskEvent(AppendOnly):
    """Something that happened to a task. Rows are only added: the history of who said and did what."""

    task = models.ForeignKey(PressedTask, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(max_length=12)
    """Name of the step in ``steps.STEPS``, or ``made``."""
    before = models.CharField(max_length=4, blank=True, choices=TaskState.choices)
    after = models.CharField(max_length=4, choices=TaskState.choices)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(after__in=TaskState.values), name="task_event_leads_somewhere"
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.after}"
