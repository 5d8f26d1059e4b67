"""Negative list: what events cost."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.framework import Grade, NegativeItem, Source, Ties
from dabiao.core.negative import annual_total
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
