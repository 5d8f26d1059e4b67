"""Text from outside made harmless before it enters a workbook, a CSV file or a document.

A spreadsheet program runs a cell that begins with ``=``, ``+``, ``-`` or ``@`` as a formula (formula injection).
In .xlsx such text is written as a *string cell marked as quoted* (``quotePrefix``): it shows as it was typed and
stays text when somebody edits the cell. CSV knows no cell types, so there an apostrophe is put in front.
"""

from __future__ import annotations

import re

_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""The full-width forms count too: a Chinese or Japanese Excel reads ＝ as =."""

_NOT_IN_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_DIRECTION_OVERRIDES = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")

LONGEST_CELL = 32_767
"""Characters an Excel cell can hold."""


def clean_text(text: str) -> str:
    """``text`` without what XML 1.0 forbids (a space takes its place: Word leaves vertical tabs as line ends) and
    without direction overrides, which make a file name or a figure read other than it is.
    """
    return _DIRECTION_OVERRIDES.sub("", _NOT_IN_XML.sub(" ", text))


def one_line(text: str) -> str:
    """``clean_text`` with every run of white space as one space, for sentences and table cells of documents."""
    return " ".join(clean_text(text).split())


def may_run(text: str) -> bool:
    """Whether a spreadsheet program could take ``text`` for a formula, blanks before it notwithstanding."""
    return text[:1] in _FORMULA_STARTS or text.lstrip()[:1] in _FORMULA_STARTS


def csv_cell(text: str) -> str:
    """``text`` as it may stand in a CSV file: an apostrophe before what could run as a formula."""
    cleaned = clean_text(text)
    return f"'{cleaned}" if may_run(cleaned) else cleaned


def workbook_text(text: str) -> str:
    """``text`` as it may stand in a string cell of .xlsx, cut visibly at Excel's limit."""
    cleaned = clean_text(text)
    return cleaned if len(cleaned) <= LONGEST_CELL else f"{cleaned[: LONGEST_CELL - 1]}…"
