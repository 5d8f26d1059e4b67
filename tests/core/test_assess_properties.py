"""What must never matter to an assessment, and what must always show."""

import dataclasses
import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.assess import assess, assess_cells
from dabiao.core.cells import merge
from dabiao.core.findings import round_facts
from dabiao.core.framework import Method, Pooling
from dabiao.core.judging import judge
from dabiao.core.rubric import (
    ConformityRateRule,
    CountRule,
    DeductRule,
    NegativeListRule,
    RatioRule,
    Requirement,
    ScoreRateRule,
    SingleHitRule,
)
from dabiao.core.tally import tally
from dabiao.core.trace import cells_under

STREETS = {"P1": "东街", "P2": "东街", "P3": "西街", "P4": "南街", "P5": None}
ROUNDS = ("1", "2", "3")


@pytest.fixture(scope="module")
def pack(framework, standard, node):
    """Every kind of evidence a score can rest on: places, rows, items, figures, shortfalls, events."""
    both = {Method.FIELD: ConformityRateRule(), Method.DOCUMENT: RatioRule()}
    asked = DeductRule("missing", Decimal(2), (Requirement("I1", Decimal(3)),))
    event = {Method.NEGATIVE: NegativeListRule(Decimal(5))}
    return framework(
        node("一", standard("A", points=30), standard("B", methods=both, points=20)),
        node(
            "二",
            standard("C", CountRule(("I1", "I2"), ((2, "A", 1), (1, "B", Decimal("0.6")), (0, "C", 0)))),
            standard("D", asked, points=10),
        ),
        standard("E", ScoreRateRule(), points=20),
        standard("F", SingleHitRule(), points=19),
        standard("负", methods=event, points=0),
    )


METHODS = {"B": ("实地", "材料"), "负": ("负面",)}

rows_of = st.lists(
    st.fixed_dictionaries(
        {
            "round": st.sampled_from(ROUNDS),
            "site_id": st.sampled_from(list(STREETS)),
            "standard_id": st.sampled_from("ABCDEF负"),
            "item": st.sampled_from(["I1", "I2"]),
            "result": st.sampled_from("++-/"),
            "count": st.sampled_from([None, 0, 2]),
            "value": st.sampled_from([None, 1, 2.5]),
            "base": st.sampled_from([None, 4]),
            "of": st.integers(0, 1),
        }
    ),
    min_size=1,
    max_size=60,
)


def once_each(rows):
    """One inspector per item, place, method and round: a second one's row depends on who came first."""
    found = {}
    for number, drawn in enumerate(rows):
        row = dict(drawn)
        methods = METHODS.get(row["standard_id"], ("实地",))
        row["method"] = methods[row.pop("of") % len(methods)]
        row |= {"street": STREETS[row["site_id"]], "date": date(2026, int(row["round"]), 1)}
        row |= {"unit": f"部门{row['standard_id']}", "source_row": number + 2}
        found[row["round"], row["site_id"], row["standard_id"], row["item"], row["method"]] = row
    return list(found.values())


def in_source_order(assessment):
    problems = tuple(sorted(assessment.problems, key=lambda one: one.source_row))
    return dataclasses.replace(assessment, problems=problems)


@settings(max_examples=25)
@given(rows_of, st.randoms(use_true_random=False), st.sampled_from(list(Pooling)))
def test_the_order_of_rows_changes_nothing(pack, observed, rows, chance, pooling):
    rows = once_each(rows)
    given_pack = dataclasses.replace(pack, pooling=pooling)
    one, other = (
        assess(given_pack, observed(some, ROUNDS), frames={"T1": 9}, groups={})
        for some in (rows, chance.sample(rows, len(rows)))
    )
    assert in_source_order(one) == in_source_order(other)


@settings(max_examples=25)
@given(rows_of, st.sampled_from(list(Pooling)))
def test_cells_kept_round_by_round_give_what_the_rows_give(pack, observed, rows, pooling):
    rows = once_each(rows)
    given_pack = dataclasses.replace(pack, pooling=pooling)
    together = observed(rows, ROUNDS)
    parts = [observed([row for row in rows if row["round"] == name], (name,)) for name in ROUNDS]
    kept = None
    for part in parts:
        counted = tally(part, given_pack, judge(part, given_pack))
        kept = counted if kept is None else merge(kept, counted)
    from_cells = assess_cells(
        given_pack, kept, tuple(fact for part in parts for fact in round_facts(part)), frames={}, groups={}
    )
    from_rows = assess(given_pack, together, frames={}, groups={})
    assert from_cells == dataclasses.replace(from_rows, problems=())


