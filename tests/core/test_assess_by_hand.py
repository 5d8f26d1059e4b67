"""A district small enough to reckon with a pencil, and one reckoned again in plain Python without cells or arrays."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.assess import assess
from dabiao.core.assessment import Base
from dabiao.core.rubric import ConformityRateRule, DeductRule

STREET_OF = {"P1": "东街", "P2": "东街", "P3": "西街", "Q1": "东街"}


def seen(at, standard, site, results, **given):
    """Rows of one place: one item per mark."""
    return [
        {
            "round": f"第{at}轮",
            "standard_id": standard,
            "site_id": site,
            "site_type": "T2" if site == "Q1" else "T1",
            "street": STREET_OF[site],
            "unit": "住建局" if standard == "B" else "城管局",
            "item": f"I{number}",
            "result": mark,
            **given,
        }
        for number, mark in enumerate(results, start=1)
    ]


ROWS = [
    *seen(1, "A", "P1", "++"),
    *seen(1, "A", "P2", "+-"),
    *seen(1, "A", "P3", "+"),
    *seen(1, "B", "P1", "+"),
    *seen(1, "B", "P2", "-"),
    *seen(1, "B", "P3", "/"),
    *seen(1, "C", "Q1", "-", count=3),
    *seen(2, "A", "P1", "+"),
    *seen(2, "A", "P2", "+"),
    *seen(2, "A", "P3", "-"),
    *seen(2, "B", "P1", "-"),
    *seen(2, "B", "P3", "+"),
    *seen(2, "C", "Q1", "+", count=0),
]


@pytest.fixture(scope="module")
def found(framework, standard, node, observed):
    pack = framework(
        node("一", standard("A", points=3), standard("B", ConformityRateRule(), points=1), points=6),
        standard("C", DeductRule("faults", Decimal("0.5")), points=4),
    )
    return assess(pack, observed(ROWS), frames={}, groups={})


def test_the_districts_score_is_seven_of_ten(found):
    first, deducted = found.scores.children
    by_place, by_row = first.children
    assert by_place.points == 3 * Fraction(4, 6)  # 6 places, P2 fails in round 1 and P3 in round 2
    assert by_row.points == 1 * Fraction(2, 4)  # 4 rows apply
    assert first.points == 6 * (2 + Fraction(1, 2)) / 4
    assert deducted.points == 4 - Fraction(1, 2) * Fraction(3, 2)  # 3 faults in 2 rounds
    assert found.scores.points == Fraction(15, 4) + Fraction(13, 4) == 7
    assert found.scores.base == Base(places=12, places_ok=7, rows=14, rows_ok=9)


def test_each_round_is_scored_on_its_own(found):
    assert [one.score for one in found.rounds] == [Fraction("6.25"), Fraction("7.75")]
    assert [one.sites for one in found.rounds] == [4, 4]


def test_a_street_not_looked_at_in_a_standard_shares_its_points_among_the_others(found):
    assert {one.name: one.score for one in found.streets} == {
        "东街": Fraction("71.25"),  # 6 · (3 · 3/4 + 1 · 1/3) / 4 + 3.25 of 10
        "西街": Fraction("62.5"),  # 6 · (3 · 1/2 + 1 · 1/1) / 4 of 6
    }
    assert [(one.name, one.rank) for one in found.streets] == [("东街", 1), ("西街", 2)]


def test_departments_are_compared_by_their_rows(found):
    assert [(one.name, one.score, one.n, one.rank) for one in found.units] == [
        ("城管局", 70, 10, 1),
        ("住建局", 50, 4, 2),
    ]


def test_stability_counts_places(found):
    by_place, by_row, deducted = found.standards
    assert by_place.stability.series == (("第1轮", 3, 2), ("第2轮", 3, 2))
    assert by_row.stability.series == (("第1轮", 2, 1), ("第2轮", 2, 1))
    assert deducted.stability is None
    assert "扣分" in deducted.class_reason


def test_every_failing_row_is_a_problem(found):
    assert [(one.round, one.standard_id, one.site_id) for one in found.problems] == [
        ("第1轮", "A", "P2"),
        ("第1轮", "B", "P2"),
        ("第1轮", "C", "Q1"),
        ("第2轮", "A", "P3"),
        ("第2轮", "B", "P1"),
    ]


# ---- the same rules once more, row by row

POINTS = {"A": 3, "B": 1, "C": 4}
NODE = 6


def share(standard, rows):
    """A and C count places, B counts rows."""
    applicable = [row for row in rows if row["standard_id"] == standard and row["result"] != "/"]
    if standard == "B":
        passed = [row["result"] == "+" for row in applicable]
    else:
        places = defaultdict(list)
        for row in applicable:
            places[row["round"], row["site_id"]].append(row["result"] == "+")
        passed = [all(results) for results in places.values()]
    return Fraction(sum(passed), len(passed)) if passed else None


def reckoned(rows):
    shares = {standard: share(standard, rows) for standard in POINTS}
    inner = [(POINTS[name], shares[name]) for name in "AB" if shares[name] is not None]
    parts = [(POINTS["C"], shares["C"])] if shares["C"] is not None else []
    if inner:
        parts.append((NODE, sum(w * s for w, s in inner) / Fraction(sum(w for w, _ in inner))))
    return 10 * sum(w * s for w, s in parts) / Fraction(sum(w for w, _ in parts)) if parts else None


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([1, 2, 3]),
            st.sampled_from("ABC"),
            st.sampled_from(["P1", "P2", "P3"]),
            st.text("++-/", min_size=1, max_size=3),
        ),
        min_size=1,
        max_size=30,
        unique_by=lambda one: one[:3],
    )
)
def test_plain_python_over_the_rows_gives_the_same_figures(framework, standard, node, observed, places):
    pack = framework(
        node("一", standard("A", points=3), standard("B", ConformityRateRule(), points=1), points=NODE),
        standard("C", points=4),
    )
    rows = [
        row for at, standard_id, site, marks in sorted(places) for row in seen(at, standard_id, site, marks)
    ]
    found = assess(pack, observed(rows), frames={}, groups={})
    assert found.scores.points == reckoned(rows)
    for one in found.rounds:
        assert one.score == reckoned([row for row in rows if row["round"] == one.name])
    streets = {name: reckoned([row for row in rows if row["street"] == name]) for name in ("东街", "西街")}
    expected = {name: 10 * points for name, points in streets.items() if points is not None}
    assert {one.name: one.score for one in found.streets} == expected
    units = defaultdict(list)
    for row in rows:
        if row["result"] != "/":
            units[row["unit"]].append(row["result"] == "+")
    assert {one.name: one.score for one in found.units} == {
        name: Fraction(100 * sum(results), len(results)) for name, results in units.items()
    }
    assert len(found.problems) == sum(row["result"] == "-" for row in rows)
