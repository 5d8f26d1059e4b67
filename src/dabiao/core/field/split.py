"""Several tables on one sheet, told apart: one below the other, or side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dabiao.core.field.rows import heading_rows, heading_strength, is_note, is_total, known_names, texts_of
from dabiao.core.field.table import FieldTable, Merge, Place

_FEWEST, _KNOWN, _STRONG = 4, 2, 2.2
"""Texts of a row of headings, known names among them, and its strength: two known names and two more words come to
2.3, and a value among them takes the row below. One known name may stand in a row of data by chance, hardly two.
"""

_FEWEST_OF_DATA = 3
"""Texts of a row of data, so that a label with its value is none."""


def split_tables(sheet: FieldTable) -> tuple[FieldTable, ...]:
    """The tables of a sheet, top to bottom and left to right; none for a blank sheet."""
    if not any(any(row) for row in sheet.cells) and not sheet.fills:
        return ()
    parts = [part for band in _bands(sheet) for part in _beside(band)]
    return tuple(replace(part, part=number) for number, part in enumerate(parts))


def _bands(sheet: FieldTable) -> Iterator[FieldTable]:
    """Cut the sheet above every row of headings that differs from the one before."""
    first = heading_rows(sheet)
    if not first:
        yield sheet
        return
    top = _with_titles(sheet, first[0], 0)
    upper = cut(sheet, 0, top, 0, sheet.width)
    if top and len(texts_of(sheet.cells[first[0] - 1])) <= 1 and _is_table(upper):
        yield from _bands(upper)
        yield from _bands(cut(sheet, top, sheet.height, 0, sheet.width))
        return
    start, current = 0, sheet.cells[first[-1]]
    row = first[-1] + 1
    while row < sheet.height:
        if _starts_another(sheet, row, current):
            top = _with_titles(sheet, row, start + 1)
            yield cut(sheet, start, top, 0, sheet.width)
            start, current = top, sheet.cells[row]
        row += 1
    yield cut(sheet, start, sheet.height, 0, sheet.width)


def _is_table(upper: FieldTable) -> bool:
    """Whether what stands above the strongest headings is a table too, and not their labels."""
    rows = heading_rows(upper)
    if not any(_heads(upper.cells[row]) for row in rows):
        return False
    return any(
        len(texts_of(row)) >= _FEWEST_OF_DATA and not (known_names(row) or is_total(row) or is_note(row))
        for row in upper.cells[rows[-1] + 1 :]
    )


def _starts_another(sheet: FieldTable, row: int, current: tuple[str, ...]) -> bool:
    cells = sheet.cells[row]
    if not _heads(cells) or set(texts_of(cells)) <= set(current):
        return False
    above = sheet.cells[row - 1]
    return len(texts_of(above)) <= 1 or (row >= 2 and not any(sheet.cells[row - 2]))


def _heads(cells: tuple[str, ...]) -> bool:
    """Whether a row is surely one of headings."""
    if len(texts_of(cells)) < _FEWEST or known_names(cells) < _KNOWN or is_total(cells) or is_note(cells):
        return False
    return heading_strength(cells) >= _STRONG


def _with_titles(sheet: FieldTable, row: int, floor: int) -> int:
    """The first row of what belongs to a row of headings: single texts right above it, down from a blank row."""
    while row > floor and len(texts_of(sheet.cells[row - 1])) == 1 and not is_total(sheet.cells[row - 1]):
        row -= 1
    return row


def _beside(band: FieldTable) -> Iterator[FieldTable]:
    """Cut a band at blank columns where both sides have headings of their own."""
    rows = heading_rows(band)
    start = 0
    if rows:
        anchor = band.cells[rows[-1]]
        for column in range(1, band.width - 1):
            blank = not any(row[column] for row in band.cells[rows[0] :])
            sides = known_names(anchor[start:column]), known_names(anchor[column:])
            if blank and min(sides) >= 2:
                titled = any(row[column] for row in band.cells)
                yield cut(band, 0, band.height, start, column + titled)
                start = column + 1
    yield cut(band, 0, band.height, start, band.width) if start else band


def cut(table: FieldTable, top: int, bottom: int, left: int, right: int) -> FieldTable:
    """The part of a table from row ``top`` to before ``bottom``, column ``left`` to before ``right``."""
    if (top, bottom, left, right) == (0, table.height, 0, table.width):
        return table

    def inside(place: Place) -> bool:
        return top <= place[0] < bottom and left <= place[1] < right

    def moved(place: Place) -> Place:
        return place[0] - top, place[1] - left

    return replace(
        table,
        cells=tuple(row[left:right] for row in table.cells[top:bottom]),
        top=table.top + top,
        left=table.left + left,
        fills={moved(place): fill for place, fill in table.fills.items() if inside(place)},
        errors={moved(place): error for place, error in table.errors.items() if inside(place)},
        merged=tuple(
            Merge(
                max(one.top, top) - top,
                max(one.left, left) - left,
                min(one.bottom, bottom - 1) - top,
                min(one.right, right - 1) - left,
            )
            for one in table.merged
            if one.top < bottom and one.bottom >= top and one.left < right and one.right >= left
        ),
        hidden_rows=frozenset(row - top for row in table.hidden_rows if top <= row < bottom),
        hidden_columns=frozenset(column - left for column in table.hidden_columns if left <= column < right),
    )
