"""Small tables of two columns, .xlsx or .csv: a name and what belongs to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.office.cell_values import Cell, Fault, shown, word_of
from dabiao.office.observation_headings import TITLE_ROWS
from dabiao.office.sheet_rows import Row, Sheet
from dabiao.office.sheet_source import sheets_of

MOST_PAIRS = 100_000
"""A district has some hundred units and some dozens of place types; a longer table is another file."""


@dataclass(frozen=True, slots=True)
class _Places:
    """Number of the heading row, and the columns of name and value, from 0."""

    row: int
    name: int
    value: int


@dataclass(frozen=True, slots=True)
class Pair:
    """One row: its number, the name, and the cell beside it."""

    file: str
    sheet: str | None
    row: int
    name: str
    cell: Cell

    def defect(self, template: str, field: str, /, **parameters: object) -> Defect:
        """Make a defect of this row."""
        return Defect(template, self.file, self.row, field, parameters, self.sheet)


def read_pairs(path: Path, names: Sequence[str], values: Sequence[str]) -> tuple[list[Pair], list[Defect]]:
    """Read the first sheet with both columns. ``names``, ``values``: headings of each, the usual one first.

    Returns a row per name, and what is wrong with names: missing or repeated. Rows without a name are left out when the
    other cell is blank too. Raises BadInput for a file that cannot be opened, missing columns and a table without
    rows.
    """
    for sheet in sheets_of(path):
        places = _headings(sheet, names, values)
        if places is not None:
            return _pairs(sheet, places, names[0])
    raise BadInput(
        Defect(
            "没有找到“%(name)s”和“%(value)s”两列的表头，请补上",
            path.name,
            parameters={"name": names[0], "value": values[0]},
        )
    )


def in_row_order(defects: Sequence[Defect]) -> list[Defect]:
    """Order the defects of one table by row."""
    return sorted(defects, key=lambda one: one.row or 0)


def _pairs(sheet: Sheet, places: _Places, field: str) -> tuple[list[Pair], list[Defect]]:
    pairs: list[Pair] = []
    defects: list[Defect] = []
    for number, row in chain.from_iterable(zip(one.numbers, one.rows, strict=True) for one in sheet.blocks()):
        if number <= places.row:
            continue
        found = _pair(sheet, number, _at(row, places.name), _at(row, places.value), field)
        if isinstance(found, Defect):
            defects.append(found)
        elif found is not None:
            pairs.append(found)
        if len(pairs) + len(defects) > MOST_PAIRS:
            raise BadInput(
                Defect("超过 %(limit)d 行，没有读取", sheet.file, parameters={"limit": MOST_PAIRS})
            )
    pairs, repeated = _first_of_each(pairs, field)
    defects += repeated
    if not pairs and not defects:
        raise BadInput(Defect("表头下面没有内容", sheet.file, sheet=sheet.name))
    return pairs, defects


def _headings(sheet: Sheet, names: Sequence[str], values: Sequence[str]) -> _Places | None:
    """Find the heading row among the first rows."""
    for block in sheet.blocks():
        for number, row in zip(block.numbers[:TITLE_ROWS], block.rows[:TITLE_ROWS], strict=True):
            cells = [_plain(cell) for cell in row]
            name, value = _first(cells, names), _first(cells, values)
            if name is not None and value is not None:
                return _Places(number, name, value)
        break
    return None


def _first(cells: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((cells.index(_plain(one)) for one in wanted if _plain(one) in cells), None)


def _plain(cell: object) -> str:
    return unicodedata.normalize("NFKC", cell).strip().rstrip("*:").lower() if isinstance(cell, str) else ""


def _at(row: Row, place: int) -> Cell:
    return row[place] if place < len(row) else ""


def _pair(sheet: Sheet, row: int, name: Cell, cell: Cell, field: str) -> Pair | Defect | None:
    word = word_of(name)
    if isinstance(word, Fault):
        return Defect(word.template, sheet.file, row, field, word.parameters, sheet.name)
    if word is None:
        blank = cell in ("", None)
        return None if blank else Defect("没有填写，请补上", sheet.file, row, field, sheet=sheet.name)
    return Pair(sheet.file, sheet.name, row, word, cell)


def _first_of_each(pairs: Sequence[Pair], field: str) -> tuple[list[Pair], list[Defect]]:
    """Keep the first row of each name; the others are defects."""
    first: dict[str, Pair] = {}
    defects = []
    for pair in pairs:
        before = first.setdefault(pair.name, pair)
        if before is not pair:
            defects.append(
                pair.defect(
                    "“%(name)s”与第 %(first)d 行重复，请只留一行",
                    field,
                    name=shown(pair.name),
                    first=before.row,
                )
            )
    return list(first.values()), defects
