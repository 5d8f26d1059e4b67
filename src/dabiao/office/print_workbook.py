"""Workbooks made to be printed and filtered: A4, repeated headings, page numbers, one font throughout.

Text from outside enters as text only: what a spreadsheet program could run as a formula is marked as quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dabiao.office.cells_safe import may_run, workbook_text
from dabiao.office.numbers import Number, half_up
from dabiao.office.whole_file import whole_file

FONT = "宋体"
"""On every office machine that reads Chinese; spreadsheet programs elsewhere replace it by what they have."""

MARGINS = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
"""Inches. Leaves room to bind and to print on old machines."""

A4 = 9
"""Paper size number of A4 in the file format."""

HEADING_COLOUR, LINE_COLOUR, QUIET = "#E7ECF1", "#9AA5B1", "#5B6675"

EDGES, INDENT = 0.5, 1.5
"""Characters of a column's width taken up by its edges, and by the indent of text."""

LINE_HEIGHT, LEAST_HEIGHT, MOST_HEIGHT = 13.5, 20.0, 405.0
"""Points of a line of 10 point text, and of a row at least and at most (the format ends at 409)."""

SIGNED_BY = "填表单位：" + "　" * 12 + "填表人：" + "　" * 6 + "审核人：" + "　" * 6 + "日期："
"""Printed at the foot of every page with room to write; not in the sheet, where it would be sorted along."""

FIXED_DAY = date(2000, 1, 1)
"""Date of making written into every workbook: the same figures give the same file."""


class Kind(Enum):
    """What a column holds, and so how it is aligned and shown."""

    TEXT = "text"
    WORD = "word"
    WHOLE = "0"
    SCORE = "0.00"
    PERCENT = "0.0%"
    DAY = "yyyy-mm-dd"


DIGITS = {Kind.SCORE: 2, Kind.PERCENT: 3}
"""Decimals kept of a figure, half up; others are whole."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, a width in characters of the standard font, and what stands in the column."""

    heading: str
    width: float
    kind: Kind = Kind.TEXT


Cell = str | Number | date | None
"""What a cell is made of. A share is given as a share (0.9071), never as 90.71."""


@dataclass
class Book:
    """A workbook being written, with the formats its sheets share."""

    workbook: xlsxwriter.Workbook
    looks: dict[tuple[Kind | None, str | None, bool], Format] = field(default_factory=dict)

    def format(self, **properties: Any) -> Format:
        """Make a format in the workbook's face; ``look`` keeps those of cells."""
        return self.workbook.add_format(
            {"font_name": FONT, "font_size": 10, "valign": "vcenter"} | properties
        )

    def look(self, kind: Kind | None, tint: str | None, *, quoted: bool = False) -> Format:
        """Give the format of a cell: None for an empty one, ``quoted`` for text that could run as a formula."""
        key = (kind, tint, quoted)
        if key not in self.looks:
            wanted: dict[str, Any] = {"border": 1, "border_color": LINE_COLOUR}
            if tint is not None:
                wanted["bg_color"] = tint
            if kind in (Kind.TEXT, Kind.WORD):
                wanted |= {"text_wrap": True, "align": "left" if kind is Kind.TEXT else "center"}
                wanted |= {"indent": 1} if kind is Kind.TEXT else {}
            elif kind is not None:
                wanted |= {"align": "center", "num_format": kind.value}
            self.looks[key] = self.format(**wanted, quote_prefix=quoted)
        return self.looks[key]


@contextmanager
def print_workbook(path: Path, title: str) -> Iterator[Book]:
    """Open a workbook that is there whole or not at all, its rows kept in memory one at a time."""
    with whole_file(path) as making:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(str(making), options) as workbook:
            workbook.set_properties({"title": workbook_text(title), "created": FIXED_DAY})
            yield Book(workbook)


