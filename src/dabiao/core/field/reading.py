"""The rows of data of a table as its mapping reads them: texts by role, answers cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dabiao.core.field.mapping import ColumnMapping, Layout, Role, SheetMapping
from dabiao.core.field.marks import DESCRIBED, fill_mark, folded, mark_of, reads_two_ways
from dabiao.core.field.table import FieldTable

MEASURED = "数值"
"""The ``mark`` of a wide table's column whose cells are figures, not answers."""

_PLACE = (Role.SITE_ID, Role.SITE_NAME)
_WITH_PLACE = (
    Role.SITE_TYPE,
    Role.STREET,
    Role.COMMUNITY,
    Role.UNIT,
    Role.DATE,
    Role.INSPECTOR,
    Role.CATEGORY,
)
"""What a row that leaves its place blank has from the row above, as the place itself."""

_WITH_GROUP = (Role.STREET, Role.COMMUNITY)
"""What stands once over a group of places, cells not merged."""


@dataclass(frozen=True, slots=True)
class RowTexts:
    """One row of data: ``row`` from 0 within the table, texts by role; ``carried`` are taken from rows above."""

    row: int
    texts: Mapping[Role, str]
    carried: frozenset[Role] = frozenset()

    def get(self, role: Role) -> str:
        """The text of a role, empty where there is none."""
        return self.texts.get(role, "")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, or the blank where one could stand. ``columns`` are its cells, ``value`` how the answer is looked up,
    ``problem`` a text that describes what was found; ``both`` when a pair of columns is ticked twice.
    """

    row: int
    columns: tuple[int, ...]
    written: str
    about: str
    value: str
    shown: str
    problem: str = ""
    figure: str = ""
    both: bool = False


class TableReader:
    """Reads the data of one table."""

    def __init__(self, table: FieldTable, sheet: SheetMapping) -> None:
        self.table, self.sheet = table, sheet
        self._skipped = {one.row for one in sheet.skipped}
        self._last_heading = max(sheet.header_rows, default=0)
        self._headed = {
            (row, column)
            for one in table.merged
            if table.row_number(one.top) <= self._last_heading < table.row_number(one.bottom)
            for row in range(one.top, one.bottom + 1)
            for column in range(one.left, one.right + 1)
        }

    def data_rows(self) -> Iterator[int]:
        """Places of the rows of data, from 0."""
        for row in range(self.table.height):
            number = self.table.row_number(row)
            if number > self._last_heading and number not in self._skipped and self._says(row):
                yield row

    def _says(self, row: int) -> bool:
        return any(self.table.cells[row])

    def under_heading(self, row: int) -> tuple[int, ...]:
        """Columns of a row of data that are merged with their heading: nothing of their own stands there."""
        return tuple(column for at, column in sorted(self._headed) if at == row)

    def rows(self) -> Iterator[RowTexts]:
        """Rows of data with what stands in their columns, in the title and in the sections above them."""
        stated = {one.role: one.written for one in self.sheet.given}
        sections = sorted(self.sheet.sections, key=lambda one: one.row)
        before: dict[Role, str] = {}
        at = 0
        for row in self.data_rows():
            while at < len(sections) and sections[at].row < self.table.row_number(row):
                stated[sections[at].role] = sections[at].written
                at += 1
            own = self._own(row)
            carried = self._carried(own, before)
            texts = {**stated, **own, **{role: before[role] for role in carried}}
            before = {role: text for role, text in texts.items() if text}
            yield RowTexts(row, texts, carried)

    def _own(self, row: int) -> dict[Role, str]:
        texts: dict[Role, str] = {}
        for column in self.sheet.columns:
            if column.role in _CELLWISE or column.role is Role.IGNORED:
                continue
            text = "" if (row, column.index) in self._headed else self.table.cells[row][column.index]
            if text and column.role in texts:
                texts[column.role] = f"{texts[column.role]}；{text}"
            elif text:
                texts[column.role] = text
        return texts

    def _carried(self, own: Mapping[Role, str], before: Mapping[Role, str]) -> frozenset[Role]:
        held = {column.role for column in self.sheet.columns}
        same_place = not any(own.get(role) for role in _PLACE) and bool(held & set(_PLACE))
        lists = self.sheet.layout in (Layout.LONG, Layout.PROBLEMS, Layout.PLACES)
        roles = (*_PLACE, *_WITH_PLACE) if same_place and lists else _WITH_GROUP
        return frozenset(role for role in roles if role in held and not own.get(role) and role in before)

    # ---- answers

    def answers(self, row: RowTexts) -> Iterator[Answer]:
        """The answers of a row: one in a long table, one per item or place across in a wide one."""
        if self.sheet.layout is Layout.WIDE:
            yield from self._across(row.row)
        else:
            yield self._long(row)

    def _long(self, row: RowTexts) -> Answer:
        column = self.sheet.of(Role.RESULT)
        text = row.get(Role.RESULT)
        columns = (column.index,) if column is not None else ()
        value, problem = self._value(row.row, column) if column is not None else ("", "")
        written = row.get(Role.ITEM) or row.get(Role.STANDARD_ID) or row.get(Role.CATEGORY)
        about = (
            " ".join(filter(None, (row.get(Role.CATEGORY), row.get(Role.STANDARD_ID))))
            if row.get(Role.ITEM)
            else ""
        )
        return Answer(row.row, columns, written, about, value, text, problem)

    def _across(self, row: int) -> Iterator[Answer]:
        for group in self._groups():
            first = group[0]
            columns = tuple(one.index for one in group)
            if first.mark == MEASURED:
                text = self.table.cells[row][first.index]
                yield Answer(row, columns, first.written, first.about, "", text, figure=text)
            elif first.mark:
                yield self._paired(row, group)
            else:
                value, problem = self._value(row, first)
                shown = self.table.cells[row][first.index]
                yield Answer(row, columns, first.written, first.about, value, shown or value, problem)

    def _paired(self, row: int, group: list[ColumnMapping]) -> Answer:
        """A pair of columns that takes one tick; any text in a cell ticks it, but a cross or 0 beside a tick
        does not.
        """
        first = group[0]
        ticked = [one for one in group if _ticks(self.table.cells[row][one.index])]
        value = folded(ticked[0].mark) if len(ticked) == 1 else ""
        shown = "、".join(one.mark for one in ticked)
        return Answer(
            row,
            tuple(one.index for one in group),
            first.written,
            first.about,
            value,
            shown,
            both=len(ticked) > 1,
        )

    def _groups(self) -> list[list[ColumnMapping]]:
        """Columns that ask the same: alone, or as a pair under one heading."""
        groups: dict[object, list[ColumnMapping]] = {}
        for one in self.sheet.columns:
            if one.role in _CELLWISE:
                key: object = (one.written, one.about) if one.mark and one.mark != MEASURED else one.index
                groups.setdefault(key, []).append(one)
        return list(groups.values())

    def _value(self, row: int, column: ColumnMapping) -> tuple[str, str]:
        """How the answer of a cell is looked up, and the text that describes what was found."""
        text = self.table.cells[row][column.index]
        fill = self.table.fills.get((row, column.index))
        if text and (mark_of(text) is not None or len(text) <= _SHORT or column.role is Role.RESULT):
            return folded(text), ""
        if fill is not None:
            return folded(fill_mark(fill)), text
        if not text:
            return "", ""
        return (DESCRIBED, text) if len(text) > _SHORT else (folded(text), "")


_CLEAR = re.compile("符合|达标|合格|通过|达到")


def value_context(sheet: SheetMapping, answer: Answer) -> str:
    """The text under which an answer is looked up: empty, but where 是 may mean that a fault is there, what was asked.

    A column headed 是否符合 says itself what 是 means.
    """
    column = sheet.of(Role.RESULT)
    if sheet.layout is not Layout.WIDE and column is not None and _CLEAR.search(column.heading):
        return ""
    return answer.written if reads_two_ways(answer.value, answer.written) else ""


_CELLWISE = (Role.ITEM_COLUMN, Role.SITE_COLUMN)

_SHORT = 2
"""Characters of a text that is a mark nobody has heard of, rather than a description: 缺失 may be either."""


def _ticks(text: str) -> bool:
    """Whether a cell of a pair is ticked."""
    sense = mark_of(text) if text else None
    if not text or folded(text) in ("0", "-", "/", "—"):
        return False
    return sense is None or sense.result != "不适用"
