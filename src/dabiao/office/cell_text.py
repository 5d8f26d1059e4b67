"""A cell as the text a person sees in it."""

from __future__ import annotations

from datetime import date, datetime


def cell_text(cell: object) -> str:
    """Turn a cell into the text it shows; a whole number has no point, a date is written 2021-03-01."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    return str(cell)
