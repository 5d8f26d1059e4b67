"""A framework spreadsheet in, as manifest and tables of a draft.

A spreadsheet that ``framework_out`` wrote carries, beside the sheet of the framework, sheets of the pack's workbook for
what a framework spreadsheet has no columns for; what they say comes before what would be filled in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dabiao.core.defects import Defect
from dabiao.core.exact_shares import tidy
from dabiao.core.framework import Method
from dabiao.core.framework_book.columns import SheetMapping, propose_sheet
from dabiao.core.framework_book.reading import read_framework
from dabiao.core.framework_book.sheet import SheetText
from dabiao.core.framework_book.standards import NotTaken
from dabiao.core.framework_book.tables import FrameworkTables, Reference, Row, framework_tables
from dabiao.standards.pack_fields import is_id
from dabiao.standards.pack_raw import RawTable
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_sheets import (
    GUIDE_SHEET,
    LIST_SHEETS,
    NOTES_SHEET,
    SETTINGS_HEADINGS,
    SETTINGS_SHEET,
)
from dabiao.standards.pack_workbook_in import SheetsReader

FRAMEWORK_SHEET = "测评体系"

GIVEN, OURS = "given", "ours"
"""Keys of the source of what the spreadsheet says, and of what is filled in."""

OURS_SOURCE = {"document": "按最简单的方式补齐，使用前请核对", "grade": "示范值"}

BESIDE = ("rules", "site_types", "items", "blocks", "negative_list", "tree")
"""Tables that may stand beside the framework as sheets of the pack's workbook."""


@dataclass(frozen=True)
class Spreadsheet:
    """What was handed in: sheets to be mapped, and sheets of a pack's workbook beside them."""

    file: str
    sheets: tuple[SheetText, ...]
    beside: tuple[SheetText, ...]

    def proposals(self) -> tuple[SheetMapping, ...]:
        """What each sheet's columns are taken for."""
        return tuple(propose_sheet(sheet) for sheet in self.sheets)


@dataclass(frozen=True)
class Identity:
    """What names a pack, and where its text comes from."""

    id: str
    title: str
    edition: str
    city_level: str
    source: Mapping[str, str]
    """``place``, ``document``, ``year`` and ``grade``, blank ones left out."""


@dataclass(frozen=True)
class ReadDraft:
    """Content of a draft, cells that were left out, and what should be looked at."""

    manifest: dict[str, object]
    tables: dict[str, list[Row]]
    not_taken: tuple[NotTaken, ...]
    cautions: tuple[Defect, ...]


def sorted_sheets(file: str, sheets: Sequence[SheetText]) -> Spreadsheet:
    """Tell the sheets of a pack's workbook from those of the office. A pack's sheet has its very headings."""
    beside = tuple(one for one in sheets if _is_pack_sheet(one))
    return Spreadsheet(file, tuple(one for one in sheets if one not in beside), beside)


def is_pack_workbook(sheets: Sequence[SheetText]) -> bool:
    """Whether it is a pack's workbook, with its sheet of standards, rather than a framework with some of its sheets."""
    names = {one.name for one in sheets if _is_pack_sheet(one)}
    if SETTINGS_SHEET not in names:
        return False
    own = TABLES["standards"]
    wanted = {own.headings[name] for name in own.model.required()}
    whole = any(one.name == own.sheet and wanted <= set(one.rows[0]) for one in sheets if one.rows)
    return whole or not any(propose_sheet(one).is_framework for one in sheets if one.name not in names)


