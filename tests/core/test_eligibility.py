"""Twelve-month bans: until exactly which day a city may not apply."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.eligibility import Ban, bans_on, free_from, months_after


@pytest.mark.parametrize(
    ("event", "last_day", "free"),
    [
        (date(2025, 8, 15), date(2026, 8, 15), date(2026, 8, 16)),
        (date(2025, 12, 31), date(2026, 12, 31), date(2027, 1, 1)),
        (date(2025, 1, 1), date(2026, 1, 1), date(2026, 1, 2)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)),  # no 29 February a year later
        (date(2024, 2, 28), date(2025, 2, 28), date(2025, 3, 1)),
        (date(2023, 2, 28), date(2024, 2, 28), date(2024, 2, 29)),  # the leap day is free
        (date(2023, 3, 1), date(2024, 3, 1), date(2024, 3, 2)),
    ],
)
def test_twelve_months_end_with_the_same_day_of_the_next_year(event, last_day, free):
    ban = Ban("V01", event, 12)
    assert (ban.last_day, ban.free_from) == (last_day, free)
    assert ban.holds(event)
    assert ban.holds(last_day)
    assert not ban.holds(free)
    assert not ban.holds(event - timedelta(days=1))


def test_a_month_that_is_too_short_ends_the_period_with_its_last_day():
    assert months_after(date(2026, 8, 31), 1) == date(2026, 9, 30)
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_after(date(2026, 11, 30), 14) == date(2028, 1, 30)


def test_a_period_of_no_months_is_refused():
    with pytest.raises(ValueError, match="至少一个月"):
        months_after(date(2026, 1, 1), 0)


def test_a_second_event_keeps_the_ban_going():
    first, second = Ban("V01", date(2025, 8, 15), 12), Ban("V03", date(2026, 8, 16), 12)
    assert bans_on((first, second), date(2026, 8, 15)) == (first,)
    assert free_from((first,), date(2026, 1, 1)) == date(2026, 8, 16)
    assert free_from((first, second), date(2026, 1, 1)) == date(2027, 8, 17)  # it follows without a free day
    later = Ban("V03", date(2026, 8, 17), 12)
    assert free_from((first, later), date(2026, 1, 1)) == date(2026, 8, 16)  # one free day between them
    assert free_from((), date(2026, 1, 1)) == date(2026, 1, 1)


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(1, 120))
def test_a_ban_is_a_whole_number_of_months_and_ends_once(event, months):
    ban = Ban("V01", event, months)
    last = ban.last_day
    assert (last.year - event.year) * 12 + last.month - event.month == months
    assert last.day == event.day or (last.day < event.day and (last + timedelta(days=1)).day == 1)
    assert ban.holds(last)
    assert not ban.holds(ban.free_from)
