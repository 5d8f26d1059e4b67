"""Figures and lists in the cells of a framework spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_FIGURE = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)\s*分?")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,6})?)\s*(%?)")
_WORDS = re.compile(r"[、，,；;/\n]+")


def figure_of(cell: str) -> Decimal | None:
    """Points as they are written: ``2``, ``0.8``, ``1.5 分``; None for anything else."""
    found = _FIGURE.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    return Decimal(found[1]) if found else None


def share_of(cell: str) -> str:
    """A share written as ``0.90`` or ``90%``, as a decimal; '' for anything else."""
    found = _SHARE.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    if found is None:
        return ""
    share = Decimal(found[1]) / (100 if found[2] else 1)
    return (f"{share:f}" if found[2] else found[1]) if 0 < share <= 1 else ""


def split_words(cell: str) -> tuple[str, ...]:
    """Entries of a list in one cell."""
    return tuple(word for part in _WORDS.split(cell) if (word := part.strip()))
