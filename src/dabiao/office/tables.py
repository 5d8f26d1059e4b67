"""Tables in files as their readers see them: .csv, .xlsx and the tables of .docx as printed text.

Numbers of a workbook are written out as their format shows them, since it is the printed figure that is checked:
0.907079 in a cell formatted ``0.00%`` reads 90.71%. Every file counts as hostile until it is checked.
"""

from __future__ import annotations

import codecs
import csv
import io
import stat
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from dabiao.core.defects import BadInput, Defect
from dabiao.core.proof.table import PrintedTable
from dabiao.core.system_reason import reason_of
from dabiao.office.file_checks import MEGABYTE, check_file, damaged, refused
from dabiao.office.printed_number import printed_number

LARGEST_TABLE_FILE = 20 * MEGABYTE
"""Bytes on disk. Circulars and their tables are below one megabyte, pictures in a .docx aside."""

LARGEST_PART = 40 * MEGABYTE
"""Bytes of one unpacked part that is read: a sheet, the words of a workbook, the text of a document."""

MOST_CELLS = 400_000
"""Cells of one file. A table of 2,000 units by 40 columns has 80,000."""

Rows = list[tuple[str, ...]]
Merged = list[tuple[int, int, int, int]]

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    DefusedXmlException,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
    OSError,
)
"""What the libraries raise for damaged files."""


def read_tables(path: Path) -> list[PrintedTable]:
    """Read every table of ``path``. Raises BadInput when the file may not be opened, is too large or is damaged.

    Blank rows part a sheet into tables, so that one circular sheet with three tables is three.
    """
    _refuse_large(path)
    if path.suffix.lower() == ".docx":
        tables = _document_tables(path)
    elif path.suffix.lower() in (".docm", ".dotm"):
        raise refused(path, "是带宏的文档，没有打开。请另存为不含宏的 .docx")
    elif path.suffix.lower() in (".csv", ".txt", ".tsv"):
        check_file(path)
        tables = _parted(path.name, None, _csv_rows(path), [])
    elif path.suffix.lower() in (".xlsx", ".xlsm", ".xltm", ".xlam"):
        check_file(path)
        tables = _workbook_tables(path)
    else:
        raise refused(path, "不是 .csv、.xlsx 或 .docx 文件，没有读取。请另存为其中一种")
    if not tables:
        raise refused(path, "里面没有表格。请检查是否选对了文件")
    return tables


def _refuse_large(path: Path) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise refused(path, "读不出来（%(reason)s）。请检查路径和权限", reason=reason_of(error)) from None
    if not stat.S_ISREG(status.st_mode):
        raise refused(path, "不是文件，没有读取。请给出一个 .csv、.xlsx 或 .docx 文件")
    if status.st_size == 0:
        raise refused(path, "是空文件，里面没有任何内容。请检查是否保存成功")
    if status.st_size > LARGEST_TABLE_FILE:
        raise refused(
            path,
            "有 %(size)d MB，超过上限 %(limit)d MB，没有读取。请只留要核对的表",
            size=status.st_size // MEGABYTE,
            limit=LARGEST_TABLE_FILE // MEGABYTE,
        )


def _too_many_cells(path: Path, sheet: str | None) -> BadInput:
    template = "超过 %(limit)d 个单元格，没有读取。请删去空白的行列，或只留要核对的表"
    return BadInput(Defect(template, path.name, sheet=sheet, parameters={"limit": MOST_CELLS}))


def _parted(file: str, sheet: str | None, rows: Rows, merged: Merged) -> list[PrintedTable]:
    """Part rows into tables at blank rows. A lone title or note joins the table that follows it."""
    tables: list[PrintedTable] = []
    start: int | None = None
    for index in range(len(rows) + 1):
        blank = index == len(rows) or not any(text.strip() for text in rows[index])
        if not blank:
            start = index if start is None else start
        elif start is not None and (index == len(rows) or not _only_titles(rows[start:index])):
            tables.append(_table(file, sheet, rows, merged, start, index))
            start = None
    return tables


def _only_titles(rows: Sequence[Sequence[str]]) -> bool:
    return all(len({text.strip() for text in row if text.strip()}) <= 1 for row in rows)


