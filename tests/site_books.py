"""Workbooks of several sheets, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook


def book(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """Write a workbook with these sheets, each given as its rows."""
    made = Workbook()
    assert made.active is not None
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path
