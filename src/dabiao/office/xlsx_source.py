"""Workbooks in: a sheet is unpacked in pieces, each parsed by calamine as a small workbook of its own.

calamine holds a whole sheet in memory as one dense rectangle, so a million rows would take more than a
gigabyte, and two far-apart cells of a crafted sheet all the memory there is. Cutting the sheet between two
rows keeps the memory bounded, gives progress, and lets every piece be looked at before calamine sees it. A
piece that is written in an unusual way goes to openpyxl instead, which is slower but reads row by row.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath
from typing import IO

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook

from dabiao.core.defects import BadInput
from dabiao.core.system_reason import reason_of
from dabiao.office.file_checks import MOST_ROWS, damaged, no_workbook, refused, too_many_rows
from dabiao.office.odd_sheet import SHEET_ROWS, odd_rows, sheet_too_large
from dabiao.office.percent_cells import PercentCells, percent_styles
from dabiao.office.sheet_rows import MOST_COLUMNS, Row, Rows, Sheet, without_blanks

PIECE = 16 * 1024 * 1024
"""Bytes of sheet XML parsed at a time, some 25,000 rows: larger pieces are no faster, smaller ones re-read
the workbook's table of words more often."""

_STEP = 2 * 1024 * 1024
"""Bytes unpacked at a time."""

LONGEST_ROW = 64 * 1024 * 1024
"""A single row larger than this is damage or malice: 256 cells of 32,767 characters are 8 million."""

_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
_TAIL = b"</sheetData></worksheet>"
_START = re.compile(rb"<sheetData\s*>")
_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]{1,3}\d+:)?[A-Z]{1,3}(\d{1,9})"')
_UTF8 = re.compile(rb"""encoding=["'](?i:utf-8|us-ascii)["']""")
_ROW = re.compile(rb'<row r="(\d{1,9})"')
_CELL = re.compile(rb'<c r="(?:[A-H]?[A-Z]|I[A-V])(\d{1,7})"')
"""Columns A to IV: ``MOST_COLUMNS``."""

_LETTERS = re.compile(rb'<c r="([A-Z]{1,2})')

MOST_CELLS = 10_000_000
"""Cells of the rectangle calamine makes of a piece, 32 bytes each."""

_ERROR = re.compile(rb'(<c r="[A-Z]+\d+"[^>]*?) t="e"')
"""calamine makes blanks of error cells such as #N/A; as text they are found out."""

_UNUSUAL = (b"<!", b":c ", b":row")
"""Comments, CDATA and prefixed names: right XML, but no program we know of writes it in a sheet, and the
checks of ``_usual`` would not see through it."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ElementTree.ParseError,
    DefusedXmlException,
    CalamineError,
    KeyError,
    ValueError,
    EOFError,
    NotImplementedError,
)
"""What the libraries raise for a damaged workbook."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A sheet's place in the archive."""

    name: str
    hidden: bool
    part: str


def workbook_sheets(path: Path) -> list[Sheet]:
    """List the worksheets of a checked workbook. Raises BadInput for damage, no worksheet and too many rows."""
    try:
        with zipfile.ZipFile(path) as archive:
            book, parts = _parts(archive)
            sheets = [_sheet(path, archive, book, part) for part in parts]
    except DAMAGE:
        raise damaged(path) from None
    if not sheets:
        raise no_workbook(path)
    return sheets


def _sheet(path: Path, archive: zipfile.ZipFile, book: str, part: _Part) -> Sheet:
    with archive.open(part.part) as data:
        found = _DIMENSION.search(data.read(4096))
    total = int(found[1]) if found else None
    if total is not None and total > MOST_ROWS:
        raise too_many_rows(path.name, total)
    return Sheet(path.name, part.name, part.hidden, total, lambda: _blocks(path, book, part))


def worksheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Name of each worksheet, and of its part in the archive, in order."""
    return [(part.name, part.part) for part in _parts(archive)[1]]


def _parts(archive: zipfile.ZipFile) -> tuple[str, list[_Part]]:
    """Return the workbook part and its worksheets in order, from the relations of the package."""
    book = next(
        target for kind, target in _relations(archive, "_rels/.rels", "").values() if kind == "officeDocument"
    )
    folder, name = book.rsplit("/", 1) if "/" in book else ("", book)
    relations = _relations(archive, join(folder, "_rels", f"{name}.rels"), folder)
    sheets = []
    for element in ElementTree.fromstring(archive.read(book)).iter():
        if element.tag.rsplit("}", 1)[-1] != "sheet":
            continue
        key = next(value for tag, value in element.items() if tag.endswith("}id"))
        kind, target = relations[key]
        if kind == "worksheet":
            hidden = element.get("state", "visible") != "visible"
            sheets.append(_Part(element.get("name") or target, hidden, target))
    return book, sheets


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of the archive that holds each worksheet, by the sheet's name."""
    return {one.name: one.part for one in _parts(archive)[1]}


def _relations(archive: zipfile.ZipFile, part: str, folder: str) -> dict[str, tuple[str, str]]:
    """Return relation id → (kind, name of the part in the archive)."""
    names = {name.lower(): name for name in archive.namelist()}
    found = {}
    for element in ElementTree.fromstring(archive.read(names[part.lower()])):
        target = element.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        kind = element.get("Type", "").rsplit("/", 1)[-1]
        found[element.get("Id", "")] = (kind, names.get(whole.lower(), whole))
    return found


