"""Any field workbook in: every sheet as tables of texts, with merged cells filled, colours kept, hidden parts
marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.fills import without_decoration
from dabiao.core.field.split import split_tables
from dabiao.core.field.table import FieldTable
from dabiao.office.cell_values import Cell
from dabiao.office.csv_source import csv_sheet
from dabiao.office.field_sheet import DAMAGE, SheetTexts, sheet_texts, text_of_cell
from dabiao.office.file_checks import FileKind, check_file, damaged, refused
from dabiao.office.xlsx_source import workbook_sheets

MOST_SHEETS = 200
"""A sheet per community of a large district; more are not one round's results."""

MOST_CELLS = 1_500_000
"""Of all sheets together, blank ones within a table too: 1,400 places by 1,000 items. They are held in memory."""


def read_tables(path: Path) -> tuple[FieldTable, ...]:
    """Read every table of a workbook or CSV file, hidden sheets too, which are marked.

    Raises BadInput for what cannot be opened, for more than ``MOST_SHEETS`` sheets or ``MOST_CELLS`` cells, and for a
    file without any content.
    """
    kind = check_file(path)
    sheets = _workbook(path) if kind is FileKind.WORKBOOK else iter([_text(path)])
    tables: list[FieldTable] = []
    cells = 0
    for sheet in sheets:
        cells += sheet.height * sheet.width
        if cells > MOST_CELLS:
            raise _too_many_cells(path)
        tables += map(without_decoration, split_tables(sheet))
    if not tables:
        raise refused(path, "里面没有内容。请检查是否保存成功，或是不是选错了文件")
    return tuple(tables)


def _workbook(path: Path) -> Iterator[FieldTable]:
    number = len(workbook_sheets(path))
    if number > MOST_SHEETS:
        raise refused(
            path,
            "有 %(number)d 张工作表，一次最多读 %(limit)d 张，没有读取。"
            "请在 Excel 里选中一部分工作表，右键“移动或复制”到新工作簿，分成几个文件导入",
            number=number,
            limit=MOST_SHEETS,
        )
    try:
        for sheet in sheet_texts(path, MOST_CELLS):
            if sheet is None:
                raise _too_many_cells(path)
            yield _table(path, sheet)
    except DAMAGE:
        raise damaged(path) from None


def _table(path: Path, sheet: SheetTexts) -> FieldTable:
    return FieldTable(
        path.name,
        sheet.name,
        sheet.cells,
        hidden=sheet.hidden,
        fills=sheet.fills,
        merged=sheet.merged,
        errors=sheet.errors,
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
    )


def _text(path: Path) -> FieldTable:
    rows: dict[int, list[str]] = {}
    width = cells = 0
    for block in csv_sheet(path).blocks():
        for number, row in zip(block.numbers, block.rows, strict=True):
            texts = [_csv_text(cell) for cell in row]
            while texts and not texts[-1]:
                texts.pop()
            rows[number] = texts
            width = max(width, len(texts))
            cells = number * width
            if cells > MOST_CELLS:
                raise _too_many_cells(path)
    height = max(rows, default=0)
    full = tuple(
        tuple((rows.get(number) or []) + [""] * (width - len(rows.get(number) or [])))
        for number in range(1, height + 1)
    )
    errors = {
        (place, column): text
        for place, row in enumerate(full)
        for column, text in enumerate(row)
        if text_of_cell(text)[1]
    }
    return FieldTable(path.name, None, full, errors=errors)


def _csv_text(cell: Cell) -> str:
    return text_of_cell(cell)[0]


def _too_many_cells(path: Path) -> BadInput:
    return BadInput(
        Defect(
            "单元格超过 %(limit)d 个，没有读取。请删去多余的空白行列（选中后右键删除，不只是清空），"
            "或按街道分成几个文件导入",
            path.name,
            parameters={"limit": MOST_CELLS},
        )
    )


__all__ = ["MOST_CELLS", "MOST_SHEETS", "read_tables"]
