"""A sheet of a spreadsheet as a person sees it: merged cells say the same all over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Place = tuple[int, int]
"""Row (1-based, as the file shows it) and column (0-based) of a cell."""


@dataclass(frozen=True)
class SheetText:
    """Rows from the first one on, each as wide as the widest; ``origins`` tells of a cell below or beside the first
    of a merged range where that one is.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    origins: Mapping[Place, Place] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def cell(self, row: int, column: int) -> str:
        """What a cell says, tidied; '' beyond the sheet."""
        return self.rows[row - 1][column] if row <= len(self.rows) and column < self.width else ""

    def origin(self, row: int, column: int) -> Place:
        """Where what the cell says was written."""
        return self.origins.get((row, column), (row, column))

    def written(self) -> Iterator[tuple[Place, str]]:
        """Every cell that something was written in, once."""
        for number, cells in enumerate(self.rows, start=1):
            for column, text in enumerate(cells):
                if text and (number, column) not in self.origins:
                    yield (number, column), text

    @cached_property
    def spans(self) -> Mapping[Place, frozenset[int]]:
        """Columns that each merged range of a single row covers, by its first cell, where they are more than one."""
        rows: dict[Place, set[int]] = {}
        columns: dict[Place, set[int]] = {}
        for (row, column), origin in self.origins.items():
            rows.setdefault(origin, {origin[0]}).add(row)
            columns.setdefault(origin, {origin[1]}).add(column)
        return {
            origin: frozenset(covered)
            for origin, covered in columns.items()
            if len(rows[origin]) == 1 and len(covered) > 1
        }
