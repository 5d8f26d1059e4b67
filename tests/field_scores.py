"""How well the matcher meets the answers to the field workbooks: what the tests demand and tools/score_mapping
prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from field_workbooks import (
    FieldScores,
    FieldWorkbook,
    Guess,
    Half,
    Item,
    Proposed,
    field_workbooks,
    organisations,
    register,
    score,
)

from dabiao.core.field.canonical import Converted
from dabiao.core.field.convert import convert
from dabiao.core.field.mapping import (
    LEFT_OUT,
    STATED_CONFIDENCE,
    FieldMapping,
    Kind,
    Layout,
    Match,
    Role,
    item_target,
    of_item_target,
    with_column,
    with_match,
)
from dabiao.core.field.propose import propose
from dabiao.core.field.table import FieldTable
from dabiao.core.field.vocabulary import KnownPlace, Vocabulary
from dabiao.core.framework import Framework
from dabiao.office.field_workbook import read_tables
from dabiao.office.observation_headings import HEADINGS
from dabiao.standards.pack_files import load_pack

PACK = "district-practice"

_ROLES = {Role.SITE_COLUMN: "item_column", Role.CATEGORY: "ignored"}
"""What the answers call a role that they know by another name."""


@cache
def framework() -> Framework:
    """The pack the workbooks are mapped to."""
    return load_pack(PACK)


def vocabulary(workbook: FieldWorkbook) -> Vocabulary:
    """What the office knows when it hands the workbook in."""
    return Vocabulary(
        framework(),
        tuple(
            KnownPlace(one.site_id, one.name, one.site_type, one.street, one.community, one.unit)
            for one in register()
        ),
        tuple(one.name for one in organisations() if one.kind != "街道"),
        tuple(one.name for one in organisations() if one.kind == "街道"),
        round_name=workbook.default_round,
        other_names=tuple(frozenset((one.name, *one.short_names)) for one in organisations()),
    )


def mapped(workbook: FieldWorkbook) -> tuple[tuple[FieldTable, ...], FieldMapping]:
    """The tables of a workbook, and what is proposed for them at first try."""
    tables = read_tables(workbook.path)
    return tables, propose(tables, vocabulary(workbook))


def proposed(
    workbook: FieldWorkbook, tables: tuple[FieldTable, ...], mapping: FieldMapping, converted: Converted
) -> Proposed:
    """A mapping in the words of the answers."""
    texts = {one.id: one.text for one in framework().items}
    rows = tuple(_row(workbook, one.cells, one.sheet, one.row, texts) for one in converted.rows)
    return Proposed(
        dict(_columns(workbook, tables, mapping)),
        {
            text: Guess(_item(one, texts), one.confidence)
            for text, one in _surest(mapping, Kind.ITEM, workbook.items).items()
        },
        {
            text: Guess(one.target or None, one.confidence)
            for text, one in _surest(mapping, Kind.SITE, workbook.places).items()
        },
        [(row["来源工作表"], int(row["来源行"])) for row in rows],
        rows,
    )


def _columns(
    workbook: FieldWorkbook, tables: tuple[FieldTable, ...], mapping: FieldMapping
) -> Iterator[tuple[tuple[str, int, str], Guess[str]]]:
    for table, sheet in zip(tables, mapping.sheets, strict=True):
        for column in sheet.columns:
            role = "ignored" if sheet.layout is Layout.IGNORED else _ROLES.get(column.role, column.role.value)
            key = (sheet.sheet or workbook.path.stem, sheet.part, table.letters(column.index))
            yield key, Guess(role, column.confidence)


def _surest(mapping: FieldMapping, kind: Kind, wanted: Iterable[str]) -> dict[str, Match]:
    """Text → its surest match: a text may be asked at several kinds of places. Blanks within do not count."""
    found: dict[str, Match] = {}
    for one in mapping.matches:
        key = "".join(one.written.split())
        if one.kind is kind and (key not in found or one.confidence > found[key].confidence):
            found[key] = one
    return {text: found[key] for text in wanted if (key := "".join(text.split())) in found}


def _item(match: Match, texts: Mapping[str, str]) -> Item | None:
    if not match.target:
        return None
    standard_id, item = of_item_target(match.target)
    return standard_id, texts.get(item, item)


def _row(
    workbook: FieldWorkbook, cells: Mapping[str, str], sheet: str | None, row: int, texts: Mapping[str, str]
) -> dict[str, str]:
    named = {heading: cells.get(name, "") for name, heading in HEADINGS.items()}
    named["检查项"] = texts.get(named["检查项"], named["检查项"])
    return {**named, "来源工作表": sheet or workbook.path.stem, "来源行": str(row)}


def answered(workbook: FieldWorkbook, mapping: FieldMapping) -> FieldMapping:
    """The mapping after a person who knows the answers was asked all that is not settled."""
    mapping = _with_needless_columns(workbook, mapping)
    items = {"".join(text.split()) for text in workbook.items}
    places = {"".join(text.split()): place for text, place in workbook.places.items()}
    for one in mapping.matches:
        key = "".join(one.written.split())
        if one.kind is Kind.ITEM and key in items:
            target = _right_target(workbook, one)
            if target == LEFT_OUT or not one.settled:
                mapping = with_match(mapping, one.kind, one.written, target, one.context)
        if one.kind is Kind.SITE and not one.settled and key in places:
            site_id = places[key].site_id or LEFT_OUT
            mapping = with_match(mapping, one.kind, one.written, site_id, one.context)
    return mapping


def _with_needless_columns(workbook: FieldWorkbook, mapping: FieldMapping) -> FieldMapping:
    """Say of each column that is asked about and holds nothing that is needed that it may be left out."""
    needless = {
        (truth.name, number, letter)
        for truth in workbook.sheets
        for number, table in enumerate(truth.tables)
        for letter, name in table.columns.items()
        if name == "ignored"
    }
    for table, sheet in zip(read_tables(workbook.path), mapping.sheets, strict=True):
        for column in sheet.columns:
            key = (sheet.sheet or workbook.path.stem, sheet.part, table.letters(column.index))
            if not column.settled and key in needless:
                now = next(
                    one for one in mapping.sheets if (one.sheet, one.part) == (sheet.sheet, sheet.part)
                )
                mapping = with_column(mapping, now, column.index, Role.IGNORED)
    return mapping


def _right_target(workbook: FieldWorkbook, match: Match) -> str:
    written = "".join(match.written.split())
    text = next(text for text in workbook.items if "".join(text.split()) == written)
    right = workbook.items[text]
    if right is None:
        return LEFT_OUT
    meant = {right, *workbook.items_also.get(text, ())}
    found = [one for one in framework().items if (one.standard_id, one.text) in meant]
    here = [one for one in found if match.context in one.site_types] or found
    return item_target(here[0].standard_id, here[0].id)


def scores(half: Half) -> dict[str, FieldScores]:
    """What one half comes to, by workbook: matches at first try, rows after the questions were answered."""
    return {one.path.name: _scores(one) for one in field_workbooks(half)}


def _scores(workbook: FieldWorkbook) -> FieldScores:
    tables, mapping = mapped(workbook)
    first = convert(tables, mapping, vocabulary(workbook))
    at_first = score(workbook, proposed(workbook, tables, mapping, first), STATED_CONFIDENCE)
    settled = answered(workbook, mapping)
    then = convert(tables, settled, vocabulary(workbook))
    at_last = score(workbook, proposed(workbook, tables, settled, then), STATED_CONFIDENCE)
    return replace(
        at_first,
        totals_read=at_first.totals_read + at_last.totals_read,
        unread_sheets_read=at_first.unread_sheets_read + at_last.unread_sheets_read,
        rows_right=at_last.rows_right,
        rows_wrong=at_last.rows_wrong,
        rows_missing=at_last.rows_missing,
    )


def total(of: Mapping[str, FieldScores]) -> FieldScores:
    """All workbooks of a half together."""
    whole = FieldScores()
    for one in of.values():
        whole += one
    return whole
