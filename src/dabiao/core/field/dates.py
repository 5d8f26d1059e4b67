"""Dates as people write them into tables: 2026.9.8, 9月8日, ２０２６-９-９, 46273."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

_FULL = re.compile(r"(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:\D.*)?")
_SHORT = re.compile(
    r"(\d{1,2})\s*[月]\s*(\d{1,2})\s*[日号]?(?:\s*(?:上午|下午|晚上?|早上?)?(?:\s*\d{1,2}:\d{2})?)?"
)
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})")
_SOLID = re.compile(r"20\d{6}")
_SERIAL = re.compile(r"4\d{4}(?:\.\d+)?")
"""Days of Excel's calendar from 2009 to 2036."""

_RANGE = re.compile(r"[至到~—–]|^\d{1,2}\s*[日号]?\s*-\s*\d|\d日?\s*-\s*\d{1,2}日")
"""What makes a day, and what stands behind it, a span: 8日至10日, 8日-10日, 8-9.10."""

_YEAR = re.compile(r"(20\d{2})\s*年|(20\d{2})[-./]\d{1,2}")
_EXCEL_EPOCH = date(1899, 12, 30)


def iso_date(text: str, year: int | None = None) -> str | None:
    """The day a text names as 2026-09-08; None where it names none, or a span of days.

    ``year`` completes a text without one; without ``year`` such a text names no day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    full = _FULL.fullmatch(plain)
    if full and not _RANGE.search(plain[full.start(3) :]):
        return _day(int(full[1]), int(full[2]), int(full[3]))
    if _SOLID.fullmatch(plain):
        return _day(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
    if _SERIAL.fullmatch(plain):
        return (_EXCEL_EPOCH + timedelta(days=int(float(plain)))).isoformat()
    short = _SHORT.fullmatch(plain) or _DOTTED.fullmatch(plain)
    if short and year is not None:
        return _day(year, int(short[1]), int(short[2]))
    return None


def is_dateish(text: str) -> bool:
    """Whether a text is a day, with or without its year."""
    return iso_date(text, 2024) is not None  # a leap year: 2月29日 is a day too


def year_within(text: str) -> int | None:
    """The year a title names."""
    found = _YEAR.search(unicodedata.normalize("NFKC", text))
    return int(found[1] or found[2]) if found else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
