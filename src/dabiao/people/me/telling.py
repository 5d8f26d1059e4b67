"""What a digest tells: what is new since the last one, what was pressed for, and what is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dabiao.core.working_days import working_day_after
from dabiao.house.registries import MyEntry


class Why(StrEnum):
    """Why a line is in the digest, the strongest reason first."""

    PRESSED = "催办"
    OVERDUE = "已超期"
    DUE = "快到期"
    NEW = "新的"


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a digest."""

    entry: MyEntry
    why: Why


def told(entries: Iterable[MyEntry], since: datetime | None, now: datetime) -> tuple[Told, ...]:
    """Choose what is worth telling at ``now`` (local time), in the order of the list.

    ``since``: when the last digest was made; None tells everything that is open. Due is what has to be done by the
    end of the next working day, so that a working day is left for it.
    """
    return tuple(Told(one, why) for one in entries if (why := _why(one, since, now)) is not None)


def _why(entry: MyEntry, since: datetime | None, now: datetime) -> Why | None:
    if entry.pressed_at is not None and (since is None or entry.pressed_at > since):
        return Why.PRESSED
    if entry.due is not None and entry.due < now:
        return Why.OVERDUE
    if entry.due is not None and entry.due < _end_of_next_working_day(now):
        return Why.DUE
    if since is None or entry.asked_at > since:
        return Why.NEW
    return None


def _end_of_next_working_day(now: datetime) -> datetime:
    after = working_day_after(now.date()) + timedelta(days=1)
    return now.replace(
        year=after.year, month=after.month, day=after.day, hour=0, minute=0, second=0, microsecond=0
    )
