"""Annual totals, the weighted cycle and its gates."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.cycle import cycle_total
from dabiao.core.framework import Cycle, Gate, Grade, NegativeItem, Source
from dabiao.core.negative import annual_total
from dabiao.core.ranking import display

OURS = Source("示例", "示例", None, Grade.OURS)
NEGATIVE = (
    NegativeItem("N1", "主要领导严重违纪违法", Decimal(5), veto=False, source=OURS),
    NegativeItem("N2", "测评材料造假", Decimal(10), veto=True, source=OURS),
)
GATES = (
    Gate("minors", "minors", Decimal(85), "不得申报", OURS),
    Gate("suspended", "annual", Decimal(70), "停止称号一年", OURS),
)
CYCLE = Cycle(3, (Decimal("0.15"), Decimal("0.25"), Decimal("0.60")), GATES, OURS)


def year(score, **events):
    return annual_total(Decimal(score), events, NEGATIVE)


def test_jinan_2016_falls_from_94_65_to_89_65():
    assert display(year("94.65", N1=1).total, 2) == Decimal("89.65")


def test_two_events_cost_twice_and_a_year_without_events_keeps_its_score():
    assert year("90", N1=2).total == 80
    assert year("90").total == 90
    assert year("90", N1=0).deductions == ()


def test_a_veto_is_named_and_its_points_are_still_counted():
    vetoed = year("90", N2=1)
    assert (vetoed.total, vetoed.vetoed_by) == (80, ("N2",))
    assert cycle_total(CYCLE, [year(90), vetoed, None]).vetoed_by == ("N2",)


def test_an_event_the_list_does_not_know_is_refused():
    with pytest.raises(ValueError, match="N9"):
        year("90", N9=1)
    with pytest.raises(ValueError, match="不能小于"):
        year("90", N1=-1)


def test_the_last_year_weighs_sixty_per_cent():
    total = cycle_total(CYCLE, [year(80), year(84), year("94.65", N1=1)])
    assert total.total == Fraction(Decimal("0.15")) * 80 + 21 + Fraction(Decimal("0.6")) * Fraction(
        Decimal("89.65")
    )
    assert display(total.total, 2) == Decimal("86.79")


def test_a_year_not_tested_yet_is_not_zero():
    running = cycle_total(CYCLE, [year(80), year(90), None])
    assert running.total is None
    assert running.known_weight == Fraction(2, 5)
    assert running.so_far == Fraction(345, 4)
    assert cycle_total(CYCLE, [None, None, None]).so_far is None


def test_the_number_of_years_must_be_the_cycles():
    with pytest.raises(ValueError, match="3 年"):
        cycle_total(CYCLE, [year(80)])


@pytest.mark.parametrize(("minors", "cleared"), [("85", True), ("84.99", False)])
def test_the_gate_of_the_minors_is_cleared_from_85_on(minors, cleared):
    found = cycle_total(CYCLE, [year(80), None, None], {"minors": [Decimal(90), Decimal(minors)]})
    assert [gate.cleared for gate in found.gates] == [cleared, True]


def test_a_gate_without_its_figure_stays_open_and_the_worst_year_decides_the_annual_one():
    found = cycle_total(CYCLE, [year(90), year("71", N1=1), None])
    assert [gate.cleared for gate in found.gates] == [None, False]


@given(st.lists(st.decimals(0, 100, places=2), min_size=3, max_size=3))
def test_the_cycle_lies_between_its_worst_and_its_best_year(scores):
    total = cycle_total(CYCLE, [year(score) for score in scores]).total
    assert min(scores) <= total <= max(scores)
