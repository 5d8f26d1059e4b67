"""The manifest of stored observations: what was stored, under which pack, and the digest of every byte."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pydantic
from cryptography.hazmat.primitives.hashes import SM3, Hash

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of

MANIFEST_FILE = "manifest.json"

LAYOUT = 1
"""Version of the files' layout. A reader refuses any other."""

LARGEST_MANIFEST = 16 * 1024 * 1024
"""Bytes. A thousand million rows make about half a megabyte."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class PackStamp:
    """The standards pack whose rules judged the observations; ``digest`` is its SHA-256."""

    id: str
    edition: str
    digest: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of rows that lies in one stretch of the file: so that a change can be located."""

    rows: int
    offset: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileStamp:
    """One file: rows, bytes and digests, whole and by block."""

    rows: int
    bytes: int
    sha256: str
    sm3: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """``rounds`` oldest first, ``warnings`` as in the observations; ``overlap`` is (rows, agreeing)."""

    layout: int
    software: str
    pack: PackStamp
    rounds: tuple[str, ...]
    warnings: tuple[str, ...]
    overlap: tuple[int, int]
    files: dict[str, FileStamp]

    def to_json(self) -> bytes:
        """Give the text of the file: UTF-8, sorted keys, so that equal manifests are equal bytes."""
        text = json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=1, sort_keys=True)
        return f"{text}\n".encode()


def read_manifest(path: Path, names: tuple[str, ...]) -> tuple[Manifest, str]:
    """Read the manifest at ``path``, which lists the files ``names``, and its SHA-256.

    Raises BadInput, naming the file and the field, when it cannot be used.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_MANIFEST + 1)
    except OSError as error:
        raise _refused(
            path, "读不出清单（%(reason)s）。请确认这是存放观测数据的文件夹", reason=reason_of(error)
        ) from error
    if len(data) > LARGEST_MANIFEST:
        raise _refused(path, "清单超过 %(limit)d MB，没有读取", limit=LARGEST_MANIFEST // 1024 // 1024)
    try:
        manifest = _READER.validate_json(data, strict=True)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or None
        raise _refused(
            path, "清单的内容不对（%(reason)s），请用备份恢复", field, reason=first["msg"]
        ) from error
    if manifest.layout != LAYOUT:
        raise _refused(
            path,
            "存放格式是第 %(found)s 版，本软件只认第 %(known)s 版，请换用相应版本的软件",
            "layout",
            found=manifest.layout,
            known=LAYOUT,
        )
    if set(manifest.files) != set(names):
        raise _refused(path, "清单应列出 %(names)s 这几个文件", "files", names="、".join(names))
    return manifest, hashlib.sha256(data).hexdigest()


_READER = pydantic.TypeAdapter(Manifest)


def stamp(path: Path, rows: int, stretches: list[tuple[int, int, int]]) -> FileStamp:
    """Digest a file; ``stretches`` are (rows, offset, bytes) of its blocks."""
    sha256, sm3 = hashlib.sha256(), Hash(SM3())
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sha256.update(chunk)
            sm3.update(chunk)
        size = file.tell()
    blocks = tuple(
        Block(block_rows, offset, length, digest_of(path, offset, length))
        for block_rows, offset, length in stretches
    )
    return FileStamp(rows, size, sha256.hexdigest(), sm3.finalize().hex(), blocks)


def digest_of(path: Path, offset: int, length: int) -> str:
    """SHA-256 of ``length`` bytes from ``offset``, or of as many as there are."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        file.seek(offset)
        while length > 0 and (chunk := file.read(min(_CHUNK, length))):
            sha256.update(chunk)
            length -= len(chunk)
    return sha256.hexdigest()


def _refused(path: Path, template: str, field: str | None = None, **parameters: object) -> BadInput:
    return BadInput(Defect(template, str(path), field=field, parameters=parameters))
