"""材料所属期: one year back from one month before the test."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.material_window import material_window

MONTHS = st.dates(date(1000, 1, 1), date(9000, 12, 31))


def test_a_test_in_august_2017_takes_materials_from_august_2016_to_july_2017() -> None:
    assert material_window(date(2017, 8, 1)) == (date(2016, 8, 1), date(2017, 7, 31))


@pytest.mark.parametrize("day", [1, 15, 31])
def test_any_day_of_the_month_gives_the_same_window(day: int) -> None:
    assert material_window(date(2017, 8, day)) == material_window(date(2017, 8, 1))


@pytest.mark.parametrize(
    ("test", "since", "until"),
    [
        (date(2026, 1, 10), date(2025, 1, 1), date(2025, 12, 31)),
        (date(2026, 12, 31), date(2025, 12, 1), date(2026, 11, 30)),
        (date(2024, 3, 1), date(2023, 3, 1), date(2024, 2, 29)),
        (date(2025, 3, 1), date(2024, 3, 1), date(2025, 2, 28)),
    ],
)
def test_the_turn_of_the_year_and_february_are_counted_right(test: date, since: date, until: date) -> None:
    assert material_window(test) == (since, until)


def test_a_locality_may_ask_for_another_length_or_distance() -> None:
    assert material_window(date(2026, 9, 1), months=6) == (date(2026, 3, 1), date(2026, 8, 31))
    assert material_window(date(2026, 9, 1), months_before=0) == (date(2025, 10, 1), date(2026, 9, 30))
    assert material_window(date(2026, 1, 1), months=1, months_before=2) == (
        date(2025, 11, 1),
        date(2025, 11, 30),
    )


@pytest.mark.parametrize(("months", "before"), [(0, 1), (-1, 1), (12, -1)])
def test_a_window_that_cannot_be_is_refused(months: int, before: int) -> None:
    with pytest.raises(ValueError, match="材料所属期"):
        material_window(date(2026, 8, 1), months, before)


def test_a_window_before_the_calendar_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="year 0"):
        material_window(date(1, 12, 1))
    assert material_window(date(2, 1, 1)) == (date(1, 1, 1), date(1, 12, 31))


@given(test=MONTHS, months=st.integers(1, 60), before=st.integers(0, 24))
def test_it_begins_on_a_first_ends_on_a_last_and_has_as_many_months_as_asked(
    test: date, months: int, before: int
) -> None:
    since, until = material_window(test, months, before)
    after = until + timedelta(days=1)
    assert (since.day, after.day) == (1, 1)
    assert (after.year - since.year) * 12 + after.month - since.month == months
    assert (test.year - until.year) * 12 + test.month - until.month == before


@given(test=MONTHS)
def test_two_tests_a_year_apart_share_no_material(test: date) -> None:
    next_year = date(test.year + 1, test.month, 1)
    assert material_window(next_year)[0] == material_window(test)[1] + timedelta(days=1)