class PrintSheet:
    """One table on one sheet: title, a line that says what the figures rest on, headings, rows.

    ``printed`` is how many columns, from the left, go to paper; the others are there to filter and look up.
    Rows have to be added in order.
    """

    def __init__(
        self,
        book: Book,
        name: str,
        title: str,
        base: str,
        columns: Sequence[Column],
        *,
        landscape: bool = False,
        printed: int | None = None,
    ) -> None:
        self.book, self.columns = book, columns
        self.sheet: Worksheet = book.workbook.add_worksheet(name)
        self.printed = len(columns) if printed is None else printed
        self._page(landscape)
        for at, column in enumerate(columns):
            self.sheet.set_column(at, at, column.width)
        self._top(title, base)
        self.row = self.first = 3

    def _page(self, landscape: bool) -> None:
        sheet = self.sheet
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(**MARGINS)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f'&L&"{FONT}"&9{SIGNED_BY}&R&"{FONT}"&9第 &P 页，共 &N 页')
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
        sheet.hide_gridlines(2)

    def _top(self, title: str, base: str) -> None:
        """Write title and base. Not merged: merged cells break filters and sorting."""
        last = self.printed - 1
        self.sheet.set_row(0, 30)
        centred = self.book.format(font_size=16, bold=True, align="center_across")
        self.sheet.write_string(0, 0, workbook_text(title), centred)
        for at in range(1, last + 1):
            self.sheet.write_blank(0, at, None, centred)
        self.sheet.set_row(1, 18)
        self.sheet.write_string(1, 0, workbook_text(base), self.book.format(font_color=QUIET, font_size=9))
        self.sheet.set_row(2, 30)
        heading = self.book.format(
            bold=True,
            align="center",
            text_wrap=True,
            bg_color=HEADING_COLOUR,
            border=1,
            border_color=LINE_COLOUR,
        )
        for at, column in enumerate(self.columns):
            self.sheet.write_string(2, at, column.heading, heading)

    def add(self, cells: Sequence[Cell], *, height: float | None = None, tint: str | None = None) -> None:
        """Add a row; ``height`` in points where the text does not decide it, ``tint`` a background."""
        self.sheet.set_row(self.row, self._height(cells) if height is None else height)
        for at, (column, cell) in enumerate(zip(self.columns, cells, strict=True)):
            self._write(at, column.kind, cell, tint)
        self.row += 1

    def _height(self, cells: Sequence[Cell]) -> float:
        """Points the longest text needs. Not left to the program: only some measure rows on opening."""
        lines = max(
            (
                _lines(cell, column.width - EDGES - (INDENT if column.kind is Kind.TEXT else 0))
                for cell, column in zip(cells, self.columns, strict=True)
                if isinstance(cell, str)
            ),
            default=1,
        )
        return min(MOST_HEIGHT, max(LEAST_HEIGHT, lines * LINE_HEIGHT + 5.0))

    def _write(self, at: int, kind: Kind, cell: Cell, tint: str | None) -> None:
        if cell is None or cell == "":
            self.sheet.write_blank(self.row, at, None, self.book.look(None, tint))
        elif isinstance(cell, str):
            cleaned = workbook_text(cell)
            words = Kind.TEXT if kind is Kind.TEXT else Kind.WORD
            self.sheet.write_string(
                self.row, at, cleaned, self.book.look(words, tint, quoted=may_run(cleaned))
            )
        elif isinstance(cell, date):
            self.sheet.write_datetime(self.row, at, cell, self.book.look(kind, tint))
        else:
            figure = cell if isinstance(cell, int) else float(half_up(cell, DIGITS.get(kind, 0)))
            self.sheet.write_number(self.row, at, figure, self.book.look(kind, tint))

    def insert_picture(
        self, column: int, content: bytes, *, scale: float, across: float, down: float, description: str
    ) -> None:
        """Set a picture in the row to be added next, so many pixels from the corner of its cell; it moves with it."""
        options = {
            "image_data": BytesIO(content),
            "x_scale": scale,
            "y_scale": scale,
            "x_offset": across,
            "y_offset": down,
            "object_position": 1,
            "description": description,
        }
        self.sheet.insert_image(self.row, column, "photo.jpg", options)

    def close(self) -> None:
        """Set filter and print area once all rows are there."""
        last = max(self.row - 1, self.first - 1)
        self.sheet.autofilter(2, 0, last, len(self.columns) - 1)
        self.sheet.print_area(0, 0, last, self.printed - 1)


def _lines(text: str, room: float) -> int:
    """Count the lines ``text`` takes where there is room for so many characters; a Chinese one is two wide."""
    return sum(max(1, ceil(_width(line) / max(2.0, room))) for line in text.split("\n"))


def _width(text: str) -> float:
    """Estimate a width in characters of the standard font: a Chinese character, three bytes long, is two wide."""
    wide = (len(text.encode("utf-8", "replace")) - len(text)) / 2
    return 2.0 * wide + 1.1 * (len(text) - wide)
