"""Sheets written in an unusual but correct way, read row by row with openpyxl: slow, never whole at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from dabiao.core.defects import BadInput, Defect
from dabiao.office.cell_values import Cell
from dabiao.office.sheet_rows import MOST_COLUMNS, Row, Rows, without_blanks

BLOCK_ROWS = 5_000

SHEET_ROWS = 1_048_576
"""Rows an Excel sheet can have."""


def odd_rows(path: Path, sheet: str, after: int) -> Iterator[Rows]:
    """Yield the rows below row ``after``. Raises BadInput when they reach too far right or down."""
    with path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        page = book[sheet]
        if isinstance(page, ReadOnlyWorksheet):
            page.reset_dimensions()  # else rows beyond the declared dimension would be left out without a word
        block: list[Row] = []
        first = after + 1
        for place, row in enumerate(page.iter_rows(min_row=first, values_only=True), start=first):
            _refuse_far(path, sheet, place, len(row))
            block.append([_plain(cell) for cell in row])
            if len(block) == BLOCK_ROWS:
                yield without_blanks(first, block)
                first, block = place + 1, []
        yield without_blanks(first, block)


def _plain(cell: object) -> Cell:
    """Return a cell as calamine would: a blank one is empty text, an array formula its text."""
    if cell is None:
        return ""
    if isinstance(cell, str | float | int | date | time | timedelta):
        return cell
    return float(cell) if isinstance(cell, Decimal) else str(cell)


def _refuse_far(path: Path, sheet: str, row: int, columns: int) -> None:
    if columns > MOST_COLUMNS or row > SHEET_ROWS:
        raise sheet_too_large(path, sheet, row)


def sheet_too_large(path: Path, sheet: str, row: int) -> BadInput:
    """Make the exception for cells too far right or down."""
    return BadInput(
        Defect(
            "表格太大：最多 %(columns)d 列、%(rows)d 行。请删去多余的空白行列后再试",
            path.name,
            row,
            parameters={"columns": MOST_COLUMNS, "rows": SHEET_ROWS},
            sheet=sheet,
        )
    )
