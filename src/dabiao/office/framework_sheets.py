"""Spreadsheets of frameworks in: every sheet as texts, with merged cells filled."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.table import Merge
from dabiao.core.framework_book.sheet import Place, SheetText
from dabiao.office.cell_text import cell_text
from dabiao.office.cells_safe import clean_text
from dabiao.office.csv_source import csv_sheet
from dabiao.office.field_sheet import merged_ranges
from dabiao.office.file_checks import FileKind, check_file, damaged, refused
from dabiao.office.sheet_rows import Sheet
from dabiao.office.xlsx_source import DAMAGE, workbook_sheets, worksheet_parts

MOST_SHEETS = 60
"""A framework has a sheet for each category or method: a dozen."""

MOST_ROWS, MOST_CELLS = 20_000, 400_000
"""Of one sheet, and of all together: the largest framework seen has 260 standards."""

MOST_CHARACTERS = 10_000_000
"""Of one sheet. The texts of a framework fill a book: some 100,000."""


def read_sheet_texts(path: Path) -> tuple[SheetText, ...]:
    """Read every sheet of a workbook, or a CSV file as one sheet.

    Raises BadInput for what cannot be opened, is too large, or says nothing.
    """
    if check_file(path) is FileKind.WORKBOOK:
        found = workbook_sheets(path)
        if len(found) > MOST_SHEETS:
            raise refused(
                path,
                "有 %(number)d 张工作表，测评体系最多读 %(limit)d 张。请只留下写测评标准的工作表",
                number=len(found),
                limit=MOST_SHEETS,
            )
        merged = _merged_ranges(path)
    else:
        found, merged = [csv_sheet(path)], {}
    sheets: list[SheetText] = []
    cells = 0
    for sheet in found:
        rows = _rows(sheet)
        width = max(map(len, rows), default=0)
        cells += width * len(rows)
        if cells > MOST_CELLS:
            raise refused(path, "内容超过 %(limit)d 个单元格，不像测评体系，没有读取", limit=MOST_CELLS)
        ranges = _within(merged.get(sheet.name or "", ()), len(rows), width)
        if sum(_area(one) for one in ranges) > MOST_CELLS:
            raise refused(path, "合并单元格互相重叠，没有读取。请取消合并后再合并一次")
        sheets.append(_filled(sheet.name or path.stem, rows, width, ranges))
    if not any(any(sheet.written()) for sheet in sheets):
        raise refused(path, "里面没有内容。请检查是否保存成功，或是不是选错了文件")
    return tuple(sheets)


def _rows(sheet: Sheet) -> list[list[str]]:
    rows: list[list[str]] = []
    characters = 0
    for block in sheet.blocks():
        for number, row in zip(block.numbers, block.rows, strict=True):
            if number > MOST_ROWS:
                raise BadInput(
                    Defect(
                        "超过 %(limit)d 行，不像测评体系，没有读取",
                        sheet.file,
                        number,
                        parameters={"limit": MOST_ROWS},
                        sheet=sheet.name,
                    )
                )
            rows.extend([] for _ in range(number - 1 - len(rows)))
            rows.append([_tidy(cell_text(cell)) for cell in row])
            characters += sum(map(len, rows[-1]))
            if characters > MOST_CHARACTERS:
                raise _too_much(sheet.file, MOST_CHARACTERS)
    return rows


def _too_much(file: str, limit: int) -> BadInput:
    return BadInput(
        Defect("文字超过 %(limit)d 个，不像测评体系，没有读取", file, parameters={"limit": limit})
    )


def _tidy(text: str) -> str:
    return clean_text(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _within(ranges: Sequence[Merge], height: int, width: int) -> list[Merge]:
    """Ranges as far as the sheet says something."""
    return [
        Merge(one.top, one.left, min(one.bottom, height - 1), min(one.right, width - 1))
        for one in ranges
        if one.top < height and one.left < width
    ]


def _area(one: Merge) -> int:
    return max(0, one.bottom - one.top + 1) * max(0, one.right - one.left + 1)


def _filled(name: str, rows: list[list[str]], width: int, ranges: Sequence[Merge]) -> SheetText:
    """Say in every cell of a merged range what its first one says."""
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    origins: dict[Place, Place] = {}
    for one in ranges:
        first = (one.top + 1, one.left)
        for row in range(one.top, one.bottom + 1):
            for column in range(one.left, one.right + 1):
                place = (row + 1, column)
                if place != first and place not in origins:
                    origins[place] = first
                    filled[row][column] = filled[one.top][one.left]
    return SheetText(name, tuple(map(tuple, filled)), origins)


def _merged_ranges(path: Path) -> dict[str, tuple[Merge, ...]]:
    found = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name, part in worksheet_parts(archive):
                with archive.open(part) as source:
                    found[name] = merged_ranges(source)
    except DAMAGE:
        raise damaged(path) from None
    return found
