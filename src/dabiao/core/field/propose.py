"""A proposal for reading any field workbook: every sheet laid out, every column and every text matched, with
confidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dabiao.core.field.items import Asked, Items
from dabiao.core.field.layout import TableJudge
from dabiao.core.field.mapping import (
    CERTAIN,
    Basis,
    Candidate,
    FieldMapping,
    Kind,
    Layout,
    Match,
    MatchKey,
    Role,
    SheetMapping,
)
from dabiao.core.field.marks import (
    DESCRIBED,
    FAILING,
    FILL_SENSES,
    KNOWN,
    NOT_INSPECTED,
    OPEN,
    RESULTS,
    USUAL,
    fill_legend,
    fill_mark,
    folded,
    legend_of,
    mark_of,
)
from dabiao.core.field.names import Names
from dabiao.core.field.places import Places
from dabiao.core.field.reading import RowTexts, TableReader, value_context
from dabiao.core.field.rows import texts_of
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import NOTHING_LEARNED, Learned, Vocabulary, accepted_pairs, merged
from dabiao.core.framework import Method

LEGEND = 0.99
"""Confidence in what a legend of the workbook itself says."""

_METHODS = {
    "实地": "实地 实地考察 实地测评 现场 暗访 现场检查 实地检查 明察 实地走访",
    "材料": "材料 材料审核 材料申报 网上申报 资料 台账 查阅资料 查资料",
    "问卷": "问卷 问卷调查 入户 街访 入户调查 访问 随机询问",
    "数据": "数据 数据指标 统计数据",
    "负面": "负面 负面清单",
    "加分": "加分 加分项",
}
_METHOD_OF = {word: method for method, words in _METHODS.items() for word in words.split()}


def propose(
    tables: Sequence[FieldTable], vocabulary: Vocabulary, learned: Learned = NOTHING_LEARNED
) -> FieldMapping:
    """Understand the tables of one workbook, or of several files of one round, as far as possible.

    What was learned goes before everything. Whatever is less sure than ``STATED_CONFIDENCE`` is a question; see
    ``FieldMapping.questions``.
    """
    return _Proposal(tables, vocabulary, learned).mapping()


def propose_again(
    tables: Sequence[FieldTable], vocabulary: Vocabulary, learned: Learned, mapping: FieldMapping
) -> FieldMapping:
    """Propose anew after a person mended ``mapping``, what they chose kept: a place whose kind is known now asks for
    other items, a column read now brings new texts.
    """
    return propose(tables, vocabulary, merged(learned, accepted_pairs(mapping)))


class _Proposal:
    def __init__(self, tables: Sequence[FieldTable], vocabulary: Vocabulary, learned: Learned) -> None:
        self._tables, self._vocabulary, self._learned = tables, vocabulary, learned
        self._names, self._places = Names(vocabulary), Places(vocabulary.places)
        self._items = Items(vocabulary.framework)
        self._found: dict[MatchKey, Match] = {}

    def mapping(self) -> FieldMapping:
        judge = TableJudge(self._names, self._places, self._items, self._learned)
        sheets = _lists_together([judge.sheet(table) for table in self._tables])
        self._values(sheets)
        for table, sheet in zip(self._tables, sheets, strict=True):
            if sheet.layout is not Layout.IGNORED:
                self._texts(TableReader(table, sheet))
        return FieldMapping(tuple(sheets), tuple(self._found.values()))

    # ---- one text

    def _match(self, kind: Kind, written: str, context: str, find: Callable[[], Match]) -> Match:
        key = (kind, written, context)
        if key not in self._found:
            known = self._learned.target(kind, written, context)
            if known is None:
                self._found[key] = replace(find(), context=context)
            else:
                self._found[key] = Match(kind, written, known, CERTAIN, Basis.LEARNED, context)
        return self._found[key]

    # ---- texts of rows

    def _texts(self, reader: TableReader) -> None:
        asked: dict[Asked, None] = {}
        unasked: dict[str, Asked] = {}
        for row in reader.rows():
            street = self._named(Kind.STREET, row.get(Role.STREET), self._names.street)
            self._named(Kind.COMMUNITY, row.get(Role.COMMUNITY), self._names.community)
            self._named(Kind.UNIT, row.get(Role.UNIT), self._names.unit)
            self._named(Kind.METHOD, row.get(Role.METHOD), _method)
            self._named(Kind.ROUND, row.get(Role.ROUND) or NO_ROUND, _round)
            kind = self._named(Kind.SITE_TYPE, row.get(Role.SITE_TYPE), self._names.site_type)
            for site, item, about, blank in self._questions(reader, row):
                site_type = self._site(site, street, kind)
                self._name_beside_id(row, site, street)
                if item and not blank:
                    asked[Asked(item, site_type, about)] = None
                elif item:
                    unasked.setdefault(item, Asked(item, site_type, about))
        texts = {one.text for one in asked}
        self._asked([*asked, *(one for text, one in unasked.items() if text not in texts)])

    def _questions(self, reader: TableReader, row: RowTexts) -> Iterator[tuple[str, str, str, bool]]:
        """Place, item, what it is about, and whether nothing was answered, of every answer of a row."""
        wide = reader.sheet.layout is Layout.WIDE
        for answer in reader.answers(row):
            across = reader.sheet.of(Role.SITE_COLUMN) is not None and reader.sheet.layout is Layout.WIDE
            blank = wide and not answer.value and not answer.figure and self._blank_is_unseen
            if across:
                yield answer.written, row.get(Role.ITEM), row.get(Role.CATEGORY), blank
            else:
                yield site_text(row, self._places), answer.written, answer.about, blank

    def _named(self, kind: Kind, written: str, find: Callable[[str], Match]) -> str:
        if not written:
            return ""
        found = self._match(kind, written, "", lambda: find(written))
        return found.target if found.settled else ""

    @property
    def _blank_is_unseen(self) -> bool:
        match = self._found.get((Kind.VALUE, "", ""))
        return match is None or match.target == NOT_INSPECTED

    def _site(self, written: str, street: str, site_type: str) -> str:
        """The kind of place of a row: the register's where the place is found, else what is written."""
        if not written:
            return site_type
        found = self._match(
            Kind.SITE, written, street, lambda: self._places.find(written, street=street, site_type=site_type)
        )
        known = self._places.by_id(found.target) if found.settled else None
        return known.site_type if known is not None else site_type

    def _name_beside_id(self, row: RowTexts, site: str, street: str) -> None:
        """A name beside a number of the register means the place of that number: worth learning for files
        without it.
        """
        name = row.get(Role.SITE_NAME)
        if name and name != site and self._places.by_id(site) is not None:
            self._match(Kind.SITE, name, street, lambda: Match(Kind.SITE, name, site, CERTAIN, Basis.SAME))

    def _asked(self, asked: Sequence[Asked]) -> None:
        open_ones = []
        taken = set()
        for one in asked:
            known = self._learned.target(Kind.ITEM, one.text, one.site_type)
            if known is None:
                open_ones.append(one)
            else:
                taken.add(known)
                match = Match(Kind.ITEM, one.text, known, CERTAIN, Basis.LEARNED, one.site_type)
                self._found[Kind.ITEM, one.text, one.site_type] = match
        for one, match in self._items.matched(open_ones, taken).items():
            key = (Kind.ITEM, one.text, one.site_type)
            if key not in self._found or self._found[key].confidence < match.confidence:
                self._found[key] = match

    # ---- answers

    def _values(self, sheets: Sequence[SheetMapping]) -> None:
        read = [
            (table, sheet)
            for table, sheet in zip(self._tables, sheets, strict=True)
            if sheet.layout in (Layout.LONG, Layout.WIDE, Layout.PROBLEMS)
        ]
        legend, fills = _legends(self._tables, read)
        for table, sheet in read:
            reader = TableReader(table, sheet)
            values = [answer for row in reader.rows() for answer in reader.answers(row)]
            figures = any(
                re.fullmatch(r"\d+(\.\d+)?", one.value) and one.value not in ("0", "1") for one in values
            )
            for answer in values:
                if answer.value or sheet.layout is Layout.WIDE:
                    self._value(answer.value, value_context(sheet, answer), legend, fills, figures)

    def _value(
        self, value: str, asked: str, legend: dict[str, str], fills: dict[str, str], figures: bool
    ) -> None:
        def find() -> Match:
            found = _value_match(value, legend, fills, figures)
            if not asked or found.basis is Basis.CONTENT:
                return found
            return replace(found, confidence=OPEN, note="问的像是毛病，“是”可能指有毛病，请核对")

        self._match(Kind.VALUE, value, asked, find)


