"""A result as it is sent into a group chat: one value that the text and the long picture are both made from.

Chinese like every document that leaves the office, whatever language its sender reads the pages in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dabiao.office.cells_safe import one_line

INTERNAL = "内部资料，请勿外传"
"""Stands on what the policy does not show in full to everyone who is measured."""

MOST_ROWS = 60
"""Rows of one part: a message longer than that is not read in a chat, the page has the rest."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its name. ``below`` says in small what it rests on: range, denominator, who leads."""

    name: str
    value: str
    below: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Figures under one heading. ``note`` is their definition and denominator; ``lines`` are plain sentences."""

    heading: str
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    note: str = ""

    @property
    def left_out(self) -> int:
        """Rows beyond ``MOST_ROWS``, which are told of and not shown."""
        return max(0, len(self.rows) - MOST_ROWS)

    @property
    def shown(self) -> tuple[Row, ...]:
        """Rows that are shown."""
        return self.rows[:MOST_ROWS]


@dataclass(frozen=True, slots=True)
class ResultNote:
    """``place`` is the district, empty before it was founded; ``facts`` say of what the figures are, and of when."""

    title: str
    place: str
    facts: tuple[str, ...]
    parts: tuple[Part, ...]
    internal: bool

    @property
    def foot(self) -> str:
        """The rule every figure keeps."""
        return "没有检查的不算零分，是无数据。"


def plain_text(note: ResultNote) -> str:
    """The note for a chat: short lines, no tables, no formatting; ends with a line end."""
    return "\n".join(_lines(note)) + "\n"


def _lines(note: ResultNote) -> Iterator[str]:
    yield f"【{one_line(note.title)}】"
    if note.place:
        yield one_line(note.place)
    yield from map(one_line, note.facts)
    if note.internal:
        yield INTERNAL
    for part in note.parts:
        yield ""
        yield f"■ {one_line(part.heading)}"
        for row in part.shown:
            yield one_line(f"{row.name}：{row.value}")
            if row.below:
                yield f"　{one_line(row.below)}"
        if part.left_out:
            yield left_out(part)
        yield from map(one_line, part.lines)
        if part.note:
            yield f"注：{one_line(part.note)}"
    yield ""
    yield note.foot


def left_out(part: Part) -> str:
    """Say that the page has more rows than are sent."""
    return f"另有 {part.left_out} 项，请看系统页面"
