"""Tables in files as blocks of rows: a million rows pass through memory a block at a time."""

from __future__ import annotations

from pathlib import Path

from dabiao.office.csv_source import csv_sheet
from dabiao.office.file_checks import FileKind, check_file
from dabiao.office.sheet_rows import Sheet
from dabiao.office.xlsx_source import workbook_sheets


def sheets_of(path: Path) -> list[Sheet]:
    """Look at ``path`` without reading its rows. Raises BadInput when it may not be opened."""
    return workbook_sheets(path) if check_file(path) is FileKind.WORKBOOK else [csv_sheet(path)]
