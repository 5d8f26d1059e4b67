"""One worksheet after another as texts, colours and merged ranges, streamed: memory is bounded by the cells kept.

openpyxl reads values and styles row by row; merged ranges, hidden rows and columns and formulas without a kept result
stand in the sheet's XML, which is read once more for them.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from dabiao.core.field.table import Fill, Merge, Place
from dabiao.office.cells_safe import clean_text
from dabiao.office.field_colours import fill_of, theme_colours
from dabiao.office.odd_sheet import SHEET_ROWS, sheet_too_large
from dabiao.office.sheet_rows import MOST_COLUMNS
from dabiao.office.xlsx_source import sheet_parts

DAMAGE = (
    zipfile.BadZipFile,
    ElementTree.ParseError,
    DefusedXmlException,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    EOFError,
    NotImplementedError,
)
"""What the libraries raise for a damaged workbook."""

UNCALCULATED = "公式未计算"
"""Stands for a formula whose result the file does not hold."""

_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_PERCENT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""Parts of a number format that are shown as they are."""


@dataclass(frozen=True)
class SheetTexts:
    """A sheet from its first cell to its last one that says or shows something; places from 0."""

    name: str
    hidden: bool
    cells: tuple[tuple[str, ...], ...]
    fills: Mapping[Place, Fill]
    merged: tuple[Merge, ...]
    errors: Mapping[Place, str]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


@dataclass
class _Furniture:
    """What openpyxl does not tell when it reads row by row."""

    merged: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: set[Place] = field(default_factory=set)


def sheet_texts(path: Path, most_cells: int) -> Iterator[SheetTexts | None]:
    """Yield the worksheets in order; None, and nothing more, when one has more than ``most_cells``.

    Raises BadInput for cells too far right or down, and one of ``DAMAGE``.
    """
    with path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        theme = theme_colours(book.loaded_theme)
        fills: dict[int, Fill | None] = {}
        for page in book.worksheets:
            if not isinstance(page, ReadOnlyWorksheet):
                continue
            with zipfile.ZipFile(path) as archive, archive.open(sheet_parts(archive)[page.title]) as source:
                furniture = _furniture(source)
            page.reset_dimensions()
            grid = _Grid(path, page.title, most_cells)
            for number, row in enumerate(page.iter_rows(), start=1):
                if not grid.add(number, row, fills, theme):
                    yield None
                    return
            yield grid.texts(page.sheet_state != "visible", furniture)


class _Grid:
    """The cells of a sheet as they come."""

    def __init__(self, path: Path, name: str, most_cells: int) -> None:
        self._path, self._name, self._most = path, name, most_cells
        self._rows: list[list[str]] = []
        self._fills: dict[Place, Fill] = {}
        self._errors: dict[Place, str] = {}
        self._width = self._height = 0

    def add(
        self, number: int, row: tuple[object, ...], fills: dict[int, Fill | None], theme: tuple[str, ...]
    ) -> bool:
        """Take in one row; False when there are too many cells by now."""
        if number > SHEET_ROWS:
            raise sheet_too_large(self._path, self._name, number)
        texts: list[str] = []
        for column, cell in enumerate(row):
            text, wrong, fill = "", False, None
            if isinstance(cell, ReadOnlyCell):
                text, wrong = text_of_cell(cell.value, cell.number_format if cell.has_style else "")
                fill = _known_fill(cell, fills, theme)
            texts.append(text)
            if wrong:
                self._errors[number - 1, column] = text
            if fill is not None:
                self._fills[number - 1, column] = fill
            if text or fill is not None:
                self._width, self._height = max(self._width, column + 1), number
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > MOST_COLUMNS:
            raise sheet_too_large(self._path, self._name, number)
        self._rows.append(texts)
        return self._height * self._width <= self._most and len(self._rows) <= self._most

    def texts(self, hidden: bool, furniture: _Furniture) -> SheetTexts:
        """Return the sheet as far as it says something, merged ranges filled."""
        width, height = min(self._width, MOST_COLUMNS), self._height
        cells = [(row + [""] * (width - len(row)))[:width] for row in (self._rows + [[]] * height)[:height]]
        errors = dict(self._errors)
        for row, column in furniture.uncalculated:
            if row < height and column < width and not cells[row][column]:
                cells[row][column] = errors[row, column] = UNCALCULATED
        merged = [one for one in furniture.merged if one.top < height and one.left < width]
        merged = [
            Merge(one.top, one.left, min(one.bottom, height - 1), min(one.right, width - 1)) for one in merged
        ]
        if sum((one.bottom - one.top + 1) * (one.right - one.left + 1) for one in merged) > 2 * self._most:
            raise ValueError("merged ranges that overlap")
        for one in merged:
            _fill_through(one, cells, self._fills, errors)
        return SheetTexts(
            self._name,
            hidden,
            tuple(map(tuple, cells)),
            {place: fill for place, fill in self._fills.items() if place[0] < height and place[1] < width},
            tuple(merged),
            errors,
            frozenset(row for row in furniture.hidden_rows if row < height),
            frozenset(column for column in furniture.hidden_columns if column < width),
        )


