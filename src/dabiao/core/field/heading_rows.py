"""The headings of a table read column by column: upper ones, lower ones, and the mark a pair of columns takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dabiao.core.field.headings import SENSES
from dabiao.core.field.mapping import BETWEEN_HEADINGS
from dabiao.core.field.marks import USUAL, mark_of
from dabiao.core.field.rows import SEARCHED, texts_of
from dabiao.core.field.table import FieldTable
from dabiao.core.field.words import plain


@dataclass(frozen=True, slots=True)
class Leaf:
    """The lowest heading of a column that is no mark, the mark below it, and what stands above."""

    written: str
    mark: str = ""
    about: str = ""


def _stack(table: FieldTable, rows: Sequence[int], column: int) -> list[str]:
    """The different headings of a column from top to bottom; an upper one reaches right over blanks."""
    stack: list[str] = []
    for row in rows:
        text = table.cells[row][column]
        if not text and row != rows[-1] and table.cells[rows[-1]][column]:
            text = _reaching(table, row, rows, column)
        if text and text not in stack:
            stack.append(text)
    return stack


def _reaching(table: FieldTable, row: int, rows: Sequence[int], column: int) -> str:
    """The group heading to the left in a row of upper headings, where cells were not merged but left blank."""
    for left in range(column - 1, -1, -1):
        text = table.cells[row][left]
        if text:
            return "" if plain(text) in SENSES and text == table.cells[rows[-1]][left] else text
    return ""


def headings_of(table: FieldTable, rows: Sequence[int]) -> list[str]:
    """The headings of all columns, upper ones before lower ones."""
    stacks = (_stack(table, rows, column) for column in range(table.width))
    return [BETWEEN_HEADINGS.join(" ".join(text.split()) for text in stack) for stack in stacks]


def leaf_of(table: FieldTable, rows: Sequence[int], column: int) -> Leaf:
    """Take the headings of a column apart."""
    stack = _stack(table, rows, column)
    mark = ""
    if len(stack) > 1:
        sense = mark_of(stack[-1])
        if sense is not None and sense.confidence >= USUAL:
            mark = sense.result
            stack.pop()
    if not stack:
        return Leaf("")
    written = stack[-1]
    above = stack[:-1]
    if len(plain(written)) <= 2 and above:
        written = above.pop() + written
    return Leaf(" ".join(written.split()), mark, " ".join(above))


def heading_for_role(leaf: Leaf, heading: str) -> str:
    """The part of a heading that tells the role: the lowest, unless only an upper one is known."""
    if plain(leaf.written) in SENSES or not leaf.about:
        return leaf.written
    return next(
        (part for part in reversed(heading.split(BETWEEN_HEADINGS)) if plain(part) in SENSES), leaf.written
    )


def possible_headings(table: FieldTable) -> int | None:
    """The first row that could be headings, whatever they say."""
    return next(
        (at for at, row in enumerate(table.cells[:SEARCHED]) if _may_be_headings(table, at, row)), None
    )


def _may_be_headings(table: FieldTable, row: int, cells: Sequence[str]) -> bool:
    """Whether different words stand in a row, with a row of as many cells below it."""
    texts = texts_of(cells)
    worded = len(texts) >= 2 and not any(text.replace(".", "").isdigit() for text in texts)
    return worded and row + 1 < table.height and sum(map(bool, table.cells[row + 1])) >= 2


def told_apart(headings: Sequence[str]) -> list[str]:
    """Headings told apart: the second of a name is numbered, except below a pair of answers."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for heading in headings:
        name = heading
        while heading and name in seen:
            seen[heading] += 1
            name = f"{heading}（{seen[heading]}）"
        seen[name] = 1
        found.append(name)
    return found