def _lists_together(sheets: Sequence[SheetMapping]) -> list[SheetMapping]:
    """A list of places and items beside a list of problems says what was inspected."""
    if not any(one.layout is Layout.PROBLEMS for one in sheets):
        return list(sheets)
    return [
        replace(one, confidence=max(one.confidence, USUAL), reason="与问题清单一起交来，是检查过的点位和项目")
        if one.layout is Layout.PLACES
        else one
        for one in sheets
    ]


NO_ROUND = "（未写轮次）"
"""Stands for the round where nothing says which one it is."""


def site_text(row: RowTexts, places: Places) -> str:
    """What a row calls its place: its id where the register knows it or there is no name, else its name."""
    written = row.get(Role.SITE_ID)
    name = row.get(Role.SITE_NAME)
    if written and (places.by_id(written) is not None or not places.known or not name):
        return written
    return name


def _legends(
    tables: Sequence[FieldTable], read: Sequence[tuple[FieldTable, SheetMapping]]
) -> tuple[dict[str, str], dict[str, str]]:
    """What the workbook says of its own marks and colours: in rows that are no data, and on sheets that are not
    read.
    """
    legend: dict[str, str] = {}
    fills: dict[str, str] = {}
    data = {id(table): {row.row for row in TableReader(table, sheet).rows()} for table, sheet in read}
    for table in tables:
        other = [row for row in range(table.height) if row not in data.get(id(table), ())]
        legend.update(legend_of(text for row in other for text in texts_of(table.cells[row])))
        fills.update({folded(fill_mark(fill)): result for fill, result in fill_legend(table, other).items()})
    return legend, fills


