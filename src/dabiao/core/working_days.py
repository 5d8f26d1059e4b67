"""Working days of the mainland, with 调休: which days count, and how much notice a request gives.

Days come from the yearly notices of the State Council as ``chinese_calendar`` keeps them (2004 on, up to the last
year announced). Beyond that, Monday to Friday count but for the holidays that have the same date every year, and
``is_announced`` tells so.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import chinese_calendar

FRIDAY = 4
"""``date.weekday`` of the last working day of a week without 调休."""

SAME_DATE_EVERY_YEAR = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Month and day of 元旦, 劳动节 and 国庆节 (全国年节及纪念日放假办法, as revised for 2025 on).

The others follow the moon, and what days are moved is not known before the notice: a deadline may fall early then."""


def is_announced(day: date) -> bool:
    """Whether the holidays of that year have been announced, as far as this version knows."""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_working_day(day: date) -> bool:
    """Whether people work on ``day``; a Saturday that makes up for a holiday is a working day."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() <= FRIDAY and (day.month, day.day) not in SAME_DATE_EVERY_YEAR


def working_day_after(day: date, count: int = 1) -> date:
    """The ``count``-th working day after ``day``. ``count`` is at least 1."""
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def earliest_due(asked_at: datetime) -> datetime:
    """The first moment that leaves one working day: the same time on the next working day.

    ``asked_at`` carries the time zone people live in; asked on a day off, the clock starts with the next working day.
    """
    if is_working_day(asked_at.date()):
        return datetime.combine(working_day_after(asked_at.date()), asked_at.timetz())
    first = working_day_after(asked_at.date())
    return datetime.combine(working_day_after(first), time(tzinfo=asked_at.tzinfo))