def _table(file: str, sheet: str | None, rows: Rows, merged: Merged, start: int, stop: int) -> PrintedTable:
    width = max(len(row) for row in rows[start:stop])
    part = tuple(row + ("",) * (width - len(row)) for row in rows[start:stop])
    inside = tuple(
        (max(top, start) - start, left, min(bottom, stop - 1) - start, min(right, width - 1))
        for top, left, bottom, right in merged
        if top < stop and bottom >= start and left < width
    )
    return PrintedTable(file, sheet, part, inside, first_row=start + 1)


def _csv_rows(path: Path) -> Rows:
    text = _decoded(path)
    head = text[:4096].splitlines()[:10]
    separator = max(",\t;，|", key=lambda one: sum(line.count(one) for line in head))
    rows: Rows = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            # A quoted field may run over lines: the row is known by its first line in a spreadsheet, as here.
            rows.append(tuple(row))
            cells += len(row)
            if cells > MOST_CELLS or len(rows) > MOST_CELLS:
                raise _too_many_cells(path, None)
    except csv.Error:
        raise BadInput(
            Defect("这一行附近读不下去：可能有没写完的引号。请检查后重新保存", path.name, len(rows) + 1)
        ) from None
    return rows


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refused(path, "文字编码认不出来。请用 Excel 另存为“CSV UTF-8”或 .xlsx 再试")


def _workbook_tables(path: Path) -> list[PrintedTable]:
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_large_parts(path, archive)
        with warnings.catch_warnings():
            # openpyxl warns of features it drops (validation, slicers); none of them is printed.
            warnings.simplefilter("ignore")
            return _sheet_tables(path)
    except BadInput:
        raise
    except _DAMAGE:
        raise damaged(path) from None


def _refuse_large_parts(path: Path, archive: zipfile.ZipFile) -> None:
    for part in archive.infolist():
        if part.filename.lower().endswith((".xml", ".rels")) and part.file_size > LARGEST_PART:
            raise refused(
                path,
                "其中 %(part)s 解开后超过 %(limit)d MB，没有打开。请只留要核对的表",
                part=part.filename,
                limit=LARGEST_PART // MEGABYTE,
            )


def _sheet_tables(path: Path) -> list[PrintedTable]:
    tables: list[PrintedTable] = []
    cells = 0
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        with zipfile.ZipFile(path) as archive:
            for sheet in book.worksheets:
                rows: Rows = []
                for row in sheet.iter_rows():
                    cells += max(1, len(row))
                    if cells > MOST_CELLS:
                        raise _too_many_cells(path, sheet.title)
                    rows.append(tuple(_printed(cell.value, cell.number_format) for cell in row))
                merged = _merged_cells(archive, str(vars(sheet)["_worksheet_path"]), rows)
                tables += _parted(path.name, sheet.title, _filled(rows, merged), merged)
    finally:
        book.close()
    return tables


def _printed(value: object, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return printed_number(value, number_format)
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, time | timedelta):
        return str(value)
    return str(value)


def _merged_cells(archive: zipfile.ZipFile, part: str, rows: Rows) -> Merged:
    """Merged cells of a sheet, cut to the rows and columns that hold something."""
    height, width = len(rows), max((len(row) for row in rows), default=0)
    merged: Merged = []
    with archive.open(part) as data:
        for _, element in ElementTree.iterparse(data, forbid_dtd=True):
            if element.tag.endswith("}mergeCell"):
                top, left, bottom, right = _reference(element.get("ref", ""))
                if top < height and left < width:
                    merged.append((top, left, min(bottom, height - 1), min(right, width - 1)))
            if element.tag.endswith("}row"):
                element.clear()
    return merged


def _reference(text: str) -> tuple[int, int, int, int]:
    """``B2:D3`` as 0-based rows and columns, ends included."""
    first, _, last = text.replace("$", "").partition(":")
    (top, left), (bottom, right) = _corner(first), _corner(last or first)
    return top, left, bottom, right


def _corner(text: str) -> tuple[int, int]:
    name = text.rstrip("0123456789")
    column = 0
    for letter in name:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(text[len(name) :]) - 1, column - 1


def _filled(rows: Rows, merged: Merged) -> Rows:
    """The text of each merged cell in every cell it covers."""
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged) > 2 * MOST_CELLS:
        raise ValueError("merged cells overlap")
    filled = [list(row) for row in rows]
    for top, left, bottom, right in merged:
        text = filled[top][left] if left < len(filled[top]) else ""
        for row in range(top, bottom + 1):
            filled[row] += [""] * (right + 1 - len(filled[row]))
            filled[row][left : right + 1] = [text] * (right + 1 - left)
    return [tuple(row) for row in filled]


