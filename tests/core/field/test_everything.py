"""A list of problems when everything was inspected: what is not listed conforms, at every place of the register."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from field_workbooks import register
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.canonical import Account, CanonicalRow, Converted
from dabiao.core.field.everything import checks_in_all, with_everything_inspected
from dabiao.core.field.vocabulary import KnownPlace, Vocabulary
from dabiao.standards.pack_files import load_pack

FRAMEWORK = load_pack("district-practice")
PLACES = tuple(
    KnownPlace(one.site_id, one.name, one.site_type, one.street, one.community, one.unit)
    for one in register()
)
VOCABULARY = Vocabulary(FRAMEWORK, PLACES)
CHECKS = [(place, item) for place in PLACES for item in FRAMEWORK.items if place.site_type in item.site_types]


def problem(at: int, row: int, **changed: str) -> CanonicalRow:
    """A problem of the ``at``-th check of the district, in a row of a list."""
    place, item = CHECKS[at]
    cells = {
        "round": "9月",
        "date": "2026-09-08",
        "site_id": place.site_id,
        "site_name": place.name,
        "site_type": place.site_type,
        "standard_id": item.standard_id,
        "item": item.id,
        "result": "不符合",
        "problem": f"问题{row}",
    }
    return CanonicalRow("清单.xlsx", "问题", row, "C", {**cells, **changed})


def listed(*rows: CanonicalRow) -> Converted:
    """A workbook that came to these problems and nothing else."""
    account = Account(read=len(rows), problems=len(rows))
    return Converted((), rows, (), 0, (), account, unrated=("问题",))


@given(st.lists(st.integers(0, len(CHECKS) - 1), min_size=1, max_size=30))
def test_every_check_is_one_answer_and_the_listed_ones_fail(places: list[int]) -> None:
    found = with_everything_inspected(
        listed(*(problem(at, row) for row, at in enumerate(places))), VOCABULARY
    )
    results = Counter(one.cells["result"] for one in found.rows)
    assert not found.defects
    assert found.problems_only == ()
    assert results == Counter(
        {"符合": checks_in_all(VOCABULARY) - len(set(places)), "不符合": len(set(places))}
    )
    assert found.warnings == ()


def test_several_problems_of_one_check_are_one_answer_with_their_number() -> None:
    found = with_everything_inspected(listed(problem(3, 2), problem(3, 3)), VOCABULARY)
    failing = [one for one in found.rows if one.cells["result"] == "不符合"]
    assert [(one.cells["count"], one.cells["problem"]) for one in failing] == [("2", "问题2；问题3")]


@pytest.mark.parametrize("changed", [{"item": ""}, {"site_id": "不在登记册"}])
def test_a_problem_that_stands_at_nothing_known_is_a_defect(changed: dict[str, str]) -> None:
    found = with_everything_inspected(listed(problem(0, 2), problem(1, 7, **changed)), VOCABULARY)
    assert [(one.sheet, one.row) for one in found.defects] == [("问题", 7)]
    assert found.rows == ()


def test_two_rounds_in_one_list_do_not_say_which_of_them_saw_everything() -> None:
    found = with_everything_inspected(listed(problem(0, 2), problem(1, 3, round="8月")), VOCABULARY)
    assert "几个轮次" in found.defects[0].template
    assert found.rows == ()


def test_what_is_no_list_of_problems_stays_as_it_is() -> None:
    alone = replace(listed(), rows=(problem(0, 2),))
    assert with_everything_inspected(alone, VOCABULARY) is alone


def test_a_closed_place_is_none_of_those_that_were_inspected() -> None:
    closed = replace(PLACES[0], closed=True)
    vocabulary = replace(VOCABULARY, places=(closed, *PLACES[1:]))
    at = next(at for at, (place, _) in enumerate(CHECKS) if place != PLACES[0])
    found = with_everything_inspected(listed(problem(at, 2)), vocabulary)
    assert len(found.rows) == checks_in_all(vocabulary) < checks_in_all(VOCABULARY)
    assert closed.site_id not in {one.cells["site_id"] for one in found.rows}
