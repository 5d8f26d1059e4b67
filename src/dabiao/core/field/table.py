"""A table of a field workbook as a person sees it: texts, colours, merged cells, what is hidden.

Offices write their own workbooks, so nothing is assumed here about headings or layout. Cells are texts as the
spreadsheet program shows them: dates as 2026-10-12, percentages with their sign, errors such as #REF! by name. A merged
range says the same in each of its cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dabiao.core.column_letters import column_letters


class Fill(StrEnum):
    """The colours that are used as marks."""

    RED = "红"
    ORANGE = "橙"
    GREEN = "绿"
    YELLOW = "黄"
    BLUE = "蓝"
    GREY = "灰"


Place = tuple[int, int]
"""Row and column of a cell within its table, from 0."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows and columns from 0 within the table, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class FieldTable:
    """One table of one sheet. ``cells`` is a rectangle; ``top`` is the number the file shows for its first row
    (from 1), ``left`` the place of its first column (from 0: A). ``part`` counts the tables of a sheet from 0.
    """

    file: str
    sheet: str | None
    cells: tuple[tuple[str, ...], ...]
    top: int = 1
    left: int = 0
    part: int = 0
    hidden: bool = False
    fills: Mapping[Place, Fill] = field(default_factory=dict)
    merged: tuple[Merge, ...] = ()
    errors: Mapping[Place, str] = field(default_factory=dict)
    """Formula errors, and formulas whose result was never kept, by place."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.cells[0]) if self.cells else 0

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.cells)

    def row_number(self, row: int) -> int:
        """The number the file shows for a row."""
        return self.top + row

    def letters(self, column: int) -> str:
        """The letters the file shows for a column."""
        return column_letters(self.left + column)

    def address(self, row: int, column: int) -> str:
        """The address of a cell, such as C7."""
        return f"{self.letters(column)}{self.row_number(row)}"

    def column(self, column: int, rows: Sequence[int]) -> list[str]:
        """The texts of a column in some rows."""
        return [self.cells[row][column] for row in rows]
