"""Annual totals, the weighted cycle and its gates."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.cycle import cycle_total, gate_years, still_needed, year_score
from dabiao.core.framework import AnnualPart, Cycle, Gate, Grade, NegativeItem, Source
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


def test_fifteen_twenty_five_sixty_with_a_five_point_event_by_hand():
    """2024: 90.20. 2025: 92.35. 2026: 94.65 and one event of 5 points.

    2024: 90.20 × 15 %                    = 13.53
    2025: 92.35 × 25 %                    = 23.0875
    2026: 94.65 − 5 = 89.65, × 60 %       = 53.79
    together 13.53 + 23.0875 + 53.79      = 90.4075, shown as 90.41
    Without the event 2026 would have given 56.79: the 5 points cost 5 × 60 % = 3 of the cycle.
    """
    total = cycle_total(CYCLE, [year("90.20"), year("92.35"), year("94.65", N1=1)])
    assert total.total == Fraction("90.4075")
    assert display(total.total, 2) == Decimal("90.41")
    without = cycle_total(CYCLE, [year("90.20"), year("92.35"), year("94.65")])
    assert without.total - total.total == 3


def in_three_years(measure, *figures):
    cycle = Cycle(
        3,
        CYCLE.weights,
        (
            Gate("minors-85", "minors", Decimal(85), "不得申报", OURS),
            Gate("annual-80", "annual", Decimal(80), "点名批评", OURS),
            Gate("annual-70", "annual", Decimal(70), "停止资格一年", OURS, 12),
        ),
        OURS,
    )
    given = [None if one is None else Decimal(one) for one in figures]
    return {one.gate.id: one.cleared for one in gate_years(cycle, {measure: given})}


def test_every_gate_is_cleared_at_its_limit_and_missed_a_hundredth_below_it():
    assert in_three_years("minors", "85", "84.99", None)["minors-85"] == (True, False, None)
    annual = in_three_years("annual", "80", "79.99", "84.999")
    assert annual["annual-80"] == (True, False, True)
    assert in_three_years("annual", "70", "69.99", "70.001")["annual-70"] == (True, False, True)
    assert annual["minors-85"] == (None, None, None)


def test_a_gate_looks_at_the_exact_figure_not_at_the_one_shown():
    assert in_three_years("annual", "79.999", "79.995", "80.00")["annual-80"] == (False, False, True)


def test_a_measure_needs_a_figure_for_every_year():
    with pytest.raises(ValueError, match="3 年"):
        in_three_years("annual", "80")


def test_minors_count_a_fifth_where_the_pack_says_so():
    parted = Cycle(3, CYCLE.weights, (), OURS, (AnnualPart("minors", Decimal("0.20"), OURS),))
    assert year_score(parted, Decimal(90), {"minors": Decimal(85)}) == 89  # 90 × 80 % + 85 × 20 %
    assert year_score(parted, Decimal(90), {}) is None
    assert year_score(parted, None, {"minors": Decimal(85)}) is None
    assert year_score(CYCLE, Decimal(90), {"minors": Decimal(50)}) == 90


def test_what_the_years_to_come_need_for_a_wanted_total():
    running = cycle_total(CYCLE, [year(80), year(90), None])
    need = still_needed(running, Decimal(90), Decimal(100))
    assert need.each == Fraction(Decimal("92.5"))  # (90 − 12 − 22.5) ÷ 60 %
    assert need.reachable
    assert need.best == Decimal("94.5")
    assert not still_needed(running, Decimal("94.51"), Decimal(100)).reachable
    assert still_needed(running, Decimal("94.5"), Decimal(100)).reachable
    assert still_needed(cycle_total(CYCLE, [year(80), year(84), year(90)]), Decimal(90), Decimal(100)) is None
    nothing = still_needed(cycle_total(CYCLE, [None, None, None]), Decimal(88), Decimal(100))
    assert nothing.each == 88


@given(
    st.lists(st.one_of(st.none(), st.decimals(0, 100, places=2)), min_size=3, max_size=3),
    st.decimals(0, 110, places=2),
)
def test_bringing_what_is_needed_gives_exactly_the_wanted_total(scores, wanted):
    years = [None if one is None else year(one) for one in scores]
    need = still_needed(cycle_total(CYCLE, years), wanted, Decimal(100))
    if need is not None:
        given = [annual_total(need.each, {}, NEGATIVE) if one is None else one for one in years]
        assert cycle_total(CYCLE, given).total == Fraction(wanted)
