"""CSV files in: the encoding and the separator are found out, rows come in blocks.

Excel in China writes GB18030 (as "CSV"), UTF-8 with a mark ("CSV UTF-8") or UTF-16 with tabs ("Unicode
text"); other programs write UTF-8 without a mark.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.office.file_checks import MOST_ROWS, refused, too_many_rows
from dabiao.office.observation_headings import TITLE_ROWS, field_of
from dabiao.office.sheet_rows import MOST_COLUMNS, Row, Rows, Sheet, without_blanks

BLOCK_ROWS = 25_000
_PIECE = 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",\t;，|"

LONGEST_FIELD = 131_072
"""Characters of one field, the csv module's own limit: an unclosed quotation mark swallows the rest."""


def csv_sheet(path: Path) -> Sheet:
    """Look at a CSV file without parsing it. Raises BadInput for an unknown encoding or too many rows."""
    encoding, lines = _encoding(path)
    if lines > MOST_ROWS + TITLE_ROWS:
        raise too_many_rows(path.name, lines)
    separator = _separator(path, encoding)
    return Sheet(path.name, None, False, lines, lambda: _blocks(path, encoding, separator))


def _encoding(path: Path) -> tuple[str, int]:
    """Return the encoding that fits the whole file, and its number of lines."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = (_wide(start),) if b"\0" in start else ("utf-8", "gb18030")
    for encoding in candidates:
        lines = _lines(path, encoding)
        if lines is not None:
            return encoding, lines
    raise refused(path, "文字编码认不出来。请用 Excel 另存为“CSV UTF-8”或 .xlsx 再试")


def _wide(start: bytes) -> str:
    """Guess UTF-16 without a mark: most zero bytes of a table are high halves of digits and commas."""
    return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"


def _lines(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    lines, ended = 0, True
    with path.open("rb") as file:
        try:
            while piece := file.read(_PIECE):
                text = decoder.decode(piece)
                lines += text.count("\n") or text.count("\r")
                ended = text.endswith(("\n", "\r")) if text else ended
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
    return lines if ended else lines + 1


def _separator(path: Path, encoding: str) -> str:
    """Return the separator that makes most headings of the first lines; of equal ones, that makes most cells."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line[:LONGEST_FIELD] for line in islice(file, TITLE_ROWS)]

    def headings(separator: str) -> tuple[int, int]:
        named = max(
            (
                sum(field_of(cell.strip(' "\r\n')) is not None for cell in line.split(separator))
                for line in lines
            ),
            default=0,
        )
        return named, sorted(line.count(separator) for line in lines)[len(lines) // 2] if lines else 0

    return max(_SEPARATORS, key=headings)


def _blocks(path: Path, encoding: str, separator: str) -> Iterator[Rows]:
    first = 1
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=separator, strict=False)
        while True:
            rows: list[Row] = []
            try:
                rows.extend(islice(reader, BLOCK_ROWS))
            except csv.Error:
                raise _broken(path, first + len(rows)) from None
            if not rows:
                return
            _refuse_wide(path, first, rows)
            yield without_blanks(first, rows)
            first += len(rows)


def _broken(path: Path, row: int) -> BadInput:
    return BadInput(
        Defect("这一行附近读不下去：可能有没写完的引号，或混入了二进制内容。请检查后重新保存", path.name, row)
    )


def _refuse_wide(path: Path, first: int, rows: list[Row]) -> None:
    for place, row in enumerate(rows):
        if len(row) > MOST_COLUMNS:
            raise BadInput(
                Defect(
                    "有 %(columns)d 列，超过上限 %(limit)d 列，不像观测表",
                    path.name,
                    first + place,
                    parameters={"columns": len(row), "limit": MOST_COLUMNS},
                )
            )
