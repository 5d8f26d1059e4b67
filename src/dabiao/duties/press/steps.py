"""What can be done to a task in each state, by whom, and where it leads: the one table of transitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from dabiao.duties.press.models import TaskState
from dabiao.people.policy import Action

S = TaskState


@dataclass(frozen=True, slots=True)
class Step:
    """``to`` by the state it is taken from. ``action`` is what the policy is asked."""

    title: str
    action: Action
    to: Mapping[TaskState, TaskState]
    note_needed: bool = False
    note_label: str = _("说明")
    lead_only: bool = False
    """Whether only the lead may take it, not those who assist."""
    not_the_reporter: bool = False
    """Whether whoever reported the task as done may not take it: nobody confirms their own work."""

    def leads_to(self, state: str) -> TaskState | None:
        """The state it leads to from ``state``; None where it cannot be taken."""
        return self.to.get(TaskState(state))


UNIT, OFFICE = Action.REPORT_TASK, Action.KEEP_DOCUMENTS

STEPS: Mapping[str, Step] = {
    "progress": Step(
        _("报进展"),
        UNIT,
        {S.TODO: S.DOING, S.DOING: S.DOING},
        note_needed=True,
        note_label=_("做了什么，还差什么"),
    ),
    "report": Step(
        _("报完成"),
        UNIT,
        {S.TODO: S.REPORTED, S.DOING: S.REPORTED},
        note_needed=True,
        note_label=_("怎么办的、结果怎样"),
        lead_only=True,
    ),
    "cannot": Step(
        _("办不了"),
        UNIT,
        {S.TODO: S.CANNOT, S.DOING: S.CANNOT},
        note_needed=True,
        note_label=_("为什么办不了、该由谁办"),
        lead_only=True,
    ),
    "verify": Step(_("核实"), OFFICE, {S.REPORTED: S.VERIFIED}, not_the_reporter=True),
    "return": Step(
        _("退回重办"),
        OFFICE,
        {S.REPORTED: S.DOING, S.VERIFIED: S.DOING, S.CANNOT: S.DOING},
        note_needed=True,
        note_label=_("还缺什么"),
    ),
    "close": Step(_("销号"), OFFICE, {S.VERIFIED: S.CLOSED}, not_the_reporter=True),
    "shelve": Step(
        _("挂账"),
        OFFICE,
        {S.CANNOT: S.SHELVED},
        note_needed=True,
        note_label=_("等什么条件、由谁协调"),
    ),
    "reopen": Step(
        _("重新督办"),
        OFFICE,
        {S.CLOSED: S.DOING, S.SHELVED: S.TODO},
        note_needed=True,
        note_label=_("为什么重新督办"),
    ),
    "withdraw": Step(
        _("撤销任务"),
        OFFICE,
        {S.TODO: S.WITHDRAWN, S.DOING: S.WITHDRAWN, S.CANNOT: S.WITHDRAWN},
        note_needed=True,
        note_label=_("为什么撤销"),
    ),
}
"""By name, in the order in which pages offer them."""

HAND_OVER, MADE = "hand_over", "made"
"""Events that are no step of the table: another unit takes over, and the task was made."""

HANDED_OVER_FROM = (S.TODO, S.DOING, S.CANNOT)
"""States in which 创建办 may give a task to another unit; it is 待办 there."""

WITH_UNITS = (S.TODO, S.DOING)
"""States in which it is the units' turn."""

WITH_OFFICE = (S.REPORTED, S.VERIFIED, S.CANNOT)
"""States in which it is 创建办's turn."""

OPEN = (*WITH_UNITS, *WITH_OFFICE)
"""States in which a deadline still counts."""
