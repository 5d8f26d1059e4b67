"""Which coloured cells are marks, and which are decoration: a striped row is coloured from its first cell on."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from dabiao.core.field.table import FieldTable, Fill

_WHOLE_ROW = 0.8
"""Share of a row's columns in one colour, the first filled one among them, from which the colour marks no answer."""


def without_decoration(table: FieldTable) -> FieldTable:
    """The table without the colours of rows that are coloured as a whole."""
    if not table.fills:
        return table
    by_row: dict[int, Counter[Fill]] = {}
    for (row, _), fill in table.fills.items():
        by_row.setdefault(row, Counter())[fill] += 1
    striped = set()
    for row, counts in by_row.items():
        fill, times = counts.most_common(1)[0]
        first = next((column for column, text in enumerate(table.cells[row]) if text), 0)
        if times >= _WHOLE_ROW * table.width and table.fills.get((row, first)) == fill:
            striped.add(row)
    if not striped:
        return table
    return replace(
        table, fills={place: fill for place, fill in table.fills.items() if place[0] not in striped}
    )
