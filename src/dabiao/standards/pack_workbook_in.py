"""One Excel workbook in, as a pack: the sheets ``pack_workbook`` writes, headings in Chinese or field names.

A workbook from outside is refused before it is unpacked when it is no .xlsx, holds macros, or would swell
beyond ``LARGEST_CONTENT`` (a zip bomb); its sheets are read in pieces, so that a crafted one cannot fill the
memory either.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath

from dabiao.core.defects import BadInput, Defect
from dabiao.office.cell_text import cell_text
from dabiao.office.file_checks import FileKind, check_file, refused
from dabiao.office.sheet_rows import Sheet
from dabiao.office.xlsx_source import workbook_sheets
from dabiao.standards.pack_fields import split_list
from dabiao.standards.pack_raw import MOST_ROWS, Origin, RawManifest, RawPack, RawTable, hint, table_of
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_sheets import (
    GUIDE_SHEET,
    LIST_SHEETS,
    NOTES_HEADING,
    NOTES_SHEET,
    SETTINGS,
    SETTINGS_HEADINGS,
    SETTINGS_SHEET,
    ListSheet,
    list_headings,
)
from dabiao.standards.pack_yaml import Path

LARGEST_WORKBOOK, LARGEST_CONTENT = 10 * 1024 * 1024, 100 * 1024 * 1024
"""Bytes of the file, and of what it unpacks to. The largest shipped pack makes a workbook of some 60 KB."""

Records = list[list[str]]
Nested = dict[str | int, object]
"""Mappings in mappings; a list is a mapping of its places until it is complete."""


def read_workbook(path: FilePath) -> tuple[RawPack, list[Defect]]:
    """Sort the sheets of the workbook ``path`` into rows and fields.

    Raises BadInput when it is not a workbook that may be opened; the defects are those of its sheets.
    """
    sheets = _sheets(path)
    reader = SheetsReader(path.name, sheets)
    reader.refuse_unknown_sheets()
    manifest = reader.manifest()
    tables = {name: reader.table(name) for name in TABLES}
    return RawPack(manifest, tables), reader.defects


def _sheets(path: FilePath) -> dict[str, Records]:
    """Read every sheet as rows from the first, blank ones included, so that their numbers are the sheet's."""
    _refuse_large(path)
    if check_file(path) is not FileKind.WORKBOOK:
        raise refused(path, "不是 Excel 工作簿（.xlsx）。请用 Excel 打开后另存为 .xlsx")
    return {sheet.name or "": _records(sheet) for sheet in workbook_sheets(path)}


