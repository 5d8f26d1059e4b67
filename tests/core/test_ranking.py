"""Totals, half-up display and the two tie rules."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.framework import Ties
from dabiao.core.ranking import display, rank, weighted_total

totals = st.lists(st.decimals(0, 100, places=4), max_size=20)


def test_halves_round_up_and_zeros_are_kept():
    assert str(display(Decimal("94.125"), 2)) == "94.13"
    assert str(display(Decimal("94.1"), 2)) == "94.10"
    assert str(display(Fraction(2, 3), 3)) == "0.667"
    assert str(display(Decimal("-0.125"), 2)) == "-0.13"
    assert str(display(Decimal("-0.001"), 2)) == "0.00"
    assert str(display(Decimal("7.5"), 0)) == "8"


@given(st.decimals(-1000, 1000, places=6), st.integers(0, 5))
def test_display_agrees_with_the_decimal_module(value, digits):
    assert display(value, digits) == value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def test_shenzhen_2023_farmers_markets_come_to_90_1086():
    parts = [Decimal(part) for part in ("96.20", "95.67", "90.79", "67.30")]
    weights = [Decimal(weight) for weight in ("0.20", "0.12", "0.58", "0.10")]
    total = weighted_total(parts, weights)
    assert total == Fraction(Decimal("90.1086"))
    assert display(total, 2) == Decimal("90.11")


def test_a_weight_without_a_value_is_refused():
    with pytest.raises(ValueError, match="zip"):
        weighted_total([Decimal(90)], [Decimal("0.85"), Decimal("0.15")])


def test_two_units_at_full_marks_share_the_first_place_and_the_next_is_third():
    assert rank([Decimal(100), Decimal("98.5"), Decimal(100)], 2, Ties.SHARED) == [1, 3, 1]


def test_totals_that_look_equal_share_a_rank_though_they_differ_behind_the_digits():
    values = [Decimal("90.001"), Decimal("90.004"), Decimal("89")]
    assert rank(values, 2, Ties.SHARED) == [1, 1, 3]
    assert rank(values, 3, Ties.SHARED) == [2, 1, 3]


def test_ordinal_ranks_use_full_precision_then_input_order():
    assert rank([Decimal("90.001"), Decimal("90.004")], 2, Ties.ORDINAL) == [2, 1]
    assert rank([Decimal(90), Decimal(95), Decimal(90)], 2, Ties.ORDINAL) == [2, 1, 3]


@given(totals)
def test_ordinal_ranks_are_a_permutation(values):
    assert sorted(rank(values, 2, Ties.ORDINAL)) == list(range(1, len(values) + 1))


@given(totals, st.integers(0, 3))
def test_a_shared_rank_counts_those_shown_strictly_higher(values, digits):
    shown = [display(value, digits) for value in values]
    expected = [1 + sum(other > mine for other in shown) for mine in shown]
    assert rank(values, digits, Ties.SHARED) == expected
