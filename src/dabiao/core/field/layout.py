"""One table understood by itself: where its headings are, how it is laid out, what its rows and columns are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dabiao.core.field.columns import BY_CONTENT, ColumnJudge, Content, assigned, is_matrix_column
from dabiao.core.field.given import given_facts
from dabiao.core.field.heading_rows import (
    Leaf,
    heading_for_role,
    headings_of,
    leaf_of,
    possible_headings,
    told_apart,
)
from dabiao.core.field.items import Items
from dabiao.core.field.mapping import (
    NO_HEADING,
    Basis,
    Candidate,
    ColumnMapping,
    Given,
    Kind,
    Layout,
    Role,
    Section,
    SheetMapping,
    SkippedRow,
)
from dabiao.core.field.names import Names
from dabiao.core.field.places import Places
from dabiao.core.field.rows import RowKind, heading_rows, is_note, is_total, texts_of
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import Learned, layout_key

_FEWEST_MATRIX = 2
"""Columns of answers that make a wide table."""

_HEADINGS_LOOKED_UP = 12
"""Headings of a matrix that are looked up in the register, to tell places across from items across."""

CERTAIN_LAYOUT, LIKELY_LAYOUT, OPEN_LAYOUT = 0.97, 0.92, 0.7

OWN_NUMBERS, HARMLESS, LEFT_OVER = 0.93, 0.95, 0.85
"""Confidence that unknown numbers are the sender's own; that a blank column can be read in any way; that a
column nobody knows is not needed where all that is needed was found: that one is asked about, since what is left out is
lost.
"""


class TableJudge:
    """Understands tables one by one."""

    def __init__(self, names: Names, places: Places, items: Items, learned: Learned) -> None:
        self._names, self._places, self._learned = names, places, learned
        self._columns = ColumnJudge(names, places, items)

    def sheet(self, table: FieldTable) -> SheetMapping:
        """Understand one table."""
        if table.hidden:
            return _ignored(table, "工作表是隐藏的")
        rows = heading_rows(table) or self._learned_headings(table)
        if not rows:
            return self._unknown(table)
        headings = told_apart(headings_of(table, rows))
        kinds = row_kinds(table, rows)
        data = [row for row, kind in kinds.items() if kind is RowKind.DATA]
        contents = [self._columns.content(table, column, data) for column in range(table.width)]
        columns = self._roles(table, rows, headings, contents)
        layout, reason, confidence = _layout(columns, contents, bool(data))
        known = self._learned_layout(headings)
        if known is not None:
            layout, reason, confidence = known, "以前这样读过", 1.0
        columns = [self._learned_role(one, layout) for one in columns]
        held = {one.role for one in columns}
        sections = self._sections(table, kinds, held)
        numbered = {row: kinds[row] for row in kinds if kinds[row] not in (RowKind.DATA, RowKind.BLANK)}
        return SheetMapping(
            table.file,
            table.sheet,
            table.part,
            layout,
            reason,
            tuple(table.row_number(row) for row in rows),
            tuple(columns),
            self._borne_out(
                table, columns, data, given_facts(table, range(rows[0]), held, self._names, self._places)
            ),
            sections,
            tuple(SkippedRow(table.row_number(row), kind) for row, kind in numbered.items()),
            confidence,
        )

    def _borne_out(
        self,
        table: FieldTable,
        columns: Sequence[ColumnMapping],
        data: Sequence[int],
        given: tuple[Given, ...],
    ) -> tuple[Given, ...]:
        """Without the kind of place a title seems to name where the places themselves are of other kinds."""
        column = next((one for one in columns if one.role in (Role.SITE_ID, Role.SITE_NAME)), None)
        stated = next((one for one in given if one.role is Role.SITE_TYPE), None)
        if column is None or stated is None or not self._places.known:
            return given
        target = self._names.site_type(stated.written).target
        texts = dict.fromkeys(table.cells[row][column.index] for row in data)
        found = [self._places.find(text) for text in texts if text]
        kinds = [
            place.site_type for one in found if one.settled and (place := self._places.by_id(one.target))
        ]
        if kinds and kinds.count(target) < 0.5 * len(kinds):
            return tuple(one for one in given if one is not stated)
        return given

    def _learned_headings(self, table: FieldTable) -> tuple[int, ...]:
        """Headings nobody would know but for a person who said before how they are read."""
        row = possible_headings(table)
        known = None if row is None else self._learned_layout(told_apart(headings_of(table, (row,))))
        return () if row is None or known in (None, Layout.IGNORED) else (row,)

    def _unknown(self, table: FieldTable) -> SheetMapping:
        """A table without a heading anybody knows is left out, its columns named so that a person can say what
        they are.
        """
        row = possible_headings(table)
        if row is None:
            return _ignored(table, NO_HEADING)
        columns = tuple(
            ColumnMapping(column, heading, Role.IGNORED, 0.5, Basis.NONE, (), column in table.hidden_columns)
            for column, heading in enumerate(told_apart(headings_of(table, (row,))))
        )
        found = _ignored(table, "没有一列认得出来，像是与测评无关的表")
        return replace(found, header_rows=(table.row_number(row),), columns=columns)

    def _learned_layout(self, headings: Sequence[str]) -> Layout | None:
        known = self._learned.target(Kind.LAYOUT, layout_key(headings))
        return Layout(known) if known is not None and known in set(Layout) else None

    # ---- columns

    def _roles(
        self, table: FieldTable, rows: Sequence[int], headings: Sequence[str], contents: Sequence[Content]
    ) -> list[ColumnMapping]:
        leaves = [leaf_of(table, rows, column) for column in range(table.width)]
        learned = [self._learned_matrix(heading) for heading in headings]
        matrix = {
            column
            for column, content in enumerate(contents)
            if learned[column] is not False
            and (learned[column] or is_matrix_column(leaves[column].written, content) or leaves[column].mark)
        }
        if len(matrix) < _FEWEST_MATRIX and not any(leaves[column].mark for column in matrix):
            matrix = set()
        candidates = [
            []
            if column in matrix
            else self._columns.candidates(
                heading_for_role(leaves[column], headings[column]), contents[column]
            )
            for column in range(table.width)
        ]
        columns = assigned(headings, candidates, table.hidden_columns)
        across = self._places_across(leaves, matrix)
        for column in matrix:
            role = Role.SITE_COLUMN if across else Role.ITEM_COLUMN
            columns[column] = ColumnMapping(
                column,
                headings[column],
                role,
                0.95,
                Basis.CONTENT,
                (Candidate(role, 0.95), Candidate(Role.IGNORED, 0.05)),
                column in table.hidden_columns,
                leaves[column].written,
                leaves[column].mark,
                leaves[column].about,
            )
        columns = self._own_numbers_apart(columns, contents)
        columns = _site_found(_items_apart(columns, contents), contents)
        columns = _remarks_found(_result_found(columns, contents), contents)
        complete = _is_complete(columns)
        return [_harmless(one, contents[one.index], complete) for one in columns]

    def _own_numbers_apart(
        self, columns: list[ColumnMapping], contents: Sequence[Content]
    ) -> list[ColumnMapping]:
        """Numbers of places that the register does not know are the sender's own: the names say which places
        are meant.
        """
        named = any(one.role is Role.SITE_NAME for one in columns)
        return [
            replace(one, role=Role.IGNORED, confidence=OWN_NUMBERS, basis=Basis.CONTENT)
            if one.role is Role.SITE_ID
            and named
            and self._places.known
            and contents[one.index].different
            and not contents[one.index].site_ids
            else one
            for one in columns
        ]

    def _learned_matrix(self, heading: str) -> bool | None:
        """Whether a heading was an item or place of a wide table before; None where it was not met."""
        role = self._learned.target(Kind.COLUMN, heading, Layout.WIDE) if heading else None
        return None if role is None else role in _CELLS

    def _places_across(self, leaves: Sequence[Leaf], matrix: set[int]) -> bool:
        """Whether the columns of answers are places: the register knows most of them."""
        if not matrix or not self._places.known:
            return False
        looked_up = sorted(matrix)[:_HEADINGS_LOOKED_UP]
        known = sum(self._places.find(leaves[column].written).settled for column in looked_up)
        return known >= 0.5 * len(looked_up)

    def _learned_role(self, column: ColumnMapping, layout: Layout) -> ColumnMapping:
        role = self._learned.target(Kind.COLUMN, column.heading, layout)
        if role is None or role not in set(Role):
            return column
        return replace(column, role=Role(role), confidence=1.0, basis=Basis.LEARNED)

    # ---- rows that speak of those below them

    def _sections(self, table: FieldTable, kinds: dict[int, RowKind], held: set[Role]) -> tuple[Section, ...]:
        found = []
        for row, kind in kinds.items():
            if kind is RowKind.SECTION:
                text = texts_of(table.cells[row])[0]
                found.append(Section(table.row_number(row), *self._section(text, held)))
        return tuple(found)

    def _section(self, text: str, held: set[Role]) -> tuple[Role, str]:
        bare = re.sub(r"^[（(]?[一二三四五六七八九十\d]+[)）]?[、.．\s]*", "", text).strip() or text
        if (
            self._places.known
            and self._places.find(bare).settled
            and not {Role.SITE_NAME, Role.SITE_ID} & held
        ):
            return Role.SITE_NAME, bare
        street = self._names.street_within(bare)
        if street is not None and Role.STREET not in held:
            return Role.STREET, street
        if Role.SITE_TYPE not in held and self._names.site_type(bare).settled:
            return Role.SITE_TYPE, bare
        return Role.CATEGORY, bare


def _ignored(table: FieldTable, reason: str) -> SheetMapping:
    return SheetMapping(table.file, table.sheet, table.part, Layout.IGNORED, reason)


def _harmless(column: ColumnMapping, content: Content, complete: bool) -> ColumnMapping:
    """A column without a single filled cell does no harm however it is read; one nobody knows is left out where it is
    hidden, or where places, items and answers have been found without it.
    """
    blank = not content.different and not content.coloured and column.role not in _CELLS
    unknown = column.role is Role.IGNORED and (column.hidden or (complete and _says_little(content)))
    if (blank or unknown) and column.confidence < HARMLESS:
        return replace(column, confidence=HARMLESS if blank or column.hidden else LEFT_OVER)
    return column


def _says_little(content: Content) -> bool:
    """Whether a column holds figures, one or two words, or next to nothing."""
    return content.numbers >= 0.8 or content.different <= 2 or content.filled <= 0.2


def _is_complete(columns: Sequence[ColumnMapping]) -> bool:
    """Whether all that makes an observation has a column of its own that is sure."""
    held = {one.role for one in columns if one.settled}
    site = bool(held & {Role.SITE_NAME, Role.SITE_ID})
    answers = Role.ITEM_COLUMN in held or (Role.ITEM in held and bool(held & {Role.RESULT, Role.PROBLEM}))
    across = Role.SITE_COLUMN in held and Role.ITEM in held
    return (site and answers) or across


def _site_found(columns: list[ColumnMapping], contents: Sequence[Content]) -> list[ColumnMapping]:
    """Where no column is headed as the place, the one that names places of the register is it: in a table of
    communities or villages 社区 and 村居 are the places themselves.
    """
    if any(one.role in (Role.SITE_ID, Role.SITE_NAME, Role.SITE_COLUMN) for one in columns):
        return columns
    likely = [one for one in columns if one.role not in _CELLS and contents[one.index].sites >= 0.5]
    if not likely:
        return columns
    best = max(likely, key=lambda one: (contents[one.index].sites, -one.index))
    confidence = round(BY_CONTENT * contents[best.index].sites, 4)
    found = replace(best, role=Role.SITE_NAME, confidence=confidence, basis=Basis.CONTENT)
    return [found if one is best else one for one in columns]


def _remarks_found(columns: list[ColumnMapping], contents: Sequence[Content]) -> list[ColumnMapping]:
    """Where nothing is headed as the problem, remarks beside the answers may describe it: not to be dropped unasked."""
    held = {one.role for one in columns}
    if Role.PROBLEM in held or Role.RESULT not in held:
        return columns
    told = [
        one
        for one in columns
        if one.role is Role.IGNORED
        and any(sense.target == Role.PROBLEM for sense in one.candidates)
        and contents[one.index].length >= _DESCRIBES
        and contents[one.index].numbers < 0.2
    ]
    if len(told) != 1:
        return columns
    found = replace(told[0], role=Role.PROBLEM, confidence=0.85, basis=Basis.CONTENT)
    return [found if one is told[0] else one for one in columns]


_DESCRIBES = 4
"""Characters, on average, of remarks that describe something."""


def _result_found(columns: list[ColumnMapping], contents: Sequence[Content]) -> list[ColumnMapping]:
    """Where nothing is headed as a result, a column of scores that are all 1 and 0, or of ticks, is one to ask
    about.
    """
    held = {one.role for one in columns}
    if Role.ITEM not in held or held & {Role.RESULT, Role.ITEM_COLUMN, Role.SITE_COLUMN}:
        return columns
    ticked = [
        one
        for one in columns
        if one.role is Role.IGNORED
        and contents[one.index].marks >= 0.95
        and contents[one.index].different <= 4
    ]
    if len(ticked) != 1:
        return columns
    found = replace(ticked[0], role=Role.RESULT, confidence=0.8, basis=Basis.CONTENT)
    return [found if one is ticked[0] else one for one in columns]


_CELLS = (Role.ITEM_COLUMN, Role.SITE_COLUMN)


def _items_apart(columns: list[ColumnMapping], contents: Sequence[Content]) -> list[ColumnMapping]:
    """Of 测评项目, 测评内容 and 测评标准 the longest texts are what was asked; the others tell what it is about."""
    asked = [one for one in columns if one.role is Role.ITEM]
    told = [one for one in columns if one.role is Role.CATEGORY and one.confidence >= 0.5]
    if not asked and told and not any(one.role in (Role.STANDARD_ID, Role.ITEM_COLUMN) for one in columns):
        longest = max(told, key=lambda one: contents[one.index].length)
        return [replace(one, role=Role.ITEM) if one is longest else one for one in columns]
    others = [
        one
        for one in columns
        if one.role is not Role.ITEM
        and any(other.target == Role.ITEM and other.confidence > 0.5 for other in one.candidates)
        and one.role in (Role.IGNORED, Role.CATEGORY)
    ]
    if not asked or not others:
        return columns
    longest = max((asked[0], *others), key=lambda one: contents[one.index].length)
    if longest is asked[0]:
        return [
            replace(one, role=Role.CATEGORY) if one in others and one.role is not Role.CATEGORY else one
            for one in columns
        ]
    swapped = {
        longest.index: replace(
            longest, role=Role.ITEM, confidence=max(longest.confidence, asked[0].confidence)
        ),
        asked[0].index: replace(asked[0], role=Role.CATEGORY),
    }
    return [swapped.get(one.index, one) for one in columns]


# ---- layout


def _layout(
    columns: Sequence[ColumnMapping], contents: Sequence[Content], data: bool
) -> tuple[Layout, str, float]:
    held = {one.role for one in columns if one.confidence >= 0.4}
    site = bool(held & {Role.SITE_NAME, Role.SITE_ID})
    sure = CERTAIN_LAYOUT if site else LIKELY_LAYOUT
    asked = bool(held & {Role.ITEM, Role.STANDARD_ID, Role.CATEGORY})
    answered = bool(held & {Role.RESULT, Role.VALUE}) and asked
    told = Role.PROBLEM in held and (site or asked)
    rules = (
        (not data, (Layout.IGNORED, "表头下面没有数据", CERTAIN_LAYOUT)),
        (
            {Role.SITE_COLUMN, Role.ITEM} <= held,
            (Layout.WIDE, "检查内容在行、点位在列，每格一个结果", LIKELY_LAYOUT),
        ),
        (Role.ITEM_COLUMN in held, (Layout.WIDE, "点位在行、检查内容在列，每格一个结果", sure)),
        (
            answered and _only_failing(columns, contents),
            (Layout.PROBLEMS, "结果列全是不符合，像是只列了问题", OPEN_LAYOUT),
        ),
        (answered, (Layout.LONG, "一行一个结果", sure)),
        (told, (Layout.PROBLEMS, "没有结果列，只列了问题", CERTAIN_LAYOUT if site else OPEN_LAYOUT)),
        (
            site and bool(held & {Role.ITEM, Role.STANDARD_ID}),
            (Layout.PLACES, "没有结果列，像是检查过的点位和项目清单", OPEN_LAYOUT),
        ),
    )
    nothing = (Layout.IGNORED, "没有检查内容和结果，像是汇总、名单或代码表", LIKELY_LAYOUT)
    return next((found for holds, found in rules if holds), nothing)


def _only_failing(columns: Sequence[ColumnMapping], contents: Sequence[Content]) -> bool:
    return any(one.role is Role.RESULT and contents[one.index].only_failing for one in columns)


# ---- rows


def row_kinds(table: FieldTable, headings: Sequence[int]) -> dict[int, RowKind]:
    """What each row below the headings is, by its place."""
    repeated = {table.cells[row] for row in headings}
    kinds: dict[int, RowKind] = {}
    for row in range(headings[-1] + 1, table.height):
        kinds[row] = _kind(table, row, repeated)
    _sections_before_data(kinds)
    return kinds


def _kind(table: FieldTable, row: int, repeated: set[tuple[str, ...]]) -> RowKind:
    cells = table.cells[row]
    texts = texts_of(cells)
    if not texts:
        return RowKind.BLANK
    if cells in repeated:
        return RowKind.HEADING
    if is_total(cells):
        return RowKind.TOTAL
    if is_note(cells):
        return RowKind.NOTE
    if len(texts) == 1 and not texts[0].replace(".", "").isdigit():
        return RowKind.SECTION
    return RowKind.DATA


def _sections_before_data(kinds: dict[int, RowKind]) -> None:
    """A single text with data below it is the title of a section; below all data it is a note."""
    last = max((row for row, kind in kinds.items() if kind is RowKind.DATA), default=-1)
    for row, kind in kinds.items():
        if kind is RowKind.SECTION and row > last:
            kinds[row] = RowKind.NOTE
