"""Streets and departments: groups, ties, tiers, intervals of score and rank, and who is left out."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from dabiao.core.assessment import Base
from dabiao.core.fairness import Contender, not_inspected, ranked, streets, units
from dabiao.core.framework import Ranking, RankingGroup, Ties
from dabiao.core.grouping import EVERYBODY, UNGROUPED, Grouping
from dabiao.core.posterior_scores import HIGH, LOW, draw_rates
from dabiao.core.rubric import ConformityRateRule, DeductRule
from dabiao.core.tally import tally


def checks(street, marks, **row):
    return [
        {"street": street, "site_id": f"{street}{n}", "result": mark} | row for n, mark in enumerate(marks)
    ]


@pytest.fixture(scope="session")
def cells_of(observed):
    def counted(pack, rows):
        seen = observed(rows)
        return tally(seen, pack, seen.table["result"].to_numpy())

    return counted


@pytest.fixture(scope="session")
def pack(framework, standard):
    return framework(standard("A", points=3), standard("B", ConformityRateRule()))


def contender(name, score, spread=0.0, centre=None):
    draws = np.random.default_rng(len(name)).normal(float(score if centre is None else centre), spread, 500)
    return Contender(name, 10, Fraction(score), Base(10, 5, 10, 5), draws)


def no_groups(**ranking):
    return Grouping({}, Ranking(**ranking))


def test_a_street_is_scored_by_the_tree_on_its_own_cells(pack, cells_of):
    rows = [*checks("东街", "+++-"), *checks("东街", "+-", standard_id="B"), *checks("西街", "+")]
    found = streets(pack, cells_of(pack, rows), seed=1)
    assert {one.name: (one.score, one.n) for one in found.contenders} == {
        "东街": (Fraction(275, 4), 6),
        "西街": (100, 1),
    }
    assert found.excluded == ()


def test_a_street_where_nothing_applied_is_excluded_and_neither_0_nor_100(pack, cells_of):
    found = streets(pack, cells_of(pack, [*checks("东街", "+"), *checks("西街", "//")]), seed=1)
    assert [one.name for one in found.contenders] == ["东街"]
    assert [(one.kind, one.name) for one in found.excluded] == [("street", "西街")]
    assert "无数据" in found.excluded[0].reason


def test_rows_without_a_street_or_unit_are_a_group_of_their_own_outside_the_ranking(pack, cells_of):
    rows = [*checks("东街", "+"), *checks(None, "+-", unit=None)]
    cells = cells_of(pack, rows)
    for found, kind in ((streets(pack, cells, 1), "street"), (units(cells, 1), "unit")):
        assert [(one.kind, one.name) for one in found.excluded] == [(kind, "未注明")]
        assert "2 行" in found.excluded[0].reason
        assert len(found.contenders) == 1


def test_a_departments_score_is_its_conformity_rate_over_field_and_document_rows(pack, cells_of):
    rows = [
        *checks("东街", "++-", unit="住建局"),
        *checks("西街", "+", unit="住建局", method="材料"),
        *checks("南街", "----", unit="住建局", method="问卷"),
        *checks("北街", "/", unit="教育局"),
    ]
    found = units(cells_of(pack, rows), seed=1)
    assert [(one.name, one.score, one.n) for one in found.contenders] == [("住建局", 75, 4)]
    assert [(one.kind, one.name) for one in found.excluded] == [("unit", "教育局")]


def test_both_rankings_come_from_the_same_row(pack, cells_of):
    good, bad = checks("东街", "++++"), checks("东街", "+++-")
    before, after = cells_of(pack, good), cells_of(pack, bad)
    assert streets(pack, before, 1).contenders[0].score == units(before, 1).contenders[0].score == 100
    assert streets(pack, after, 1).contenders[0].score == units(after, 1).contenders[0].score == 75


def test_groups_are_never_mixed_and_keep_their_declared_order():
    groups = {"远一": "远城区", "近一": "中心城区", "近二": "中心城区", "远二": "远城区"}
    found = ranked(
        [contender("近一", 70), contender("远一", 90), contender("近二", 80), contender("远二", 60)],
        Grouping(groups, Ranking()),
    )
    assert [(one.group, one.name, one.rank) for one in found] == [
        ("远城区", "远一", 1),
        ("远城区", "远二", 2),
        ("中心城区", "近二", 1),
        ("中心城区", "近一", 2),
    ]


def test_the_packs_own_groups_serve_where_none_were_handed_in():
    own = Ranking(groups=(RankingGroup("m", "主城区", ("东街",)), RankingGroup("o", "非主城", ("乡镇",))))
    assert Grouping({}, own).of(["东街", "乡镇", "新街"]) == {
        "东街": "主城区",
        "乡镇": "非主城",
        "新街": UNGROUPED,
    }
    assert Grouping({"东街": "试点"}, own).of(["东街"]) == {"东街": "试点"}
    assert Grouping({}, own).of(["别处"]) == {"别处": EVERYBODY}


def test_those_listed_but_never_inspected_are_named_and_not_scored():
    groups = Grouping({"东街": "街道", "西街": "街道", "住建局": "部门", "教育局": "部门"}, Ranking())
    missing = not_inspected(groups, ["东街"], ["住建局"])
    assert [(one.kind, one.name) for one in missing] == [("street", "西街"), ("unit", "教育局")]
    assert all("未检查" in one.reason for one in missing)


def test_another_citys_groups_in_the_pack_exclude_nobody():
    own = Ranking(groups=(RankingGroup("m", "主城区", ("济阳", "洸河")),))
    assert not_inspected(Grouping({}, own), ["东街"], []) == ()
    assert [one.name for one in not_inspected(Grouping({}, own), ["济阳"], [])] == ["洸河"]


def test_equal_displayed_totals_share_a_rank_or_are_numbered_by_the_packs_rule():
    field = [contender("甲", Decimal("90.001")), contender("乙", Decimal("90.004")), contender("丙", 80)]
    shared = ranked(field, no_groups())
    assert [(one.name, one.rank) for one in shared] == [("乙", 1), ("甲", 1), ("丙", 3)]
    ordinal = ranked(field, no_groups(ties=Ties.ORDINAL))
    assert [(one.name, one.rank) for one in ordinal] == [("乙", 1), ("甲", 2), ("丙", 3)]


def test_a_tier_ends_where_its_best_is_surely_above():
    field = [contender("甲", 90, 0.1), contender("乙乙", 89, 5.0), contender("丙丙丙", 60, 0.1)]
    assert [(one.name, one.tier) for one in ranked(field, no_groups())] == [
        ("甲", 1),
        ("乙乙", 1),
        ("丙丙丙", 2),
    ]


def test_those_far_apart_have_one_possible_rank_each():
    field = [contender("甲", 60, 0.5), contender("乙乙", 90, 0.5), contender("丙丙丙", 75, 0.5)]
    found = ranked(field, no_groups())
    assert [(one.name, one.rank, one.rank_low, one.rank_high, one.tier) for one in found] == [
        ("乙乙", 1, 1, 1, 1),
        ("丙丙丙", 2, 2, 2, 2),
        ("甲", 3, 3, 3, 3),
    ]


def test_those_that_cannot_be_told_apart_share_a_tier_and_their_rank_intervals_overlap():
    field = [contender("甲", 90, 8.0), contender("乙乙", 89, 8.0)]
    first, second = ranked(field, no_groups())
    assert (first.tier, second.tier) == (1, 1)
    assert (first.rank_low, first.rank_high) == (second.rank_low, second.rank_high) == (1, 2)


def test_intervals_of_score_and_rank_always_hold_what_was_found():
    field = [contender("甲", 90, 1.0, centre=40), contender("乙乙", 50, 1.0)]
    for one in ranked(field, no_groups()):
        assert one.interval[0] <= one.score <= one.interval[1]
        assert one.rank_low <= one.rank <= one.rank_high


def test_nobody_to_rank_makes_an_empty_ranking():
    assert ranked([], no_groups()) == ()


def test_a_perfect_street_may_still_be_less_than_perfect(pack, cells_of):
    found = streets(pack, cells_of(pack, [*checks("东街", "+" * 10), *checks("西街", "++++------")]), seed=1)
    best = ranked(found.contenders, no_groups())[0]
    assert (best.name, best.interval[1]) == ("东街", 100)
    assert 60 < best.interval[0] < 97


def test_more_checks_narrow_the_interval(pack, cells_of):
    width = {}
    for size in (5, 50):
        rows = [*checks("东街", "+++-+" * (size // 5)), *checks("西街", "+-+-+" * 10)]
        one = ranked(streets(pack, cells_of(pack, rows), seed=1).contenders, no_groups())[0]
        width[size] = one.interval[1] - one.interval[0]
    assert width[50] < 0.6 * width[5]


def test_a_rule_without_a_rate_has_no_spread(framework, standard, cells_of):
    pack = framework(standard("A", DeductRule("faults", Decimal("0.5")), points=10))
    found = streets(pack, cells_of(pack, checks("东街", "+--")), seed=1)
    assert found.contenders[0].score == 90
    assert np.ptp(found.contenders[0].draws) == 0


def test_the_draws_of_a_street_depend_on_the_seed_and_its_name_alone(pack, cells_of):
    rows = [*checks("东街", "++-"), *checks("西街", "+--")]
    first, again, other = (streets(pack, cells_of(pack, rows), seed=seed).contenders for seed in (1, 1, 2))
    assert np.array_equal(first[0].draws, again[0].draws)
    assert not np.array_equal(first[0].draws, other[0].draws)


@pytest.mark.parametrize(
    ("standards", "checks_each", "spread", "level"),
    [
        (60, 1, 0.6, 2.2),
        (60, 5, 0.1, 2.2),
        (5, 6, 0.3, 4.0),
        (5, 20, 0.5, 2.2),
        (1, 50, 0.5, 2.2),
        (1, 10, 0.5, 2.2),
    ],
)
def test_nine_of_ten_intervals_of_simulated_streets_hold_the_truth(standards, checks_each, spread, level):
    generator = np.random.default_rng(7)
    covered = []
    for _ in range(25):
        logit = generator.normal(level, 1, standards) + generator.normal(0, spread, (12, 1))
        rate = 1 / (1 + np.exp(-logit - generator.normal(0, 0.4, (12, standards))))
        n = generator.poisson(checks_each, rate.shape)
        y = generator.binomial(n, rate)
        centre = (y.sum(0) + 0.5) / (n.sum(0) + 1.0)
        for street in np.flatnonzero(n.sum(1)):
            weight = (n[street] > 0) / (n[street] > 0).sum()
            drawn = draw_rates(n[street].astype(float), y[street].astype(float), centre, generator, 400)
            low, high = np.quantile(drawn @ weight, (LOW, HIGH))
            covered.append(low <= rate[street] @ weight <= high)
    assert 0.80 <= np.mean(covered) <= 0.99