@settings(max_examples=25)
@given(rows_of)
def test_every_node_of_the_tree_expands_to_the_cells_it_rests_on(pack, observed, rows):
    found = assess(pack, observed(once_each(rows), ROUNDS), frames={}, groups={})

    def check(node):
        own = cells_under(pack, node, found.cells)
        assert node.base.places == sum(cell.places for cell in own)
        assert node.base.places_ok == sum(cell.places_ok for cell in own)
        assert node.base.rows == sum(cell.rows for cell in own)
        assert node.base.rows_ok == sum(cell.rows_ok for cell in own)
        for child in node.children:
            check(child)

    check(found.scores)


@settings(max_examples=25)
@given(rows_of, st.sets(st.sampled_from(ROUNDS), min_size=1))
def test_a_choice_of_rounds_is_as_if_the_others_had_never_been(pack, observed, rows, chosen):
    rows = once_each(rows)
    alone = [row for row in rows if row["round"] in chosen]
    names = tuple(name for name in ROUNDS if name in chosen)
    picked = assess(pack, observed(rows, ROUNDS), frames={}, groups={}, rounds=chosen)
    assert picked == assess(pack, observed(alone, names), frames={}, groups={})


def test_a_round_that_is_not_there_cannot_be_chosen(pack, observed):
    with pytest.raises(ValueError, match="第9轮"):
        assess(pack, observed([{}]), frames={}, groups={}, rounds=["第9轮"])


def district(seed=3):
    chance = random.Random(seed)
    return [
        {
            "round": at,
            "street": street,
            "unit": {"A": "城管局", "F": "交警"}[standard],
            "site_id": f"{street}{number}",
            "standard_id": standard,
            "result": chance.choice("+++-"),
        }
        for at in ROUNDS
        for street in ("东街", "西街")
        for number in range(5)
        for standard in "AF"
    ]


@pytest.mark.parametrize("at", [0, 17, 38, 59])
def test_one_changed_row_shows_everywhere_it_belongs_and_nowhere_else(pack, observed, at):
    rows = district()
    changed = [dict(row) for row in rows]
    changed[at]["result"] = "-" if rows[at]["result"] == "+" else "+"
    row = changed[at]
    before, after = (assess(pack, observed(some), frames={}, groups={}) for some in (rows, changed))
    worse = row["result"] == "-"
    assert (after.scores.points < before.scores.points) is worse
    for ranking, name in (("streets", row["street"]), ("units", row["unit"])):
        old, new = ({one.name: one for one in getattr(found, ranking)} for found in (before, after))
        assert (new[name].score < old[name].score) is worse
        assert all(new[other].score == old[other].score for other in old if other != name)
    judged = [{one.standard_id: one for one in found.standards} for found in (before, after)]
    assert judged[1][row["standard_id"]].y - judged[0][row["standard_id"]].y == (-1 if worse else 1)
    (other,) = {"A", "F"} - {row["standard_id"]}
    assert judged[1][other].base == judged[0][other].base
    assert judged[1][other].stability.series == judged[0][other].stability.series
    assert len(after.problems) - len(before.problems) == (1 if worse else -1)
    assert [one.score == two.score for one, two in zip(before.rounds, after.rounds, strict=True)] == [
        name != row["round"] for name in ROUNDS
    ]


def test_an_event_beside_no_street_lowers_the_interval_of_a_mean_of_streets_as_much_as_the_score(
    pack, observed
):
    mean = dataclasses.replace(pack, pooling=Pooling.MEAN_OF_MEANS)
    event = {"standard_id": "负", "method": "负面", "result": "-", "round": "1"}
    before = assess(mean, observed(district()), frames={}, groups={})
    for street in (None, "东街"):
        after = assess(mean, observed([*district(), event | {"street": street}]), frames={}, groups={})
        assert after.scores.points == before.scores.points - 5
        shift = [low - high for low, high in zip(after.score_interval, before.score_interval, strict=True)]
        assert shift == pytest.approx([-5, -5])
