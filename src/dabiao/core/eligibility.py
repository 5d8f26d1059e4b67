"""Whether a city may apply (申报资格): events that ban it for a number of months, and until exactly which day.

A pack says which events ban and for how long (``NegativeItem.ban_months``, ``Gate.suspended_months``): twelve months
for a grave breach of discipline or law by the party secretary or mayor and for events of nationwide influence (a
document-sharing site; no official text seen). How a period of months is counted is the Civil Code's (民法典
第二百零一条、第二百零二条): the day of the event does not count; the period ends with the day of the same number in the
last month, or with that month's last day where it has none. An event on 2025-08-15 bans to the end of 2026-08-15; the
city may apply from 2026-08-16.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Ban:
    """A ban that an event brought about. ``cause`` names it: the id of a negative-list item, or of a gate."""

    cause: str
    event: date
    months: int

    @property
    def last_day(self) -> date:
        """The last day on which it holds."""
        return months_after(self.event, self.months)

    @property
    def free_from(self) -> date:
        """The first day on which it no longer holds."""
        return self.last_day + timedelta(days=1)

    def holds(self, day: date) -> bool:
        """Whether it holds on ``day``. On the day of the event itself the city may not apply either."""
        return self.event <= day <= self.last_day


def months_after(day: date, months: int) -> date:
    """The last day of a period of ``months`` (≥ 1) after ``day``: the day of the same number, or the month's last.

    Raises ValueError for a period of no months.
    """
    if months < 1:
        raise ValueError(f"期间至少一个月，给了 {months}")
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def bans_on(bans: Iterable[Ban], day: date) -> tuple[Ban, ...]:
    """Those of ``bans`` that hold on ``day``, the one that ends last first."""
    return tuple(sorted((one for one in bans if one.holds(day)), key=lambda one: one.last_day, reverse=True))


def free_from(bans: Iterable[Ban], day: date) -> date:
    """The first day from ``day`` on on which none of ``bans`` holds: a later event may keep it going."""
    known = tuple(bans)
    while holding := bans_on(known, day):
        day = holding[0].free_from
    return day
