"""One table judged by itself: its layout and how sure that is, and what each of its rows is."""

from __future__ import annotations

import pytest
from field_tables import (
    ITEMS,
    LONG,
    MARKETS,
    WIDE,
    WIDE_ROWS,
    long_table,
    table,
    vocabulary,
    wide_table,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.field.items import Items
from dabiao.core.field.layout import (
    CERTAIN_LAYOUT,
    HARMLESS,
    LEFT_OVER,
    LIKELY_LAYOUT,
    OPEN_LAYOUT,
    OWN_NUMBERS,
    TableJudge,
    row_kinds,
)
from dabiao.core.field.mapping import NO_HEADING, Basis, Kind, Layout, Role, Section, SheetMapping, SkippedRow
from dabiao.core.field.names import Names
from dabiao.core.field.places import Places
from dabiao.core.field.reading import TableReader
from dabiao.core.field.rows import RowKind
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import NOTHING_LEARNED, Learned, layout_key, learned

KNOWN = vocabulary()
NAMES, PLACES, ITEMS_KNOWN = Names(KNOWN), Places(KNOWN.places), Items(KNOWN.framework)


def judged(one: FieldTable, before: Learned = NOTHING_LEARNED) -> SheetMapping:
    return TableJudge(NAMES, PLACES, ITEMS_KNOWN, before).sheet(one)


def failing(result: str) -> list[tuple[str, ...]]:
    return [(MARKETS[at], ITEMS[at], result) for at in range(3)]


@pytest.mark.parametrize(
    ("one", "layout", "confidence"),
    [
        (long_table(), Layout.LONG, CERTAIN_LAYOUT),
        (wide_table(), Layout.WIDE, CERTAIN_LAYOUT),
        (table(("检查内容", "结果"), (ITEMS[0], "√"), (ITEMS[1], "×")), Layout.LONG, LIKELY_LAYOUT),
        (table(("检查内容", *MARKETS), (ITEMS[0], "√", "×", "√")), Layout.WIDE, LIKELY_LAYOUT),
        (table(("点位", "检查内容", "结果"), *failing("不符合")), Layout.PROBLEMS, OPEN_LAYOUT),
        (table(("点位", "检查内容", "结果"), *failing("不符合")[:2]), Layout.LONG, CERTAIN_LAYOUT),
        (table(("点位", "问题描述"), (MARKETS[0], "公平秤坏了，没有标签")), Layout.PROBLEMS, CERTAIN_LAYOUT),
        (table(("检查内容", "问题描述"), (ITEMS[0], "公平秤坏了，没有标签")), Layout.PROBLEMS, OPEN_LAYOUT),
        (table(("点位", "检查内容"), (MARKETS[0], ITEMS[0])), Layout.PLACES, OPEN_LAYOUT),
        (table(("街道", "符合率", "排名"), ("东湖街道", "80%", "1")), Layout.IGNORED, LIKELY_LAYOUT),
        (table(LONG), Layout.IGNORED, CERTAIN_LAYOUT),
        (table(LONG, ("合计",), ("填表人：",)), Layout.IGNORED, CERTAIN_LAYOUT),
    ],
)
def test_a_table_is_laid_out_so_and_that_surely(one: FieldTable, layout: Layout, confidence: float) -> None:
    found = judged(one)
    assert (found.layout, found.confidence) == (layout, confidence)


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (long_table(hidden=True), "工作表是隐藏的"),
        (FieldTable("空.xlsx", None, ()), NO_HEADING),
        (table(("#REF!",)), NO_HEADING),
        (table(("货号", "品名"), ("A-01", "打印纸")), "没有一列认得出来，像是与测评无关的表"),
        (table(LONG), "表头下面没有数据"),
        (table(("街道", "排名"), ("东湖街道", "1")), "没有检查内容和结果，像是汇总、名单或代码表"),
    ],
)
def test_a_table_that_is_not_read_says_why(one: FieldTable, reason: str) -> None:
    assert (judged(one).layout, judged(one).reason) == (Layout.IGNORED, reason)


def test_an_unknown_table_names_its_columns_for_a_person_to_choose() -> None:
    found = judged(table(("库存",), ("货号", "货号", "品名"), ("A-01", "甲", "打印纸"), hidden_columns=[2]))
    assert found.header_rows == (2,)
    assert [(one.heading, one.role, one.hidden) for one in found.columns] == [
        ("货号", Role.IGNORED, False), ("货号（2）", Role.IGNORED, False), ("品名", Role.IGNORED, True),
    ]  # fmt: skip


def test_a_layout_accepted_before_is_taken_whatever_it_looks_like() -> None:
    before = learned([(Kind.LAYOUT, layout_key(LONG), "", Layout.PROBLEMS)])
    found = judged(long_table(), before)
    assert (found.layout, found.confidence, found.reason) == (Layout.PROBLEMS, 1.0, "以前这样读过")
    assert (
        judged(long_table(), learned([(Kind.LAYOUT, layout_key(LONG), "", "没有的版式")])).layout
        is Layout.LONG
    )


def test_a_column_accepted_before_keeps_its_role_in_that_layout_only() -> None:
    as_long = learned([(Kind.COLUMN, "责任单位", Layout.LONG, Role.IGNORED)])
    unit = judged(long_table(), as_long).columns[7]
    assert (unit.role, unit.confidence, unit.basis) == (Role.IGNORED, 1.0, Basis.LEARNED)
    as_wide = learned([(Kind.COLUMN, "责任单位", Layout.WIDE, Role.IGNORED)])
    assert judged(long_table(), as_wide).columns[7].role is Role.UNIT


