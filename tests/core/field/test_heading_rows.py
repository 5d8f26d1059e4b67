"""Headings on one, two and three rows read column by column."""

from __future__ import annotations

import pytest
from field_tables import ITEMS, LONG, WIDE, WIDE_ROWS, long_table, table
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.heading_rows import (
    Leaf,
    heading_for_role,
    headings_of,
    leaf_of,
    possible_headings,
    told_apart,
)
from dabiao.core.field.rows import SEARCHED
from dabiao.core.field.table import FieldTable

GROUPED = table(
    ("序号", "点位名称", "环境卫生", "", "", ""),
    ("", "", "楼道\n无杂物", "", "垃圾桶不满溢", ""),
    ("", "", "符合", "不符合", "符合", "不符合"),
    ("1", "锦绣花园一期", "√", "", "", "√"),
)
"""Groups whose cells were left blank, not merged."""

THREE = (0, 1, 2)


def test_headings_of_one_row_are_what_stands_there() -> None:
    assert headings_of(long_table(), (0,)) == list(LONG)


def test_upper_headings_reach_right_over_blanks() -> None:
    assert headings_of(GROUPED, THREE) == [
        "序号",
        "点位名称",
        "环境卫生 / 楼道 无杂物 / 符合",
        "环境卫生 / 楼道 无杂物 / 不符合",
        "环境卫生 / 垃圾桶不满溢 / 符合",
        "环境卫生 / 垃圾桶不满溢 / 不符合",
    ]


def test_a_heading_merged_downwards_is_told_once_and_reaches_no_further() -> None:
    sheet = table(("序号", "点位名称", "", "卫生"), ("序号", "点位名称", "是否整洁", "卫生"))
    assert headings_of(sheet, (0, 1)) == ["序号", "点位名称", "是否整洁", "卫生"]


def test_a_blank_column_has_no_heading_though_a_group_stands_to_its_left() -> None:
    sheet = table(("序号", "环境卫生", "", ""), ("", "整洁", "有序", ""))
    assert headings_of(sheet, (0, 1))[3] == ""
    assert leaf_of(sheet, (0, 1), 3) == Leaf("")


@pytest.mark.parametrize(
    ("column", "leaf"),
    [
        (0, Leaf("序号")),
        (2, Leaf("楼道 无杂物", "符合", "环境卫生")),
        (3, Leaf("楼道 无杂物", "不符合", "环境卫生")),
        (5, Leaf("垃圾桶不满溢", "不符合", "环境卫生")),
    ],
)
def test_a_pair_of_columns_takes_the_mark_below_the_item(column: int, leaf: Leaf) -> None:
    assert leaf_of(GROUPED, THREE, column) == leaf


@pytest.mark.parametrize(
    ("stack", "leaf"),
    [
        (("符合",), Leaf("符合")),  # alone it is a heading, not a mark
        (("有序停放", "√"), Leaf("有序停放", "符合")),
        (("有序停放", "×"), Leaf("有序停放", "不符合")),
        (("有序停放", "不适用"), Leaf("有序停放", "不适用")),
        (("有序停放", "未查"), Leaf("有序停放", "未检查")),
        (("有序停放", "有"), Leaf("有序停放有")),  # reads two ways: no mark, and short
        (("环境", "整洁"), Leaf("环境整洁")),  # two characters say nothing alone
        (("环境", "很整洁"), Leaf("很整洁", "", "环境")),
        (("甲类", "环境", "整洁"), Leaf("环境整洁", "", "甲类")),
        (("#REF!", "#REF!"), Leaf("#REF!")),
    ],
)
def test_the_lowest_heading_that_is_no_mark_is_the_leaf(stack: tuple[str, ...], leaf: Leaf) -> None:
    sheet = table(*((text,) for text in stack))
    assert leaf_of(sheet, range(len(stack)), 0) == leaf


@pytest.mark.parametrize(
    ("leaf", "heading", "told"),
    [
        (Leaf("结果", "", "测评"), "测评 / 结果", "结果"),
        (Leaf("整洁有序"), "整洁有序", "整洁有序"),
        (Leaf("（必填项）", "", "点位名称"), "点位名称 / （必填项）", "点位名称"),
        (Leaf("甲乙丙", "", "街道 结果"), "街道 / 结果 / 甲乙丙", "结果"),
        (Leaf("甲乙丙", "", "丁戊己"), "丁戊己 / 甲乙丙", "甲乙丙"),
    ],
)
def test_the_role_is_told_by_the_lowest_heading_anybody_knows(leaf: Leaf, heading: str, told: str) -> None:
    assert heading_for_role(leaf, heading) == told


@pytest.mark.parametrize(
    ("sheet", "row"),
    [
        (table(("货号", "品名"), ("A-01", "打印纸")), 0),
        (table(("库存表",), ("", ""), ("货号", "品名"), ("A-01", "打印纸")), 2),
        (table(("货号", "2026"), ("货号", "品名"), ("A-01", "打印纸")), 1),  # a number is no heading
        (table(("货号", "品名"), ("A-01",)), None),  # one cell below is no row
        (table(("货号", "品名")), None),
        (table(("货号", "货号"), ("货号", "货号")), None),  # one word, however often
        (table(("货号",)), None),
        (FieldTable("空.xlsx", None, ()), None),
    ],
)
def test_different_words_over_a_row_of_cells_may_be_headings(sheet: FieldTable, row: int | None) -> None:
    assert possible_headings(sheet) == row


@pytest.mark.parametrize(("above", "row"), [(SEARCHED - 1, SEARCHED - 1), (SEARCHED, None)])
def test_possible_headings_stand_among_the_first_rows(above: int, row: int | None) -> None:
    assert possible_headings(table(*[("一段话",)] * above, WIDE, *WIDE_ROWS)) == row


@pytest.mark.parametrize(
    ("headings", "apart"),
    [
        (["照片", "照片", "照片"], ["照片", "照片（2）", "照片（3）"]),
        (["照片", "", ""], ["照片", "", ""]),
        (["照片", "照片（2）", "照片"], ["照片", "照片（2）", "照片（3）"]),
        (["照片", "照片", "照片（2）"], ["照片", "照片（2）", "照片（2）（2）"]),
        (list(ITEMS), list(ITEMS)),
        ([], []),
    ],
)
def test_the_second_heading_of_a_name_is_numbered(headings: list[str], apart: list[str]) -> None:
    assert told_apart(headings) == apart


@given(
    st.lists(st.sampled_from(["照片", "照片（2）", "照片（3）", "照片（2）（2）", "结果", ""]), max_size=12)
)
def test_no_two_headings_are_told_as_the_same(headings: list[str]) -> None:
    apart = told_apart(headings)
    named = [one for one in apart if one]
    assert len(set(named)) == len(named)
    assert [one.startswith(heading) for one, heading in zip(apart, headings, strict=True)] == [True] * len(
        headings
    )
    assert [one == "" for one in apart] == [one == "" for one in headings]
