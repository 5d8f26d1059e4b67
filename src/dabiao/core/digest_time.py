"""When a person's digest is made: once a day, at the hour that person chose, never in hours of quiet.

Every moment here carries the time zone people live in; hours are read off that clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dabiao.core.working_days import is_working_day

LOOKED_AHEAD = 31
"""Days. The longest run of days off is the spring festival's, of nine or ten."""


@dataclass(frozen=True, slots=True)
class Habits:
    """When somebody wants the digest, and when nothing is to reach them.

    Quiet runs from ``quiet_from`` up to, not including, ``quiet_until``, over midnight when it is the later of
    the two; when both are the same there is no quiet time. Days off are quiet unless ``days_off`` is wanted too.
    """

    at: time = time(8, 30)
    quiet_from: time = time(18, 0)
    quiet_until: time = time(8, 30)
    days_off: bool = False


def is_in_quiet_hours(clock: time, habits: Habits) -> bool:
    """Whether ``clock`` lies in the quiet part of a day."""
    if habits.quiet_from <= habits.quiet_until:
        return habits.quiet_from <= clock < habits.quiet_until
    return clock >= habits.quiet_from or clock < habits.quiet_until


def is_quiet(now: datetime, habits: Habits) -> bool:
    """Whether nothing may be made at ``now``."""
    return _is_left_out(now.date(), habits) or is_in_quiet_hours(now.time(), habits)


def is_due(now: datetime, habits: Habits, last: date | None) -> bool:
    """Whether the day's digest is to be made at ``now``. ``last`` is the day of the last one that was made.

    A digest that was missed at its hour is made later the same day, unless quiet has begun by then.
    """
    made_already = last is not None and last >= now.date()
    return not made_already and now.time() >= habits.at and not is_quiet(now, habits)


def next_due(now: datetime, habits: Habits, last: date | None) -> datetime | None:
    """The first moment from ``now`` on at which a digest is due; None when these habits leave no room for one."""
    for ahead in range(LOOKED_AHEAD):
        day = now.date() + timedelta(days=ahead)
        if _is_left_out(day, habits) or (last is not None and day <= last):
            continue
        moment = max(now, datetime.combine(day, habits.at, now.tzinfo))
        if is_in_quiet_hours(moment.time(), habits):
            moment = datetime.combine(day, habits.quiet_until, now.tzinfo)
        if moment >= max(now, datetime.combine(day, habits.at, now.tzinfo)):
            return moment
    return None


def _is_left_out(day: date, habits: Habits) -> bool:
    return not habits.days_off and not is_working_day(day)