def _fill_through(
    merge: Merge, cells: list[list[str]], fills: dict[Place, Fill], errors: dict[Place, str]
) -> None:
    first = merge.top, merge.left
    text = cells[merge.top][merge.left]
    for row in range(merge.top, merge.bottom + 1):
        for column in range(merge.left, merge.right + 1):
            cells[row][column] = text
            if first in fills:
                fills[row, column] = fills[first]
            if first in errors:
                errors[row, column] = errors[first]


def _known_fill(cell: ReadOnlyCell, fills: dict[int, Fill | None], theme: tuple[str, ...]) -> Fill | None:
    if not cell.has_style:
        return None
    style = cell.style_array.fillId
    if style not in fills:
        fills[style] = fill_of(cell.fill, theme)
    return fills[style]


def text_of_cell(value: object, number_format: str = "") -> tuple[str, bool]:
    """Return the text a cell shows, and whether it is a formula error."""
    if value is None:
        return "", False
    if isinstance(value, str):
        text = clean_text(value).strip()
        return text, bool(_ERROR.fullmatch(text))
    return _figure_text(value, number_format), False


def _figure_text(value: object, number_format: str) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date | time | timedelta):
        return str(value)
    if isinstance(value, int | float | Decimal):
        if "%" in _PERCENT.sub("", number_format):
            return f"{(Decimal(repr(float(value))) * 100).normalize():f}%"
        whole = float(value)
        return str(int(value)) if whole.is_integer() and abs(whole) < 1e15 else repr(whole)
    return str(value)


# ---- what stands in the sheet's XML besides the cells


def merged_ranges(source: IO[bytes]) -> tuple[Merge, ...]:
    """Read which ranges of a worksheet's XML are merged. Raises what a damaged sheet makes the parser raise."""
    return tuple(_furniture(source).merged)


def _furniture(source: IO[bytes]) -> _Furniture:
    found = _Furniture()
    stack: list[Element] = []
    for event, element in ElementTree.iterparse(source, events=("start", "end")):
        if event == "start":
            stack.append(element)
            continue
        stack.pop()
        name = element.tag.rsplit("}", 1)[-1]
        if name in _NOTED:
            _note(name, element, found)
        if stack and name in ("row", "c", "mergeCell", "col"):
            if name == "c":
                _note_formula(element, found)
            stack[-1].remove(element)
    return found


_NOTED = frozenset(("row", "col", "mergeCell"))


def _note(name: str, element: Element, found: _Furniture) -> None:
    hidden = element.get("hidden") in ("1", "true")
    if name == "row" and hidden and (element.get("r") or "").isdigit():
        found.hidden_rows.add(int(element.get("r", "1")) - 1)
    elif name == "col" and hidden:
        last = min(int(element.get("max", "1")), MOST_COLUMNS)
        found.hidden_columns.update(range(int(element.get("min", "1")) - 1, last))
    elif name == "mergeCell":
        left, top, right, bottom = (int(one or 1) for one in range_boundaries(element.get("ref", "A1")))
        found.merged.append(Merge(top - 1, left - 1, bottom - 1, right - 1))
        if len(found.merged) > _MOST_MERGED:
            raise ValueError("merged ranges without end")


_MOST_MERGED = 100_000
"""Merged ranges of a sheet; a table with more is no table."""


def _note_formula(element: Element, found: _Furniture) -> None:
    names = {child.tag.rsplit("}", 1)[-1]: child for child in element}
    empty = "v" not in names or (not names["v"].text and element.get("t") != "str")
    if "f" in names and empty and element.get("r"):
        left, top, _, _ = range_boundaries(element.get("r", "A1"))
        found.uncalculated.add((int(top or 1) - 1, int(left or 1) - 1))
