"""How soon something is due, as a list of things to do is divided."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class DueGroup(StrEnum):
    """Parts of the list, the most pressing first."""

    OVERDUE = "已超期"
    TODAY = "今天"
    THIS_WEEK = "本周"
    LATER = "以后"
    NEVER = "没有期限"


def due_group(due: datetime | None, now: datetime) -> DueGroup:
    """Into which part something due at ``due`` goes. ``now`` carries the time zone whose days and weeks count;
    a week ends with its Sunday.
    """
    if due is None:
        return DueGroup.NEVER
    if due < now:
        return DueGroup.OVERDUE
    day, today = due.astimezone(now.tzinfo).date(), now.date()
    if day == today:
        return DueGroup.TODAY
    sunday = today + timedelta(days=6 - today.weekday())
    return DueGroup.THIS_WEEK if day <= sunday else DueGroup.LATER