def read_draft(
    spreadsheet: Spreadsheet,
    mappings: Mapping[str, SheetMapping],
    identity: Identity | None,
    site_types: Mapping[str, Row],
) -> ReadDraft:
    """Make the content of a draft. ``site_types``: rows of known place types by title.

    ``identity`` may be None when the spreadsheet says itself what pack it is. Raises nothing; what is wrong shows in
    the checks of the draft.
    """
    beside = _Beside(spreadsheet)
    told = read_framework(spreadsheet.file, spreadsheet.sheets, mappings)
    manifest = beside.manifest()
    if identity is not None:
        manifest = (
            {**_new_manifest(identity), **manifest} if not manifest else {**manifest, **_named(identity)}
        )
    source = str(manifest.get("source") or GIVEN)
    reference = Reference(
        {**site_types, **{row["title"]: row for row in beside.rows("site_types") if "title" in row}},
        beside.rows("tree"),
        source,
        ours_key(manifest),
    )
    made = framework_tables(told, reference, spreadsheet.file)
    tables, cautions = _joined(made, beside, spreadsheet.file)
    _complete(manifest, made, tables)
    _cite(manifest, tables)
    return ReadDraft(manifest, tables, told.not_taken, (*told.cautions, *cautions, *beside.defects))


def ours_key(manifest: Mapping[str, object]) -> str:
    """The source of values that are nobody's but ours: ``ours``, else the first of that grade, else the pack's own."""
    sources = manifest.get("sources")
    if not isinstance(sources, Mapping) or OURS in sources:
        return OURS
    ours = (key for key, one in sources.items() if isinstance(one, Mapping) and one.get("grade") == "示范值")
    return str(next(ours, manifest.get("source") or OURS))


def _new_manifest(identity: Identity) -> dict[str, object]:
    return {
        **_named(identity),
        "city_level": identity.city_level,
        "source": GIVEN,
        "sources": {GIVEN: dict(identity.source), OURS: dict(OURS_SOURCE)},
    }


def _named(identity: Identity) -> dict[str, object]:
    return {"id": identity.id, "title": identity.title, "edition": identity.edition}


def _complete(manifest: dict[str, object], made: FrameworkTables, tables: Mapping[str, list[Row]]) -> None:
    """Declare the sums of what was made, where nothing is declared yet; keep remarks as notes."""
    if tables.get("standards") and "points" not in manifest:
        manifest["points"] = f"{made.points:f}"
        manifest["method_weights"] = {
            method.value: f"{tidy(made.method_points[method]):f}"
            for method in Method
            if method in made.method_points
        }
    notes = manifest.get("notes")
    known = list(notes) if isinstance(notes, list) else []
    remarks = [one for one in made.remarks if one not in known]
    if remarks:
        manifest["notes"] = [*known, *remarks]


def _cite(manifest: dict[str, object], tables: Mapping[str, list[Row]]) -> None:
    """Make a source of each text that a column of sources says and no source has as its key."""
    given = manifest.get("sources")
    sources: dict[str, object] = dict(given) if isinstance(given, Mapping) else {}
    keys: dict[str, str] = {}
    for row in tables.get("standards", ()):
        cited = row.get("source", "")
        if cited and cited not in sources and not (is_id(cited) and cited in (GIVEN, OURS)):
            key = keys.setdefault(cited, f"cited-{len(keys) + 1}")
            row["source"] = key
            sources[key] = {"document": cited, "grade": "K"}
    if sources:
        manifest["sources"] = sources


def _joined(made: FrameworkTables, beside: _Beside, file: str) -> tuple[dict[str, list[Row]], list[Defect]]:
    """Put what stands beside the framework before what would be filled in; nothing of either is lost silently."""
    tables = {name: [dict(row) for row in rows] for name, rows in made.tables.items()}
    cautions = list(made.cautions)
    if beside.has("rules"):
        tables["rules"], found = _joined_rules(tables.get("rules", []), beside.rows("rules"), file)
        cautions = [one for one in cautions if one.template not in _OF_RULES] + found
    if beside.has("items"):
        tables["items"], found = _joined_items(tables.get("items", []), beside.rows("items"), file)
        cautions += found
    if beside.has("site_types"):
        known = {row.get("id") for row in beside.rows("site_types")}
        more = [row for row in tables.get("site_types", []) if row.get("id") not in known]
        tables["site_types"] = [*beside.rows("site_types"), *more]
    for name in ("blocks", "negative_list"):
        if beside.has(name):
            tables[name] = beside.rows(name)
    return {name: rows for name, rows in tables.items() if rows}, cautions


