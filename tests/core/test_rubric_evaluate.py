"""What each form of rule makes of the evidence, on examples that were published and at its edges."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.rubric import (
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    Evidence,
    ExceptionRule,
    ItemSample,
    ItemTally,
    Measure,
    NegativeListRule,
    QuantifiedRule,
    RatioRule,
    Requirement,
    SatisfactionRule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)
from dabiao.core.rubric_bands import parse_interval
from dabiao.core.rubric_evaluate import (
    evaluate,
    not_sampled_reason,
    rate_basis,
    rate_to_share,
    sampled_pass_fail,
    shortfall,
)

NOTHING = Evidence(0, 0, 0, 0)
TEN = Decimal(10)
ADS = (Requirement("公益广告", Decimal(2)), Requirement("核心价值观", Decimal(1)))


def graded(*bands, measure="ratio", domain="[0,100]", **fields):
    return BandRule(
        measure,
        tuple(
            Band(grade, parse_interval(interval), Decimal(share), tuple(requires))
            for grade, interval, share, *requires in bands
        ),
        parse_interval(domain),
        **fields,
    )


WATER = graded(
    ("A", "[100,100]", "1", "无劣五类"),
    ("B", "(95,100)", "0.6", "无劣五类"),
    ("C", "(70,95]", "0.3"),
    ("C#", "[0,70]", "0"),
)
"""Ⅲ-95 of the 2008/2011 framework: A 100 % and no water worse than grade Ⅴ, B > 95 % and the same, C# ≤ 70 %."""

AIR = graded(
    ("A", "(85,100]", "1"), ("B", "(80,85]", "0.6"), ("C", "[0,80]", "0.3"), measure="value", mean_of=2
)
"""Ⅲ-92: share of days with clean air, mean of two years."""

SAVING = CountRule(
    ("甲", "乙", "丙"), ((3, "A", Decimal(1)), (2, "B", Decimal("0.6")), (0, "C#", Decimal(0)))
)
"""Ⅲ-97: all three standards are A, two are B, otherwise C#."""

CONFORMITY_BANDS = graded(
    ("A", "(90,100]", "1"), ("B", "[80,90]", "0.5"), ("C", "[0,80)", "0"), measure="rate"
)


def ratio(value, base, **fields):
    return Evidence(0, 0, 0, 0, value=Fraction(value), base=Fraction(base), **fields)


def seen(**results):
    """Items with (rows, rows that are 符合)."""
    return {name: ItemTally(rows, ok, rows - ok, None, None) for name, (rows, ok) in results.items()}


def with_items(**results):
    items = seen(**results)
    rows, ok = sum(one.rows for one in items.values()), sum(one.rows_ok for one in items.values())
    return Evidence(1, int(rows == ok), rows, ok, faults=rows - ok, items=items)


class TestBands:
    @pytest.mark.parametrize(
        ("days", "grade"), [(86, "A"), ("85.000001", "A"), (85, "B"), (81, "B"), (80, "C"), (0, "C")]
    )
    def test_the_line_itself_belongs_where_the_rule_says(self, days, grade):
        evidence = Evidence(0, 0, 0, 0, value=Fraction(days), round_values=(Fraction(days),) * 2)
        assert evaluate(AIR, evidence, TEN).grade == grade

    def test_the_mean_is_of_the_last_two_years(self):
        evidence = Evidence(
            0, 0, 0, 0, value=Fraction(260), round_values=(Fraction(95), *[Fraction(n) for n in (80, 85)])
        )
        outcome = evaluate(AIR, evidence, TEN)
        assert (outcome.grade, outcome.share) == ("B", Fraction(3, 5))
        assert outcome.explanation["measured"] == Fraction(165, 2)
        assert outcome.explanation["rounds"] == 2

    def test_one_year_of_two_is_used_and_told(self):
        evidence = Evidence(0, 0, 0, 0, value=Fraction(90), round_values=(Fraction(90),))
        outcome = evaluate(AIR, evidence, TEN)
        assert outcome.grade == "A"
        assert (outcome.explanation["rounds"], outcome.explanation["mean_of"]) == (1, 2)

    def test_clean_water_and_no_foul_water_is_a(self):
        evidence = ratio(12, 12, items=seen(无劣五类=(1, 1)))
        assert evaluate(WATER, evidence, TEN).grade == "A"

    def test_foul_water_somewhere_makes_all_clean_elsewhere_a_c(self):
        outcome = evaluate(WATER, ratio(12, 12, items=seen(无劣五类=(2, 1))), TEN)
        assert (outcome.grade, outcome.share) == ("C", Fraction(3, 10))
        assert (outcome.explanation["reached"], outcome.explanation["unmet"]) == ("A", "无劣五类")

    def test_whether_water_is_foul_has_to_be_known_only_where_it_matters(self):
        unknown = evaluate(WATER, ratio(12, 12), TEN)
        assert (unknown.share, unknown.grade) == (None, None)
        assert unknown.explanation["missing"] == "unseen_items"
        assert evaluate(WATER, ratio(95, 100), TEN).grade == "C"
        assert evaluate(WATER, ratio(70, 100), TEN).grade == "C#"

    def test_a_figure_out_of_range_is_not_scored(self):
        outcome = evaluate(WATER, ratio(13, 12), TEN)
        assert outcome.share is None
        assert outcome.explanation["missing"] == "outside_domain"

    def test_bands_of_the_conformity_rate_count_rows(self):
        for ok, grade in ((91, "A"), (90, "B"), (80, "B"), (79, "C")):
            assert evaluate(CONFORMITY_BANDS, Evidence(9, 1, 100, ok), TEN).grade == grade


