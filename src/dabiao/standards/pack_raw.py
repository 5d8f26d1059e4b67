"""A pack as it was handed in, before anything is known to be right: text by file, row and field.

A folder of CSV files and one Excel workbook both come down to this, so that both pass the same checks and
every defect names the place the reader has in front of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from dabiao.core.defects import Defect
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_yaml import Path

MOST_ROWS = 20_000
"""Rows of one table. The largest framework seen has some 260 standards."""


@dataclass(frozen=True)
class Origin:
    """Where a table was read: the file, the sheet of a workbook, and the heading each field has there."""

    file: str
    sheet: str | None = None
    headings: Mapping[str, str] = field(default_factory=dict)

    def defect(
        self, template: str, row: int | None = None, column: str | None = None, **parameters: object
    ) -> Defect:
        """Name a defect at ``row`` and ``column``, which is a field's name."""
        heading = self.headings.get(column, column) if column else None
        return Defect(template, self.file, row, heading, parameters, self.sheet)


@dataclass(frozen=True)
class RawRow:
    """One row: its number as the file shows it, and its cells by field, blank ones left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RawTable:
    """Rows of one table, in file order."""

    origin: Origin
    rows: tuple[RawRow, ...] = ()


@dataclass(frozen=True)
class RawManifest:
    """``pack.yaml``, or the sheets that stand for it: a mapping, and where each value of it stands."""

    values: Mapping[str, object]
    default: Origin
    places: Mapping[Path, tuple[Origin, int]]

    def defect(self, path: Path, template: str, **parameters: object) -> Defect:
        """Name a defect at the value ``path``, or at what it would stand in."""
        known = next((path[:end] for end in range(len(path), 0, -1) if path[:end] in self.places), None)
        origin, line = self.places[known] if known else (self.default, None)
        named = ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
        heading = origin.headings.get(named) or origin.headings.get(str(path[-1]), named) if path else None
        return Defect(template, origin.file, line, heading, parameters, origin.sheet)


@dataclass(frozen=True)
class RawPack:
    """Everything that was handed in. A table that is absent has no rows."""

    manifest: RawManifest
    tables: Mapping[str, RawTable]


def table_of(
    records: Iterator[Sequence[str]], origin: Origin, names: Mapping[str, str], required: Sequence[str]
) -> tuple[RawTable, list[Defect]]:
    """Sort ``records``, the first of which are the headings, into fields.

    ``names`` gives the field of each heading that is known, ``required`` the fields there must be. Missing,
    unknown and repeated columns are defects; cells beyond the last heading too: there a comma has slipped in.
    """
    headings = [heading.strip() for heading in next(records, ())]
    fields = [names.get(heading, "") for heading in headings]
    defects = list(_heading_defects(headings, fields, origin, names, required))
    rows: list[RawRow] = []
    for number, record in enumerate(records, start=2):
        cells = [_tidy(cell) for cell in record]
        if not any(cells):
            continue
        if len(rows) >= MOST_ROWS:
            defects.append(origin.defect("超过 %(limit)d 行，请拆成几个标准包", number, limit=MOST_ROWS))
            break
        if any(cells[len(fields) :]):
            defects.append(
                origin.defect("这一行比表头多出内容。单元格里有逗号时，请把整个单元格放进英文双引号", number)
            )
        rows.append(
            RawRow(number, {name: cell for name, cell in zip(fields, cells, strict=False) if name and cell})
        )
    return RawTable(origin, tuple(rows)), defects


def _tidy(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _heading_defects(
    headings: Sequence[str],
    fields: Sequence[str],
    origin: Origin,
    names: Mapping[str, str],
    required: Sequence[str],
) -> Iterator[Defect]:
    for heading, name in zip(headings, fields, strict=True):
        if heading and not name:
            yield origin.defect(
                "表头“%(heading)s”不认识%(hint)s", 1, heading=heading[:40], hint=hint(heading, names)
            )
        elif name and fields.count(name) > 1:
            yield origin.defect("表头“%(heading)s”出现了两次，请只留一列", 1, heading=heading)
    for name in required:
        if name not in fields:
            yield origin.defect(
                "缺少“%(heading)s”一列，请在表头补上", 1, heading=origin.headings.get(name, name)
            )


def hint(written: str, known: Sequence[str] | Mapping[str, object]) -> str:
    """Half a sentence that names the known word nearest to ``written``, or nothing."""
    near = get_close_matches(written, list(known), n=1)
    return f"，是否应为“{near[0]}”" if near else ""


def csv_table(data: bytes, file: str, name: str) -> tuple[RawTable, list[Defect]]:
    """Read one CSV file of a pack: UTF-8 (with or without a byte order mark) or GB18030."""
    model = TABLES[name].model
    origin = Origin(file)
    text = decoded(data)
    if text is None:
        return RawTable(origin), [origin.defect("不是文本文件。请另存为 UTF-8 编码的 CSV")]
    records = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return table_of(records, origin, {name: name for name in model.model_fields}, model.required())
    except csv.Error:
        return RawTable(origin), [
            origin.defect("从这一行起无法读成表格：双引号没有配对，或单元格过长", max(records.line_num, 1))
        ]


def decoded(data: bytes) -> str | None:
    """Decode ``data``, or answer None when it is no text in an encoding that offices use."""
    if b"\x00" in data:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
