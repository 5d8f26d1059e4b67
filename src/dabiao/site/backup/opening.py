"""Read a backup: everything in it is checked on the way, and whatever is wrong is named by its place."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.backup import manifest as layout
from dabiao.site.backup import rows
from dabiao.site.backup.container import Reader, Source, Stamp, Stamping
from dabiao.site.backup.manifest import File, Manifest, Table, digests_of, read_manifest
from dabiao.site.backup.sealed_stream import MAGIC, SealedReader, is_sealed

LONGEST_ROW = 256 * 1024 * 1024
"""Bytes of a row's line. The largest is a snapshot's, of some megabytes in a province."""

Passphrase = Callable[[], str]
"""Asks for the passphrase; only called for a file that has one."""


@dataclass
class OpenBackup:
    """A backup being read from its start to its end: first the tables, then the files, each exactly once."""

    manifest: Manifest
    digest: str
    """SHA-256 of the manifest, by which two copies of a backup are told apart."""
    reader: Reader
    file: str

    def tables(self) -> Iterator[tuple[Table, Iterator[list[object]]]]:
        """Every table with its rows; each has to be read to its end. Raises BadInput that names the row."""
        for table in self.manifest.tables:
            yield table, self._rows(table)

    def files(self) -> Iterator[tuple[File, Iterator[bytes]]]:
        """Every file with its bytes; each has to be read to its end. The last one ends the archive as well."""
        for number, file in enumerate(self.manifest.files, start=1):
            yield file, self._stamped(layout.file_member(number), file.stamp, file.path)
        self.reader.finish()

    def check(self) -> None:
        """Read all of it and keep nothing. Raises BadInput for the first thing that is wrong."""
        for _, lines in self.tables():
            for _ in lines:
                pass
        self.check_files()

    def check_files(self) -> None:
        """Read the files, after the tables, and keep nothing. Raises BadInput for the first thing that is wrong."""
        for _, chunks in self.files():
            for _ in chunks:
                pass

    def _stamped(self, name: str, stamp: Stamp, shown: str) -> Iterator[bytes]:
        begins = self.reader.offset
        passing = Stamping()
        for chunk in self.reader.member(name, stamp.bytes, shown):
            passing.update(chunk)
            yield chunk
        if passing.stamp() != stamp:
            template = "从第 %(offset)d 字节起的“%(shown)s”和清单里的摘要对不上：备份被改动或损坏，没有采用"
            raise self.reader.refused(template, begins, shown)

    def _rows(self, table: Table) -> Iterator[list[object]]:
        kinds = [one.kind for one in table.columns]
        digest, count = rows.RowsDigest(kinds), 0
        for count, line in enumerate(self._lines(table), start=1):
            values = rows.row_of(line, kinds)
            if values is None:
                raise self._bad_row(table, count)
            digest.update(values)
            yield values
        if (count, digest.hexdigest()) != (table.rows, table.digest):
            raise BadInput(
                Defect(
                    "表“%(table)s”应有 %(expected)d 行，读到 %(found)d 行，或内容和清单的摘要对不上：备份被改动过",
                    self.file,
                    parameters={"table": table.name, "expected": table.rows, "found": count},
                )
            )

    def _lines(self, table: Table) -> Iterator[bytes]:
        """The table's lines. Never unpacks more than the manifest gives, nor a line beyond ``LONGEST_ROW``."""
        unpacking, waiting, left, count = zlib.decompressobj(wbits=31), b"", table.unpacked, 0
        for chunk in self._stamped(layout.table_member(table), table.stamp, table.name):
            packed = chunk
            while packed and not unpacking.eof:
                try:
                    found = unpacking.decompress(packed, min(left + 1, 1 << 22))
                except zlib.error:
                    raise self._bad_row(table, count + 1) from None
                packed = unpacking.unconsumed_tail
                left -= len(found)
                *lines, waiting = (waiting + found).split(b"\n")
                if left < 0 or len(waiting) > LONGEST_ROW:
                    raise self._bad_row(table, count + len(lines) + 1)
                count += len(lines)
                yield from lines
        if waiting or left or not unpacking.eof or unpacking.unused_data:
            raise self._bad_row(table, count + 1)

    def _bad_row(self, table: Table, row: int) -> BadInput:
        template = "表“%(table)s”第 %(row)d 行读不懂：备份被改动或损坏"
        return BadInput(Defect(template, self.file, parameters={"table": table.name, "row": row}))


@contextmanager
def open_backup(path: Path, passphrase: Passphrase) -> Iterator[OpenBackup]:
    """Open a backup at its beginning. Raises BadInput for what is none, or cannot be read."""
    try:
        with path.open("rb") as file:
            sealed = is_sealed(file.read(len(MAGIC)))
            file.seek(0)
            source: Source = SealedReader(file, passphrase(), path.name) if sealed else file
            yield _begun(source, path.name)
    except OSError as error:
        raise BadInput(
            Defect("读不出来：%(reason)s", str(path), parameters={"reason": reason_of(error)})
        ) from None


def _begun(source: Source, file: str) -> OpenBackup:
    reader = Reader(source, file)
    content = b"".join(reader.member(layout.MEMBER, None, layout.MEMBER, layout.LARGEST))
    begins = reader.offset
    digests = b"".join(reader.member(layout.DIGESTS, None, layout.DIGESTS, layout.LARGEST))
    if digests != digests_of(content):
        template = "“%(shown)s”的内容和第 %(offset)d 字节起写着的摘要对不上：备份被改动或损坏"
        raise reader.refused(template, begins, layout.MEMBER)
    return OpenBackup(read_manifest(content, file), hashlib.sha256(content).hexdigest(), reader, file)


def unfit(table: Table, values: Sequence[object], longest: Sequence[int | None]) -> str | None:
    """The column of a row that PostgreSQL does not take: text with a zero character, or longer than ``longest``."""
    for column, value, most in zip(table.columns, values, longest, strict=True):
        if not isinstance(value, str) or column.kind not in ("text", "json"):
            continue
        strange = "\0" in value or (column.kind == "json" and not _is_strict(value))
        if strange or (most is not None and len(value) > most):
            return column.name
    return None


_ESCAPED_ZERO = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def _is_strict(text: str) -> bool:
    """Whether JSON has neither NaN nor infinities nor zero characters."""
    strange: list[str] = []
    json.loads(text, parse_constant=strange.append)
    return not strange and not _ESCAPED_ZERO.search(text)