def _value_match(value: str, legend: dict[str, str], fills: dict[str, str], figures: bool) -> Match:
    candidates = tuple(Candidate(one, 0.0) for one in RESULTS)
    said = legend.get(value) or fills.get(value)
    if said is not None:
        return Match(Kind.VALUE, value, said, LEGEND, Basis.CONTENT, "", candidates, "表中有图例说明")
    if not value:
        return Match(Kind.VALUE, "", NOT_INSPECTED, KNOWN, Basis.KNOWN, "", candidates)
    if value == DESCRIBED:
        return Match(Kind.VALUE, value, FAILING, 0.8, Basis.CONTENT, "", candidates)
    for fill, sense in FILL_SENSES.items():
        if value == folded(fill_mark(fill)):
            return Match(Kind.VALUE, value, sense.result, sense.confidence, Basis.KNOWN, "", candidates)
    known = mark_of(value)
    if known is None:
        return Match(Kind.VALUE, value, "", 0.0, Basis.NONE, "", candidates)
    confidence = OPEN if figures and value in ("0", "1") else known.confidence
    return Match(Kind.VALUE, value, known.result, confidence, Basis.KNOWN, "", candidates)


def _method(written: str) -> Match:
    candidates = tuple(Candidate(one.value, 0.0) for one in Method)
    found = _METHOD_OF.get("".join(written.split()))
    if found is None:
        return Match(Kind.METHOD, written, "", 0.0, Basis.NONE, "", candidates)
    return Match(Kind.METHOD, written, found, KNOWN, Basis.KNOWN, "", candidates)


def _round(written: str) -> Match:
    if written == NO_ROUND:
        return Match(Kind.ROUND, written, "", 0.0, Basis.NONE)
    return Match(Kind.ROUND, written, " ".join(written.split()), USUAL, Basis.SAME)
