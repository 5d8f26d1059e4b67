"""Cells → the score tree: re-normalising, pooling, adjustments, and what the total says of its parts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.framework import Method, Pooling
from dabiao.core.open_framework import framework_for
from dabiao.core.ranking import display
from dabiao.core.rubric import (
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    NegativeListRule,
    RatioRule,
    Requirement,
)
from dabiao.core.score import score, score_part, weighted_leaves
from dabiao.core.tally import tally


def results(standard, marks, **row):
    """One place of the street per mark."""
    where = row.get("street", "东街")
    return [
        {"standard_id": standard, "site_id": f"{where}{n}", "result": mark} | row
        for n, mark in enumerate(marks)
    ]


@pytest.fixture(scope="session")
def cells_of(observed):
    def counted(pack, rows, rounds=None):
        seen = observed(rows, rounds)
        return tally(seen, pack, seen.table["result"].to_numpy())

    return counted


@pytest.fixture(scope="session")
def tree(framework, standard, node):
    """A (3 points) and B (1 point) under one node of 6, C (4 points) beside it."""
    return framework(
        node("一", standard("A", points=3), standard("B", points=1), points=6),
        standard("C", ConformityRateRule(), points=4),
    )


def test_points_come_from_the_children_by_their_declared_points(tree, cells_of):
    rows = [*results("A", "++--"), *results("B", "+"), *results("C", "+++-")]
    root = score(tree, cells_of(tree, rows))
    first = root.children[0]
    assert first.points == Fraction(6) * (Fraction(3, 2) + 1) / 4
    assert root.points == first.points + 3
    assert root.maximum == 10
    assert (root.base.places, root.base.rows_ok) == (9, 6)


def test_what_was_not_inspected_is_left_out_and_named_and_not_zero(tree, cells_of):
    root = score(tree, cells_of(tree, results("A", "+-")))
    assert root.rate == Fraction(1, 2)
    assert root.points == 5
    assert root.without_data == ("C",)
    assert root.children[0].without_data == ("B",)
    assert root.children[1].points is None


def test_without_any_data_there_is_no_score(tree, cells_of):
    root = score(tree, cells_of(tree, results("A", "/")))
    assert root.points is None
    assert root.rate is None
    assert weighted_leaves(tree, root) == []


def test_a_standard_weighs_its_methods_and_leaves_out_the_one_without_data(framework, standard, cells_of):
    rules = {Method.FIELD: ConformityRateRule(), Method.DOCUMENT: ConformityRateRule()}
    pack = framework(standard("A", points=10, methods=rules))
    both = [*results("A", "+-"), *results("A", "++++", method="材料")]
    leaf = score(pack, cells_of(pack, both)).children[0]
    assert leaf.points == Fraction(5, 2) + 5
    assert [child.id for child in leaf.children] == ["A/实地", "A/材料"]
    field_only = score(pack, cells_of(pack, both[:2]))
    assert field_only.points == 5
    assert field_only.children[0].without_data == ("A/材料",)


def test_zhenjiang_takes_the_mean_of_its_districts(framework, standard, cells_of):
    pack = framework(standard("A", RatioRule(), points=100), pooling=Pooling.MEAN_OF_MEANS)
    rows = [
        {
            "street": f"区{n}",
            "site_id": f"区{n}",
            "result": "?",
            "value": Decimal(rate) * size,
            "base": 100 * size,
        }
        for n, (rate, size) in enumerate(
            [("85.7", 1), ("85.4", 9), ("85.0", 2), ("83.9", 5), ("80.5", 30)], start=1
        )
    ]
    root = score(pack, cells_of(pack, rows))
    assert root.points == Fraction(Decimal("84.1"))
    assert root.children[0].outcome.explanation["streets"] == 5


def test_longhua_pools_its_points_and_its_mean_of_streets_is_another_figure(framework, standard, cells_of):
    rates = ["96.29", "94.71", "93.81", "92.80", "92.76", "92.57"]
    sizes = [180, 190, 210, 230, 270, 297]
    rows = [
        {
            "street": f"街{n}",
            "site_id": f"街{n}",
            "result": "?",
            "value": Decimal(rate) * size,
            "base": 100 * size,
        }
        for n, (rate, size) in enumerate(zip(rates, sizes, strict=True))
    ]
    assert sum(sizes) == 1377
    figures = {}
    for pooling in Pooling:
        pack = framework(standard("A", RatioRule(), points=100), pooling=pooling)
        figures[pooling] = display(score(pack, cells_of(pack, rows)).points, 2)
    assert figures[Pooling.MEAN_OF_MEANS] == Decimal("93.82")
    assert figures[Pooling.POOLED] < Decimal("93.82")


def test_a_street_without_data_in_a_node_has_no_part_in_that_nodes_mean(framework, standard, cells_of):
    pack = framework(standard("A"), standard("B"), pooling=Pooling.MEAN_OF_MEANS)
    rows = [
        *results("A", "+", street="东街"),
        *results("A", "----", street="西街"),
        *results("B", "+-", street="西街"),
        *results("B", "-", street=None),
    ]
    root = score(pack, cells_of(pack, rows))
    assert [child.points for child in root.children] == [Fraction(1, 2), Fraction(1, 2)]
    assert root.points == (2 + Fraction(1, 2)) / 2
    assert root.base.rows == 7


def test_a_mean_of_means_without_any_street_pools(framework, standard, cells_of):
    pack = framework(standard("A", points=10), pooling=Pooling.MEAN_OF_MEANS)
    assert score(pack, cells_of(pack, results("A", "+--+", street=None))).points == 5


def test_jinan_loses_five_points_of_the_total_to_the_negative_list(framework, standard, cells_of):
    pack = framework(
        standard("A", RatioRule(), points=100),
        standard("负面1", methods={Method.NEGATIVE: NegativeListRule(Decimal(5))}, points=0),
        standard("加分1", methods={Method.BONUS: BonusRule(Decimal(3))}, points=0),
    )
    rows = [{"result": "?", "value": "94.65", "base": 100}]
    assert score(pack, cells_of(pack, rows)).points == Fraction(Decimal("94.65"))
    event = {"standard_id": "负面1", "method": "负面", "result": "-", "street": None}
    root = score(pack, cells_of(pack, [*rows, event]))
    assert root.points == Fraction(Decimal("89.65"))
    assert root.maximum == 100
    assert [(child.id, child.level, child.points) for child in root.children[1:]] == [("负面1", "加减分", -5)]
    bonus = {"standard_id": "加分1", "method": "加分", "result": "?", "value": 4, "street": None}
    assert score(pack, cells_of(pack, [*rows, event, bonus])).points == Fraction(Decimal("92.65"))


def test_missing_advertisements_cost_two_points_each(framework, standard, cells_of):
    rule = DeductRule("missing", Decimal(2), (Requirement("广告", Decimal(5)),))
    pack = framework(standard("A", rule, points=10))
    rows = [
        {"site_id": f"路{n}", "item": "广告", "result": "?", "value": seen}
        for n, seen in enumerate((5, 3, 5))
    ]
    assert score(pack, cells_of(pack, rows)).points == 6


def test_an_open_framework_is_scored_out_of_100_with_equal_weights(framework, observed):
    bare = framework(open_ended=True)
    seen = observed([*results("甲1", "++--"), *results("乙2", "+"), *results("乙2", "-", method="材料")])
    pack = framework_for(bare, seen)
    assert list(pack.standards) == ["乙2", "甲1"]
    assert [kind.id for kind in pack.site_types] == ["T1", "T2", "T3"]
    root = score(pack, tally(seen, pack, seen.table["result"].to_numpy()))
    assert (root.maximum, root.points) == (100, 50)
    closed = framework()
    assert framework_for(closed, seen) is closed


def test_a_part_is_scored_on_its_own_cells(tree, cells_of):
    rows = [*results("A", "+-", street="东街"), *results("C", "+", street="西街", site_type="T2")]
    cells = cells_of(tree, rows)
    assert score_part(tree, cells.where("street", "东街")).rate == Fraction(1, 2)
    assert score_part(tree, cells.where("street", "西街")).rate == 1


sampled_rows = st.lists(
    st.fixed_dictionaries(
        {
            "round": st.sampled_from(["1", "2"]),
            "site_id": st.sampled_from(["P1", "P2", "P3"]),
            "standard_id": st.sampled_from(["A", "B", "C", "D"]),
            "item": st.sampled_from(["I1", "I2"]),
            "result": st.sampled_from("++-/"),
            "method": st.sampled_from(["实地", "材料"]),
        }
    ),
    max_size=30,
)


@settings(max_examples=40)
@given(sampled_rows, st.permutations(range(30)))
def test_a_score_depends_on_no_order_and_is_the_weighted_sum_of_its_leaves(
    framework, standard, node, cells_of, rows, order
):
    grades = ((2, "A", Decimal(1)), (1, "B", Decimal("0.6")), (0, "C", Decimal(0)))
    both = {Method.FIELD: ConformityRateRule(), Method.DOCUMENT: ConformityRateRule()}
    pack = framework(
        node("一", standard("A", points=3), node("二", standard("B", methods=both), points=2), points=7),
        standard("C", CountRule(("I1", "I2"), grades), points=5),
        standard("D", points=4),
    )
    unique = {(r["round"], r["site_id"], r["standard_id"], r["item"], r["method"]): r for r in rows}
    rows = list(unique.values())
    root = score(pack, cells_of(pack, rows, ("1", "2")))
    shuffled = [rows[place] for place in order if place < len(rows)]
    assert score(pack, cells_of(pack, shuffled, ("1", "2"))) == root
    leaves = weighted_leaves(pack, root)
    if root.points is None:
        assert leaves == []
    else:
        assert sum(leaf.weight for leaf in leaves) == 1
        assert sum(leaf.weight * leaf.share for leaf in leaves) == root.rate
        assert 0 <= root.rate <= 1


def test_a_rule_that_names_items_is_judged_round_by_round_and_averaged(framework, standard, cells_of):
    """One 不符合 in one of four rounds costs a quarter of the points, not everything for good."""
    both = CountRule(("a", "b"), ((2, "A", Decimal(1)), (0, "C", Decimal(0))))
    pack = framework(standard("A", both, points=4))
    rows = [
        {"round": str(number), "item": item, "result": "-" if (number, item) == (2, "b") else "+"}
        for number in range(1, 5)
        for item in ("a", "b")
    ]
    leaf = score(pack, cells_of(pack, rows)).children[0]
    assert leaf.points == 3
    assert leaf.outcome.grade == "A"
    assert leaf.outcome.explanation["mean_of_rounds"] == 4
    one_round = score(pack, cells_of(pack, [row for row in rows if row["round"] == "2"])).children[0]
    assert (one_round.points, one_round.outcome.grade) == (0, "C")
