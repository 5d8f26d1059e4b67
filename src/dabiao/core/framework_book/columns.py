"""Which column of a framework spreadsheet holds what: by its heading, else by what stands in it.

Nothing is certain but a usual heading. What lies below ``STATED_CONFIDENCE`` is offered, and chosen by a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from dabiao.core.framework_book.fields import HEADINGS, KNOWN_HEADINGS, METHODS, Field, plain_heading
from dabiao.core.framework_book.sheet import SheetText

STATED_CONFIDENCE = 0.8
"""From here on a column may be taken without a person: the usual headings and their known variants; likeness alone and
content alone never reach it (示范值, tried on the spreadsheets of the tests)."""

USUAL, CONTAINS, ALIKE_MOST, BY_CONTENT = 1.0, 0.85, 0.75, 0.7
"""How sure a column is: its very heading; a heading within a longer one; one that looks alike; what stands in it."""

LEAST_LIKENESS = 0.5
"""Headings less alike than this (share of common pairs of characters) are strangers."""

HEADING_ROWS = 20
"""Rows among which headings are looked for: a title, a subtitle and a few notes may stand above them."""

_LEAST_HEADINGS = 2
"""A row in which fewer columns have a known heading is no heading row."""

_COUNTERS = frozenset(("序号", "序", "行号", "no", "号"))
"""Headings of columns that only count rows: they hold nothing, and nobody need be asked."""

_LEAST_OFFER = 0.4
"""What is less sure than this is no suggestion but noise."""

_UNIT = re.compile(r"(局|办|委|部|街道|镇|中心|集团|公司|法院|检察院|团委|妇联|工会|联合会|文明办)[）)]?$")
_FIGURE = re.compile(r"\d{1,3}(\.\d{1,4})?分?")
_SPLIT = re.compile(r"[、，,；;/\n\s]+")
_MARK = re.compile(r"\d{1,2}\s*[)）.、]")


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """What a column is taken for. ``field`` is None when nothing fits; ``candidates`` the best others."""

    column: int
    heading: str
    field: Field | None
    confidence: float
    candidates: tuple[tuple[Field, float], ...] = ()
    samples: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether it may be taken without a person."""
        return self.field is not None and self.confidence >= STATED_CONFIDENCE


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How a sheet is read. ``heading_rows`` is empty for a sheet in which no headings were found."""

    sheet: str
    heading_rows: tuple[int, ...]
    columns: tuple[ColumnMatch, ...] = ()

    @property
    def is_framework(self) -> bool:
        """Whether the sheet has what a framework needs: standards, or contents that stand for them."""
        found = {one.field for one in self.columns}
        return bool(found & {Field.TEXT, Field.CONTENT, Field.TITLE, Field.NUMBER})

    @property
    def fields(self) -> Mapping[Field, int]:
        """The column of each field."""
        return {one.field: one.column for one in self.columns if one.field is not None}

    def chosen(self, fields: Mapping[int, Field | None]) -> SheetMapping:
        """The mapping as a person mended it: the field of each column, None for one that is not taken."""
        return replace(
            self,
            columns=tuple(
                replace(one, field=fields.get(one.column, one.field), confidence=USUAL)
                for one in self.columns
            ),
        )


def propose_sheet(sheet: SheetText) -> SheetMapping:
    """Find the headings of a sheet and what its columns hold; each field in one column at most."""
    rows = _heading_rows(sheet)
    if not rows:
        return SheetMapping(sheet.name, ())
    columns = [_offers(sheet, rows, column) for column in range(sheet.width)]
    taken = dict(_assigned(columns))
    return SheetMapping(
        sheet.name,
        rows,
        tuple(
            ColumnMatch(
                column,
                heading,
                taken.get(column),
                next((sure for field, sure in offers if field is taken.get(column)), 0.0),
                tuple(one for one in offers if one[0] is not taken.get(column))[:3],
                samples,
            )
            for column, (heading, offers, samples) in enumerate(columns)
            if heading or samples
        ),
    )


Offers = list[tuple[Field, float]]


def _heading_rows(sheet: SheetText) -> tuple[int, ...]:
    """The row in which most cells have a known heading, and the one below where merged cells tie them together."""
    best, most = 0, _LEAST_HEADINGS - 1
    for row in range(1, min(len(sheet.rows), HEADING_ROWS) + 1):
        known = {KNOWN_HEADINGS.get(plain_heading(text)) for text in _texts(sheet, row)} - {None}
        if len(known) > most:
            best, most = row, len(known)
    if not best:
        return ()
    below = best + 1
    tied = any(sheet.origin(below, column) == (best, column) for column in range(sheet.width))
    first = {sheet.origin(best, column)[0] for column in range(sheet.width)} | {best}
    rows = range(min(first), below + 1 if tied else below)
    return tuple(rows)


def _texts(sheet: SheetText, row: int) -> Iterator[str]:
    return (text for text in sheet.rows[row - 1] if text)


def _offers(sheet: SheetText, rows: Sequence[int], column: int) -> tuple[str, Offers, tuple[str, ...]]:
    parts = list(dict.fromkeys(text for row in rows if (text := sheet.cell(row, column))))
    values = [
        text
        for row in range(rows[-1] + 1, len(sheet.rows) + 1)
        if (text := sheet.cell(row, column)) and sheet.origin(row, column) == (row, column)
    ]
    if parts and plain_heading(parts[-1]) in _COUNTERS:
        return " / ".join(parts), [], tuple(dict.fromkeys(values))[:3]
    found: dict[Field, float] = {}
    for field, sure in (*_by_heading(parts), *_by_content(values)):
        if sure >= _LEAST_OFFER:
            found[field] = max(sure, found.get(field, 0.0))
    offers = sorted(found.items(), key=lambda one: (-one[1], list(Field).index(one[0])))
    return " / ".join(parts), offers, tuple(dict.fromkeys(values))[:3]


def _by_heading(parts: Sequence[str]) -> Iterator[tuple[Field, float]]:
    """What the heading says; of two rows of headings the lower one is the nearer."""
    for place, part in enumerate(reversed(parts)):
        plain = plain_heading(part)
        far = 0.1 * place
        exact = KNOWN_HEADINGS.get(plain)
        if exact is not None:
            yield exact, USUAL - far
            continue
        for field, names in HEADINGS.items():
            near = max(_alike(plain, plain_heading(name)) for name in names)
            if near:
                yield field, near - far


def _alike(heading: str, name: str) -> float:
    """How sure a heading is that holds a known one, or looks like it."""
    if len(name) > 2 and name in heading:
        return CONTAINS
    own, other = _pairs(heading), _pairs(name)
    common = 2 * sum((own & other).values()) / (own.total() + other.total())
    return ALIKE_MOST * common if common >= LEAST_LIKENESS else 0.0


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1)) or Counter([text])


def _by_content(values: Sequence[str]) -> Iterator[tuple[Field, float]]:
    """What the cells look like; a counter of rows is none of the fields."""
    if not values:
        return
    words = [word for value in values for word in _SPLIT.split(_MARK.sub(" ", value)) if word]
    if _share(word in METHODS for word in words) >= BY_CONTENT:
        yield Field.METHOD, BY_CONTENT
    if _share(bool(_UNIT.search(word)) for word in words) >= BY_CONTENT:
        yield Field.RESPONSIBLE, BY_CONTENT
    counts_rows = [value for value in values if value.isdigit()] == [str(n + 1) for n in range(len(values))]
    if _share(bool(_FIGURE.fullmatch(value)) for value in values) >= BY_CONTENT and not counts_rows:
        yield Field.POINTS, BY_CONTENT - 0.1
    longest = sum(map(len, values)) / len(values)
    if longest >= 18 and len(set(values)) >= 0.8 * len(values):
        yield Field.TEXT, BY_CONTENT - 0.2


def _share(hits: Iterable[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def _assigned(columns: Sequence[tuple[str, Offers, tuple[str, ...]]]) -> Iterator[tuple[int, Field]]:
    """Give each field to the column that is surest of it, the surest first."""
    wanted = sorted(
        (-sure, column, list(Field).index(field), field)
        for column, (_, offers, _) in enumerate(columns)
        for field, sure in offers
    )
    columns_done: set[int] = set()
    fields_done: set[Field] = set()
    for _, column, _, field in wanted:
        if column not in columns_done and field not in fields_done:
            columns_done.add(column)
            fields_done.add(field)
            yield column, field
