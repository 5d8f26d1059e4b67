"""任务分解表 as offices keep it: one workbook, a sheet for each method, a row for what is asked of whom.

The columns are those of real tables: 测评项目 · 指标名称 · 测评内容 · 测评标准, then what is asked (上报材料和检查提示,
实地考察点位及标准 or 问卷主要内容), then who: 牵头单位 · 责任单位, and where a district has them 配合单位 · 责任人 ·
完成时限. Several units stand in one cell, and merged cells leave all but the first row blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Method
from dabiao.office.cell_values import METHOD_WORDS, Fault, date_of, text_of
from dabiao.office.headed_table import Columns, HeadedRow, HeadedSheet, read_sheet
from dabiao.office.print_workbook import Cell, Column, Kind, PrintSheet, print_workbook
from dabiao.office.sheet_rows import Sheet
from dabiao.office.sheet_source import sheets_of

ASKED: Mapping[str, str] = {
    Method.DOCUMENT: "上报材料和检查提示",
    Method.FIELD: "实地考察点位及标准",
    Method.SURVEY: "问卷主要内容",
    Method.DATA: "数据和统计要求",
    Method.NEGATIVE: "负面清单事项",
    Method.BONUS: "加分事项",
}
"""The column that says what is asked, by method."""

UNITS: Mapping[DutyKind, str] = {
    DutyKind.LEAD: "牵头单位",
    DutyKind.RESPONSIBLE: "责任单位",
    DutyKind.ASSISTING: "配合单位",
}

NUMBER, CATEGORY, INDICATOR, CONTENT, STANDARD = "标准编号", "测评项目", "指标名称", "测评内容", "测评标准"
SITE_TYPE, METHOD, PEOPLE, DEADLINE = "点位类型", "测评方法", "责任人", "完成时限"

COLUMNS: Columns = {
    NUMBER: (NUMBER, "编号", "标准id"),
    CATEGORY: (CATEGORY, "项目"),
    INDICATOR: (INDICATOR, "测评指标", "指标"),
    CONTENT: (CONTENT, "内容"),
    STANDARD: (STANDARD, "标准", "具体标准"),
    METHOD: (METHOD, "方法"),
    ASKED[Method.DOCUMENT]: (
        ASKED[Method.DOCUMENT],
        "上报材料",
        "材料要求",
        "检查提示",
        "上报材料及检查提示",
    ),
    ASKED[Method.FIELD]: (ASKED[Method.FIELD], "实地考察要求", "实地考察点位", "考察点位及标准"),
    ASKED[Method.SURVEY]: (ASKED[Method.SURVEY], "问卷内容", "问卷调查内容"),
    ASKED[Method.DATA]: (ASKED[Method.DATA], "数据要求"),
    ASKED[Method.NEGATIVE]: (ASKED[Method.NEGATIVE],),
    ASKED[Method.BONUS]: (ASKED[Method.BONUS],),
    SITE_TYPE: (SITE_TYPE, "点位", "测评地点"),
    UNITS[DutyKind.LEAD]: (UNITS[DutyKind.LEAD], "牵头部门"),
    UNITS[DutyKind.RESPONSIBLE]: (UNITS[DutyKind.RESPONSIBLE], "责任部门"),
    UNITS[DutyKind.ASSISTING]: (UNITS[DutyKind.ASSISTING], "配合部门", "协助单位"),
    PEOPLE: (PEOPLE, "责任单位领导", "责任领导"),
    DEADLINE: (DEADLINE, "完成时间", "时限"),
}

_IDENTIFYING = (NUMBER, INDICATOR, CONTENT, STANDARD)
"""What a row may be found by; blank below a merged cell."""

_METHOD_OF = {heading: Method(method) for method, heading in ASKED.items()}
SEPARATORS = re.compile(r"[、，,；;/／]?\s*\n\s*|\s*[、，,；;]\s*")
"""What stands between several units of a cell."""


@dataclass(frozen=True, slots=True)
class BreakdownRow:
    """A row as it says; a text is '' where the cell is blank. ``units`` has only the columns that are there."""

    source: HeadedRow
    method: Method
    number: str
    content: str
    standard: str
    site_type: str
    """'' where no column of that name says it: it may stand in ``asked``."""
    asked: str | None
    """None where the table has no column for it."""
    units: Mapping[DutyKind, str]
    people: str | None
    deadline: date | None
    says_deadline: bool
    """Whether the table has that column at all."""

    def defect(self, template: str, field: str, /, **parameters: object) -> Defect:
        """Make a defect of this row."""
        return self.source.defect(template, field, **parameters)


@dataclass(frozen=True, slots=True)
class BreakdownTable:
    """What a workbook says, what could not be read of it, and sheets that were left out."""

    rows: tuple[BreakdownRow, ...]
    defects: tuple[Defect, ...]
    skipped: tuple[str, ...]


def read_breakdown(path: Path) -> BreakdownTable:
    """Read every sheet that has the headings. Raises BadInput for a file that cannot be opened or has none of them."""
    rows: list[BreakdownRow] = []
    defects: list[Defect] = []
    skipped: list[str] = []
    any_table = False
    for sheet in sheets_of(path):
        table = read_sheet(sheet, COLUMNS, is_heading)
        if table is None:
            skipped.append(sheet.name or sheet.file)
            continue
        any_table = True
        _read_rows(sheet, table, rows, defects)
    if not any_table:
        raise BadInput(
            Defect(
                "没有找到任务分解表的表头。至少要有“测评标准”或“标准编号”一列，以及“牵头单位”“责任单位”中的一列",
                path.name,
            )
        )
    if not rows and not defects:
        raise BadInput(Defect("表头下面没有内容", path.name))
    return BreakdownTable(tuple(rows), tuple(defects), tuple(skipped))


def is_heading(present: Collection[str]) -> bool:
    """Whether a row with these usual headings is the heading row of a breakdown."""
    return any(one in present for one in (NUMBER, CONTENT, STANDARD)) and any(
        one in present for one in UNITS.values()
    )


def find_headings(rows: Sequence[Sequence[object]]) -> int | None:
    """Find the heading row for the workbook that is handed back: its place from 0."""
    known = {_plain(name): usual for usual, names in COLUMNS.items() for name in names}
    for place, row in enumerate(rows):
        if is_heading({known[text] for cell in row if (text := _plain(cell)) in known}):
            return place
    return None


def _plain(cell: object) -> str:
    return unicodedata.normalize("NFKC", cell).strip().rstrip("*:").lower() if isinstance(cell, str) else ""


def _read_rows(sheet: Sheet, table: HeadedSheet, rows: list[BreakdownRow], defects: list[Defect]) -> None:
    usual = _method_of_sheet(sheet, table)
    above: dict[str, str] = {}
    for row in table.rows:
        identity = {name: text_of(row.cells[name]) or "" for name in _IDENTIFYING}
        if not any(identity[name] for name in (NUMBER, CONTENT, STANDARD)):
            identity = {name: identity[name] or above.get(name, "") for name in _IDENTIFYING}
        above = identity
        read = _row(row, table, usual, identity)
        if isinstance(read, Defect):
            defects.append(read)
        else:
            rows.append(read)


def _row(
    row: HeadedRow, table: HeadedSheet, usual: Method | None, identity: Mapping[str, str]
) -> BreakdownRow | Defect:
    method = usual
    if METHOD in table.present:
        word = row.word(METHOD)
        if isinstance(word, Defect):
            return word
        if word is not None:
            method = METHOD_WORDS.get(word.lower())
    if method is None:
        return row.defect(
            "看不出是哪种测评方法。请把工作表命名为“材料”“实地”“问卷”等，或加一列“测评方法”",
            METHOD if METHOD in table.present else STANDARD,
        )
    day = date_of(row.cells[DEADLINE])
    if isinstance(day, Fault):
        return row.defect(day.template, DEADLINE, **day.parameters)
    heading = ASKED[method]
    return BreakdownRow(
        row,
        method,
        identity[NUMBER],
        identity[CONTENT] or identity[INDICATOR],
        identity[STANDARD],
        text_of(row.cells[SITE_TYPE]) or "",
        (text_of(row.cells[heading]) or "") if heading in table.present else None,
        {kind: text_of(row.cells[name]) or "" for kind, name in UNITS.items() if name in table.present},
        (text_of(row.cells[PEOPLE]) or "") if PEOPLE in table.present else None,
        None if day is None else date(1970, 1, 1) + timedelta(days=day),
        DEADLINE in table.present,
    )


def _method_of_sheet(sheet: Sheet, table: HeadedSheet) -> Method | None:
    """The method of all rows of a sheet, by the one heading that only it has, else by the sheet's name."""
    named = {_METHOD_OF[heading] for heading in table.present if heading in _METHOD_OF}
    if len(named) == 1:
        return named.pop()
    name = sheet.name or sheet.file
    found = {method for method in Method if method.value in name}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class BreakdownLine:
    """A row to be written."""

    method: Method
    number: str
    category: str
    indicator: str
    content: str
    standard: str
    asked: str
    units: Mapping[DutyKind, Sequence[str]]
    people: Sequence[str] = ()
    deadline: date | None = None