class TestCount:
    @pytest.mark.parametrize(
        ("results", "grade"),
        [
            ({"甲": (1, 1), "乙": (1, 1), "丙": (1, 1)}, "A"),
            ({"甲": (1, 1), "乙": (4, 3), "丙": (1, 1)}, "B"),
            ({"甲": (1, 1), "乙": (1, 0), "丙": (1, 0)}, "C#"),
        ],
    )
    def test_all_three_are_a_two_are_b_and_otherwise_c(self, results, grade):
        assert evaluate(SAVING, with_items(**results), TEN).grade == grade

    def test_an_item_nobody_looked_at_matters_where_it_could_raise_the_grade(self):
        open_ = evaluate(SAVING, with_items(甲=(1, 1), 乙=(1, 1)), TEN)
        assert (open_.share, open_.grade, open_.explanation["items"]) == (None, None, "丙")
        settled = evaluate(SAVING, with_items(甲=(1, 0), 乙=(1, 0), 丙=(0, 0)), TEN)
        assert settled.grade == "C#"


class TestDeduct:
    """城市文明程度指数 操作手册: main roads 3 × 500 m with ≥ 5 advertisements, 2 points off for each missing;
    buses with ≥ 2 of which ≥ 1 core values, 4 points off for each missing."""

    def test_three_roads_with_5_3_and_5_advertisements_lose_4_points(self):
        asked = (Requirement("公益广告", Decimal(5)),)
        missing = sum(shortfall(asked, {"公益广告": Fraction(one)}) for one in (5, 3, 5))
        rule = DeductRule("missing", Decimal(2), asked)
        outcome = evaluate(rule, Evidence(0, 0, 0, 0, missing=missing, value=Fraction(13)), TEN)
        assert outcome.share == Fraction(6, 10)
        assert (outcome.explanation["units"], outcome.explanation["lost"]) == (2, 4)

    def test_a_bus_with_one_advertisement_without_core_values_loses_4_points_once(self):
        missing = shortfall(ADS, {"公益广告": Fraction(1), "核心价值观": Fraction(0)})
        outcome = evaluate(
            DeductRule("missing", Decimal(4), ADS),
            Evidence(0, 0, 0, 0, missing=missing, value=Fraction(1)),
            TEN,
        )
        assert outcome.explanation["lost"] == 4

    def test_more_than_asked_makes_up_for_nothing_elsewhere(self):
        assert shortfall(ADS, {"公益广告": Fraction(9), "核心价值观": Fraction(0)}) == 1
        assert shortfall(ADS, {"公益广告": Fraction(9), "核心价值观": Fraction(9)}) == 0
        assert shortfall(ADS, {}) == 0

    def test_a_further_round_like_the_first_costs_nothing_more(self):
        rule = DeductRule("faults", Decimal(2))
        one, three = Evidence(5, 3, 5, 3, faults=2), Evidence(15, 9, 15, 9, faults=6, rounds=3)
        assert evaluate(rule, one, TEN).share == evaluate(rule, three, TEN).share == Fraction(6, 10)

    def test_points_end_at_the_floor(self):
        rule = DeductRule("faults", Decimal(4), floor=Decimal(1))
        outcome = evaluate(rule, Evidence(5, 0, 5, 0, faults=5), TEN)
        assert (outcome.share, outcome.explanation["lost"]) == (Fraction(1, 10), 9)
        assert evaluate(DeductRule("faults", Decimal(4)), Evidence(5, 0, 5, 0, faults=5), TEN).share == 0

    def test_a_website_without_an_advertisement_on_its_front_page_gets_nothing(self):
        rule = DeductRule("missing", Decimal(1), (Requirement("条数", Decimal(4)),), zero_if_absent="首页")
        full = Evidence(1, 1, 2, 2, value=Fraction(4), items=seen(首页=(1, 1)))
        assert evaluate(rule, full, TEN).share == 1
        outcome = evaluate(rule, Evidence(1, 0, 2, 1, 1, value=Fraction(4), items=seen(首页=(1, 0))), TEN)
        assert (outcome.share, outcome.explanation["absent"]) == (0, "首页")

    def test_what_is_missing_is_counted_as_faults_where_nobody_gave_a_figure(self):
        rule = DeductRule("missing", Decimal(4), ADS)
        outcome = evaluate(rule, Evidence(3, 2, 3, 2, faults=1), TEN)
        assert (outcome.share, outcome.explanation["counted"]) == (Fraction(6, 10), "faults")