def test_a_pair_of_columns_makes_a_matrix_of_one_item() -> None:
    one = table(("点位", ITEMS[0], ""), ("", "符合", "不符合"), (MARKETS[0], "√", ""), (MARKETS[1], "", "√"))
    assert [(column.written, column.mark) for column in judged(one).columns[1:]] == [
        (ITEMS[0], "符合"), (ITEMS[0], "不符合"),
    ]  # fmt: skip


def test_one_column_of_answers_alone_is_no_matrix() -> None:
    one = table(("点位", ITEMS[1]), (MARKETS[0], "√"), (MARKETS[1], "×"))
    assert judged(one).of(Role.ITEM_COLUMN) is None


def test_numbers_no_register_knows_are_the_sender_s_own() -> None:
    rows = [(f"K-{7 * at}", MARKETS[at], ITEMS[at], "√") for at in range(3)]
    own = judged(table(("点位编号", "点位名称", "检查内容", "结果"), *rows)).columns[0]
    assert (own.role, own.confidence) == (Role.IGNORED, OWN_NUMBERS)
    ours = [(f"NM0{at + 1}", *row[1:]) for at, row in enumerate(rows)]
    assert judged(table(("点位编号", "点位名称", "检查内容", "结果"), *ours)).columns[0].role is Role.SITE_ID


def test_a_blank_column_is_harmless_and_one_nobody_knows_is_asked_about() -> None:
    rows = [(MARKETS[at], ITEMS[at], "√×√"[at], "", "甲乙丙"[at % 2]) for at in range(3)]
    blank, unknown = judged(table(("点位名称", "检查内容", "结果", "魑魅", "魍魉"), *rows)).columns[3:]
    assert (blank.role, blank.confidence, blank.settled) == (Role.IGNORED, HARMLESS, True)
    assert (unknown.role, unknown.confidence, unknown.settled) == (Role.IGNORED, LEFT_OVER, False)


def test_a_title_s_kind_of_place_yields_to_the_places_themselves() -> None:
    head = ("点位名称", "检查内容", "结果")
    markets = [(MARKETS[at], ITEMS[at], "√") for at in range(3)]
    roads = [(name, ITEMS[0], "√") for name in ("人民东路", "人民西路")]
    title = ("农贸市场测评表",)
    assert judged(table(title, head, *markets)).stated(Role.SITE_TYPE) == "农贸市场"
    assert judged(table(title, head, *roads)).stated(Role.SITE_TYPE) == ""
    assert (
        judged(table(title, head, *roads, *markets[:2])).stated(Role.SITE_TYPE) == "农贸市场"
    )  # half of them


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (WIDE_ROWS[0], RowKind.DATA),
        (("", "", "", "", ""), RowKind.BLANK),
        (WIDE, RowKind.HEADING),
        (("合计", "", "2", "1", "2"), RowKind.TOTAL),
        (("得分率", "", "92%", "95%", "100%"), RowKind.TOTAL),
        (("审核人：", "", "签字：", "", ""), RowKind.NOTE),
        (("二、柳园街道", "", "", "", ""), RowKind.SECTION),
        (("3", "", "", "", ""), RowKind.DATA),  # a running number without answers
        (("3.5", "", "", "", ""), RowKind.DATA),
        (("#REF!", "#N/A", "", "", ""), RowKind.DATA),
    ],
)
def test_a_row_between_rows_of_data_is_of_one_kind(row: tuple[str, ...], kind: RowKind) -> None:
    assert row_kinds(table(WIDE, WIDE_ROWS[0], row, WIDE_ROWS[1]), (0,)) == {
        1: RowKind.DATA,
        2: kind,
        3: RowKind.DATA,
    }


def test_a_single_text_below_all_data_is_a_note() -> None:
    assert row_kinds(table(WIDE, *WIDE_ROWS[:1], ("柳园街道",)), (0,))[2] is RowKind.NOTE
    assert row_kinds(table(WIDE, ("柳园街道",)), (0,)) == {1: RowKind.NOTE}


def test_sections_say_street_or_kind_where_no_column_does() -> None:
    rows = (
        ("一、东湖街道",),
        WIDE_ROWS[0],
        ("（二）农贸市场",),
        WIDE_ROWS[1],
        ("3. 环境卫生",),
        WIDE_ROWS[2],
    )
    found = judged(table(WIDE, *rows))
    assert found.sections == (
        Section(2, Role.STREET, "东湖街道"),
        Section(4, Role.SITE_TYPE, "农贸市场"),
        Section(6, Role.CATEGORY, "环境卫生"),
    )
    assert [one for one in found.skipped if one.row == 2] == [SkippedRow(2, "分段标题")]


cells = st.sampled_from(
    ["1", *MARKETS[:2], "√", "×", "", "", "合计", "签字：", "东湖街道", "#REF!", ITEMS[0]]
)


@settings(max_examples=50)
@given(st.lists(st.lists(cells, min_size=5, max_size=5), max_size=8), st.sampled_from([WIDE, LONG[3:]]))
def test_every_row_below_the_headings_is_read_or_blank_or_set_aside_with_its_reason(
    rows: list[list[str]], head: tuple[str, ...]
) -> None:
    one = table(("测评表",), head, *rows)
    found = judged(one)
    read = [one.row_number(row) for row in TableReader(one, found).data_rows()]
    blank = [one.row_number(row) for row in range(one.height) if not any(one.cells[row])]
    aside = [skipped.row for skipped in found.skipped]
    last = found.header_rows[-1]
    assert sorted([*read, *blank, *aside]) == list(range(last + 1, one.height + 1))
    assert {skipped.why for skipped in found.skipped} <= set(RowKind) - {RowKind.DATA, RowKind.BLANK}
