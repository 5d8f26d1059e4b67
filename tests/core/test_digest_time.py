"""The digest's hour: once a day, never in quiet hours, on the working days that people really have."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.digest_time import Habits, is_due, is_in_quiet_hours, is_quiet, next_due
from dabiao.core.working_days import is_working_day

SHANGHAI = ZoneInfo("Asia/Shanghai")
USUAL = Habits()

CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
HABITS = st.builds(Habits, CLOCKS, CLOCKS, CLOCKS, st.booleans())
DAYS = st.dates(date(2025, 12, 25), date(2026, 12, 31))
MOMENTS = st.builds(lambda day, clock: datetime.combine(day, clock, SHANGHAI), DAYS, CLOCKS)


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (moment(2026, 6, 4, 8, 29, 59), False),
        (moment(2026, 6, 4, 8, 30), True),
        (moment(2026, 6, 4, 17, 59, 59), True),
        (moment(2026, 6, 4, 18, 0), False),
        (moment(2026, 6, 4, 23, 59), False),
        (moment(2026, 6, 5, 0, 0), False),
    ],
)
def test_the_usual_digest_comes_between_half_past_eight_and_six(now: datetime, due: bool) -> None:
    assert is_due(now, USUAL, None) is due


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 1, 2), False),  # Friday, New Year's holiday
        (date(2026, 1, 4), True),  # Sunday that makes up for it
        (date(2026, 2, 17), False),  # Tuesday, spring festival
        (date(2026, 6, 6), False),  # Saturday
        (date(2026, 6, 5), True),
        (date(2026, 10, 1), False),
        (date(2040, 6, 4), True),  # Monday of a year nobody has announced
        (date(2040, 6, 9), False),
    ],
)
def test_days_off_are_quiet_and_days_made_up_for_are_not(day: date, due: bool) -> None:
    assert is_due(datetime.combine(day, time(9), SHANGHAI), USUAL, None) is due


def test_whoever_wants_it_on_days_off_gets_it_then_too() -> None:
    assert is_due(moment(2026, 6, 6, 9), Habits(days_off=True), None)


def test_a_day_brings_one_at_most_even_if_the_clock_is_set_back() -> None:
    assert not is_due(moment(2026, 6, 4, 9), USUAL, date(2026, 6, 4))
    assert not is_due(moment(2026, 6, 4, 9), USUAL, date(2026, 6, 5))
    assert is_due(moment(2026, 6, 4, 9), USUAL, date(2026, 6, 3))


@pytest.mark.parametrize(
    ("start", "end", "clock", "quiet"),
    [
        (time(18), time(8, 30), time(18), True),
        (time(18), time(8, 30), time(8, 30), False),
        (time(12), time(14), time(13), True),
        (time(12), time(14), time(14), False),
        (time(12), time(14), time(11, 59), False),
        (time(12), time(12), time(12), False),
        (time(0), time(0), time(0), False),
    ],
)
def test_quiet_begins_on_its_minute_and_ends_before_its_last(
    start: time, end: time, clock: time, quiet: bool
) -> None:
    assert is_in_quiet_hours(clock, Habits(quiet_from=start, quiet_until=end)) is quiet


@given(now=MOMENTS, habits=HABITS, last=st.none() | DAYS)
def test_nothing_is_ever_made_in_quiet_hours_or_before_its_hour(
    now: datetime, habits: Habits, last: date | None
) -> None:
    if is_due(now, habits, last):
        assert not is_quiet(now, habits)
        assert now.time() >= habits.at
        assert habits.days_off or is_working_day(now.date())
        assert last is None or last < now.date()


@given(day=DAYS, habits=HABITS)
def test_a_clock_that_looks_every_minute_makes_one_a_day_at_most_and_as_early_as_may_be(
    day: date, habits: Habits
) -> None:
    made: list[datetime] = []
    allowed: list[datetime] = []
    start = datetime.combine(day, time(), SHANGHAI)
    for minute in range(0, 3 * 24 * 60, 7):
        now = start + timedelta(minutes=minute)
        if now.time() >= habits.at and not is_quiet(now, habits):
            allowed.append(now)
        if is_due(now, habits, made[-1].date() if made else None):
            made.append(now)
    first_of_day = {one.date(): one for one in reversed(allowed)}
    assert made == sorted(first_of_day.values())


@given(now=MOMENTS, habits=HABITS, last=st.none() | DAYS)
def test_the_next_one_is_the_first_that_is_due(now: datetime, habits: Habits, last: date | None) -> None:
    found = next_due(now, habits, last)
    if found is None:
        days = [now + timedelta(days=ahead) for ahead in range(20)]
        assert not any(
            is_due(datetime.combine(day.date(), clock, SHANGHAI), habits, last)
            for day in days
            for clock in (habits.at, habits.quiet_until, time(23, 59))
            if datetime.combine(day.date(), clock, SHANGHAI) >= now
        )
        return
    assert found >= now
    assert is_due(found, habits, last)
    for back in (1, 7, 61, 24 * 60):
        earlier = found - timedelta(minutes=back)
        assert earlier < now or not is_due(earlier, habits, last)


def test_an_hour_that_quiet_swallows_for_the_rest_of_the_day_never_comes() -> None:
    assert next_due(moment(2026, 6, 4, 9), Habits(at=time(20)), None) is None


def test_an_hour_inside_the_morning_quiet_waits_for_its_end() -> None:
    assert next_due(moment(2026, 6, 4, 5), Habits(at=time(6)), None) == moment(2026, 6, 4, 8, 30)


def test_before_the_spring_festival_the_next_one_is_after_it() -> None:
    assert next_due(moment(2026, 2, 14, 19), USUAL, date(2026, 2, 14)) == moment(2026, 2, 24, 8, 30)