class TestShares:
    def test_a_station_that_played_three_of_four_advertisements_gets_three_quarters(self):
        assert evaluate(RatioRule(), ratio(3, 4), TEN).share == Fraction(3, 4)
        assert evaluate(RatioRule(), ratio(9, 8), TEN).share == 1
        assert evaluate(RatioRule(), ratio(-1, 8), TEN).share == 0

    def test_shijingshan_had_4_of_22_conforming(self):
        """石景山 2018: 18.18 %."""
        share = evaluate(ConformityRateRule(), Evidence(1, 0, 22, 4), TEN).share
        assert round(100 * share, 2) == Fraction(Decimal("18.18"))

    def test_jiaozuo_counts_observations_for_its_score_rate(self):
        """焦作 2019: 1,166 observations, 得分率 70.1 %."""
        share = evaluate(ScoreRateRule(), ratio(817, 1166), TEN).share
        assert round(100 * share, 1) == Fraction(Decimal("70.1"))

    @pytest.mark.parametrize(
        "rule",
        [
            QuantifiedRule((ItemSample("学生", 3, 5),)),
            SingleHitRule(),
            ThresholdRule((Measure("亮灯", Decimal(95), "%"),)),
        ],
    )
    def test_places_that_pass_of_places_seen(self, rule):
        outcome = evaluate(rule, Evidence(4, 3, 20, 17), TEN)
        assert outcome.share == Fraction(3, 4)
        assert (outcome.explanation["places"], outcome.explanation["places_ok"]) == (4, 3)

    @pytest.mark.parametrize(
        ("rule", "satisfied", "share"),
        [
            (SatisfactionRule(Decimal(85)), 85, 1),
            (SatisfactionRule(Decimal(85)), 84, 0),
            (SatisfactionRule(Decimal(90), strict=True), 90, 0),
            (SatisfactionRule(Decimal(90), strict=True), 91, 1),
            (SatisfactionRule(Decimal(85), pro_rata=True), 68, Fraction(4, 5)),
            (SatisfactionRule(Decimal(85), pro_rata=True), 85, 1),
            (SatisfactionRule(Decimal(100), pro_rata=True), 99, Fraction(99, 100)),
        ],
    )
    def test_satisfaction_is_held_against_its_line(self, rule, satisfied, share):
        assert evaluate(rule, ratio(satisfied, 100), TEN).share == share

    def test_exceptions_leave_the_arithmetic_to_their_base(self):
        rule = ExceptionRule(ConformityRateRule(), ("停在线内", "执行任务"))
        outcome = evaluate(rule, Evidence(1, 0, 4, 3), TEN)
        assert (outcome.form, outcome.share, outcome.explanation["exceptions"]) == (
            "conformity_rate",
            Fraction(3, 4),
            2,
        )


class TestAdjustments:
    def test_jinan_lost_five_points_for_one_event(self):
        """济南 2016: 94.65 - 5 = 89.65."""
        outcome = evaluate(NegativeListRule(Decimal(5)), Evidence(0, 0, 1, 0, faults=1), Decimal(0))
        assert (outcome.share, outcome.adjustment, outcome.veto) == (None, -5, False)

    def test_a_veto_needs_an_event(self):
        rule = NegativeListRule(Decimal(0), veto=True)
        assert evaluate(rule, Evidence(0, 0, 1, 0, faults=1), Decimal(0)).veto
        assert not evaluate(rule, Evidence(0, 0, 1, 1), Decimal(0)).veto

    @pytest.mark.parametrize(("given", "added"), [("7.5", "7.5"), (10, 10), (12, 10), (-3, 0)])
    def test_a_bonus_is_capped(self, given, added):
        """河南 2017: at most 10 points by the opinion of superior departments."""
        outcome = evaluate(BonusRule(Decimal(10)), Evidence(0, 0, 0, 0, value=Fraction(given)), Decimal(0))
        assert outcome.adjustment == Decimal(added)


