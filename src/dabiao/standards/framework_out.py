"""A pack out as a framework spreadsheet: the columns offices use, one row for each standard, categories merged down.

What those columns cannot say is added as sheets of the pack's workbook, and only that: whether something can be said is
found by reading the rows again. So reading the whole workbook gives the same pack.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter

from dabiao.core.framework_book.clauses import Clause, short_title, written_clauses
from dabiao.core.framework_book.columns import propose_sheet
from dabiao.core.framework_book.fields import ASKED, LEVELS, METHOD_NAMES, Field
from dabiao.core.framework_book.reading import read_framework
from dabiao.core.framework_book.sheet import Place, SheetText
from dabiao.core.framework_book.tables import PLACELESS, Reference, Row, framework_tables
from dabiao.standards.framework_in import BESIDE, FRAMEWORK_SHEET, ours_key
from dabiao.standards.pack_parse import ParsedPack, ParsedTable
from dabiao.standards.pack_schema import TABLES, Entry, ItemRow, Manifest, StandardRow, TreeRow
from dabiao.standards.pack_sheets import (
    LIST_SHEETS,
    NOTES_HEADING,
    NOTES_SHEET,
    Cell,
    list_headings,
    list_rows,
    shown,
)
from dabiao.standards.pack_workbook import PackSheets, rows_of

GUIDE = (
    "“测评体系”是这套标准的主表：每行一条测评标准，列的次序可以变，可以增删行，改完可以在“标准包”页导入。",
    "没有写分值的标准按平均分补齐；没有评分规则的方法按最简单的规则补齐，并标为示范值。",
    "其他工作表写的是主表的栏目放不下的内容：评分规则、检查项、来源、周期等；删去哪张，导入时就按主表重新补齐。",
)

_FIXED = (Field.NUMBER, *LEVELS, Field.TEXT, Field.POINTS, Field.METHOD, Field.RESPONSIBLE)
"""Columns that are always there, but for levels nothing has."""

_ORDER = (
    Field.NUMBER,
    *LEVELS,
    Field.PARENT,
    Field.TITLE,
    Field.TEXT,
    Field.POINTS,
    Field.PASS_RATE,
    Field.METHOD,
    *ASKED,
    Field.RESPONSIBLE,
    Field.FIX,
    Field.SOURCE,
)

_WIDTHS: Mapping[Field, int] = {
    Field.NUMBER: 10,
    Field.POINTS: 8,
    Field.PASS_RATE: 10,
    Field.METHOD: 14,
    Field.TEXT: 48,
    Field.FIX: 36,
    **dict.fromkeys(ASKED, 44),
}
_USUAL_WIDTH = 18
"""Characters of a column, so that a row reads across A3 paper."""


@dataclass(frozen=True)
class FrameworkSheet:
    """The main sheet: its columns, the cells of each standard, and which tables have to stand beside it."""

    columns: tuple[Field, ...]
    rows: tuple[Mapping[Field, Cell], ...]
    beside: tuple[str, ...]

    def text(self) -> SheetText:
        """The sheet as it will be read again."""
        rows = [tuple(one.value for one in self.columns)]
        rows += [tuple(_text(row.get(one)) for one in self.columns) for row in self.rows]
        origins: dict[Place, Place] = {}
        for first, last, column in merged(self):
            for row in range(first + 1, last + 1):
                origins[row + 2, column] = (first + 2, column)
        return SheetText(FRAMEWORK_SHEET, tuple(rows), origins)


def framework_sheet(pack: ParsedPack, site_types: Mapping[str, Row]) -> FrameworkSheet:
    """Lay a pack without defects out in the columns of a framework.

    ``site_types``: rows of the place types that are known when it is read again, by title.
    """
    manifest = pack.manifest
    assert manifest is not None, "a pack without defects has a manifest"
    rows = tuple(_cells(pack, placed.row) for placed in pack.standards.rows)

    def laid_out(*more: Field) -> FrameworkSheet:
        return FrameworkSheet(_columns(rows, manifest, more), rows, ())

    sheet = laid_out(*ASKED)
    tables = _read_again(pack, sheet, site_types)
    own_tree = not (_same(pack.tree, tables.get("tree")) and _same(pack.standards, tables.get("standards")))
    parent = (Field.PARENT,) if own_tree else ()
    own_types = not _same(pack.site_types, tables.get("site_types"))
    known = {**site_types, **_by_title(pack)} if own_types else site_types
    sheet = laid_out(*parent, *ASKED)
    tables = _read_again(pack, sheet, known, with_tree=own_tree)
    if not _same(pack.items, tables.get("items")):
        sheet = laid_out(*parent)
        tables = _read_again(pack, sheet, known, with_tree=own_tree)
    own = {"tree": own_tree, "site_types": own_types or not _same(pack.site_types, tables.get("site_types"))}
    beside = [name for name in BESIDE if own.get(name) or not _same(getattr(pack, name), tables.get(name))]
    return FrameworkSheet(sheet.columns, rows, tuple(beside))


def framework_workbook(pack: ParsedPack, site_types: Mapping[str, Row]) -> bytes:
    """Write a pack without defects as a framework spreadsheet (.xlsx)."""
    assert pack.manifest is not None, "a pack without defects has a manifest"
    sheet = framework_sheet(pack, site_types)
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": pack.manifest.title})
        writer = PackSheets(book)
        if sheet.rows:
            _write(writer, sheet)
        writer.guide(pack.manifest.title, GUIDE)
        writer.settings(pack.manifest)
        for lists in LIST_SHEETS:
            rows = list(list_rows(pack.manifest, lists))
            if rows:
                writer.sheet(lists.name, list_headings(lists), rows)
        for name in sheet.beside:
            writer.sheet(TABLES[name].sheet, TABLES[name].headings, rows_of(getattr(pack, name)))
        if pack.manifest.notes:
            writer.sheet(NOTES_SHEET, {"text": NOTES_HEADING}, ([note] for note in pack.manifest.notes))
    return stream.getvalue()


def merged(sheet: FrameworkSheet) -> list[tuple[int, int, int]]:
    """Runs of rows (from 0, both ends) with the same levels, and their column: merged as offices do."""
    runs: list[tuple[int, int, int]] = []
    for column, field in enumerate(sheet.columns):
        if field not in LEVELS:
            continue
        above = LEVELS[: LEVELS.index(field) + 1]
        paths = [tuple(row.get(one) for one in above) for row in sheet.rows]
        first = 0
        for place in range(1, len(paths) + 1):
            if place == len(paths) or paths[place] != paths[first]:
                if place - first > 1 and sheet.rows[first].get(field):
                    runs.append((first, place - 1, column))
                first = place
    return runs


def _cells(pack: ParsedPack, standard: StandardRow) -> dict[Field, Cell]:
    """What the row of a standard says in every column there may be."""
    rules = [placed.row for placed in pack.rules.rows if placed.row.standard_id == standard.id]
    return {
        Field.NUMBER: standard.id,
        **_levels(pack, standard.parent),
        Field.PARENT: standard.parent,
        Field.TITLE: standard.title,
        Field.TEXT: standard.text,
        Field.POINTS: standard.points,
        Field.PASS_RATE: standard.pass_rate,
        Field.METHOD: "、".join(METHOD_NAMES[one.method] for one in rules),
        Field.RESPONSIBLE: standard.lead_department,
        Field.FIX: standard.fix,
        Field.SOURCE: standard.source,
        **_asked(pack, standard.id),
    }


def _levels(pack: ParsedPack, parent: str | None) -> dict[Field, Cell]:
    nodes = {placed.row.id: placed.row for placed in pack.tree.rows}
    path: list[TreeRow] = []
    here = nodes.get(parent or "")
    while here is not None:
        path.insert(0, here)
        here = nodes.get(here.parent or "")
    cells: dict[Field, Cell] = {}
    for depth, node in enumerate(path):
        level = Field(node.level) if node.level in LEVELS else LEVELS[min(depth, len(LEVELS) - 1)]
        cells[level] = f"{cells[level]} / {node.title}" if level in cells else node.title
    return cells


def _asked(pack: ParsedPack, standard_id: str) -> dict[Field, Cell]:
    """Check items as numbered clauses, by the column of their method; read again to see whether that says it all."""
    titles = {placed.row.id: placed.row.title for placed in pack.site_types.rows}
    kinds = {field: PLACELESS[method] for field, method in ASKED.items() if method in PLACELESS}
    found: dict[Field, list[Clause]] = {}
    for item in _items(pack, standard_id):
        types = tuple(titles.get(one, one) for one in item.site_types)
        field = next((one for one, title in kinds.items() if types == (title,)), Field.ASKED_FIELD)
        found.setdefault(field, []).append(Clause(item.text, types if field is Field.ASKED_FIELD else ()))
    return {field: written_clauses(clauses) for field, clauses in found.items()}


def _items(pack: ParsedPack, standard_id: str) -> list[ItemRow]:
    return [placed.row for placed in pack.items.rows if placed.row.standard_id == standard_id]


def _columns(
    rows: Sequence[Mapping[Field, Cell]], manifest: Manifest, more: Sequence[Field]
) -> tuple[Field, ...]:
    """The fixed columns, ``more``, and those that say something that would not be filled in; none without content."""
    wanted = {*_FIXED, *more, Field.PASS_RATE, Field.FIX}
    if any(row[Field.SOURCE] != manifest.source for row in rows):
        wanted.add(Field.SOURCE)
    if any(row[Field.TITLE] != short_title(str(row[Field.TEXT] or "")) for row in rows):
        wanted.add(Field.TITLE)
    always = set(_FIXED) - set(LEVELS)
    return tuple(
        one
        for one in _ORDER
        if one in wanted and (one in always or any(row.get(one) not in (None, "") for row in rows))
    )


def _read_again(
    pack: ParsedPack, sheet: FrameworkSheet, known: Mapping[str, Row], *, with_tree: bool = False
) -> Mapping[str, Sequence[Row]]:
    """Tables that reading the sheet again gives, with no other sheet but that of the tree beside it."""
    manifest = pack.manifest
    assert manifest is not None, "a pack without defects has a manifest"
    text = sheet.text()
    told = read_framework("", [text], {FRAMEWORK_SHEET: propose_sheet(text)})
    nodes = _as_rows(pack.tree) if with_tree else ()
    ours = ours_key(manifest.model_dump(mode="json", exclude_none=True))
    return framework_tables(told, Reference(known, nodes, manifest.source, ours)).tables


def _by_title(pack: ParsedPack) -> dict[str, Row]:
    return {row["title"]: row for row in _as_rows(pack.site_types)}


def _as_rows(table: ParsedTable[Entry]) -> list[Row]:
    """Rows as a spreadsheet gives them: figures without trailing zeros."""
    rows = []
    for placed in table.rows:
        cells = {name: _text(shown(getattr(placed.row, name))) for name in type(placed.row).model_fields}
        rows.append({name: cell for name, cell in cells.items() if cell})
    return rows


def _same(table: ParsedTable[Entry], made: Sequence[Row] | None) -> bool:
    """Whether made rows say exactly what the table says."""
    return _as_rows(table) == [dict(row) for row in made or ()]


def _text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        shown_figure = f"{cell:f}"
        return shown_figure.rstrip("0").rstrip(".") if "." in shown_figure else shown_figure
    return "" if cell is None else str(cell)


def _write(writer: PackSheets, sheet: FrameworkSheet) -> None:
    headings = {one.name: one.value for one in sheet.columns}
    rows = ([row.get(one) for one in sheet.columns] for row in sheet.rows)
    page = writer.sheet(FRAMEWORK_SHEET, headings, rows, filtered=False)  # merged cells break filters
    for place, one in enumerate(sheet.columns):
        page.set_column(place, place, _WIDTHS.get(one, _USUAL_WIDTH))
    for first, last, column in merged(sheet):
        text = str(sheet.rows[first][sheet.columns[column]])
        writer.merge(page, first + 1, last + 1, column, text)
