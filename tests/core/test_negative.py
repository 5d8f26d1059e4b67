"""Negative list: what events cost."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.framework import Grade, NegativeItem, Source, Ties
from dabiao.core.negative import Bonus, annual_total
from dabiao.core.ranking import display, rank

OURS = Source("示例", "示例", None, Grade.OURS)
LIST = (
    NegativeItem("N1", "主要领导严重违纪违法", Decimal(5), veto=False, source=OURS),
    NegativeItem("N2", "测评材料造假", Decimal("2.5"), veto=True, source=OURS),
)


def test_five_points_take_jinan_from_the_first_place_to_the_third():
    jinan = annual_total(Decimal("94.65"), {"N1": 1}, LIST)
    assert display(jinan.total, 2) == Decimal("89.65")
    others = [Decimal("93.00"), Decimal("91.00"), Decimal("88.00")]
    assert rank([jinan.score, *others], 2, Ties.SHARED)[0] == 1
    assert rank([jinan.total, *others], 2, Ties.SHARED)[0] == 3


def test_deductions_are_listed_in_the_order_of_the_list_with_their_counts():
    found = annual_total(90, {"N2": 2, "N1": 1}, LIST)
    assert [(one.item.id, one.count, one.points) for one in found.deductions] == [("N1", 1, 5), ("N2", 2, 5)]


def test_a_veto_ends_the_claim_and_leaves_the_figure():
    found = annual_total(90, {"N2": 1}, LIST)
    assert found.vetoed_by == ("N2",)
    assert found.total == Fraction(175, 2)


def test_an_item_that_did_not_occur_neither_costs_nor_vetoes():
    found = annual_total(90, {"N2": 0}, LIST)
    assert (found.total, found.vetoed_by, found.deductions) == (90, (), ())


@pytest.mark.parametrize(("events", "message"), [({"N9": 1}, "没有“N9”"), ({"N1": -1}, "不能小于 0")])
def test_events_that_cannot_be_are_refused(events, message):
    with pytest.raises(ValueError, match=message):
        annual_total(90, events, LIST)


@given(st.decimals(0, 100, places=4), st.integers(0, 9), st.integers(0, 9))
def test_the_total_is_exact(score, first, second):
    found = annual_total(score, {"N1": first, "N2": second}, LIST)
    assert found.total == Fraction(score) - 5 * first - Fraction(5, 2) * second


@pytest.mark.parametrize(
    ("granted", "counted"), [("9.99", "9.99"), ("10", "10"), ("10.01", "10"), ("0", "0")]
)
def test_a_bonus_counts_up_to_its_cap(granted, counted):
    found = annual_total(90, {"N1": 1}, LIST, [Bonus("10.3.1", Fraction(granted), Fraction(10))])
    assert found.added == Fraction(counted)
    assert found.total == 85 + Fraction(counted)


def test_a_bonus_below_zero_is_refused():
    with pytest.raises(ValueError, match="加分“B”不能小于 0"):
        annual_total(90, {}, LIST, [Bonus("B", Fraction(-1), Fraction(10))])


def test_a_veto_that_time_lifts_does_not_end_the_claim_of_its_year():
    banned = NegativeItem("V1", "申报前 12 个月内", Decimal(0), veto=True, source=OURS, ban_months=12)
    found = annual_total(90, {"V1": 1}, (*LIST, banned))
    assert (found.total, found.vetoed_by) == (90, ())
