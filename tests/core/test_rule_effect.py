"""The effect of a changed rule: the same rows, judged and scored by the old and the new rule."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.framework import Method, MethodRule
from dabiao.core.rubric import (
    BonusRule,
    ConformityRateRule,
    DeductRule,
    ExceptionRule,
    NegativeListRule,
    QuantifiedRule,
    SatisfactionRule,
    SingleHitRule,
)
from dabiao.core.rule_effect import effect, narrowed

ROWS = [
    {"site_id": "P1", "street": "东街", "item": "I1", "result": "+"},
    {"site_id": "P1", "street": "东街", "item": "I2", "result": "-"},
    {"site_id": "P2", "street": "东街", "item": "I1", "result": "+"},
    {"site_id": "P2", "street": "东街", "item": "I2", "result": "+"},
    {"site_id": "P3", "street": "西街", "item": "I1", "result": "-", "problem": "例外：雨天"},
    {"site_id": "P3", "street": "西街", "item": "I2", "result": "+"},
]


@pytest.fixture(scope="session")
def judged_by(framework, standard):
    """Make the framework of standard A with one rule."""

    def made(rule, points=2, method=Method.FIELD):
        pack = framework(standard("A", rule, points), standard("B"))
        own = pack.standards["A"]
        return narrowed(pack, own, MethodRule(method, rule, Decimal(points), own.source), pack.items)

    return made


def test_places_and_rows_count_as_each_rule_counts_them(judged_by, observed):
    found = effect(observed(ROWS), judged_by(QuantifiedRule()), judged_by(ConformityRateRule()))
    before, after = found.whole.before, found.whole.after
    assert (before.points, before.maximum) == (Fraction(2, 3), 2), "one place of three"
    assert after.points == Fraction(4, 3), "four rows of six"
    assert (before.rate, before.place_rate) == (Fraction(4, 6), Fraction(1, 3))
    assert (before.meets, after.meets) == (False, False)
    assert found.changed


def test_every_street_is_told_by_itself(judged_by, observed):
    excused = ExceptionRule(QuantifiedRule(), ("雨天",))
    found = effect(observed(ROWS), judged_by(QuantifiedRule()), judged_by(excused))
    told = {one.name: (one.before.points, one.after.points) for one in found.streets}
    assert told == {"东街": (1, 1), "西街": (0, 2)}
    assert found.whole.after.points == Fraction(4, 3)
    assert [one.after.meets for one in found.streets] == [False, True]


def test_the_same_rule_changes_nothing(judged_by, observed):
    assert not effect(observed(ROWS), judged_by(QuantifiedRule()), judged_by(QuantifiedRule())).changed


def test_without_an_earlier_rule_there_is_no_before(judged_by, observed):
    found = effect(observed(ROWS), None, judged_by(QuantifiedRule()))
    assert found.whole.before is None
    assert found.whole.after.points == Fraction(2, 3)


def test_where_a_rule_finds_nothing_to_judge_there_is_no_score(judged_by, observed):
    found = effect(observed(ROWS), judged_by(QuantifiedRule()), judged_by(SatisfactionRule(Decimal(85))))
    assert found.whole.after.points is None
    assert found.whole.after.meets is None


def test_a_hit_counts_once_hits_are_counted(judged_by, observed):
    rows = [row | {"count": 1} for row in ROWS[2:4]]
    found = effect(observed(rows), judged_by(QuantifiedRule()), judged_by(SingleHitRule()))
    assert (found.whole.before.points, found.whole.after.points) == (2, 0)


def test_points_taken_off_stop_at_the_floor(judged_by, observed):
    rule = DeductRule("faults", Decimal("1.5"), floor=Decimal("0.5"))
    assert effect(observed(ROWS), None, judged_by(rule)).whole.after.points == Fraction(1, 2)


def test_what_only_changes_the_total_is_told_as_points_of_the_total(judged_by, observed):
    rows = [{"result": "?", "value": 3, "method": "加分"}]
    bonus = effect(observed(rows), None, judged_by(BonusRule(Decimal(2)), 0, Method.BONUS))
    assert bonus.whole.after.points == 2
    rows = [{"result": "-", "count": 2, "method": "负面"}]
    off = effect(observed(rows), None, judged_by(NegativeListRule(Decimal(5)), 0, Method.NEGATIVE))
    assert off.whole.after.points == -10


RESULTS = st.lists(
    st.tuples(st.sampled_from("+-/"), st.sampled_from(["东街", "西街", None])), min_size=1, max_size=30
)


@given(RESULTS)
def test_the_whole_is_what_the_rule_says_of_all_rows(judged_by, observed, results):
    rows = [
        {"site_id": f"P{number}", "result": result, "street": street}
        for number, (result, street) in enumerate(results)
    ]
    found = effect(observed(rows), None, judged_by(ConformityRateRule(), 1))
    counted = [result for result, _ in results if result != "/"]
    expected = Fraction(counted.count("+"), len(counted)) if counted else None
    assert found.whole.after.points == expected
    assert {one.name for one in found.streets} == {street for _, street in results if street}
