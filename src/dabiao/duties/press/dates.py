"""Deadlines of pressed tasks in the calendars of those who have a part in them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone

from dabiao.duties.cycle.dates import Dated, kept_from
from dabiao.duties.press.models import Part, PressedTask, TaskState, TaskUnit
from dabiao.duties.press.steps import WITH_UNITS
from dabiao.standards.queries import framework_in_use

CALLED_OFF = frozenset({TaskState.WITHDRAWN, TaskState.SHELVED})
"""States in which nothing is expected by the deadline."""


def deadlines(organisation_id: int) -> Iterator[Dated]:
    """Last days of one organisation's tasks. What was reported or closed stays and says so; what was handed over to
    another is gone, as from its pages. One query, beside that for the pack.

    A task is a sentence of somebody's speech and may name people: whoever has the address of the feed reads its number
    and standard, and the sentence after signing in.
    """
    parts = TaskUnit.objects.filter(
        organisation_id=organisation_id, task__due__gte=timezone.localdate(kept_from())
    )
    parts = parts.select_related("task").annotate(steps=Count("task__events"), last=Max("task__events__at"))
    standards = framework_in_use().standards
    for one in parts.order_by("pk"):
        task = one.task
        assert task.due is not None, "it was asked for by its deadline"
        standard = standards.get(task.standard_id)
        yield Dated(
            key=f"task-{task.pk}",
            kind="督办",
            title=_title(task, one.part, f"：{standard.id} {standard.title}" if standard else ""),
            when=task.due,
            address=reverse("pressed_task", args=[task.pk]),
            revised_at=one.last or task.made_at,
            sequence=one.steps - 1,
            cancelled=task.state in CALLED_OFF,
        )


def _title(task: PressedTask, part: str, about: str) -> str:
    assisting = "（配合）" if part == Part.ASSIST else ""
    told = "" if task.state in WITH_UNITS else f"（{task.state}）"
    return f"督办任务 {task.pk} 号{assisting}{about}{told}"