_OF_RULES = frozenset(("没有写测评方法，暂按实地测评",))


def _joined_rules(made: list[Row], given: list[Row], file: str) -> tuple[list[Row], list[Defect]]:
    """Rules of the sheet, for the methods the framework names; a method that is new there gets the plainest rule."""
    wanted = {(row["standard_id"], row["method"]) for row in made}
    standards = {one for one, _ in wanted}
    keys = {(row.get("standard_id"), row.get("method")) for row in given}
    kept: list[Row] = []
    cautions: list[Defect] = []
    for row in given:
        key = (row.get("standard_id", ""), row.get("method", ""))
        if key in wanted or key[0] not in standards:
            kept.append(row)
        else:
            cautions.append(
                Defect(
                    "标准 %(standard)s 的测评方法里没有“%(method)s”，评分规则里的这一条没有取用",
                    file,
                    parameters={"standard": key[0], "method": key[1]},
                    sheet=TABLES["rules"].sheet,
                )
            )
    return [*kept, *(row for row in made if (row["standard_id"], row["method"]) not in keys)], cautions


def _joined_items(made: list[Row], given: list[Row], file: str) -> tuple[list[Row], list[Defect]]:
    """Items of the sheet; those of the framework's cells only for standards that have none there."""
    have = {row.get("standard_id") for row in given}
    dropped = {row["standard_id"]: None for row in made if row["standard_id"] in have}
    cautions = [
        Defect(
            "标准 %(standard)s 的检查项以“检查项”工作表为准，测评体系里写的要求没有取用",
            file,
            parameters={"standard": standard},
            sheet=FRAMEWORK_SHEET,
        )
        for standard in dropped
    ]
    return [*given, *(row for row in made if row["standard_id"] not in have)], cautions


class _Beside:
    """Sheets of a pack's workbook beside the framework."""

    def __init__(self, spreadsheet: Spreadsheet) -> None:
        records = {one.name: [list(row) for row in one.rows] for one in spreadsheet.beside}
        self._reader = SheetsReader(spreadsheet.file, records)
        self._present = frozenset(records)
        self._tables: dict[str, RawTable] = {
            name: self._reader.table(name) for name in BESIDE if TABLES[name].sheet in records
        }
        self._manifest = self._reader.manifest()
        self.defects = tuple(self._reader.defects)

    def has(self, table: str) -> bool:
        """Whether there is a sheet for a table."""
        return table in self._tables

    def rows(self, table: str) -> list[Row]:
        """Rows of a table, none where it has no sheet."""
        return [dict(row.cells) for row in self._tables[table].rows] if self.has(table) else []

    def manifest(self) -> dict[str, object]:
        """What stands for ``pack.yaml``."""
        return dict(self._manifest.values)


def _is_pack_sheet(sheet: SheetText) -> bool:
    """Whether a sheet has the name and the headings of a pack's workbook."""
    headings = set(sheet.rows[0]) if sheet.rows else set()
    if sheet.name in (GUIDE_SHEET, NOTES_SHEET):
        return sheet.name == GUIDE_SHEET or headings - {""} == {NOTES_SHEET}
    wanted = _HEADINGS_OF.get(sheet.name)
    return wanted is not None and wanted <= headings


def _headings_of() -> Iterable[tuple[str, frozenset[str]]]:
    yield SETTINGS_SHEET, frozenset(SETTINGS_HEADINGS[:2])
    for table in (TABLES[name] for name in BESIDE):
        yield table.sheet, frozenset(table.headings[name] for name in table.model.required())
    for lists in LIST_SHEETS:
        titles = {name: str(info.title) for name, info in lists.model.model_fields.items()}
        own = [lists.key] if lists.key else []
        yield lists.name, frozenset([*own, *(titles[name] for name in lists.model.required())])


_HEADINGS_OF: Mapping[str, frozenset[str]] = dict(_headings_of())
