"""Tables for a terminal: columns aligned though a Chinese character is two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from dabiao.office.cells_safe import one_line


def text_width(text: str) -> int:
    """Columns ``text`` takes in a terminal: wide and full-width characters two, marks that combine none."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = ()) -> list[str]:
    """Lines of a table, two blanks between columns; those whose index is in ``right`` are flush right.

    Cells become one line without control characters, so that a file's text cannot steer the terminal.
    """
    cleaned = [[one_line(cell) for cell in row] for row in rows]
    widths = [
        max(text_width(row[index]) for row in cleaned if index < len(row))
        for index in range(max((len(row) for row in cleaned), default=0))
    ]
    return [
        "  ".join(_padded(cell, widths[i], i in right) for i, cell in enumerate(row)).rstrip()
        for row in cleaned
    ]


def _padded(cell: str, width: int, flush_right: bool) -> str:
    blanks = " " * (width - text_width(cell))
    return blanks + cell if flush_right else cell + blanks
