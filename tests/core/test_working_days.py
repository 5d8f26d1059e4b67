"""Working days of the mainland: weekends, holidays, 调休, years nobody has announced, and how much notice is a day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.working_days import earliest_due, is_announced, is_working_day, working_day_after

HERE = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 1))
MOMENTS = st.builds(
    lambda day, at: datetime.combine(day, at, HERE),
    DAYS,
    st.times(),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


# ---- which days count


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-11-25", True),  # an ordinary Wednesday
        ("2026-11-28", False),  # an ordinary Saturday
        ("2026-11-29", False),  # an ordinary Sunday
        ("2026-09-20", True),  # Sunday worked for 国庆
        ("2026-10-10", True),  # Saturday worked for 国庆
        ("2026-10-01", False),
        ("2026-10-05", False),  # a Monday within 国庆
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-02-14", True),  # Saturday before 春节
        ("2026-02-17", False),
        ("2026-02-28", True),  # Saturday after 春节
        ("2026-01-01", False),
        ("2025-09-28", True),
        ("2025-10-08", False),  # 国庆 and 中秋 together had eight days
        ("2025-10-11", True),
    ],
)
def test_holidays_and_调休_are_those_that_were_announced(day: str, worked: bool) -> None:
    assert is_working_day(date.fromisoformat(day)) is worked
    assert is_announced(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2035-03-07", True),  # Wednesday
        ("2035-03-10", False),  # Saturday
        ("2035-01-01", False),  # Monday, and 元旦
        ("2035-05-01", False),
        ("2035-05-02", False),
        ("2035-05-03", True),
        ("2035-10-01", False),
        ("2035-10-03", False),
        ("2035-10-04", True),  # nobody knows yet how 国庆 is moved
    ],
)
def test_a_year_not_yet_announced_has_weekends_and_the_holidays_of_fixed_date(day: str, worked: bool) -> None:
    assert not is_announced(date.fromisoformat(day))
    assert is_working_day(date.fromisoformat(day)) is worked


def test_the_turn_to_a_year_not_yet_announced_does_not_make_元旦_a_working_day() -> None:
    last = date(2026, 12, 31)
    while is_announced(last + timedelta(days=1)):  # a later release knows more years
        last = last.replace(year=last.year + 1)
    assert not is_working_day(last + timedelta(days=1))


# ---- counting on


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2026-11-25", 1, "2026-11-26"),
        ("2026-11-27", 1, "2026-11-30"),  # over a weekend
        ("2026-11-28", 1, "2026-11-30"),  # from a Saturday
        ("2026-11-25", 5, "2026-12-02"),
        ("2026-09-18", 1, "2026-09-20"),  # a Friday, then the Sunday that is worked
        ("2026-09-30", 1, "2026-10-08"),  # over 国庆
        ("2026-09-30", 3, "2026-10-10"),  # and into the Saturday worked for it
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),  # over 春节
    ],
)
def test_working_days_are_counted_over_weekends_and_holidays(day: str, count: int, found: str) -> None:
    assert working_day_after(date.fromisoformat(day), count) == date.fromisoformat(found)


@given(DAYS, st.integers(1, 12))
def test_counting_on_gives_a_working_day_with_as_many_between(day: date, count: int) -> None:
    found = working_day_after(day, count)
    between = (day + timedelta(days=at) for at in range(1, (found - day).days + 1))
    assert is_working_day(found)
    assert sum(map(is_working_day, between)) == count


@given(DAYS, st.integers(1, 6), st.integers(1, 6))
def test_counting_in_two_goes_is_counting_in_one(day: date, first: int, second: int) -> None:
    assert working_day_after(working_day_after(day, first), second) == working_day_after(day, first + second)


@given(DAYS)
def test_no_break_is_longer_than_twelve_days(day: date) -> None:
    assert (working_day_after(day) - day).days <= 12


# ---- notice of one working day


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-25 09:00", "2026-11-26 09:00"),
        ("2026-11-25 23:59", "2026-11-26 23:59"),
        ("2026-11-27 16:30", "2026-11-30 16:30"),  # Friday afternoon
        ("2026-11-28 10:00", "2026-12-01 00:00"),  # Saturday: all of Monday is left
        ("2026-11-29 23:59", "2026-12-01 00:00"),
        ("2026-11-30 00:00", "2026-12-01 00:00"),
        ("2026-09-30 17:00", "2026-10-08 17:00"),  # the last day before 国庆
        ("2026-10-03 12:00", "2026-10-09 00:00"),  # within 国庆: all of the first day after it is left
        ("2026-09-19 12:00", "2026-09-21 00:00"),  # a free Saturday; the Sunday is worked
        ("2026-10-10 15:00", "2026-10-12 15:00"),  # a worked Saturday
    ],
)
def test_the_earliest_deadline_leaves_one_working_day(asked: str, due: str) -> None:
    assert earliest_due(at(asked)) == at(due)


@given(MOMENTS)
def test_a_deadline_keeps_the_zone_and_falls_where_one_working_day_has_passed(asked: datetime) -> None:
    due = earliest_due(asked)
    assert due.tzinfo is HERE
    assert due - asked >= timedelta(days=1)
    day = asked.date() + timedelta(days=1)
    whole = 0
    while day < due.date():
        whole += is_working_day(day)
        day += timedelta(days=1)
    if is_working_day(asked.date()):
        assert whole == 0
        assert is_working_day(due.date())
        assert due.time() == asked.time()
    else:
        assert whole == 1
        assert due.timetz() == time(tzinfo=HERE)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_asking_later_never_brings_the_deadline_forward(asked: datetime, later: timedelta) -> None:
    assert earliest_due(asked) <= earliest_due(asked + later)
