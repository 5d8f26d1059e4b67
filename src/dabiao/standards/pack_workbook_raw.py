"""A pack as it stands, right or wrong, as the workbook of a pack: to be mended in Excel and handed in again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

import xlsxwriter

from dabiao.standards.pack_raw import RawPack, RawTable
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_sheets import (
    LIST_SHEETS,
    NOTES_HEADING,
    NOTES_SHEET,
    SETTINGS,
    SETTINGS_HEADINGS,
    SETTINGS_SHEET,
    Cell,
    ListSheet,
    list_headings,
)
from dabiao.standards.pack_workbook import GUIDE, PackSheets
from dabiao.standards.pack_yaml import Path

_FIGURE = re.compile(r"-?\d{1,12}(\.\d{1,8})?")
_FIGURES = frozenset(("points", "pass_rate", "at_least", "per", "weight", "year"))
"""Fields that hold a figure; a text of digits elsewhere is an id."""


def workbook_of_raw(raw: RawPack) -> bytes:
    """Write ``raw`` as .xlsx in the sheets that ``pack_workbook_in`` reads; what has no sheet is not written."""
    values = raw.manifest.values
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        writer = PackSheets(book)
        writer.guide(str(values.get("title") or ""), GUIDE)
        writer.sheet(
            SETTINGS_SHEET,
            dict(zip(("label", "value", "help"), SETTINGS_HEADINGS, strict=True)),
            ([one.label, _shown(_at(values, one.path)), one.help] for one in SETTINGS),
        )
        for lists in LIST_SHEETS:
            writer.sheet(lists.name, list_headings(lists), _list_rows(values, lists))
        for name, table in TABLES.items():
            writer.sheet(table.sheet, table.headings, _rows(raw.tables[name], table.headings))
        notes = values.get("notes")
        writer.sheet(
            NOTES_SHEET,
            {"text": NOTES_HEADING},
            ([str(one)] for one in notes) if isinstance(notes, list) else (),
        )
    return stream.getvalue()


def _rows(table: RawTable, headings: Mapping[str, str]) -> Iterator[list[Cell]]:
    """Rows of a table; one that holds nothing keeps its place, so that rows have the numbers the checks tell."""
    for row in table.rows:
        yield [_cell(field, row.cells.get(field, "")) for field in headings]


def _list_rows(values: Mapping[str, object], sheet: ListSheet) -> Iterator[list[Cell]]:
    entries = _at(values, sheet.path)
    if isinstance(entries, Mapping):
        keyed: list[tuple[object, object]] = list(entries.items())
    else:
        keyed = [(None, one) for one in entries] if isinstance(entries, list) else []
    for key, entry in keyed:
        told = entry if isinstance(entry, Mapping) else {}
        cells: list[Cell] = [_cell(name, _shown(told.get(name))) for name in sheet.model.model_fields]
        yield [str(key), *cells] if sheet.key else cells


def _at(values: Mapping[str, object], path: Path) -> object:
    here: object = values
    for part in path:
        if isinstance(here, Mapping):
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            return None
    return here


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ";".join(_shown(one) for one in value)
    if isinstance(value, bool):
        return "是" if value else ""
    return "" if value is None else str(value)


def _cell(field: str, text: str) -> Cell:
    return Decimal(text) if field in _FIGURES and _FIGURE.fullmatch(text) else text
