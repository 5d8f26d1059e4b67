"""The cycle's total out of what was entered: sums by hand, gates and bans at their exact boundaries."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from cast import Cast
from entered import annual, bonus, enter, event, paper
from pytest_django import DjangoAssertNumQueries

from dabiao.core.framework import AnnualPart
from dabiao.duties.cycle.models import Cycle
from dabiao.insight.outside import queries, words
from dabiao.insight.outside.drafts import ResultDraft
from dabiao.insight.outside.models import Kind
from dabiao.insight.outside.packs import pack_of
from dabiao.insight.outside.totals import CycleBook, book_of


def book(cast: Cast, cycle: Cycle) -> CycleBook:
    return queries.book(cast.创建办, cycle)


def cleared(cast: Cast, cycle: Cycle, gate: str) -> tuple[bool | None, ...]:
    return next(one.cleared for one in book(cast, cycle).gates if one.gate.id == gate)


def test_15_25_60_with_a_five_point_event_by_hand(cast: Cast, cycle: Cycle) -> None:
    """2024: 90.20 × 15 % = 13.53. 2025: (91.35 + 1 bonus) × 25 % = 92.35 × 25 % = 23.0875.
    2026: 94.65 − 5 (N01) = 89.65, × 60 % = 53.79. Together 13.53 + 23.0875 + 53.79 = 90.4075, shown as 90.41.
    """
    enter(
        cast,
        cycle,
        annual(2024, "90.20"),
        annual(2025, "91.35"),
        bonus("1", date(2025, 5, 1)),
        annual(2026, "94.65"),
        event("N01", date(2026, 3, 9)),
    )
    shown = book(cast, cycle)
    assert shown.totals.total == Fraction("90.4075")
    assert [words.of_year(one) for one in shown.years] == ["90.2", "91.35 + 1 = 92.35", "94.65 − 5 = 89.65"]
    assert [words.weighed(one) for one in shown.years] == [
        "90.2 × 15% = 13.53",
        "92.35 × 25% = 23.0875",
        "89.65 × 60% = 53.79",
    ]
    assert words.of_cycle(shown) == "13.53 + 23.0875 + 53.79 = 90.4075"
    assert words.rounded(shown.totals.earned) == "90.41"


def test_济南_94_65_less_five_is_89_65(cast: Cast, cycle: Cycle) -> None:
    enter(cast, cycle, annual(2024, "94.65"), event("N01", date(2024, 6, 1)))
    year = book(cast, cycle).years[0]
    assert year.total is not None
    assert words.figure(year.total.total) == "89.65"


def test_a_score_that_was_published_after_the_deduction_is_not_reduced_again(
    cast: Cast, cycle: Cycle
) -> None:
    enter(
        cast,
        cycle,
        annual(2024, "89.65", settled=True),
        event("N01", date(2024, 6, 1)),
        bonus("2", date(2024, 7, 1)),
    )
    year = book(cast, cycle).years[0]
    assert words.of_year(year) == "89.65"
    assert [one.rule for one in year.events] == ["N01"]


def test_the_same_event_twice_costs_twice(cast: Cast, cycle: Cycle) -> None:
    enter(cast, cycle, annual(2024, "90"), event("N05", date(2024, 3, 1)), event("N05", date(2024, 8, 1)))
    assert words.of_year(book(cast, cycle).years[0]) == "90 − 1 − 1 = 88"


def test_bonuses_of_one_rule_count_up_to_its_cap_in_a_year(cast: Cast, cycle: Cycle) -> None:
    opinion = ResultDraft(
        Kind.OPINION,
        2024,
        date(2024, 9, 1),
        paper(date(2024, 9, 1)),
        note="同意",
        rule="10.3.1",
        points=Decimal(4),
    )
    enter(
        cast, cycle, annual(2024, "85"), bonus("7", date(2024, 5, 1)), opinion, bonus("7", date(2025, 5, 1))
    )
    first, second, _third = book(cast, cycle).years
    assert words.of_year(first) == "85 + 10 = 95"
    assert first.bonuses[0].is_capped
    assert not second.bonuses[0].is_capped


def test_a_year_not_tested_is_not_zero(cast: Cast, cycle: Cycle) -> None:
    assert book(cast, cycle).totals.so_far is None
    enter(cast, cycle, annual(2024, "80"), annual(2025, "90"), event("N02", date(2026, 2, 1)))
    shown = book(cast, cycle)
    assert shown.totals.total is None
    assert shown.totals.earned == Fraction("34.5")
    need = shown.needed(Decimal(90))
    assert need is not None
    assert words.at_least(need.each) == "92.50"
    assert words.at_least(Fraction(265, 3)) == "88.34"  # 88.333…: rounded down it would not be enough


@pytest.mark.parametrize(
    ("measure", "gate", "at", "below"),
    [
        ("minors", "minors-85", "85", "84.99"),
        ("annual", "annual-80", "80", "79.99"),
        ("annual", "annual-70", "70", "69.99"),
    ],
)
def test_gates_are_cleared_at_their_limit(
    cast: Cast, cycle: Cycle, measure: str, gate: str, at: str, below: str
) -> None:
    enter(cast, cycle, annual(2024, at, measure), annual(2025, below, measure))
    assert cleared(cast, cycle, gate) == (True, False, None)


def test_a_deduction_may_miss_a_gate_that_the_score_cleared(cast: Cast, cycle: Cycle) -> None:
    enter(cast, cycle, annual(2024, "84.999"), event("N01", date(2024, 6, 1)))
    assert cleared(cast, cycle, "annual-80") == (False, None, None)
    assert cleared(cast, cycle, "annual-70") == (True, None, None)


def test_below_70_suspends_for_a_year_from_the_day_it_was_told(cast: Cast, cycle: Cycle) -> None:
    enter(cast, cycle, annual(2024, "69.99"), annual(2025, "70"))
    (suspended,) = book(cast, cycle).suspensions
    assert (suspended.ban.event, suspended.ban.last_day) == (date(2024, 12, 20), date(2025, 12, 20))


@pytest.mark.parametrize(
    ("day", "last", "free"),
    [
        (date(2025, 8, 15), date(2026, 8, 15), date(2026, 8, 16)),
        (date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1)),
    ],
)
def test_a_grave_event_bans_for_twelve_months(
    cast: Cast, cycle: Cycle, day: date, last: date, free: date
) -> None:
    enter(cast, cycle, annual(day.year, "90"), event("V01", day))
    shown = book(cast, cycle)
    assert [len(shown.banned_on(one)) for one in (day, last, free)] == [1, 1, 0]
    assert shown.free_from(day) == free
    assert shown.years[day.year - 2024].total is not None
    assert words.of_year(shown.years[day.year - 2024]) == "90"
    assert shown.vetoes == ()


def test_an_event_before_the_cycle_bans_into_it(cast: Cast, cycle: Cycle) -> None:
    enter(cast, cycle, event("V02", date(2023, 6, 1), year=2024))
    assert book(cast, cycle).banned_on(date(2024, 6, 1))
    assert not book(cast, cycle).banned_on(date(2024, 6, 2))


def test_minors_count_a_fifth_where_the_pack_says_so(cast: Cast, cycle: Cycle) -> None:
    framework = pack_of(cycle)
    assert framework.cycle is not None
    part = AnnualPart("minors", Decimal("0.20"), framework.source)
    parted = replace(framework, cycle=replace(framework.cycle, parts=(part,)))
    enter(cast, cycle, annual(2024, "90"), annual(2024, "85", "minors"), annual(2025, "90"))
    shown = book_of(cycle, parted, list(queries.standing(cycle)))
    assert words.of_year(shown.years[0]) == "90 × 80% + 85 × 20% = 89"
    assert shown.years[1].total is None


def test_a_total_costs_one_query_however_much_was_entered(
    cast: Cast, cycle: Cycle, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    enter(cast, cycle, *(event("N05", date(2024, 3, day)) for day in range(1, 9)), annual(2024, "90"))
    asker = cast.创建办
    assert asker.held_posts
    with django_assert_num_queries(1):
        shown = queries.book(asker, cycle)
        assert [one.document.title for year in shown.years for one in year.events] == ["通报"] * 8
