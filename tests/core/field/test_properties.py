"""Whatever a workbook holds, nothing is lost, order does not matter, and what was learned is used."""

from __future__ import annotations

from dataclasses import replace

from field_tables import MARKETS, WIDE, table, vocabulary
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.field.convert import convert
from dabiao.core.field.mapping import FieldMapping
from dabiao.core.field.propose import propose
from dabiao.core.field.split import split_tables
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import accepted_pairs, learned
from dabiao.office.field_profile import from_json, to_json

KNOWN = vocabulary()
FEW = settings(max_examples=20)

marks = st.sampled_from(["√", "×", "/", "", "符合", "不符合", "不清楚", "1", "0"])
places = st.sampled_from([*MARKETS, "锦绣花园一期", "没登记的市场", ""])
rows = st.lists(st.tuples(st.just("1"), places, marks, marks, marks), min_size=1, max_size=6)
anything = st.lists(
    st.lists(
        st.one_of(st.text(max_size=6), marks, places, st.sampled_from([*WIDE, "结果", "检查内容", "合计"])),
        max_size=6,
    ),
    min_size=1,
    max_size=8,
).filter(lambda made: any(any(row) for row in made))


def facts(tables: tuple[FieldTable, ...], mapping: FieldMapping | None = None) -> set[tuple[str, str, str]]:
    found = convert(tables, mapping or propose(tables, KNOWN), KNOWN)
    return {(one.cells["site_id"], one.cells["item"], one.cells["result"]) for one in found.rows}


@FEW
@given(rows)
def test_every_answer_is_accounted_for(made):
    tables = (table(WIDE, *made),)
    found = convert(tables, propose(tables, KNOWN), KNOWN)
    assert found.account.adds_up
    assert found.account.rows == len(found.rows)


@FEW
@given(anything)
def test_no_table_is_too_odd_to_be_accounted_for(made):
    tables = split_tables(table(*(row or [""] for row in made)))
    found = convert(tables, propose(tables, KNOWN), KNOWN)
    assert found.account.adds_up


@FEW
@given(rows, st.permutations(range(5)))
def test_the_order_of_columns_changes_nothing(made, order):
    plain = (table(WIDE, *made),)
    shuffled = (table(*([row[at] for at in order] for row in (WIDE, *made))),)
    assert facts(shuffled) == facts(plain)


@FEW
@given(rows, st.sampled_from(["合计", "小计", "平均分", "达标率"]), st.data())
def test_sums_change_nothing(made, word, data):
    plain = [table(WIDE, *made)]
    at = data.draw(st.integers(1, len(made)))
    summed = [*made[:at], (word, "", "2", "1", "50%"), *made[at:]]
    assert facts((table(WIDE, *summed),)) == facts(tuple(plain))


@FEW
@given(
    st.lists(
        st.tuples(st.just("1"), st.sampled_from(MARKETS), *[st.sampled_from("√×/")] * 3),
        min_size=1,
        max_size=4,
    )
)
def test_a_mapping_is_the_same_after_a_round_trip_as_text(made):
    mapping = propose((table(WIDE, *made),), KNOWN)
    assert from_json(to_json(mapping), "方案") == mapping


def test_next_month_s_file_asks_nothing_when_headings_and_texts_are_known():
    odd = ("点位", "秤的那一项", "烟的那一项")
    first = (table(("序号", *odd), ("1", "没登记的市场", "△", "▲"), ("2", MARKETS[0], "▲", "△")),)
    mapping = propose(first, KNOWN)
    assert mapping.questions
    answers = {
        "没登记的市场": "NM99",
        "△": "符合",
        "▲": "不符合",
        "秤的那一项": "4.2.1|4.2.1-1",
        "烟的那一项": "5.3.2|5.3.2-2",
    }
    settled = replace(
        mapping,
        matches=tuple(
            replace(one, target=answers.get(one.written, one.target), confidence=1.0)
            for one in mapping.matches
        ),
        sheets=tuple(
            replace(
                sheet, columns=tuple(replace(one, confidence=1.0) for one in sheet.columns), confidence=1.0
            )
            for sheet in mapping.sheets
        ),
    )
    profile = learned(accepted_pairs(settled))
    second = (
        table(
            ("烟的那一项", "序号", "秤的那一项", "点位"),
            ("▲", "1", "△", MARKETS[1]), ("△", "2", "△", "没登记的市场"), ("△", "3", "▲", MARKETS[2]),
            sheet="十月",
        ),
    )  # fmt: skip
    again = propose(second, KNOWN, profile)
    assert again.questions == ()
    assert [one.role.value for one in again.sheets[0].columns] == [
        "item_column",
        "ignored",
        "item_column",
        "site_name",
    ]
    assert facts(second, again) >= {("NM02", "4.2.1-1", "符合"), ("NM02", "5.3.2-2", "不符合")}


def test_a_new_heading_and_a_new_value_are_asked_about():
    first = (table(WIDE, ("1", MARKETS[0], "√", "×", "√")),)
    profile = learned(accepted_pairs(propose(first, KNOWN)))
    second = (table((*WIDE, "无人直播带货"), ("1", MARKETS[0], "√", "甲", "√", "√")),)
    asked = {one.written for one in propose(second, KNOWN, profile).questions}
    assert asked == {"甲", "无人直播带货"}
