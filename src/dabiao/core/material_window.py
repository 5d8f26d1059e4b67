"""材料所属期: from which months the materials of a test may come.

Materials cover one year back from one month before the test: a test in August 2017 took 2016-08 to 2017-07
(汝州 2017, a newspaper's report). Other localities may ask for another length or distance.
"""

from __future__ import annotations

from datetime import date, timedelta

MONTHS, MONTHS_BEFORE = 12, 1
"""Length of the window, and how many months before the test's own month its last month lies."""


def material_window(
    test: date, months: int = MONTHS, months_before: int = MONTHS_BEFORE
) -> tuple[date, date]:
    """First and last day that materials of a test may be from; ``test`` is any day of the test's month.

    Raises ValueError for a window shorter than a month, for one that ends after the test's month, and for one that
    begins before the calendar does.
    """
    if months < 1 or months_before < 0:
        raise ValueError("材料所属期至少一个月，并且不晚于测评当月")
    month = test.year * 12 + test.month - 1
    first, after = month - months_before - months + 1, month - months_before + 1
    return _first_day(first), _first_day(after) - timedelta(days=1)


def _first_day(month: int) -> date:
    """The first day of a month, counted from January of the year 0."""
    return date(month // 12, month % 12 + 1, 1)