_WIDTHS = {NUMBER: 10, CATEGORY: 16, INDICATOR: 16, CONTENT: 18, STANDARD: 34, PEOPLE: 18, DEADLINE: 12}


def write_breakdown(lines: Sequence[BreakdownLine], title: str, base: str, path: Path) -> None:
    """Write a sheet for each method that has lines, to be printed, changed and read again."""
    with print_workbook(path, title) as book:
        for method in Method:
            own = [line for line in lines if line.method is method]
            if not own and (method is not Method.FIELD or lines):
                continue
            names = (NUMBER, CATEGORY, INDICATOR, CONTENT, STANDARD, ASKED[method])
            columns = [Column(name, _WIDTHS.get(name, 40)) for name in names]
            columns += [Column(name, 22) for name in UNITS.values()]
            columns += [Column(PEOPLE, _WIDTHS[PEOPLE]), Column(DEADLINE, _WIDTHS[DEADLINE], Kind.DAY)]
            sheet = PrintSheet(
                book, method.value, f"{title}（{method.value}）", base, columns, landscape=True
            )
            for line in own:
                cells: list[Cell] = [line.number, line.category, line.indicator, line.content, line.standard]
                cells.append(line.asked)
                cells += ["、".join(line.units.get(kind, ())) for kind in UNITS]
                cells += ["、".join(line.people), line.deadline]
                sheet.add(cells)
            sheet.close()
