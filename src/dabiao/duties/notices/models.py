"""Notices and 突发任务, to whom they went, and what became of them there."""

from __future__ import annotations

import uuid
from functools import reduce
from operator import or_

from django.db import models

from dabiao.duties.notices.flow import TABLE, NoticeKind, State, Step
from dabiao.house.models import AppendOnly
from dabiao.people.models import Account, Organisation


class NoticeFile(AppendOnly):
    """A file that came with a notice or with an answer. On disk it is under ``id``; ``name`` is only told to people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """Something that 创建办 asks. What it says never changes; it can only be withdrawn."""

    kind = models.CharField(max_length=8, choices=NoticeKind.choices)
    title = models.CharField(max_length=100)
    text = models.TextField()
    minutes = models.PositiveIntegerField()
    """Working time one organisation needs for it, as the sender estimates."""
    due = models.DateTimeField(null=True)
    """Deadline of a 突发任务; that of one organisation may be put off."""
    attachment = models.ForeignKey(NoticeFile, on_delete=models.PROTECT, null=True, related_name="+")
    wants_attachment = models.BooleanField(default=False)
    """Whether an answer may bring a file; nobody is asked for one otherwise."""
    sent_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind=NoticeKind.NOTICE, due=None, wants_attachment=False)
                | models.Q(kind=NoticeKind.URGENT_TASK, due__isnull=False),
                name="notice_task_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why="")
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~models.Q(withdrawn_why=""),
                name="notice_withdrawn_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Recipient(models.Model):
    """A notice at one organisation. ``state`` is what its last event left."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="recipients")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENT)
    due = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("notice", "organisation"), name="notice_sent_once"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="notice_state_is_known"),
        )
        indexes = (models.Index(fields=("organisation", "state"), name="notice_by_organisation"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.state}"


def _as_the_table_says() -> models.Q:
    """Each kind of step only between the states that the table names."""
    known = {(before, step, after) for follows in TABLE.values() for (before, step), after in follows.items()}
    return reduce(
        or_, (models.Q(before=before, step=step, after=after) for before, step, after in sorted(known))
    )


class NoticeEvent(AppendOnly):
    """A step that was taken about a notice at one organisation."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="events")
    step = models.CharField(max_length=8, choices=Step.choices)
    before = models.CharField(max_length=8, choices=State.choices)
    after = models.CharField(max_length=8, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    due = models.DateTimeField(null=True)
    """The new deadline that was asked for, or granted."""
    press_day = models.DateField(null=True)
    """Working day that a 催办 counts for; pressed on a day off, it counts for the next one."""
    attachment = models.ForeignKey(NoticeFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=_as_the_table_says(), name="notice_event_is_in_the_table"),
            models.UniqueConstraint(
                fields=("recipient",), condition=models.Q(step=Step.RECEIVE), name="notice_received_once"
            ),
            models.UniqueConstraint(
                fields=("recipient",), condition=models.Q(step=Step.ANSWER), name="notice_answered_once"
            ),
            models.UniqueConstraint(fields=("recipient", "press_day"), name="notice_pressed_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(step=Step.PRESS, press_day__isnull=False)
                | ~models.Q(step=Step.PRESS) & models.Q(press_day=None),
                name="notice_press_has_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(step__in=(Step.ASK_EXTENSION, Step.GRANT), due__isnull=False)
                | ~models.Q(step__in=(Step.ASK_EXTENSION, Step.GRANT)) & models.Q(due=None),
                name="notice_extension_has_a_deadline",
            ),
            models.CheckConstraint(
                condition=~models.Q(text="")
                | ~models.Q(
                    step__in=(Step.ANSWER, Step.SEND_BACK, Step.ASK_EXTENSION, Step.REFUSE, Step.REPLY)
                ),
                name="notice_step_has_its_words",
            ),
            models.CheckConstraint(
                condition=models.Q(attachment=None) | models.Q(step=Step.ANSWER),
                name="notice_answers_bring_files",
            ),
        )

    def __str__(self) -> str:
        return f"{self.recipient} {self.step}"