def _blocks(path: Path, book: str, part: _Part) -> Iterator[Rows]:
    last = 0
    try:
        with zipfile.ZipFile(path) as archive:
            shell = _Shell(archive, book, part)
            for piece in _pieces(archive, part.part):
                span = _usual(piece) if piece is not None else None
                if piece is None or span is None:
                    _refuse_far_rows(path, part, piece or b"")
                    yield from odd_rows(path, part.name, last)
                    return
                yield without_blanks(*shell.parse(piece))
                last = max(last, span)
    except (BadInput, MemoryError):
        raise
    except DAMAGE:
        raise damaged(path) from None
    except OSError as error:
        raise refused(path, "读到一半读不下去（%(reason)s）", reason=reason_of(error)) from None


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes | None]:
    """Yield the rows of a sheet in pieces cut between rows; None when the sheet cannot be cut this way."""
    with archive.open(part) as data:
        buffer = data.read(65_536)
        start = _START.search(buffer)
        if start is None:
            if b"<sheetData/>" not in buffer:
                yield None
            return
        if b"encoding=" in buffer[:200] and not _UTF8.search(buffer[:200]):
            yield None
            return
        yield from _cut(bytearray(buffer[start.end() :]), data)


def _cut(rest: bytearray, data: IO[bytes]) -> Iterator[bytes]:
    """Yield pieces that end with a row, up to the end of the sheet's data."""
    looked = 0
    while (end := rest.find(b"</sheetData>", looked)) < 0:
        looked = max(len(rest) - len(b"</sheetData>"), 0)
        if len(rest) >= PIECE:
            cut = rest.rfind(b"</row>") + len(b"</row>")
            if cut >= PIECE // 2:
                yield bytes(rest[:cut])
                del rest[:cut]
                looked = 0
            elif len(rest) > LONGEST_ROW:
                raise ValueError("a row without end")
        more = data.read(_STEP)
        if not more:
            raise ValueError("a sheet without end")
        rest += more
    yield bytes(rest[:end])


def _usual(piece: bytes) -> int | None:
    """Return the number of the last row when the piece is written as spreadsheet programs do and makes a
    rectangle of bearable size, else None.
    """
    rows, cells = _ROW.findall(piece), _CELL.findall(piece)
    if len(rows) != piece.count(b"<row") or len(cells) != piece.count(b"<c"):
        return None
    if any(mark in piece for mark in _UNUSUAL) or not set(cells) <= set(rows):
        return None
    numbers = [int(row) for row in rows]
    if not numbers:
        return 0
    height = max(numbers) - min(numbers) + 1
    if height * MOST_COLUMNS > MOST_CELLS and height * _width(piece) > MOST_CELLS:
        return None
    return max(numbers)


def _refuse_far_rows(path: Path, part: _Part, piece: bytes) -> None:
    """Refuse a row number no spreadsheet has: openpyxl would count up to it, blank row by blank row."""
    far = max((int(row) for row in _ROW.findall(piece)), default=0)
    if far > SHEET_ROWS:
        raise sheet_too_large(path, part.name, far)


def _width(piece: bytes) -> int:
    """Return the number of columns a piece reaches."""
    columns = ((len(name) - 1) * 26 * (name[0] - 64) + name[-1] - 64 for name in set(_LETTERS.findall(piece)))
    return max(columns, default=1)


class _Shell:
    """The workbook around a sheet: its styles and its table of words, to parse pieces of the sheet with."""

    def __init__(self, archive: zipfile.ZipFile, book: str, part: _Part) -> None:
        folder, name = book.rsplit("/", 1) if "/" in book else ("", book)
        relations = join(folder, "_rels", f"{name}.rels")
        targets = _relations(archive, relations, folder).values()
        names = {one.lower(): one for one in archive.namelist()}
        wanted = ["[Content_Types].xml", "_rels/.rels", book, relations]
        wanted += [target for kind, target in targets if kind in ("sharedStrings", "styles")]
        self._parts = {
            names[one.lower()]: archive.read(names[one.lower()]) for one in wanted if one.lower() in names
        }
        styles = [names.get(target.lower(), "") for kind, target in targets if kind == "styles"]
        self._percent = PercentCells(percent_styles(self._parts[styles[0]]) if any(styles) else ())
        self._sheet = part

    def parse(self, piece: bytes) -> tuple[int, list[Row]]:
        """Return the number of the first row and the rows, dense, from the first column of the sheet."""
        if b' t="e"' in piece:
            piece = _ERROR.sub(rb'\1 t="str"', piece)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as small:
            for name, content in self._parts.items():
                small.writestr(name, content)
            small.writestr(self._sheet.part, b"".join((_HEAD, self._percent.as_text(piece), _TAIL)))
        packed.seek(0)
        with CalamineWorkbook.from_filelike(packed) as book:
            sheet = book.get_sheet_by_name(self._sheet.name)
            if sheet.start is None:
                return 1, []
            top, left = sheet.start
            rows: list[Row] = list(sheet.to_python(skip_empty_area=True))
            if left:
                rows = [[*[""] * left, *row] for row in rows]
            return top + 1, rows
