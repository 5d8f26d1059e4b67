"""Rows → verdicts: what a rule asks of a row, and what an inspector's own word still means."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.framework import CheckItem, Method, Quantity
from dabiao.core.judging import judge, judge_row
from dabiao.core.judging_demands import UNDEMANDING, Demand, Demands, demand_of, excepted
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCALE, UNSTATED
from dabiao.core.rubric import (
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    ExceptionRule,
    ItemSample,
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
from dabiao.core.rubric_evaluate import shortfall
from dabiao.core.tally import tally

MARKS = {CONFORMING: "+", FAILING: "-", NOT_APPLICABLE: "/", UNSTATED: "?"}
LIGHTS = ThresholdRule((Measure("装灯", Decimal(100), "%"), Measure("亮灯", Decimal(95), "%")))
RECITE = QuantifiedRule((ItemSample("24字", 3, 5),))
PAINTED = ExceptionRule(ConformityRateRule(), ("停在划线内且不影响通行", "执行任务"))
PERCENT = parse_interval("[0,100]")


@pytest.fixture(scope="session")
def verdicts(framework, standard, observed):
    """Judge rows of standard A under a rule, as ``+ - / ?``, the items as given."""

    def judged(rule, *rows, items=(), method="实地"):
        pack = framework(standard("A", methods={Method(method): rule}), items=tuple(items))
        rows = [{"method": method, "site_id": f"P{n}"} | row for n, row in enumerate(rows)]
        return "".join(MARKS[one] for one in judge(observed(rows, ("1",)), pack).tolist())

    return judged


@pytest.fixture(scope="session")
def checked(framework):
    """A check item of standard A."""

    def item(word, at_least=None, unit="处", per=None, text=None):
        quantity = Quantity(Decimal(at_least), unit, per and Decimal(per)) if at_least is not None else None
        source = framework().source
        return CheckItem(word, "A", text or f"{word}的要求", ("T1",), source, quantity)

    return item


def test_what_is_stated_stands_where_the_rule_asks_no_figure(verdicts):
    rows = [{"result": mark, "value": 1, "base": 9} for mark in "+-/"]
    assert verdicts(ConformityRateRule(), *rows) == "+-/"


class TestThresholds:
    def test_a_row_that_gives_a_figure_only_is_held_against_the_line(self, verdicts):
        rows = [{"item": "亮灯", "result": "?", "value": value} for value in (95, "94.999999", 100, 0)]
        assert verdicts(LIGHTS, *rows) == "+-+-"

    def test_with_a_base_the_line_is_a_percentage(self, verdicts):
        rows = [{"item": "亮灯", "result": "?", "value": lit, "base": 40} for lit in (38, 37, 40)]
        assert verdicts(LIGHTS, *rows) == "+-+"

    def test_a_lane_without_lamps_has_no_rate_and_stays_unjudged(self, verdicts):
        assert verdicts(LIGHTS, {"item": "亮灯", "result": "?", "value": 0, "base": 0}) == "?"

    def test_a_figure_that_falls_short_overrules_a_stated_pass_and_never_a_stated_failure(self, verdicts):
        rows = [{"item": "亮灯", "result": mark, "value": value} for mark in "+-/" for value in (90, 99)]
        assert verdicts(LIGHTS, *rows) == "-+--//"

    def test_a_row_without_an_item_is_that_of_the_only_measure(self, verdicts):
        only = ThresholdRule((Measure("围挡广告", Decimal(30), "%"),))
        assert verdicts(only, {"item": None, "result": "?", "value": 29}) == "-"
        assert verdicts(LIGHTS, {"item": None, "result": "?", "value": 29}) == "?"

    def test_an_item_is_known_by_its_id_and_by_its_text(self, verdicts, checked):
        items = [checked("L1", text="亮灯")]
        assert verdicts(LIGHTS, {"item": "L1", "result": "?", "value": 94}, items=items) == "-"
        by_id = ThresholdRule((Measure("L1", Decimal(95), "%"),))
        assert verdicts(by_id, {"item": "亮灯", "result": "?", "value": 94}, items=items) == "-"


class TestSamples:
    """中小学校点位督查标准: five pupils are asked, three or more recite the 24 characters."""

    def test_three_of_five_pupils_are_enough(self, verdicts):
        rows = [{"item": "24字", "result": "?", "value": done, "base": 5} for done in (3, 2, 5)]
        assert verdicts(RECITE, *rows) == "+-+"

    def test_more_or_fewer_asked_are_held_to_the_same_share(self, verdicts):
        rows = [
            {"item": "24字", "result": "?", "value": done, "base": asked}
            for done, asked in ((5, 10), (6, 10), (2, 3))
        ]
        assert verdicts(RECITE, *rows) == "-++"

    def test_without_a_base_so_many_must_have_done_it(self, verdicts):
        rows = [
            {"item": "24字", "result": mark, "value": done} for mark, done in (("?", 3), ("?", 2), ("+", 2))
        ]
        assert verdicts(RECITE, *rows) == "+--"

    def test_both_classrooms_must_show_the_code_where_nothing_else_is_said(self, verdicts):
        rows = [{"item": "守则", "result": "?", "value": shown, "base": 2} for shown in (2, 1)]
        assert verdicts(RECITE, *rows) == "+-"


class TestQuantities:
    def test_an_items_own_quantity_judges_a_figure(self, verdicts, checked):
        rows = [{"item": "广告", "result": "?", "value": value} for value in (5, 4)]
        assert verdicts(QuantifiedRule(), *rows, items=[checked("广告", 5)]) == "+-"

    def test_three_advertisements_in_every_500_metres(self, verdicts, checked):
        rows = [
            {"item": "广告", "result": "?", "value": ads, "base": metres}
            for ads, metres in ((6, 1000), (5, 1000))
        ]
        assert verdicts(QuantifiedRule(), *rows, items=[checked("广告", 3, "处", 500)]) == "+-"

    def test_a_percentage_of_area(self, verdicts, checked):
        rows = [
            {"item": "广告", "result": "?"} | one
            for one in ({"value": 30}, {"value": 29}, {"value": 3, "base": 10})
        ]
        assert verdicts(QuantifiedRule(), *rows, items=[checked("广告", 30, "%")]) == "+-+"

    def test_it_leaves_what_an_inspector_states_alone(self, verdicts, checked):
        row = {"item": "广告", "result": "+", "value": 1}
        assert verdicts(QuantifiedRule(), row, items=[checked("广告", 5)]) == "+"

    def test_a_figure_that_nothing_is_asked_of_stays_unjudged(self, verdicts, checked):
        assert verdicts(QuantifiedRule(), {"item": "广告", "result": "?", "value": 7}) == "?"

    def test_too_few_units_of_a_requirement_are_a_problem(self, verdicts):
        rule = DeductRule("missing", Decimal(2), (Requirement("广告", Decimal(5)),))
        rows = [
            {"item": "广告", "result": mark, "value": seen} for mark, seen in (("?", 5), ("?", 3), ("+", 3))
        ]
        assert verdicts(rule, *rows) == "+--"


class TestHits:
    def test_stopping_somebody_at_a_red_light_does_not_cure_it(self, verdicts):
        """2015 年度测评要点."""
        rows = [
            {"result": "+", "count": 1, "value": 1},
            {"result": "?", "count": 2, "value": 0},
            {"result": "?", "count": 0, "value": 0},
            {"result": "+"},
            {"result": "-"},
            {"result": "-", "count": 0},
            {"result": "?", "value": 0},
        ]
        assert verdicts(SingleHitRule(), *rows) == "--++--?"

    def test_where_dissuading_cures_only_hits_that_nobody_stopped_count(self, verdicts):
        """昭通 2021: red-light running with nobody dissuading."""
        rows = [
            {"result": "-", "count": 2, "value": 2},
            {"result": "+", "count": 2, "value": 1},
            {"result": "-", "count": 2},
            {"result": "-"},
        ]
        assert verdicts(SingleHitRule(dissuaded_cures=True), *rows) == "+---"

    def test_faults_that_cost_points_are_problems(self, verdicts):
        rule = DeductRule("faults", Decimal("0.2"))
        assert verdicts(rule, {"result": "+", "count": 2}, {"result": "?", "count": 0, "value": 0}) == "-+"


class TestExceptions:
    @pytest.mark.parametrize(
        ("problem", "verdict"),
        [
            ("例外：停在划线内且不影响通行", "+"),
            ("例外：停在划线内且不影响通行，3 辆", "+"),
            (" 例外: 执行任务", "+"),
            ("例外：车主马上回来", "-"),
            ("停在划线内且不影响通行", "-"),
            ("不是例外：执行任务", "-"),
            ("例外", "-"),
            (None, "-"),
        ],
    )
    def test_only_the_named_situations_are_no_violation(self, verdicts, problem, verdict):
        assert verdicts(PAINTED, {"result": "-", "problem": problem}) == verdict

    def test_they_excuse_what_gave_a_figure_but_nothing_that_did_not_apply(self, verdicts):
        said = {"problem": "例外：执行任务"}
        assert verdicts(PAINTED, {"result": "?", "value": 0} | said, {"result": "/"} | said) == "+/"

    def test_they_excuse_a_hit(self, verdicts):
        rule = ExceptionRule(SingleHitRule(), ("救护车执行任务",))
        assert verdicts(rule, {"result": "-", "count": 1, "problem": "例外：救护车执行任务"}) == "+"

    def test_rules_without_them_know_none(self, verdicts):
        assert verdicts(ConformityRateRule(), {"result": "-", "problem": "例外：执行任务"}) == "-"


@pytest.mark.parametrize(
    "rule",
    [
        RatioRule(),
        ScoreRateRule(),
        SatisfactionRule(Decimal(85)),
        BandRule("ratio", (Band("A", PERCENT, Decimal(1)),), PERCENT),
        BandRule("value", (Band("A", PERCENT, Decimal(1)),), PERCENT),
        NegativeListRule(Decimal(5)),
        BonusRule(Decimal(10)),
    ],
)
def test_rules_over_sums_judge_no_single_row(verdicts, rule):
    rows = [{"result": mark, "value": 1, "base": 9, "count": 2} for mark in "?+-/"]
    assert verdicts(rule, *rows) == "?+-/"


def test_bands_of_the_conformity_rate_judge_rows(verdicts, checked):
    rule = BandRule("rate", (Band("A", PERCENT, Decimal(1)),), PERCENT)
    assert (
        verdicts(rule, {"item": "广告", "result": "?", "value": 1, "base": 2}, items=[checked("广告")]) == "-"
    )


def test_rows_without_a_rule_keep_what_they_state(framework, standard, observed):
    pack = framework(standard("A", LIGHTS))
    rows = [
        {"standard_id": "没有", "item": "亮灯", "result": "?", "value": 1},
        {"method": "材料", "item": "亮灯", "result": "?", "value": 1},
    ]
    assert judge(observed(rows), pack).tolist() == [UNSTATED, UNSTATED]


def test_no_rows_are_judged_to_none(framework, standard, observed):
    found = judge(observed([], ("1",)), framework(standard("A", PAINTED)))
    assert (len(found), found.dtype) == (0, np.int8)


def test_the_table_itself_is_left_as_it_was(framework, standard, observed):
    seen = observed([{"item": "亮灯", "value": 90}, {"site_id": "P2", "item": "亮灯", "value": 99}])
    assert judge(seen, framework(standard("A", LIGHTS))).tolist() == [FAILING, CONFORMING]
    assert seen.table["result"].to_pylist() == [CONFORMING, CONFORMING]


def test_figures_too_large_for_products_of_integers_are_compared_exactly(verdicts):
    rule = ThresholdRule((Measure("亮灯", Decimal("99.99999999"), "%"),))
    base = 4_000_000_000_000
    rows = [
        {"item": "亮灯", "result": "?", "value": value, "base": base}
        for value in (base, base - 400, base - 401)
    ]
    assert verdicts(rule, *rows) == "++-"
    large = [4 * 10**power for power in range(8, 13)]
    rows = [
        {"item": "亮灯", "result": "?", "value": sign * one, "base": 1} for one in large for sign in (1, -1)
    ]
    assert verdicts(rule, *rows) == "+-" * len(large)


RULES = (
    LIGHTS,
    RECITE,
    PAINTED,
    QuantifiedRule(),
    SingleHitRule(),
    SingleHitRule(dissuaded_cures=True),
    ExceptionRule(SingleHitRule(dissuaded_cures=True), ("执行任务",)),
    ExceptionRule(ThresholdRule((Measure("亮灯", Decimal("33.333333"), "米"),)), ("执行任务",)),
    DeductRule("missing", Decimal(2), (Requirement("广告", Decimal("2.5")),)),
    DeductRule("faults", Decimal(1)),
    CountRule(("广告", "亮灯"), ((2, "A", Decimal(1)), (0, "C", Decimal(0)))),
    RatioRule(),
)
figures = (
    st.none()
    | st.sampled_from([-1, 0, 1, 2, 3, 5, 94, 95, 100, 4_000_000_000_000])
    | st.decimals(0, 200, places=6)
)
rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "standard_id": st.sampled_from(["S0", "S3", "没有"]) | st.integers(0, 11).map("S{}".format),
            "item": st.sampled_from(["亮灯", "装灯", "24字", "广告", "I2", "别的", None]),
            "result": st.sampled_from("+-/?"),
            "count": st.none() | st.integers(-1, 3),
            "value": figures,
            "base": figures,
            "problem": st.sampled_from(
                [None, "有垃圾", "例外：执行任务", "例外:停在划线内且不影响通行 2 辆"]
            ),
        }
    ),
    max_size=30,
)


@settings(max_examples=150)
@given(rows_of)
def test_whole_tables_are_judged_as_row_by_row(framework, standard, observed, checked, rows):
    items = tuple(
        replace(checked(word, at_least, unit, per), id=f"I{at}", standard_id=f"S{at}", text=word)
        for at, (word, at_least, unit, per) in enumerate(
            [
                ("亮灯", None, "", None),
                ("24字", 2, "人", None),
                ("广告", 3, "处", 500),
                ("广告", 30, "%", None),
            ]
        )
    )
    pack = framework(*(standard(f"S{at}", rule) for at, rule in enumerate(RULES)), items=items)
    seen = observed([row | {"site_id": f"P{n}"} for n, row in enumerate(rows)], ("1",))
    demands = Demands(pack)
    expected = [
        judge_row(
            demands.of(row["standard_id"], row["method"], row["item"]),
            row["result"],
            row["count"],
            row["value"],
            row["base"],
            row["problem"],
        )
        for row in seen.table.to_pylist()
    ]
    assert judge(seen, pack).tolist() == expected


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.none() | st.integers(0, 3)), min_size=1, max_size=6))
def test_what_is_missing_adds_up_over_places_as_the_cells_count_it(framework, standard, observed, places):
    asked = (Requirement("广告", Decimal(3)), Requirement("核心价值观", Decimal(1)))
    pack = framework(standard("A", DeductRule("missing", Decimal(2), asked)))
    rows, expected = [], 0
    for at, (ads, values) in enumerate(places):
        found = {"广告": ads} | ({} if values is None else {"核心价值观": values})
        expected += shortfall(asked, found)
        rows += [{"site_id": f"P{at}", "item": item, "result": "?", "value": n} for item, n in found.items()]
    seen = observed(rows)
    evidence = tally(seen, pack, judge(seen, pack)).evidence("A", "实地")
    assert evidence.missing == expected
    assert (evidence.rows_ok == evidence.rows) == (expected == 0)


def test_demands_of_a_rule_name_the_item_only_where_the_rule_does():
    assert demand_of(RECITE, "24字", None).binding
    assert demand_of(RECITE, "守则", None) == Demand(per_base=1)
    assert demand_of(RatioRule(), "24字", None) is UNDEMANDING
    assert demand_of(LIGHTS, "亮灯", None).alone == 95 * SCALE


def test_an_exception_needs_its_mark():
    assert excepted("例外：执行任务", ["执行任务"])
    assert not excepted("例外执行任务", ["执行任务"])
    assert not excepted("例外，执行任务", ["执行任务"])
    assert not excepted("", ["执行任务"])
