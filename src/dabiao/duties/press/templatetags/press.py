"""Marks of 督办: a shape and a colour for where a task stands and for what became of a line."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_noop as _

from dabiao.core.framework import Framework
from dabiao.duties.press.models import Outcome, TaskState

register = template.Library()

REASONS = (_("背景"), _("成绩"), _("意义"), _("问题"), _("引语"), _("称呼"), _("页面附带"))
"""``outline_model.Reason``, marked for translation: the core knows no languages."""

_STATES = {
    TaskState.TODO: "class-insufficient",
    TaskState.DOING: "class-unstable",
    TaskState.REPORTED: "class-unstable",
    TaskState.VERIFIED: "class-compliant",
    TaskState.CLOSED: "class-compliant",
    TaskState.CANNOT: "class-non-compliant",
    TaskState.SHELVED: "class-none",
    TaskState.WITHDRAWN: "class-none",
}
_OUTCOMES = {
    Outcome.PROPOSED: "class-unstable",
    Outcome.ACCEPTED: "class-compliant",
    Outcome.EDITED: "class-compliant",
    Outcome.DROPPED: "class-none",
    Outcome.NO_TASK: "class-none",
}


@register.filter
def state_mark(state: str) -> str:
    """The style of a task's state."""
    return _STATES[TaskState(state)]


@register.filter
def outcome_mark(outcome: str) -> str:
    """The style of a line's outcome."""
    return _OUTCOMES[Outcome(outcome)]


@register.filter
def level_class(level: int) -> str:
    """How far a heading is set in."""
    return {2: "source-level-2", 3: "source-level-3", 4: "source-level-4"}.get(level, "source-level-1")


@register.filter
def standard_title(framework: Framework | None, standard_id: str) -> str:
    """The title of a standard; empty where the pack has none of that number."""
    found = framework.standards.get(standard_id) if framework else None
    return found.title if found else ""