FORMS = (
    WATER,
    AIR,
    CONFORMITY_BANDS,
    SAVING,
    DeductRule("missing", Decimal(2), ADS),
    DeductRule("faults", Decimal("0.3"), floor=Decimal(2)),
    RatioRule(),
    QuantifiedRule(),
    ConformityRateRule(),
    ScoreRateRule(),
    SingleHitRule(),
    SatisfactionRule(Decimal(85), pro_rata=True),
    ThresholdRule((Measure("亮灯", Decimal(95), "%"),)),
    ExceptionRule(QuantifiedRule(), ("停在线内",)),
)


@pytest.mark.parametrize("rule", FORMS)
def test_where_nothing_was_looked_at_there_is_no_share_and_it_says_why(rule):
    outcome = evaluate(rule, NOTHING, TEN)
    assert (outcome.share, outcome.grade, outcome.adjustment) == (None, None, 0)
    assert outcome.explanation["missing"]


counts = st.integers(0, 50)
figures = st.none() | st.fractions(-5, 500, max_denominator=1000)


@st.composite
def evidence_of_any_kind(draw):
    places, rows = draw(counts), draw(counts)
    named = {name: draw(st.none() | counts) for name in ("甲", "乙", "丙", "无劣五类", "公益广告")}
    return Evidence(
        places,
        draw(st.integers(0, places)),
        rows,
        draw(st.integers(0, rows)),
        draw(counts),
        draw(st.fractions(0, 99)),
        draw(figures),
        draw(st.none() | st.fractions(0, 500, max_denominator=1000)),
        tuple(draw(st.lists(st.fractions(0, 120, max_denominator=100), max_size=3))),
        {
            name: ItemTally(n, draw(st.integers(0, n)), 0, None, None)
            for name, n in named.items()
            if n is not None
        },
    )


@given(st.sampled_from(FORMS), evidence_of_any_kind(), st.decimals("0.01", 100, places=2))
def test_a_share_is_part_of_the_whole_and_exact(rule, evidence, points):
    outcome = evaluate(rule, evidence, points)
    assert outcome.share is None or (isinstance(outcome.share, Fraction) and 0 <= outcome.share <= 1)
    assert (outcome.share is None) == ("missing" in outcome.explanation)
    assert not any(isinstance(value, float) for value in outcome.explanation.values())


class TestRates:
    def test_forms_that_sample_places_have_a_class_and_the_others_a_reason(self):
        sampled = {type(rule) for rule in FORMS if sampled_pass_fail(rule)}
        assert sampled == {QuantifiedRule, ConformityRateRule, SingleHitRule, ThresholdRule, ExceptionRule}
        others = [
            rule for rule in (*FORMS, BonusRule(TEN), NegativeListRule(TEN)) if not sampled_pass_fail(rule)
        ]
        assert all(not_sampled_reason(rule).endswith("不判断稳定性") for rule in others)
        assert len({not_sampled_reason(rule) for rule in others}) == 8

    def test_exceptions_to_what_is_not_sampled_have_no_class_either(self):
        rule = ExceptionRule(DeductRule("faults", Decimal(1)), ("停在线内",))
        assert not sampled_pass_fail(rule)
        assert "扣分" in not_sampled_reason(rule)

    @given(st.sampled_from([rule for rule in FORMS if rate_basis(rule)]), st.integers(1, 60), st.data())
    def test_a_rate_turns_into_the_share_that_the_rule_itself_gives(self, rule, n, data):
        ok = data.draw(st.integers(0, n))
        evidence = Evidence(n, ok, n, ok)
        share = evaluate(rule, evidence, TEN).share
        assert rate_to_share(rule, np.array([[ok / n, 1.0]]))[0, 0] == pytest.approx(float(share))

    def test_places_and_rows_are_told_apart(self):
        assert rate_basis(QuantifiedRule()) == rate_basis(SingleHitRule()) == "places"
        assert rate_basis(ConformityRateRule()) == rate_basis(CONFORMITY_BANDS) == "rows"
        assert rate_basis(ExceptionRule(ConformityRateRule(), ("停在线内",))) == "rows"

    @pytest.mark.parametrize("rule", [rule for rule in FORMS if rate_basis(rule) is None])
    def test_rules_over_figures_have_no_rate(self, rule):
        with pytest.raises(ValueError, match="does not follow from a rate"):
            rate_to_share(rule, np.array([0.5]))

    def test_bands_that_require_items_do_not_follow_from_a_rate(self):
        rule = graded(("A", "(90,100]", "1", "甲"), ("C", "[0,90]", "0"), measure="rate")
        assert rate_basis(rule) is None
