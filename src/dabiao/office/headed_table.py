"""A small table under a row of headings, .xlsx or .csv: columns in any order, title rows above."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.office.cell_values import Cell, Fault, word_of
from dabiao.office.observation_headings import TITLE_ROWS
from dabiao.office.sheet_rows import Sheet
from dabiao.office.sheet_source import sheets_of

MOST_ROWS = 100_000
"""Registers of a district have some thousand rows; a longer table is another file."""

Columns = Mapping[str, Sequence[str]]
"""The headings a column may have, by the usual one."""


@dataclass(frozen=True, slots=True)
class HeadedRow:
    """One row: its number, and the cell below each usual heading, blank where the column is missing."""

    file: str
    sheet: str | None
    row: int
    cells: Mapping[str, Cell]

    @property
    def blank(self) -> bool:
        """Whether none of the wanted columns says anything."""
        return all(cell in ("", None) for cell in self.cells.values())

    def word(self, heading: str) -> str | Defect | None:
        """The words of a cell, None where it is blank, a defect where it holds no words."""
        word = word_of(self.cells[heading])
        if isinstance(word, Fault):
            return self.defect(word.template, heading, **word.parameters)
        return word

    def defect(self, template: str, field: str, /, **parameters: object) -> Defect:
        """Make a defect of this row."""
        return Defect(template, self.file, self.row, field, parameters, self.sheet)


@dataclass(frozen=True, slots=True)
class HeadedSheet:
    """A table of one sheet: the row of its headings, the usual ones of its columns, and its rows."""

    heading_row: int
    present: frozenset[str]
    rows: list[HeadedRow]


def read_headed(path: Path, columns: Columns, required: Sequence[str]) -> list[HeadedRow]:
    """Read the first sheet that has all ``required`` columns; rows blank in every wanted column are left out.

    Raises BadInput for a file that cannot be opened, for missing columns, and for a table too long or empty.
    """
    for sheet in sheets_of(path):
        places = _headings(sheet, columns, required)
        if places is not None:
            return _rows(sheet, *places)
    names = "、".join(f"“{one}”" for one in required)
    raise BadInput(
        Defect(
            "没有找到%(columns)s %(count)d 列的表头，请补上",
            path.name,
            parameters={"columns": names, "count": len(required)},
        )
    )


def read_sheet(sheet: Sheet, columns: Columns, found: Callable[[Sequence[str]], bool]) -> HeadedSheet | None:
    """Read one sheet below the first row whose headings ``found`` accepts, given as the usual ones; None without one.

    For workbooks of several tables. Raises BadInput for a table too long; one without rows is no fault.
    """
    for block in sheet.blocks():
        for number, row in zip(block.numbers[:TITLE_ROWS], block.rows[:TITLE_ROWS], strict=True):
            cells = [_plain(cell) for cell in row]
            places = {usual: _first(cells, headings) for usual, headings in columns.items()}
            present = [usual for usual, place in places.items() if place is not None]
            if found(present):
                rows: list[HeadedRow] = []
                for one in _below(sheet, number, places):
                    if len(rows) >= MOST_ROWS:
                        raise too_long(sheet)
                    rows.append(one)
                return HeadedSheet(number, frozenset(present), rows)
        break
    return None


def too_long(sheet: Sheet) -> BadInput:
    """Make the exception for a table with more rows than any register has."""
    return BadInput(Defect("超过 %(limit)d 行，没有读取", sheet.file, parameters={"limit": MOST_ROWS}))


def in_row_order(defects: Sequence[Defect]) -> list[Defect]:
    """Order the defects of one table by row."""
    return sorted(defects, key=lambda one: one.row or 0)


def _headings(
    sheet: Sheet, columns: Columns, required: Sequence[str]
) -> tuple[int, Mapping[str, int | None]] | None:
    """Find the heading row among the first rows: its number, and the place of each column from 0."""
    for block in sheet.blocks():
        for number, row in zip(block.numbers[:TITLE_ROWS], block.rows[:TITLE_ROWS], strict=True):
            cells = [_plain(cell) for cell in row]
            places = {usual: _first(cells, headings) for usual, headings in columns.items()}
            if all(places[one] is not None for one in required):
                return number, places
        break
    return None


def _rows(sheet: Sheet, heading_row: int, places: Mapping[str, int | None]) -> list[HeadedRow]:
    found = []
    for one in _below(sheet, heading_row, places):
        found.append(one)
        if len(found) > MOST_ROWS:
            raise too_long(sheet)
    if not found:
        raise BadInput(Defect("表头下面没有内容", sheet.file, sheet=sheet.name))
    return found


def _below(sheet: Sheet, heading_row: int, places: Mapping[str, int | None]) -> Iterator[HeadedRow]:
    for number, row in chain.from_iterable(zip(one.numbers, one.rows, strict=True) for one in sheet.blocks()):
        if number > heading_row:
            cells = {
                usual: row[place] if place is not None and place < len(row) else ""
                for usual, place in places.items()
            }
            one = HeadedRow(sheet.file, sheet.name, number, cells)
            if not one.blank:
                yield one


def _first(cells: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((cells.index(_plain(one)) for one in wanted if _plain(one) in cells), None)


def _plain(cell: object) -> str:
    return unicodedata.normalize("NFKC", cell).strip().rstrip("*:").lower() if isinstance(cell, str) else ""
