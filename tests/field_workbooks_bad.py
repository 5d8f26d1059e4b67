"""Field workbooks that must meet a clear way forward, made in the test that needs them.

Places and texts are those of tests/data/field_workbooks, so that what is wrong is only what the name says.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

MANY = 300
"""Sheets of a workbook that was never meant to be one table."""

HEADINGS = ("序号", "点位名称", "点位类型", "街道", "测评内容", "是否符合", "存在问题", "责任单位")

ROWS: Sequence[Sequence[str | int]] = (
    (1, "文化路第一农贸市场", "农贸市场", "东湖街道", "入口处有公平秤", "符合", "", "市场监管局"),
    (
        2,
        "文化路第一农贸市场",
        "农贸市场",
        "东湖街道",
        "行规行约、商户公约上墙",
        "不符合",
        "未张挂",
        "市场监管局",
    ),
    (3, "锦绣花园一期", "小区", "东湖街道", "楼道整洁无杂物", "符合", "", "东湖街道"),
)


def many_sheets(path: Path, count: int = MANY) -> Path:
    """A sheet for each place, ``count`` of them, every one a proper table."""
    book = _book()
    for number in range(1, count + 1):
        _fill(book.create_sheet(f"点位{number}"), (HEADINGS, ROWS[0]))
    return _saved(book, path)


def merged_across_headings(path: Path) -> Path:
    """One heading cell spans the columns of the item and the result, another spans heading and first row."""
    book = _book()
    sheet = book.create_sheet("明细")
    _fill(sheet, (HEADINGS, *ROWS))
    sheet.merge_cells("E1:F1")
    sheet.merge_cells("B1:B2")
    return _saved(book, path)


def disagreeing_sheets(path: Path) -> Path:
    """Two sheets answer the same item at the same place in the same round, one 符合 and one 不符合."""
    book = _book()
    _fill(book.create_sheet("第一组"), (HEADINGS, ROWS[0], ROWS[2]))
    other = (*ROWS[0][:5], "不符合", "检定标签过期", ROWS[0][7])
    _fill(book.create_sheet("第二组"), (HEADINGS, other))
    return _saved(book, path)


ERRORS = ("#N/A", "#DIV/0!", "#REF!")


def formulas_with_errors(path: Path) -> Path:
    """Results, a place and a rate are formulas that came out as errors; one row is sound."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("明细")
        sheet.write_row(0, 0, (*HEADINGS, "符合率"))
        for place, row in enumerate(ROWS, 1):
            sheet.write_row(place, 0, row)
        sheet.write_formula(1, 5, "=VLOOKUP(B2,Z:Z,1,0)", None, "#N/A")
        sheet.write_formula(2, 1, "=#REF!", None, "#REF!")
        sheet.write_formula(3, 8, "=1/0", None, "#DIV/0!")
    return path


def nothing_matches(path: Path) -> Path:
    """A table of something else: no column, text or place means anything to the campaign."""
    book = _book()
    _fill(
        book.create_sheet("库存"),
        (
            ("货号", "品名", "规格", "单价", "库存量"),
            ("A-01", "打印纸", "A4 70克", 22.5, 40),
            ("A-02", "签字笔", "0.5毫米", 1.8, 300),
            ("A-03", "档案盒", "55毫米", 6, 120),
        ),
    )
    return _saved(book, path)


def password_protected(path: Path) -> Path:
    """A workbook with a password: an OLE container of EncryptionInfo and EncryptedPackage ([MS-OFFCRYPTO] 2.3)."""
    path.write_bytes(
        _container({"EncryptedPackage": b"\x5a" * _STREAM, "EncryptionInfo": b"\x04\x00" * (_STREAM // 2)})
    )
    return path


BAD: Mapping[str, Callable[[Path], Path]] = {
    "300-sheets.xlsx": many_sheets,
    "merged-across-headings.xlsx": merged_across_headings,
    "disagreeing-sheets.xlsx": disagreeing_sheets,
    "formulas-with-errors.xlsx": formulas_with_errors,
    "nothing-matches.xlsx": nothing_matches,
    "password-protected.xlsx": password_protected,
}
"""File name → what makes it."""


def _book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _fill(sheet: Worksheet, rows: Iterable[Sequence[str | int | float]]) -> None:
    for row in rows:
        sheet.append(row)


def _saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


# A compound file of version 3 ([MS-CFB] 2.2 to 2.6): one sector of allocation table, one of directory.

_SECTOR = 512
_STREAM = 4096
"""Shorter streams would have to lie in the mini stream."""
_END, _FREE, _TABLE, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def _container(streams: Mapping[str, bytes]) -> bytes:
    """The two streams, the one with the longer name first, as such containers order them."""
    each = _STREAM // _SECTOR
    table = [_TABLE, _END]
    for number in range(len(streams)):
        first = 2 + number * each
        table += [*range(first + 1, first + each), _END]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    entries = [_entry("Root Entry", kind=5, child=1, start=_END, size=0)]
    for number, name in enumerate(streams):
        left = 2 if number == 0 else _NONE
        entries.append(_entry(name, kind=2, left=left, start=2 + number * each, size=_STREAM))
    entries += [bytes(128)] * (4 - len(entries))
    return b"".join((_header(), struct.pack("<128I", *table), *entries, *streams.values()))


def _header() -> bytes:
    fixed = struct.pack("<8s16x5H6x", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<9I", 0, 1, 1, 0, _STREAM, _END, 0, _END, 0)
    return fixed + counts + struct.pack("<109I", 0, *[_FREE] * 108)


def _entry(name: str, *, kind: int, start: int, size: int, left: int = _NONE, child: int = _NONE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack("<64sHBBIII16xI16xIQ", text, len(text), kind, 1, left, _NONE, child, 0, start, size)
