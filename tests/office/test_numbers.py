"""Figures are rounded once, half up, and written as circulars write them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.office import numbers


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (Fraction(94125, 1000), 2, "94.13"),
        (Decimal("94.125"), 2, "94.13"),
        (0.285, 2, "0.29"),
        (1.005, 2, "1.01"),
        (-0.001, 2, "0.00"),
        (Decimal("-2.5"), 0, "-3"),
        (100, 2, "100.00"),
        (None, 2, "无数据"),
    ],
)
def test_halves_go_up_and_a_float_counts_as_the_decimal_it_shows(value, digits, shown):
    assert numbers.shown(value, digits) == shown


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 6))
def test_rounding_is_never_off_by_more_than_half_a_unit(value, digits):
    assert abs(Fraction(numbers.half_up(value, digits)) - value) <= Fraction(1, 2 * 10**digits)


def test_rates_name_their_base_or_say_there_is_none():
    assert numbers.percent_of(410, 452) == "90.71%"
    assert numbers.percent_of(0, 0) == "无数据"
    assert numbers.percent_range((0.4512, 0.63)) == "45.1～63.0"
    assert numbers.plain_percent(Decimal("0.925")) == "92.5%"
    assert numbers.plain_percent(Decimal("0.90")) == "90%"
    assert numbers.plain(Decimal("100")) == "100"
    assert numbers.plain(Decimal("1.80")) == "1.8"


def test_a_chance_is_never_quite_certain():
    assert [numbers.chance(one) for one in (0.0, 0.999, 0.5)] == ["不足1%", "超过99%", "50%"]


@pytest.mark.parametrize(
    ("number", "said"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")]
)
def test_headings_are_numbered_in_chinese(number, said):
    assert numbers.numeral(number) == said


@pytest.mark.parametrize("number", [0, 100])
def test_other_numbers_are_no_headings(number):
    with pytest.raises(ValueError, match="1 to 99"):
        numbers.numeral(number)


def test_days_are_written_without_leading_zeros_and_without_repeating():
    assert numbers.day_span(date(2026, 3, 2), date(2026, 3, 11)) == "2026年3月2日至11日"
    assert numbers.day_span(date(2026, 3, 2), date(2026, 4, 1)) == "2026年3月2日至4月1日"
    assert numbers.day_span(date(2025, 9, 8), date(2026, 3, 11)) == "2025年9月8日至2026年3月11日"
    assert numbers.day_span(None, date(2026, 3, 11)) == "2026年3月11日"
    assert numbers.day_span(None, None) == ""