def _document_tables(path: Path) -> list[PrintedTable]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower(): name for name in archive.namelist()}
            if any(name.endswith("vbaproject.bin") for name in names):
                raise refused(path, "含有宏，没有打开。请另存为不含宏的 .docx")
            if "word/document.xml" not in names:
                raise refused(path, "不是 Word 文档（.docx）。请用 Word 打开后另存为 .docx")
            with archive.open(names["word/document.xml"]) as part:
                data = part.read(LARGEST_PART + 1)
        if len(data) > LARGEST_PART:
            raise refused(
                path,
                "解开后超过 %(limit)d MB，没有打开。请只留要核对的表",
                limit=LARGEST_PART // MEGABYTE,
            )
        document = ElementTree.fromstring(data, forbid_dtd=True)
        return list(_tables_of(path, document))
    except BadInput:
        raise
    except _DAMAGE:
        raise refused(
            path, "不是 Word 文档（.docx），或已损坏、加了密码，打不开。请用 Word 打开后另存为 .docx"
        ) from None


def _tables_of(path: Path, document: Element) -> Iterator[PrintedTable]:
    cells = 0
    for number, table in enumerate(document.iter(f"{_WORD}tbl"), start=1):
        rows, merged = _word_rows(table)
        cells += sum(len(row) for row in rows)
        if cells > MOST_CELLS:
            raise _too_many_cells(path, None)
        if rows:
            yield _table(path.name, f"表{number}", _filled(rows, merged), merged, 0, len(rows))


def _word_rows(table: Element) -> tuple[Rows, Merged]:
    """Rows of a Word table; a cell merged downward has its text in the first row only."""
    rows: Rows = []
    merged: Merged = []
    open_cells: dict[int, tuple[int, int, int]] = {}
    """Left column → first row, last row and right column of a cell that may go on below."""
    for index, row in enumerate(_children(table, "tr")):
        texts: list[str] = [""] * _number(row, "trPr", "gridBefore", 0)
        for cell in _children(row, "tc"):
            left, span = len(texts), min(_number(cell, "tcPr", "gridSpan", 1), 1000)
            text, right = _cell_text(cell), left + span - 1
            continued = _continues(cell)
            if continued == "continue" and left in open_cells:
                open_cells[left] = (open_cells[left][0], index, right)
            else:
                _close(open_cells.pop(left, None), left, merged)
                open_cells[left] = (index, index, right)
            texts += [text, *[""] * (span - 1)]
        rows.append(tuple(texts))
    for left, cell_span in open_cells.items():
        _close(cell_span, left, merged)
    return rows, merged


def _close(cell: tuple[int, int, int] | None, left: int, merged: Merged) -> None:
    if cell is not None and (cell[0] != cell[1] or cell[2] != left):
        merged.append((cell[0], left, cell[1], cell[2]))


def _children(parent: Element, name: str) -> Iterable[Element]:
    """Children of that name, those inside content controls and tracked insertions too, not those of inner tables."""
    for child in parent:
        if child.tag == f"{_WORD}{name}":
            yield child
        elif child.tag in (f"{_WORD}sdt", f"{_WORD}sdtContent", f"{_WORD}ins", f"{_WORD}customXml"):
            yield from _children(child, name)


def _property(element: Element, group: str, name: str) -> Element | None:
    return element.find(f"{_WORD}{group}/{_WORD}{name}")


def _number(element: Element, group: str, name: str, default: int) -> int:
    found = _property(element, group, name)
    return max(default, int(found.get(f"{_WORD}val", str(default)))) if found is not None else default


def _continues(cell: Element) -> str:
    found = _property(cell, "tcPr", "vMerge")
    return "" if found is None else found.get(f"{_WORD}val", "continue")


def _cell_text(cell: Element) -> str:
    """The visible text of a cell: deleted revisions and inner tables left out, paragraphs joined by a blank."""
    paragraphs = []
    for paragraph in _children(cell, "p"):
        deleted = {id(text) for gone in paragraph.iter(f"{_WORD}del") for text in gone.iter(f"{_WORD}t")}
        texts = [text.text or "" for text in paragraph.iter(f"{_WORD}t") if id(text) not in deleted]
        paragraphs.append("".join(texts))
    return " ".join(text for text in paragraphs if text)
