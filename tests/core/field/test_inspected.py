"""A list of problems beside a list of what was inspected: what is not named was in order."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.canonical import CanonicalRow
from dabiao.core.field.inspected import Checked, with_inspected

keys = st.tuples(st.sampled_from(["NM01", "NM02"]), st.sampled_from(["4.2.1-1", "4.2.1-2", ""]))


def row(site: str, item: str, number: int = 2, sheet: str = "问题", **more: str) -> CanonicalRow:
    cells = {"round": "9月", "site_id": site, "standard_id": "4.2.1", "item": item, "result": "", **more}
    return CanonicalRow("清单.xlsx", sheet, number, "C", cells)


def checked(site: str, item: str, number: int = 2, **more: str) -> Checked:
    return Checked(site, "4.2.1", item, row(site, item, number, "检查清单", **more))


def test_nothing_inspected_and_nothing_found_is_nothing() -> None:
    assert with_inspected([], []) == ([], [])


def test_what_no_problem_names_conforms_where_the_list_says_so() -> None:
    (found,), odd = with_inspected([], [checked("NM01", "4.2.1-1", 7)])
    assert (found.cells["result"], found.cells["round"]) == ("符合", "9月")
    assert (found.sheet, found.row, odd) == ("检查清单", 7, [])


def test_a_problem_fails_in_its_own_row() -> None:
    told = row("NM01", "4.2.1-1", 5, problem="秤坏了")
    (found,), odd = with_inspected([told], [checked("NM01", "4.2.1-1")])
    assert (found.cells["result"], found.cells["problem"], found.sheet, found.row) == (
        "不符合",
        "秤坏了",
        "问题",
        5,
    )
    assert ("count" in found.cells, odd) == (False, [])


def test_one_problem_keeps_the_number_that_was_written() -> None:
    (found,), _ = with_inspected([row("NM01", "", count="3")], [checked("NM01", "")])
    assert found.cells["count"] == "3"


@pytest.mark.parametrize(
    ("problems", "text", "count"),
    [
        ([{"problem": "秤坏了"}, {"problem": "无标签"}], "秤坏了；无标签", "2"),
        ([{"problem": "秤坏了"}, {"problem": "秤坏了"}], "秤坏了", "2"),
        ([{"problem": ""}, {}, {"problem": "无标签"}], "无标签", "3"),
        ([{"count": "3"}, {"problem": "无标签"}], "无标签", "4"),  # three and one
        ([{"count": "３"}, {"count": "2"}], "", "5"),
        ([{"count": "0"}, {"count": "若干"}], "", "2"),
        ([{"count": "9" * 5000}, {"count": "#REF!"}], "", "2"),
    ],
)
def test_several_problems_of_one_item_are_one_failure_with_their_number(
    problems: list[dict[str, str]], text: str, count: str
) -> None:
    told = [row("NM01", "4.2.1-1", 2 + at, **more) for at, more in enumerate(problems)]
    (found,), odd = with_inspected(told, [checked("NM01", "4.2.1-1")])
    assert (found.cells["problem"], found.cells["count"], found.row) == (text, count, 2)
    assert (found.cells["result"], odd) == ("不符合", [])


@pytest.mark.parametrize(
    "other", [row("NM02", "4.2.1-1"), row("NM01", ""), row("NM01", "4.2.1-1", standard_id="9")]
)
def test_a_problem_at_nothing_on_the_list_is_handed_back(other: CanonicalRow) -> None:
    (found,), odd = with_inspected([other], [checked("NM01", "4.2.1-1")])
    assert (found.cells["result"], odd) == ("符合", [other])


def test_the_same_item_of_two_rounds_is_answered_in_each() -> None:
    rounds = [checked("NM01", "4.2.1-1", round=name) for name in ("8月", "9月")]
    rows, odd = with_inspected([row("NM01", "4.2.1-1", round="8月")], rounds)
    assert [(one.cells["round"], one.cells["result"]) for one in rows] == [("8月", "不符合"), ("9月", "符合")]
    assert odd == []
    unlisted = row("NM01", "4.2.1-1", round="10月")
    assert with_inspected([unlisted], rounds)[1] == [unlisted]


@given(st.lists(keys, max_size=12), st.lists(keys, max_size=12))
def test_every_problem_is_an_answer_or_handed_back(
    problems: list[tuple[str, str]], listed: list[tuple[str, str]]
) -> None:
    rows, odd = with_inspected(
        [row(*key, at) for at, key in enumerate(problems)], [checked(*key) for key in listed]
    )
    answered = [(one.cells["site_id"], one.cells["item"]) for one in rows]
    assert answered == list(dict.fromkeys(listed))
    assert [(one.cells["site_id"], one.cells["item"]) for one in odd] == [
        key for key in problems if key not in listed
    ]
    counted = Counter(problems)
    assert [int(one.cells.get("count", one.cells["result"] == "不符合")) for one in rows] == [
        counted[key] for key in answered
    ]
