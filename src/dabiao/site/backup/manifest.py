"""What a backup says of itself: the first member, by which everything after it is checked."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from dataclasses import dataclass

import pydantic
from cryptography.hazmat.primitives.hashes import SM3, Hash

from dabiao.core.defects import BadInput, Defect
from dabiao.site.backup.container import Stamp

FORMAT = "dabiao-backup"
LAYOUT = 1
"""Version of the layout. A reader takes this one and older ones, and says of newer ones what to do."""

MEMBER, DIGESTS = "manifest.json", "manifest.digests"

LARGEST = 256 * 1024 * 1024
"""Bytes of a manifest: some million files."""

MOST_BYTES = 1 << 50
"""A petabyte: no size in a manifest is larger."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, and as what its values are written (``rows.KINDS``)."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``digest`` is the SHA-256 of its rows in their one canonical form, the same on every kind of database;
    ``last_key`` the highest number the database gave out for a key, also to rows that are gone since.
    """

    name: str
    columns: tuple[Column, ...]
    rows: int
    digest: str
    unpacked: int
    last_key: int | None
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class File:
    """A file of the data folder, by its path there."""

    path: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Manifest:
    """``migrations`` are those the database had, ``chain`` number and digest of the last audit entry."""

    format: str
    layout: int
    software: str
    made_at: str
    database: str
    demo: bool
    chain: tuple[int, str]
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    files: tuple[File, ...]

    def to_json(self) -> bytes:
        """The member's text."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode()


def table_member(table: Table) -> str:
    """A table's member: its rows as lines, packed with gzip. Names of tables fit into a tar header."""
    return f"tables/{table.name}.jsonl.gz"


def file_member(number: int) -> str:
    """The member of the file that stands ``number``-th in the manifest."""
    return f"files/{number:09d}"


def digests_of(content: bytes) -> bytes:
    """The member that tells whether the manifest is still what was written."""
    sm3 = Hash(SM3())
    sm3.update(content)
    return json.dumps({"sha256": hashlib.sha256(content).hexdigest(), "sm3": sm3.finalize().hex()}).encode()


def read_manifest(content: bytes, file: str) -> Manifest:
    """Read it. Raises BadInput for one that is no manifest, is newer than this version, or names what may not be."""
    try:
        said = json.loads(content)
        layout = said["layout"] if said["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError, RecursionError):
        layout = None
    if type(layout) is not int:
        raise _refused("清单读不懂：不是达标的备份，或备份损坏", file)
    if layout > LAYOUT:
        raise _refused(
            "备份的格式是第 %(found)d 版，本软件只认到第 %(known)d 版。请先升级本软件（pip install -U dabiao）再恢复",
            file,
            found=layout,
            known=LAYOUT,
        )
    try:
        manifest = _READER.validate_json(content, strict=True)
    except pydantic.ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise _refused(
            "清单的“%(field)s”不对（%(reason)s）：备份被改动或损坏", file, field=field, reason=first["msg"]
        ) from None
    _refuse_bad_names(manifest, file)
    return manifest


_READER = pydantic.TypeAdapter(Manifest)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
"""A name of a table or column: what the database takes without quotes, whoever wrote it."""


def _refuse_bad_names(manifest: Manifest, file: str) -> None:
    names = [one.name for one in manifest.tables] + [
        column.name for one in manifest.tables for column in one.columns
    ]
    for name in names:
        if not _NAME.fullmatch(name):
            raise _refused("清单里的“%(name)s”不是表或列的名字：备份被改动过", file, name=name[:80])
    paths = [one.path for one in manifest.files]
    for path in paths:
        if not is_inside(path):
            raise _refused(
                "清单里的“%(name)s”不是数据文件夹里的路径：备份被改动过，没有恢复", file, name=path[:80]
            )
    folded = {path.casefold() for path in paths}
    if len(folded) != len(paths) or len({one.name for one in manifest.tables}) != len(manifest.tables):
        raise _refused("清单里有重复的文件或表：备份被改动过，没有恢复", file)
    sizes = [one.stamp.bytes for one in manifest.tables] + [one.stamp.bytes for one in manifest.files]
    if not all(0 <= size <= MOST_BYTES for size in sizes):
        raise _refused("清单里有不可能的大小：备份被改动过，没有恢复", file)


def is_inside(path: str) -> bool:
    """Whether a path stays in the folder it is joined to, on every system, and is written in the one usual way."""
    parts = path.split("/")
    return not set(path) & set('\\:*?"<>|\0\r\n') and not {"", ".", ".."} & set(parts)


def _refused(template: str, file: str, **parameters: object) -> BadInput:
    return BadInput(Defect(template, file, parameters=parameters))
