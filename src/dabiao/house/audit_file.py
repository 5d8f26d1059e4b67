"""The audit chain as a file that anybody can check without this program.

A line of JSON about the file, then a line per entry: its digest, a blank, and the very bytes the digest is taken of
(see ``audit_chain``). ``docs/audit.md`` tells how to check it with forty lines of one's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.house.audit_chain import CONTENT, FIRST_PREVIOUS, Break, Link, find_break

FORMAT = "dabiao-audit-1"

LONGEST_LINE = 1024 * 1024
"""Bytes. An entry is some hundred; a longer line is another file, or one that is to fill our memory."""

DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says: how many entries, and number and digest of the last; ``previous`` before the first."""

    count: int
    last: int
    last_digest: str


def check_export(path: Path) -> tuple[Header, Break | None]:
    """Check an exported chain. Raises BadInput for what is no such file."""
    try:
        with path.open("rb") as file:
            header = _header(path, file)
            links = _Links(file)
            broken = links.broken or find_break(links) or links.broken
    except OSError as error:
        raise BadInput(
            Defect("读不出来：%(reason)s", path.name, parameters={"reason": reason_of(error)})
        ) from None
    if broken is None and (links.last, links.digest) != (header.last, header.last_digest):
        broken = Break(
            links.last + 1,
            f"文件开头写明到第 {header.last} 条，实际到第 {links.last} 条，或末条摘要不同：结尾被改动或截断",
        )
    return header, broken


def has_entry(path: Path, number: int, digest: str) -> bool:
    """Whether the file has entry ``number`` with this digest. Only after ``check_export`` found it whole."""
    with path.open("rb") as file:
        _header(path, file)
        return any((link.number, link.digest) == (number, digest) for link in _Links(file))


class _Links:
    """The links of a file. Remembers the last that came by, and stops with ``broken`` at a line that is none."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.last, self.digest = 0, FIRST_PREVIOUS
        self.broken: Break | None = None

    def __iter__(self) -> Iterator[Link]:
        line_number = 1
        while line := self.file.readline(LONGEST_LINE + 1):
            line_number += 1
            link = _link(line.rstrip(b"\n")) if len(line) <= LONGEST_LINE else None
            if link is None:
                said = f"文件第 {line_number} 行不是“摘要 内容”的样子：这一条被改过，或文件损坏"
                self.broken = Break(self.last + 1, said)
                return
            yield link
            self.last, self.digest = link.number, link.digest


def _header(path: Path, file: BinaryIO) -> Header:
    line = file.readline(LONGEST_LINE + 1)
    try:
        said = json.loads(line)
        header = Header(said["count"], said["last"], said["last_digest"])
        fits = said["format"] == FORMAT and type(header.last) is int and isinstance(header.last_digest, str)
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits:
        raise BadInput(Defect("不是 dabiao audit export 导出的文件，没有核对", path.name, 1))
    return header


def _link(line: bytes) -> Link | None:
    digest, blank, content = (
        line[:DIGEST_LENGTH],
        line[DIGEST_LENGTH : DIGEST_LENGTH + 1],
        line[DIGEST_LENGTH + 1 :],
    )
    try:
        said = json.loads(content)
        number, previous = said["number"], said["previous"]
        fits = blank == b" " and set(said) == set(CONTENT)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Link(number, previous, digest.decode("ascii", "replace"), content) if fits else None
