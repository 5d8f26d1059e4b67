"""A refused workbook handed back: the same file with a column 错误说明 that says what is wrong per row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter
from openpyxl import load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dabiao.core.defects import Defect
from dabiao.office.cell_values import Cell
from dabiao.office.cells_safe import csv_cell, may_run, workbook_text
from dabiao.office.file_checks import FileKind, check_file
from dabiao.office.observation_headings import ERRORS_HEADING, TITLE_ROWS, find_headings
from dabiao.office.sheet_rows import Row, Sheet
from dabiao.office.sheet_source import sheets_of
from dabiao.office.whole_file import whole_file

MOST_FORMATTED_BYTES = 3 * 1024 * 1024
"""Up to this size (some 40,000 rows) the workbook keeps its looks; openpyxl needs fifty times that in memory.
A larger one is written anew, cells only."""

_LOOKS_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, SyntaxError)
"""What openpyxl raises for styles or parts that other programs write and it does not accept; the cells are fine."""

SUMMARY_SHEET = "错误说明"
"""Names what belongs to no row: a missing column, a sheet that could not be read."""

_ERRORS_WIDTH = 60
_TINT = "FFF2CC"

Errors = Mapping[str | None, Mapping[int, str]]
"""Sheet → row → what is wrong with it."""


FindHeadings = Callable[[Sequence[Sequence[object]]], int | None]
"""Finds the heading row among the first rows of a sheet: its place from 0, None where there is none."""


def observation_headings(rows: Sequence[Sequence[object]]) -> int | None:
    """Find the headings of a table of observations."""
    heading = find_headings(rows)
    return None if heading is None else heading.place


def write_error_workbook(
    path_in: Path,
    defects: Sequence[Defect],
    path_out: Path,
    find: FindHeadings = observation_headings,
) -> None:
    """Write ``path_in`` with what is wrong in a last column 错误说明, .xlsx as .xlsx and .csv as .csv.

    ``defects`` of other files are left out; those without a row stand above the table (CSV: in the first
    column of the headings' row) or on a sheet of their own. The file appears whole or not at all. Raises
    BadInput when ``path_in`` may not be opened at all, since then there is nothing to hand back.
    """
    kind = check_file(path_in)
    own = [defect for defect in defects if defect.file == path_in.name]
    headings = _heading_rows(path_in, find)
    general = [one for one in own if one.row is None or one.row == headings.get(one.sheet)]
    errors = _by_row([one for one in own if one not in general])
    with whole_file(path_out) as target:
        if kind is FileKind.TEXT:
            _write_csv(path_in, errors, general, target, find)
        elif path_in.stat().st_size > MOST_FORMATTED_BYTES:
            _write_plain(path_in, errors, general, target, find)
        else:
            try:
                _write_formatted(path_in, errors, general, target, find)
            except _LOOKS_UNREADABLE:
                _write_plain(path_in, errors, general, target, find)


def _heading_rows(path: Path, find: FindHeadings) -> dict[str | None, int]:
    """Sheet → row of its headings: what is wrong there concerns the whole table."""
    found: dict[str | None, int] = {}
    for sheet in sheets_of(path):
        block = next((one for one in sheet.blocks() if one.rows), None)
        place = find(block.rows) if block else None
        if block and place is not None:
            found[sheet.name] = block.numbers[place]
    return found


def _by_row(defects: Sequence[Defect]) -> Errors:
    found: dict[str | None, dict[int, list[str]]] = {}
    for defect in defects:
        if defect.row is not None:
            said = f"“{defect.field}”列：{defect.message}" if defect.field else defect.message
            found.setdefault(defect.sheet, {}).setdefault(defect.row, []).append(said)
    return {
        sheet: {row: "；".join(dict.fromkeys(said)) for row, said in rows.items()}
        for sheet, rows in found.items()
    }


# ---- workbooks that keep their looks


def _write_formatted(
    path: Path, errors: Errors, general: Sequence[Defect], target: Path, find: FindHeadings
) -> None:
    book = load_workbook(path)
    try:
        for sheet in book.worksheets:
            _quote(sheet)
            said = errors.get(sheet.title, {})
            if said:
                _add_column(sheet, said, find)
        if general:
            _add_summary(book.create_sheet(_free_name(book.sheetnames), 0), general)
        book.save(target)
    finally:
        book.close()


def _quote(sheet: Worksheet) -> None:
    """Mark text that could run as quoted, so that it stays text when somebody edits the cell. Formulas stay."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "s" and may_run(str(cell.value)):
                cell.quotePrefix = True


def _add_column(sheet: Worksheet, said: Mapping[int, str], find: FindHeadings) -> None:
    place = find(list(sheet.iter_rows(max_row=TITLE_ROWS, values_only=True)))
    heading_row = 1 if place is None else place + 1
    column = _errors_column(sheet, heading_row)
    _put(sheet, heading_row, column, ERRORS_HEADING, bold=True)
    for row, text in said.items():
        _put(sheet, row, column, text)
    sheet.column_dimensions[get_column_letter(column)].width = _ERRORS_WIDTH


def _errors_column(sheet: Worksheet, heading_row: int) -> int:
    """Return the column that holds earlier errors, emptied, or the first free one."""
    for cell in sheet[heading_row]:
        if cell.value == ERRORS_HEADING and cell.column is not None:
            for (old,) in sheet.iter_rows(min_row=heading_row + 1, min_col=cell.column, max_col=cell.column):
                old.value = None
            return int(cell.column)
    return int(sheet.max_column) + 1


def _put(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> None:
    cell = sheet.cell(row, column)
    cell.value = workbook_text(text)
    cell.data_type = "s"
    cell.quotePrefix = may_run(text)
    cell.font = Font(bold=bold, color="C00000")
    cell.fill = PatternFill("solid", fgColor=_TINT)
    cell.alignment = Alignment(vertical="top")


def _add_summary(sheet: Worksheet, general: Sequence[Defect]) -> None:
    _put(sheet, 1, 1, "整个文件的问题", bold=True)
    for row, defect in enumerate(general, start=2):
        _put(sheet, row, 1, _general_text(defect))
    sheet.column_dimensions["A"].width = 100


def _general_text(defect: Defect) -> str:
    return str(defect)


def _free_name(taken: Sequence[str]) -> str:
    names = [SUMMARY_SHEET, *(f"{SUMMARY_SHEET}{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


# ---- large workbooks and CSV, row by row


def _write_plain(
    path: Path, errors: Errors, general: Sequence[Defect], target: Path, find: FindHeadings
) -> None:
    sheets = sheets_of(path)
    book = xlsxwriter.Workbook(
        str(target),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        },
    )
    try:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        quoted = book.add_format({"quote_prefix": True})
        red = book.add_format({"font_color": "#C00000", "bg_color": f"#{_TINT}"})
        if general:
            summary = book.add_worksheet(_free_name([sheet.name or "" for sheet in sheets]))
            for row, text in enumerate(["整个文件的问题", *map(_general_text, general)]):
                summary.write_string(row, 0, workbook_text(text), red)
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            if sheet.hidden:
                page.hide()
            for number, cells, said in _rows_with_errors(sheet, errors.get(sheet.name, {}), find):
                for column, cell in enumerate(cells):
                    _write_cell(page, number - 1, column, cell, day, quoted)
                if said:
                    page.write_string(number - 1, len(cells), workbook_text(said), red)
    finally:
        book.close()


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell, day: object, quoted: object
) -> None:
    if isinstance(cell, bool):
        page.write_boolean(row, column, cell)
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    elif isinstance(cell, datetime | date | time | timedelta):
        page.write_datetime(row, column, cell, day)
    elif cell:
        page.write_string(row, column, workbook_text(cell), quoted if may_run(cell) else None)


def _write_csv(
    path: Path, errors: Errors, general: Sequence[Defect], target: Path, find: FindHeadings
) -> None:
    (sheet,) = sheets_of(path)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for defect in general:
            writer.writerow([csv_cell(_general_text(defect))])
        for _, cells, said in _rows_with_errors(sheet, errors.get(None, {}), find):
            shown = [csv_cell(str(cell)) for cell in cells]
            writer.writerow([*shown, csv_cell(said)] if said else shown)


def _rows_with_errors(
    sheet: Sheet, said: Mapping[int, str], find: FindHeadings
) -> Iterator[tuple[int, Row, str]]:
    """Yield number, cells and error text of every row that is not blank; an earlier 错误说明 column is left out."""
    heading_row, width, old = 0, 0, None
    for block in sheet.blocks():
        if heading_row == 0:
            place = find(block.rows) or 0
            heading_row = block.numbers[place]
            width = max(len(row) for row in block.rows)
            old = next((at for at, cell in enumerate(block.rows[place]) if cell == ERRORS_HEADING), None)
        for number, row in zip(block.numbers, block.rows, strict=True):
            cells = [*row, *[""] * (width - len(row))]
            if old is not None and old < len(cells):
                del cells[old]
            yield number, cells, ERRORS_HEADING if said and number == heading_row else said.get(number, "")
