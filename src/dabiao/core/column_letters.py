"""Columns of a sheet as spreadsheet programs name them."""

from __future__ import annotations


def column_letters(index: int) -> str:
    """Return the letters a spreadsheet shows for the column ``index``, counted from 0: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
