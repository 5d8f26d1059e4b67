"""A field workbook is read as a person sees it, and what cannot be read gets a clear way forward."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest
import xlsxwriter
from field_workbooks_bad import BAD, HEADINGS, ROWS
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

from dabiao.core.defects import BadInput
from dabiao.core.field.table import FieldTable, Fill, Merge
from dabiao.office import field_workbook
from dabiao.office.field_colours import named
from dabiao.office.field_sheet import UNCALCULATED
from dabiao.office.field_workbook import MOST_SHEETS, read_tables


@pytest.fixture
def book(tmp_path):
    """Save an openpyxl workbook and read it back."""

    def read(workbook: Workbook) -> tuple[FieldTable, ...]:
        path = tmp_path / "测评.xlsx"
        workbook.save(path)
        return read_tables(path)

    return read


def sheet_of(*rows):
    workbook = Workbook()
    page = workbook.active
    page.title = "明细"
    for row in rows:
        page.append(row)
    return workbook, page


def test_cells_are_texts_as_a_spreadsheet_program_shows_them(book):
    workbook, page = sheet_of(HEADINGS, (1, "甲", date(2026, 9, 8), 0.1818, 3.5, True, " √ ", None))
    page["D2"].number_format = "0.00%"
    [table] = book(workbook)
    assert table.cells[1] == ("1", "甲", "2026-09-08", "18.18%", "3.5", "TRUE", "√", "")
    assert (table.file, table.sheet, table.top, table.address(1, 3)) == ("测评.xlsx", "明细", 1, "D2")


def test_a_merged_range_says_the_same_in_each_of_its_cells(book):
    workbook, page = sheet_of(HEADINGS, *ROWS)
    page.merge_cells("B2:B3")
    page.merge_cells("C1:D1")
    [table] = book(workbook)
    assert (table.cells[2][1], table.cells[0][3]) == ("文化路第一农贸市场", "点位类型")
    assert set(table.merged) == {Merge(1, 1, 2, 1), Merge(0, 2, 0, 3)}


def test_hidden_rows_columns_and_sheets_are_marked(book):
    workbook, page = sheet_of(HEADINGS, *ROWS)
    page.row_dimensions[3].hidden = True
    page.column_dimensions["B"].hidden = True
    workbook.create_sheet("字典").append(("代码", "名称"))
    workbook["字典"].sheet_state = "hidden"
    first, second = book(workbook)
    assert (first.hidden_rows, first.hidden_columns, first.hidden) == (
        frozenset((2,)),
        frozenset((1,)),
        False,
    )
    assert second.hidden


@pytest.mark.parametrize(
    ("colour", "fill"),
    [
        (Color(rgb="FFFF0000"), Fill.RED), (Color(rgb="FFFFC7CE"), Fill.RED), (Color(rgb="FF92D050"), Fill.GREEN),
        (Color(rgb="FFE2EFDA"), Fill.GREEN), (Color(rgb="FFFFFF00"), Fill.YELLOW), (Color(rgb="FFFFC000"), Fill.YELLOW),
        (Color(rgb="FFF8CBAD"), Fill.ORANGE), (Color(rgb="FFBDD7EE"), Fill.BLUE), (Color(rgb="FFD9D9D9"), Fill.GREY),
        (Color(theme=6), Fill.GREEN), (Color(theme=6, tint=0.6), Fill.GREEN), (Color(indexed=10), Fill.RED),
        (Color(rgb="FFFFFFFF"), None), (Color(rgb="FF000000"), None),
    ],
)  # fmt: skip
def test_colours_are_called_as_a_person_calls_them(book, colour, fill):
    workbook, page = sheet_of(HEADINGS, *ROWS)
    page["F2"].fill = PatternFill("solid", fgColor=colour)
    [table] = book(workbook)
    assert table.fills.get((1, 5)) is fill


def test_a_coloured_blank_cell_is_kept(book):
    workbook, page = sheet_of(HEADINGS, *ROWS)
    page["K5"].fill = PatternFill("solid", fgColor="FFFF0000")
    [table] = book(workbook)
    assert (table.height, table.width, table.fills) == (5, 11, {(4, 10): Fill.RED})


def test_rows_striped_as_a_whole_are_no_marks(book):
    workbook, page = sheet_of(HEADINGS, *ROWS)
    for cell in page[3]:
        cell.fill = PatternFill("solid", fgColor="FFD9D9D9")
    page["F2"].fill = PatternFill("solid", fgColor="FFFF0000")
    [table] = book(workbook)
    assert table.fills == {(1, 5): Fill.RED}


def test_every_hue_has_a_name():
    assert {named(1, 0, 0.5), named(0.5, 0, 1), named(0, 1, 0.2)} == {Fill.RED, Fill.BLUE, Fill.GREEN}


def test_formula_errors_are_kept_with_their_place(tmp_path):
    [table] = read_tables(BAD["formulas-with-errors.xlsx"](tmp_path / "测评.xlsx"))
    assert dict(table.errors) == {(1, 5): "#N/A", (2, 1): "#REF!", (3, 8): "#DIV/0!"}


def test_a_formula_without_a_kept_result_is_an_error(book):
    workbook, page = sheet_of(HEADINGS, *ROWS)
    page["F2"] = '=IF(1,"符合","")'
    [table] = book(workbook)
    assert table.errors == {(1, 5): UNCALCULATED}
    assert table.cells[1][5] == UNCALCULATED


def test_a_formula_whose_result_is_blank_is_a_blank(tmp_path):
    path, kept = tmp_path / "空.xlsx", tmp_path / "测评.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet("明细")
        page.write_row(0, 0, HEADINGS)
        page.write_formula(1, 0, '=IF(1,"","x")', None, "")
        page.write_formula(1, 1, '="文化路"', None, "文化路")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(kept, "w") as new:  # as Excel writes a blank result
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<c r="A2">', b'<c r="A2" t="str">'))
    [table] = read_tables(kept)
    assert (table.cells[1][:2], table.errors) == (("", "文化路"), {})


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_of_every_encoding_and_separator_is_one_table(tmp_path, encoding, separator):
    path = tmp_path / "测评.csv"
    lines = [separator.join(map(str, row)) for row in (HEADINGS, *ROWS)]
    path.write_text("\n".join(lines), encoding=encoding)
    [table] = read_tables(path)
    assert table.sheet is None
    assert table.cells[1][1] == "文化路第一农贸市场"
    assert (table.height, table.width) == (4, 8)


@pytest.mark.parametrize(
    ("name", "words"),
    [("300-sheets.xlsx", ("300 张工作表", "移动或复制")), ("password-protected.xlsx", ("密码", "另存为"))],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path, name, words):
    with pytest.raises(BadInput) as refused:
        read_tables(BAD[name](tmp_path / name))
    assert all(word in str(refused.value) for word in words)


def test_as_many_sheets_as_are_allowed_are_read(tmp_path):
    path = tmp_path / "测评.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for number in range(MOST_SHEETS):
            made.add_worksheet(str(number)).write_row(0, 0, HEADINGS)
    assert len(read_tables(path)) == MOST_SHEETS


def test_a_workbook_without_content_is_refused(book):
    with pytest.raises(BadInput, match="里面没有内容"):
        book(Workbook())


@pytest.mark.parametrize("place", ["B40", "Z9"])
def test_more_cells_than_can_be_held_are_refused(book, monkeypatch, place):
    monkeypatch.setattr(field_workbook, "MOST_CELLS", 60)
    workbook, page = sheet_of(HEADINGS)
    page[place] = "远处"
    with pytest.raises(BadInput, match="单元格超过 60 个"):
        book(workbook)


def test_merged_ranges_that_overlap_beyond_measure_are_damage(book):
    workbook, page = sheet_of(HEADINGS)
    page["IV20000"] = "远处"
    for number in range(1, 5):
        page.merged_cells.add(f"A{number}:IV20000")
    with pytest.raises(BadInput, match=r"已损坏|单元格超过"):
        book(workbook)
