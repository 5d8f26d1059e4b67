"""A workbook's number as its format prints it: 0.907079 under ``0.00%`` is 90.71%."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from dabiao.office.numbers import exact, half_up

_GROUPS = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|\\.|_.|\*.")
"""Colours, conditions, quoted words, escaped characters and padding of a number format: not part of the number."""

_DIGITS = re.compile(r"[#0?,]*[#0?](?:\.(?P<decimals>[0#?]+))?")
_THOUSANDS = re.compile(r"[0#?],+(?:[^0#?,]|$)")
"""A comma behind the last digit divides by a thousand."""

GENERAL_DIGITS = 10
"""Significant digits a cell of format General shows at most, by its usual width."""


def printed_number(value: int | float | Decimal, number_format: str) -> str:
    """``value`` as ``number_format`` prints it, rounded half-up as spreadsheet programs do, without grouping commas.

    Formats that scale or use exponents are written out like General: up to ten significant digits.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    bare = _GROUPS.sub("", number_format or "General").split(";", 1)[0]
    digits = _DIGITS.search(bare)
    if digits is None or "E" in bare.upper() or "/" in bare or _THOUSANDS.search(bare):
        return _general(value)
    percent = "%" in bare
    decimals = digits["decimals"] or ""
    shown = half_up(exact(value) * (100 if percent else 1), len(decimals))
    text = f"{shown:f}"
    optional = len(decimals) - len(decimals.rstrip("#?"))
    if optional and "." in text:
        kept = len(text) - optional
        text = (text[:kept] + text[kept:].rstrip("0")).rstrip(".")
    return f"{text}%" if percent else text


def _general(value: int | float | Decimal) -> str:
    number = exact(value)
    if number.denominator == 1:
        return str(number.numerator)
    size = math.floor(math.log10(abs(number))) + 1
    text = f"{half_up(number, max(0, GENERAL_DIGITS - max(size, 1))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
