"""What a draft holds, as the checks and the files of packs know it.

Rows are numbered as in the workbook of the pack, whose headings are row 1: whoever exports a draft finds a defect
where the page says it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dabiao.core.defects import Defect
from dabiao.core.framework import Framework
from dabiao.standards.pack_build import build
from dabiao.standards.pack_files import digest_of, examine
from dabiao.standards.pack_parse import ParsedPack
from dabiao.standards.pack_raw import Origin, RawManifest, RawPack, RawRow, RawTable
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_sheets import LIST_SHEETS, NOTES_HEADING, NOTES_SHEET, SETTINGS, SETTINGS_SHEET
from dabiao.standards.pack_sheets import list_headings as headings_of_list
from dabiao.standards.pack_write import files_of
from dabiao.standards.pack_yaml import Path

FIRST_ROW = 2
"""Row of a table's first entry, as its sheet shows it."""

DRAFT = "草稿"
"""Stands in a defect where a file's name would."""

Row = Mapping[str, str]
Tables = Mapping[str, list[Row]]


@dataclass(frozen=True)
class Examined:
    """A draft against all checks. ``framework`` and ``files`` are there only when nothing is wrong with it."""

    parsed: ParsedPack
    defects: tuple[Defect, ...]
    framework: Framework | None
    files: Mapping[str, bytes]


def raw_of(manifest: Mapping[str, object], tables: Mapping[str, object]) -> RawPack:
    """Lay a draft out as a pack that was handed in; a table that is absent has no rows."""
    return RawPack(_raw_manifest(manifest), {name: _raw_table(name, tables.get(name)) for name in TABLES})


def examined(manifest: Mapping[str, object], tables: Mapping[str, object]) -> Examined:
    """Check a draft in every way a pack is checked."""
    parsed, defects = examine(raw_of(manifest, tables), [])
    if defects:
        return Examined(parsed, tuple(defects), None, {})
    files = files_of(parsed)
    return Examined(parsed, (), build(parsed, digest_of(files)), files)


def content_of(raw: RawPack) -> tuple[dict[str, object], dict[str, list[Row]]]:
    """Take manifest and tables out of a pack that was handed in, for a draft."""
    tables = {name: [dict(row.cells) for row in table.rows] for name, table in raw.tables.items()}
    return dict(raw.manifest.values), {name: list(rows) for name, rows in tables.items() if rows}


def _raw_table(name: str, rows: object) -> RawTable:
    table = TABLES[name]
    origin = Origin(DRAFT, table.sheet, table.headings)
    if not isinstance(rows, list):
        return RawTable(origin)
    return RawTable(
        origin,
        tuple(
            RawRow(number, {field: str(cell) for field, cell in row.items() if cell not in (None, "")})
            for number, row in enumerate(rows, start=FIRST_ROW)
            if isinstance(row, dict)
        ),
    )


def _raw_manifest(values: Mapping[str, object]) -> RawManifest:
    """Name each value by the sheet and row its workbook would have it in."""
    labels = {_dotted(one.path): one.label for one in SETTINGS}
    default = Origin(DRAFT, SETTINGS_SHEET, labels)
    places: dict[Path, tuple[Origin, int]] = {
        one.path: (Origin(DRAFT, SETTINGS_SHEET, {_dotted(one.path): one.label}), row)
        for row, one in enumerate(SETTINGS, start=FIRST_ROW)
    }
    for sheet in LIST_SHEETS:
        origin = Origin(DRAFT, sheet.name, headings_of_list(sheet))
        for row, key in enumerate(_keys(_at(values, sheet.path)), start=FIRST_ROW):
            places[(*sheet.path, key)] = (origin, row)
    notes = Origin(DRAFT, NOTES_SHEET, {"text": NOTES_HEADING})
    for row, key in enumerate(_keys(values.get("notes")), start=FIRST_ROW):
        places[("notes", key)] = (notes, row)
    return RawManifest(values, default, places)


def _at(values: Mapping[str, object], path: Path) -> object:
    here: object = values
    for part in path:
        here = here.get(part) if isinstance(here, dict) else None
    return here


def _keys(value: object) -> list[str | int]:
    if isinstance(value, dict):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _dotted(path: Path) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
