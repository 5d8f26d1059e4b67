"""Observations → cells: places and rows, overlap, figures, and what merging keeps."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.cells import SUMS, merge
from dabiao.core.rubric import (
    CountRule,
    DeductRule,
    Evidence,
    RatioRule,
    Requirement,
    ScoreRateRule,
)
from dabiao.core.sum_table import combined
from dabiao.core.tally import tally

rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "round": st.sampled_from(["1", "2", "3"]),
            "site_id": st.sampled_from(["P1", "P2", "P3", "P4"]),
            "standard_id": st.sampled_from(["A", "B"]),
            "item": st.sampled_from(["I1", "I2", None]),
            "unit": st.sampled_from(["城管局", "住建局", None]),
            "result": st.sampled_from("++-/"),
            "count": st.sampled_from([None, 0, 3]),
            "value": st.sampled_from([None, 1, 2.5]),
        }
    ),
    min_size=1,
    max_size=40,
)


def one_inspector(rows):
    """Each item of a place once per round, and every place in one street, as a real file has it."""
    chosen = {(row["round"], row["site_id"], row["standard_id"], row["item"]): row for row in rows}
    streets = {"P1": "东街", "P2": "东街", "P3": "西街", "P4": None}
    return [row | {"street": streets[row["site_id"]]} for row in chosen.values()]


@pytest.fixture(scope="session")
def count(framework, standard, observed):
    """Tally rows under the field rules of standards A and B."""

    def tallied(rows, rule=None, rounds=None, **standards):
        pack = framework(standard("A", rule), *(standard(name, one) for name, one in standards.items()))
        seen = observed(rows, rounds)
        return tally(seen, pack, seen.table["result"].to_numpy())

    return tallied


def content(table):
    """All there is to a table, comparable."""
    return [
        (part.words, *([*column.tolist()] for column in (*part.codes.values(), *part.sums.values())))
        for part in (table.cells, table.items)
    ]


def test_a_place_passes_when_all_its_applicable_rows_conform(count):
    cells = count(
        [
            {"site_id": "P1", "item": "I1", "result": "+"},
            {"site_id": "P1", "item": "I2", "result": "/"},
            {"site_id": "P2", "item": "I1", "result": "+"},
            {"site_id": "P2", "item": "I2", "result": "-"},
        ]
    )
    assert cells.evidence("A", "实地") == Evidence(2, 1, 3, 2, faults=1)


def test_a_place_where_nothing_applies_is_no_place(count):
    cells = count([{"result": "/"}])
    assert cells.evidence("A", "实地") == Evidence(0, 0, 0, 0)
    assert len(cells) == 1


def test_a_place_counts_once_in_each_round(count):
    cells = count([{"round": "1", "result": "-"}, {"round": "2", "result": "+"}])
    assert (cells.base.places, cells.base.places_ok) == (2, 1)
    assert cells.evidence("A", "实地").rounds == 2
    assert cells.where("round", "2").evidence("A", "实地").places_ok == 1


def test_a_second_inspector_feeds_agreement_and_no_count(count):
    cells = count(
        [
            {"inspector": "甲", "result": "+"},
            {"inspector": "乙", "result": "-"},
            {"inspector": "丙", "result": "+"},
        ]
    )
    assert cells.evidence("A", "实地") == Evidence(1, 1, 1, 1)
    assert (cells.overlap.rows, cells.overlap.agreeing) == (2, 1)


def test_a_place_looked_at_by_two_methods_is_no_overlap(count):
    cells = count([{"method": "实地"}, {"method": "材料", "result": "-"}])
    assert cells.overlap.rows == 0
    assert (cells.evidence("A", "实地").rows_ok, cells.evidence("A", "材料").rows_ok) == (1, 0)


def test_a_place_of_two_units_is_one_place_while_each_unit_keeps_its_rows(count):
    cells = count([{"item": "I1", "unit": "城管局"}, {"item": "I2", "unit": "住建局", "result": "-"}])
    assert (cells.base.places, cells.base.places_ok) == (1, 0)
    assert cells.where("unit", "住建局").base.rows == 1
    assert cells.where("unit", "城管局").base.places == 1


def test_a_missing_street_is_a_word_of_its_own(count):
    cells = count([{"street": None}, {"site_id": "P2", "result": "-"}])
    assert cells.words("street") == ("东街", None)
    assert cells.where("street", None).base.rows_ok == 1
    assert len(cells.where("street", "北街")) == 0


def test_a_failing_row_without_a_count_is_one_fault(count):
    rows = [
        {"result": "-"},
        {"item": "I2", "result": "-", "count": 4},
        {"item": "I3", "result": "+", "count": 0},
    ]
    assert count(rows).evidence("A", "实地").faults == 5


def test_values_are_exact_and_rounds_keep_their_means(count):
    cells = count(
        [
            {"round": "1", "value": "0.1"},
            {"round": "1", "site_id": "P2", "value": "0.2"},
            {"round": "2", "result": "?", "value": "0.7"},
            {"round": "2", "site_id": "P2"},
            {"round": "3", "site_id": "P2"},
        ],
    )
    evidence = cells.evidence("A", "实地")
    assert evidence.value == 1
    assert evidence.base is None
    assert evidence.round_values == (Fraction(3, 20), Fraction(7, 10))
    assert evidence.rows == 4


def test_a_ratio_counts_only_rows_that_give_both_figures(count):
    rows = [{"value": 3, "base": 4}, {"item": "I2", "value": 100}, {"item": "I3", "base": 100}]
    evidence = count(rows, RatioRule()).evidence("A", "实地")
    assert (evidence.value, evidence.base) == (3, 4)


def test_a_row_without_figures_is_one_watch_of_the_score_rate(count):
    rows = [
        {"value": 3, "base": 5},
        {"item": "I2", "result": "-"},
        {"item": "I3"},
        {"item": "I4", "result": "/"},
    ]
    evidence = count(rows, ScoreRateRule()).evidence("A", "实地")
    assert (evidence.value, evidence.base) == (4, 7)


def test_roads_with_5_3_5_advertisements_of_5_asked_are_2_short(count):
    rule = DeductRule("missing", 2, (Requirement("广告", 5), Requirement("核心价值观", 1)))
    rows = [{"site_id": f"路{n}", "item": "广告", "value": seen} for n, seen in enumerate((5, 3, 5))]
    assert count(rows, rule).evidence("A", "实地").missing == 2
    rows.append({"site_id": "路1", "item": "核心价值观", "value": 0})
    assert count(rows, rule).evidence("A", "实地").missing == 2
    rows.append({"site_id": "路2", "item": "核心价值观", "value": 0})
    assert count(rows, rule).evidence("A", "实地").missing == 3


def test_items_are_tallied_for_rules_that_ask_for_them_and_for_no_others(count):
    rows = [
        {"standard_id": name, "item": item, "result": result}
        for name in "AB"
        for item, result in (("I1", "+"), ("I2", "-"), (None, "-"))
    ]
    cells = count(rows, CountRule(("I1", "I2"), ((2, "A", 1), (0, "C", 0))), B=None)
    found = cells.evidence("A", "实地").items
    assert {item: (one.rows, one.rows_ok, one.faults) for item, one in found.items()} == {
        "I1": (1, 1, 0),
        "I2": (1, 0, 1),
    }
    assert cells.evidence("B", "实地").items is None


def test_figures_beyond_exact_integers_are_refused(count):
    with pytest.raises(OverflowError, match="超出"):
        count([{"site_id": f"P{n}", "value": 4_000_000_000_000} for n in range(3)])


def test_no_rows_make_no_cells(count):
    cells = count([], rounds=("1",))
    assert len(cells) == 0
    assert cells.base.places == 0
    assert cells.evidence("A", "实地") == Evidence(0, 0, 0, 0)


def test_cells_expand_to_records_that_add_up(count):
    cells = count([{}, {"method": "材料", "result": "-"}, {"site_id": "P2", "street": None, "result": "-"}])
    records = list(cells.contract_cells())
    assert sum(cell.rows for cell in records) == cells.base.rows == 3
    assert {(cell.street, cell.method, cell.places_ok) for cell in records} == {
        ("东街", "实地", 1),
        ("东街", "材料", 0),
        (None, "实地", 0),
    }


@settings(max_examples=40)
@given(rows_of, st.randoms(use_true_random=False))
def test_counts_do_not_depend_on_the_order_of_rows(count, rows, random):
    rows = [row | {"unit": "城管局"} for row in one_inspector(rows)]
    shuffled = random.sample(rows, len(rows))
    rounds = ("1", "2", "3")
    assert content(count(rows, rounds=rounds)) == content(count(shuffled, rounds=rounds))


@settings(max_examples=40)
@given(rows_of, st.sampled_from(["street", "unit", "site_type", "round"]))
def test_parts_add_up_to_the_whole(count, rows, column):
    cells = count(one_inspector(rows))
    parts = [cells.where(column, word) for word in cells.words(column)]
    for name in SUMS:
        assert sum(part.cells.total(name) for part in parts) == cells.cells.total(name)
    assert sum(len(part) for part in parts) == len(cells)


@settings(max_examples=40)
@given(rows_of)
def test_adding_a_round_to_the_cells_equals_counting_everything_again(count, rows):
    rows = one_inspector(rows)
    rule = CountRule(("I1", "I2"), ((2, "A", 1), (0, "C", 0)))
    first = [row for row in rows if row["round"] == "1"]
    later = [row for row in rows if row["round"] != "1"]
    rounds = tuple(sorted({row["round"] for row in later}))
    together = count(rows, rule, rounds=tuple(sorted({row["round"] for row in rows})))
    added = merge(count(first, rule, rounds=("1",) if first else ()), count(later, rule, rounds=rounds))
    assert added.rounds == together.rounds
    assert content(added) == content(together)


@settings(max_examples=40)
@given(rows_of)
def test_rescoring_reads_the_same_evidence_however_cells_were_pooled(count, rows):
    cells = count(one_inspector(rows))
    narrow = cells.pooled(("standard", "method", "street", "round"))
    for street in cells.words("street"):
        for name in "AB":
            wide = cells.where("street", street).evidence(name, "实地")
            assert narrow.where("street", street).evidence(name, "实地") == wide


def test_many_words_do_not_overflow_the_sort_key():
    columns = [np.array([2, 0, 1]), np.array([0, 1, 2]), np.array([5, 4, 3])]
    key = combined(columns, [2**31, 2**31, 2**31])
    assert np.argsort(key).tolist() == [1, 2, 0]
