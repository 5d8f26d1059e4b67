"""Several tables on one sheet are told apart, and no text is lost or moved where they are cut."""

from __future__ import annotations

import pytest
from field_tables import LONG, LONG_ROWS, MARKETS, WIDE, WIDE_ROWS, long_table, table
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.field.split import cut, split_tables
from dabiao.core.field.table import FieldTable, Fill, Merge

SCHOOLS = ("序号", "学校", "街道", "课间有人值守", "没有流动摊贩")
SCHOOL_ROWS = (("1", "实验小学", "东湖街道", "√", "×"), ("2", "书院小学", "南屏街道", "√", "√"))
words = st.sampled_from([*LONG, *SCHOOLS, *MARKETS, "√", "1", "合计", "表二 周边", "", "", "", ""])
sheets = st.lists(st.lists(words, min_size=7, max_size=7), min_size=1, max_size=12)


def spans(*rows: tuple[str, ...]) -> list[tuple[int, int]]:
    """First and last row of every part, as the file shows them."""
    return [(one.top, one.top + one.height - 1) for one in split_tables(table(*rows))]


def texts(*parts: FieldTable) -> list[tuple[str, str]]:
    return sorted(
        (part.address(row, column), text)
        for part in parts
        for row, cells in enumerate(part.cells)
        for column, text in enumerate(cells)
        if text
    )


@pytest.mark.parametrize("blank", [FieldTable("空.xlsx", None, ()), table(("",)), table(("", ""), ("", ""))])
def test_a_blank_sheet_has_no_tables(blank: FieldTable) -> None:
    assert split_tables(blank) == ()


def test_colours_alone_make_a_table() -> None:
    coloured = table(("", ""), fills={(0, 1): Fill.RED})
    assert split_tables(coloured) == (coloured,)


@pytest.mark.parametrize("sheet", [table(("区创建办",)), table(("#REF!",)), long_table()])
def test_one_table_stays_as_it_is(sheet: FieldTable) -> None:
    assert split_tables(sheet) == (sheet,)


def test_a_second_table_below_has_its_own_headings_and_title() -> None:
    rows = (("表一",), LONG, *LONG_ROWS, ("",), ("表二 校园",), ("2026年9月",), SCHOOLS, *SCHOOL_ROWS)
    assert spans(*rows) == [(1, 7), (8, 12)]
    assert [one.part for one in split_tables(table(*rows))] == [0, 1]


def test_a_sum_above_further_headings_belongs_to_the_table_above() -> None:
    assert spans(LONG, *LONG_ROWS, ("合计",), SCHOOLS, *SCHOOL_ROWS) == [(1, 6), (7, 9)]


@pytest.mark.parametrize(
    "below",
    [
        (("",), LONG, *LONG_ROWS),  # the same headings again
        (("",), LONG[:5], *LONG_ROWS),  # some of them
        (("",), ("合计", "点位名称", "街道", "测评日期"), *SCHOOL_ROWS),  # a row of sums
        (("",), SCHOOLS[:3], *SCHOOL_ROWS),  # three texts are too few
        (
            ("",),
            ("序号", "受检的点位", "受检的街道", "全部的结果"),
            *SCHOOL_ROWS,
        ),  # one known name is too few
        (SCHOOLS, *SCHOOL_ROWS),  # no gap above
    ],
    ids=["repeated", "part", "sums", "short", "unknown", "no gap"],
)
def test_what_follows_is_no_other_table(below: tuple[tuple[str, ...], ...]) -> None:
    assert len(spans(LONG, *LONG_ROWS, *below)) == 1


@pytest.mark.parametrize("title", [(), (("二、问题明细",),)], ids=["blank", "title"])
def test_a_table_above_better_known_headings_is_a_table_too(title: tuple[tuple[str, ...], ...]) -> None:
    """Hardly a heading of the wide table is known by name, and all of the long one below."""
    rows = (("一、测评结果",), WIDE, *WIDE_ROWS, ("",), *title, LONG, *LONG_ROWS)
    assert spans(*rows) == [(1, 6), (7, 11 + len(title))]


def test_labels_above_the_headings_are_no_table() -> None:
    labels = ("街道：", "东湖街道", "测评日期：", "9月8日", "测评员：", "王芳")
    assert len(spans(labels, ("",), LONG, *LONG_ROWS)) == 1
    assert len(spans(labels, ("责任单位", "市监局", "社区", "春晖"), ("",), LONG, *LONG_ROWS)) == 1


def test_tables_side_by_side_are_cut_at_the_blank_column() -> None:
    rows = [
        (*left, "", *right)
        for left, right in zip(
            (LONG, *LONG_ROWS), (SCHOOLS, *SCHOOL_ROWS, SCHOOL_ROWS[0], SCHOOL_ROWS[1]), strict=True
        )
    ]
    left, right = split_tables(table(*rows))
    assert (left.cells[0], right.cells[0]) == (LONG, SCHOOLS)
    assert [(one.part, one.letters(0)) for one in (left, right)] == [(0, "A"), (1, "J")]


def test_a_blank_column_within_one_table_does_not_cut_it() -> None:
    rows = [(*row[:4], "", *row[4:5]) for row in (WIDE, *WIDE_ROWS)]
    assert len(split_tables(table(*rows))) == 1


def test_a_title_over_the_blank_column_is_not_lost() -> None:
    rows = [
        (*LONG, "", *SCHOOLS),
        *((*left, "", *right) for left, right in zip(LONG_ROWS, SCHOOL_ROWS, strict=False)),
    ]
    sheet = table(("",) * 8 + ("2026年9月实地测评结果",), *rows)
    parts = split_tables(sheet)
    assert len(parts) == 2
    assert texts(*parts) == texts(sheet)


def test_a_part_keeps_what_belongs_to_its_cells_at_their_new_places() -> None:
    whole = table(
        ("a", "b", "c"),
        ("d", "e", "f"),
        ("g", "h", "i"),
        fills={(1, 1): Fill.RED, (0, 0): Fill.BLUE},
        errors={(2, 2): "#REF!", (0, 2): "#N/A"},
        merged=[Merge(0, 1, 1, 2), Merge(0, 0, 0, 0)],
        hidden_rows=[0, 2],
        hidden_columns=[0, 1],
    )
    part = cut(whole, 1, 3, 1, 3)
    assert part.cells == (("b", "b"), ("h", "i"))
    assert (part.top, part.left, part.address(0, 0)) == (2, 1, "B2")
    assert (part.fills, part.errors) == ({(0, 0): Fill.RED}, {(1, 1): "#REF!"})
    assert part.merged == (Merge(0, 0, 0, 1),)
    assert (part.hidden_rows, part.hidden_columns) == ({1}, {0})


def test_a_cut_around_everything_is_the_table_itself() -> None:
    whole = long_table()
    assert cut(whole, 0, whole.height, 0, whole.width) is whole


@given(sheets)
def test_every_text_stays_in_one_part_under_its_address(rows: list[list[str]]) -> None:
    sheet = table(*rows)
    assert texts(*split_tables(sheet)) == texts(sheet)


@given(sheets, sheets)
def test_parts_are_numbered_downwards(above: list[list[str]], below: list[list[str]]) -> None:
    parts = split_tables(table(*above, SCHOOLS, *below))
    assert [one.part for one in parts] == list(range(len(parts)))
    assert [(one.top, one.left) for one in parts] == sorted((one.top, one.left) for one in parts)
