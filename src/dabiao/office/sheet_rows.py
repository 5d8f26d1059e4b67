"""A table as it comes out of a file: rows with the numbers a spreadsheet program shows for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dabiao.office.cell_values import Cell

Row = Sequence[Cell]

MOST_COLUMNS = 256
"""The canonical table has twenty; a sheet wider than this is no table of observations."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A block of rows that are not blank, and the number of each, 1-based as the file shows it."""

    numbers: Sequence[int]
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. ``name`` is None for CSV; ``total`` is the number of rows as far as known."""

    file: str
    name: str | None
    hidden: bool
    total: int | None
    blocks: Callable[[], Iterator[Rows]]
    """Reads the file from its beginning each time it is called."""


def without_blanks(first: int, rows: Sequence[Row]) -> Rows:
    """Leave out blank rows; the first of ``rows`` has the number ``first``."""
    kept = [
        place for place, row in enumerate(rows) if any(row) or not all(cell in ("", None) for cell in row)
    ]
    if len(kept) == len(rows):
        return Rows(range(first, first + len(rows)), rows)
    return Rows([first + place for place in kept], [rows[place] for place in kept])