def _refuse_large(path: FilePath) -> None:
    """Hold a pack to tighter limits than workbooks of observations, by the directory of the file alone."""
    try:
        size, content = path.stat().st_size, 0
        if 0 < size <= LARGEST_WORKBOOK:
            with zipfile.ZipFile(path) as archive:
                content = sum(part.file_size for part in archive.infolist())
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return  # ``check_file`` says what is wrong with it
    if size > LARGEST_WORKBOOK:
        raise refused(path, "超过 %(limit)d MB，没有读取", limit=LARGEST_WORKBOOK // 1024 // 1024)
    if content > LARGEST_CONTENT:
        raise refused(path, "解开后超过 %(limit)d MB，没有打开", limit=LARGEST_CONTENT // 1024 // 1024)


def _records(sheet: Sheet) -> Records:
    records: Records = []
    for block in sheet.blocks():
        for number, row in zip(block.numbers, block.rows, strict=True):
            if number > MOST_ROWS + 1:
                raise BadInput(
                    Defect(
                        "超过 %(limit)d 行，请拆成几个标准包",
                        sheet.file,
                        number,
                        parameters={"limit": MOST_ROWS},
                        sheet=sheet.name,
                    )
                )
            records.extend([] for _ in range(number - 1 - len(records)))
            records.append([cell_text(cell) for cell in row])
    return records


@dataclass
class SheetsReader:
    """Reads one workbook's sheets; ``defects`` collects what is wrong with them."""

    file: str
    sheets: dict[str, Records]
    defects: list[Defect] = field(default_factory=list)
    values: Nested = field(default_factory=dict)
    places: dict[Path, tuple[Origin, int]] = field(default_factory=dict)

    def refuse_unknown_sheets(self) -> None:
        """Name sheets that hold something and are not a pack's: a misspelt name would lose a whole table."""
        known = [SETTINGS_SHEET, *(one.name for one in LIST_SHEETS), *(one.sheet for one in TABLES.values())]
        for name, records in self.sheets.items():
            if name not in (*known, NOTES_SHEET, GUIDE_SHEET) and any(any(record) for record in records):
                self.defects.append(
                    Origin(self.file, name).defect(
                        "不认识这个工作表%(hint)s。请改名，或把它移到别的工作簿", hint=hint(name, known)
                    )
                )
        if SETTINGS_SHEET not in self.sheets:
            self.defects.append(
                Origin(self.file).defect("没有“%(sheet)s”工作表，不像标准包", sheet=SETTINGS_SHEET)
            )

    def table(self, name: str) -> RawTable:
        """Read the sheet of a table."""
        table = TABLES[name]
        return self._table(table.sheet, table.headings, table.model.required())

    def manifest(self) -> RawManifest:
        """Read the sheets that stand for ``pack.yaml``."""
        self._settings()
        for sheet in LIST_SHEETS:
            self._list(sheet)
        notes = self._table(NOTES_SHEET, {"text": NOTES_HEADING}, ("text",))
        for place, row in enumerate(notes.rows):
            self._put(("notes", place), row.cells.get("text", ""), notes.origin, row.number)
        labels = {_dotted(one.path): one.label for one in SETTINGS}
        return RawManifest(_listed(self.values), Origin(self.file, SETTINGS_SHEET, labels), self.places)

    def _table(self, sheet: str, headings: dict[str, str], required: Sequence[str]) -> RawTable:
        origin = Origin(self.file, sheet, headings)
        records = self.sheets.get(sheet, [])
        if not any(any(record) for record in records):
            return RawTable(origin)
        names = {heading: name for name, heading in headings.items()} | {name: name for name in headings}
        table, defects = table_of(iter(records), origin, names, required)
        self.defects += defects
        return table

    def _settings(self) -> None:
        labels = {one.label: one for one in SETTINGS} | {_dotted(one.path): one for one in SETTINGS}
        headings = dict(zip(("label", "value", "help"), SETTINGS_HEADINGS, strict=True))
        table = self._table(SETTINGS_SHEET, headings, ("label", "value"))
        for row in table.rows:
            label = row.cells.get("label", "")
            setting = labels.get(label)
            if setting is None:
                self.defects.append(
                    table.origin.defect(
                        "项目“%(label)s”不认识%(hint)s",
                        row.number,
                        "label",
                        label=label,
                        hint=hint(label, labels),
                    )
                )
            elif written := row.cells.get("value"):
                origin = replace(table.origin, headings={_dotted(setting.path): setting.label})
                self._put(
                    setting.path, list(split_list(written)) if setting.listed else written, origin, row.number
                )

    def _list(self, sheet: ListSheet) -> None:
        required = (*(("key",) if sheet.key else ()), *sheet.model.required())
        table = self._table(sheet.name, list_headings(sheet), required)
        for place, row in enumerate(table.rows):
            cells: dict[str, object] = {
                name: list(split_list(cell)) if name in sheet.listed else cell
                for name, cell in row.cells.items()
            }
            key = str(cells.pop("key", "")) if sheet.key else place
            path = (*sheet.path, key)
            if path in self.places:
                self.defects.append(
                    table.origin.defect("“%(key)s”写了两次，请只留一行", row.number, "key", key=key)
                )
            self._put(path, cells, table.origin, row.number)

    def _put(self, path: Path, value: object, origin: Origin, row: int) -> None:
        here = self.values
        for part in path[:-1]:
            inner = here.setdefault(part, {})
            assert isinstance(inner, dict), "no setting's path leads through another's value"
            here = inner
        here[path[-1]] = value
        self.places[path] = (origin, row)


def _listed(values: Nested) -> dict[str, object]:
    """Turn the mappings of places in ``values`` into lists."""
    return {str(key): _complete(value) for key, value in values.items()}


def _complete(value: object) -> object:
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(key, int) for key in value):
        return [_complete(value[key]) for key in sorted(value)]
    return _listed(value)


def _dotted(path: Path) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
