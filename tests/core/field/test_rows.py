"""Rows told apart before anything is read: headings, sums, signatures and notes, and what only looks like them."""

from __future__ import annotations

import pytest
from field_tables import ITEMS, LONG, LONG_ROWS, MARKETS, WIDE, WIDE_ROWS, long_table, table, wide_table
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.rows import (
    SEARCHED,
    heading_rows,
    heading_strength,
    is_note,
    is_total,
    known_names,
    texts_of,
)
from dabiao.core.field.table import FieldTable

UPPER = ("序号", "点位名称", "环境卫生", "环境卫生", "公共秩序", "公共秩序")
LOWER = ("序号", "点位名称", "楼道整洁", "没有乱堆", "停放有序", "没有吸烟")
PAIRS = ("序号", "点位名称", "符合", "不符合", "符合", "不符合")


def test_texts_of_a_row_are_told_once_and_in_order() -> None:
    assert texts_of(("", "结果", "点位", "", "结果")) == ["结果", "点位"]


@pytest.mark.parametrize(
    "word",
    [
        "合计", "小计", "总计", "合 计", "合计：", "合计（处）", "东湖街道小计", "本页小计", "全区平均", "平均",
        "平均分", "得分率", "点位得分率", "达标率", "符合率（%）", "排名", "名次", "满分", "权重", "问题总数",
        "不符合数", "扣分",
    ],
)  # fmt: skip
def test_a_row_of_sums_is_known_by_its_word(word: str) -> None:
    assert is_total(("", word, "3", "92%")) is True


@pytest.mark.parametrize(
    "row",
    [
        ("1", MARKETS[0], "√", "合计"),  # the fourth text is no name of the row
        ("1", "垃圾分类达标率", "95%"),  # what was measured
        ("1", "合计路农贸市场", "√"),
        ("1", "得分高的小区", "√"),
        ("一" * 15 + "小计", "3"),  # longer than the name of a group
        ("",),
        (),
    ],
)
def test_a_row_that_only_speaks_of_sums_is_none(row: tuple[str, ...]) -> None:
    assert is_total(row) is False


def test_the_name_of_a_group_before_a_sum_has_fourteen_characters_at_most() -> None:
    assert [is_total(("一" * size + "小计", "3")) for size in (14, 15)] == [True, False]


def test_a_sum_may_stand_behind_its_number_and_its_street() -> None:
    assert [is_total(("9",) * at + ("东湖街道",) + ("合计",)) for at in (0, 1)] == [True, True]
    assert is_total(("9", "东湖街道", "小区", "合计")) is False


@pytest.mark.parametrize(
    "row",
    [
        ("填表人：王芳", "", "审核人：李强"),
        ("测评员签字：", ""),
        ("（盖章）",),
        ("注：√为符合，×为不符合",),
        ("备注1：未开门的不计",),
        ("*以现场为准",),
        ("※空白为未查",),
        ("1表示达到要求",),
        ("电话：", "6230000"),
        ("2026年9月", "负责人：", "复核人："),  # two of them, the first text aside
    ],
)
def test_notes_and_signatures_are_known(row: tuple[str, ...]) -> None:
    assert is_note(row) is True


@pytest.mark.parametrize(
    "row",
    [
        ("1", MARKETS[0], "签字不全"),  # one word, not in front
        ("备注栏", "没有"),
        ("审核人", "甲", "乙", "丙", "丁", "戊", "己"),  # seven texts are a row of a table
        ("2026年9月", "负责人：", "复核人：", "甲", "乙", "丙", "丁"),
        ("",),
    ],
)
def test_a_row_of_data_is_no_note(row: tuple[str, ...]) -> None:
    assert is_note(row) is False


@pytest.mark.parametrize(
    ("row", "strength"),
    [
        (("序号", "点位名称", "结果"), 3.0),
        (("序号", "序号"), 1.0),
        (("1", "√", "95%"), -0.9),
        (("受检的点位", "备注"), 1.6),  # a heading that contains a name, and one that is a name
        (("清清楚楚一段话",), 0.15),
        (("长" * 40, "长" * 41), 0.15),
        ((), 0.0),
    ],
)
def test_names_speak_for_headings_and_values_against(row: tuple[str, ...], strength: float) -> None:
    assert heading_strength(row) == pytest.approx(strength)


def test_only_names_themselves_count_as_known() -> None:
    assert known_names(("序号", "点位 名称", "受检的点位", "序号", MARKETS[0])) == 2


@pytest.mark.parametrize(
    ("sheet", "rows"),
    [
        (long_table(), (0,)),
        (wide_table(), (0,)),
        (table(("街道", "东湖街道"), ("",), LONG, *LONG_ROWS), (2,)),
        (table(("2026年9月实地测评结果",), ("",), LONG, *LONG_ROWS), (2,)),
        (table(UPPER, LOWER, ("1", MARKETS[0], "√", "√", "×", "√")), (0, 1)),
        (table(UPPER, LOWER, PAIRS, ("1", MARKETS[0], "√", "", "", "√")), (0, 1, 2)),
        (table(("序号", "点位名称", "环境卫生", ""), ("", "", *ITEMS[:2]), ("1", MARKETS[0], "√", "×")), (0, 1)),
        (table(WIDE, ("合计", "", "2", "1", "2"), *WIDE_ROWS), (0,)),
        (table(("填表人：王芳", "审核人：李强"), WIDE, *WIDE_ROWS), (1,)),
        (table(WIDE, *WIDE_ROWS, ("",), WIDE[:2], *WIDE_ROWS), (0,)),
    ],
    ids=["long", "wide", "label", "title", "two rows", "pairs", "blanks below", "sum on top", "labels", "two tables"],
)  # fmt: skip
def test_headings_stand_on_these_rows(sheet: FieldTable, rows: tuple[int, ...]) -> None:
    assert heading_rows(sheet) == rows


@pytest.mark.parametrize(
    "sheet",
    [
        FieldTable("空.xlsx", None, ()),
        table(("",)),
        table(("序号",)),
        table(("#REF!", "#N/A"), ("#REF!", "1")),
        table(("区创建办",), ("2026年9月测评",)),
        table(("合计", "12"), ("填表人：", "王芳")),
    ],
    ids=["nothing", "blank", "one cell", "errors", "cover", "sums and signatures"],
)
def test_where_no_row_looks_like_headings_there_are_none(sheet: FieldTable) -> None:
    assert heading_rows(sheet) == ()


@pytest.mark.parametrize(("above", "rows"), [(SEARCHED - 1, (SEARCHED - 1,)), (SEARCHED, ())])
def test_headings_are_looked_for_among_the_first_rows_only(above: int, rows: tuple[int, ...]) -> None:
    assert heading_rows(table(*[("说明一段话",)] * above, WIDE, *WIDE_ROWS)) == rows


@given(
    st.lists(
        st.lists(st.sampled_from([*WIDE, *LONG, "√", "1", "合计", ""]), min_size=5, max_size=5), max_size=9
    )
)
def test_headings_are_neighbouring_rows_of_the_table(rows: list[list[str]]) -> None:
    found = heading_rows(table(*rows)) if rows else ()
    assert list(found) == list(range(found[0], found[-1] + 1) if found else ())
    assert all(row < len(rows) for row in found)
