"""The backup file as a run of members: a plain tar archive whose members come in an order known beforehand.

The reader believes nothing but the manifest, which is the first member: every other has to come next, as a plain
file, under the number and with the size that the manifest gives. No name in the archive ever becomes a path.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SM3, Hash

from dabiao.core.defects import BadInput, Defect

CHUNK = 1 << 20
"""Bytes read at a time."""

BLOCK = tarfile.BLOCKSIZE
END = b"\0" * 2 * BLOCK
"""What a tar archive ends with."""


class Source(Protocol):
    """What members are read from: bytes in their order, and how many came by."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; fewer only at the end."""
        ...


class Target(Protocol):
    """What members are written to."""

    def write(self, content: bytes, /) -> int:
        """Take the next bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Stamp:
    """A member's size and digests."""

    bytes: int
    sha256: str
    sm3: str


class Stamping:
    """Size and digests of what goes through it."""

    def __init__(self) -> None:
        self.bytes = 0
        self._sha256, self._sm3 = hashlib.sha256(), Hash(SM3())

    def update(self, content: bytes) -> None:
        """Take the next bytes into account."""
        self.bytes += len(content)
        self._sha256.update(content)
        self._sm3.update(content)

    def stamp(self) -> Stamp:
        """What came by. The last call: SM3 is finished by it."""
        return Stamp(self.bytes, self._sha256.hexdigest(), self._sm3.finalize().hex())


class Writer:
    """Writes members one after the other."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def add(self, name: str, size: int, content: Iterator[bytes]) -> None:
        """Write a member. Raises ValueError when its content is not of ``size`` bytes."""
        header = tarfile.TarInfo(name)
        header.size, header.mode = size, 0o600
        self._target.write(header.tobuf(tarfile.GNU_FORMAT))
        written = 0
        for chunk in content:
            written += len(chunk)
            self._target.write(chunk)
        if written != size:
            raise ValueError(f"{name}: {written} bytes instead of {size}")
        self._target.write(b"\0" * (-size % BLOCK))

    def end(self) -> None:
        """Write the mark that nothing was cut off."""
        self._target.write(END)


class Reader:
    """Reads members in the order in which they are expected. Every method raises BadInput that names the place."""

    def __init__(self, source: Source, file: str) -> None:
        self._source = source
        self._file = file
        self.offset = 0

    def member(self, name: str, size: int | None, shown: str, largest: int | None = None) -> Iterator[bytes]:
        """The bytes of the next member, which has to be ``name``; ``size`` None takes any up to ``largest``.

        ``shown`` is how a person knows it. The iterator has to be used up before the next member.
        """
        begins = self.offset
        try:
            header = tarfile.TarInfo.frombuf(self._exactly(BLOCK, shown), "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError):
            raise self.refused(
                "第 %(offset)d 字节处应是“%(shown)s”的开头，却读不懂：备份被改动或损坏", begins, shown
            ) from None
        fits = header.type == tarfile.REGTYPE and header.name == name
        if not fits or header.size != (header.size if size is None else size):
            raise self.refused(
                "第 %(offset)d 字节处应是“%(shown)s”，却是别的东西：备份被改动或损坏", begins, shown
            )
        if largest is not None and header.size > largest:
            raise self.refused("第 %(offset)d 字节处的“%(shown)s”大得不合理，没有读取", begins, shown)
        return self._content(header.size, shown)

    def finish(self) -> None:
        """Insist that the file ends here, as it was written."""
        begins = self.offset
        if self._exactly(len(END), "结尾") != END or self._source.read(1):
            raise self.refused(
                "第 %(offset)d 字节处应是%(shown)s，后面却还有东西：备份被改动过", begins, "结尾"
            )

    def refused(self, template: str, offset: int, shown: str) -> BadInput:
        """What is wrong at a place of this file."""
        return BadInput(Defect(template, self._file, parameters={"offset": offset, "shown": shown}))

    def _content(self, size: int, shown: str) -> Iterator[bytes]:
        left = size
        while left:
            chunk = self._exactly(min(left, CHUNK), shown)
            left -= len(chunk)
            yield chunk
        if self._exactly(-size % BLOCK, shown).strip(b"\0"):
            raise self.refused(
                "“%(shown)s”之后、第 %(offset)d 字节之前有多余的内容：备份被改动过", self.offset, shown
            )

    def _exactly(self, size: int, shown: str) -> bytes:
        found = self._source.read(size) if size else b""
        self.offset += len(found)
        if len(found) != size:
            raise self.refused(
                "到第 %(offset)d 字节就断了，正读到“%(shown)s”：备份不完整。请用完整的那一份，或重新复制一次",
                self.offset,
                shown,
            )
        return found
