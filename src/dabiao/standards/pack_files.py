"""Packs on disk: how they are read, and ``load_pack``. Where they stand is ``pack_shelves``'.

A pack is a folder with ``pack.yaml`` and CSV tables. Whatever it holds counts as hostile until it is checked:
only files with the format's own names are opened, none is a link, none is read beyond ``LARGEST_FILE``. An edition
the district published is held to the digest it was published with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.core.system_reason import reason_of
from dabiao.standards.pack_build import build
from dabiao.standards.pack_check import check_pack
from dabiao.standards.pack_parse import ParsedPack, parse_pack
from dabiao.standards.pack_raw import Origin, RawManifest, RawPack, RawTable, csv_table, decoded, hint
from dabiao.standards.pack_schema import MANIFEST_FILE, TABLES
from dabiao.standards.pack_shelves import (
    DIGEST_FILE,
    built_in_pack_ids,
    own_pack_ids,
    pack_folder,
    pack_root,
    unreadable,
)
from dabiao.standards.pack_yaml import YamlRefusedError, read_yaml

LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of one file. The largest shipped table is under 100 KB."""

_KNOWN_FILES = (MANIFEST_FILE, *(table.file for table in TABLES.values()))
_READ_BY_US = frozenset((".csv", ".yaml", ".yml"))


@dataclass(frozen=True)
class PackFolder:
    """The bytes of a pack's files, by name. Two folders are equal when their ``digest`` is."""

    digest: str
    """SHA-256 over name, length and bytes of each file, in name order."""
    files: Mapping[str, bytes] = field(compare=False, repr=False)


def list_packs(district: Path | None = None) -> tuple[Framework, ...]:
    """Load every pack that can be loaded: the built-in ones, then the district's own, each in order of id.

    ``district`` as in ``load_pack``. An edition that was damaged is left out here; ``load_pack`` says why.
    """
    own_ids = own_pack_ids(district)
    own: list[Framework] = []
    for pack_id in own_ids:
        with suppress(BadInput):
            own.append(load_pack(pack_id, district))
    return (*(one for one in built_in_packs() if one.id not in own_ids), *own)


def built_in_packs() -> tuple[Framework, ...]:
    """Load the packs that come along, in order of id."""
    return tuple(_framework(read_folder(pack_root() / name)) for name in built_in_pack_ids())


def load_pack(id_or_path: str | Path, district: Path | None = None) -> Framework:
    """Load a pack by its id, or any pack by its folder. The same files are only put together once.

    ``district`` is the folder of the district's own editions, by default the one of the data folder in use. A name
    that is both is the pack of that id; ``./name`` is the folder. Raises BadInput with every defect.
    """
    return _framework(read_folder(pack_folder(id_or_path, district)))


def read_folder(path: Path) -> PackFolder:
    """Read the files of the pack in ``path``. Raises BadInput where one cannot or must not be read."""
    defects: list[Defect] = []
    files: dict[str, bytes] = {}
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        raise unreadable(path, error) from None
    for entry in entries:
        if entry.name in _KNOWN_FILES:
            data = _read(entry, defects)
            if data is not None:
                files[entry.name] = data
        elif entry.suffix.lower() in _READ_BY_US:
            defects.append(
                Defect(
                    "不是标准包的文件%(hint)s。标准包只有 %(known)s；请改名或移走",
                    entry.name,
                    parameters={"hint": hint(entry.name, _KNOWN_FILES), "known": "、".join(_KNOWN_FILES)},
                )
            )
    if MANIFEST_FILE not in files and not defects:
        defects.append(Defect("文件夹里没有 pack.yaml，不是标准包", str(path)))
    if defects:
        raise BadInput(defects)
    digest = digest_of(files)
    _hold_to_published(path, digest)
    return PackFolder(digest, files)


def digest_of(files: Mapping[str, bytes]) -> str:
    """Give the SHA-256 over name, length and bytes of each file, in name order."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _hold_to_published(path: Path, digest: str) -> None:
    """Refuse an edition whose files are not those that were published: what was scored by it would change."""
    try:
        published = (path / DIGEST_FILE).read_text("ascii", errors="replace").strip()
    except FileNotFoundError:
        return  # built in, or a folder of somebody's own
    except OSError as error:
        raise unreadable(path / DIGEST_FILE, error) from None
    if published != digest:
        raise BadInput(
            Defect(
                "标准包的文件与发布时不一致，没有使用。请从备份恢复这个文件夹；要改内容，请在“标准包”页起草下一版",
                str(path),
            )
        )


def _read(entry: Path, defects: list[Defect]) -> bytes | None:
    if entry.is_symlink() or not entry.is_file():
        defects.append(Defect("不是普通文件。标准包不接受链接，请放入文件本身", entry.name))
        return None
    try:
        with entry.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        defects.append(Defect("读不出来（%(reason)s）", entry.name, parameters={"reason": reason_of(error)}))
        return None
    if len(data) > LARGEST_FILE:
        defects.append(
            Defect(
                "超过 %(limit)d MB，不像标准包的文件，没有读取",
                entry.name,
                parameters={"limit": LARGEST_FILE // 1024 // 1024},
            )
        )
        return None
    return data


def raw_pack(folder: PackFolder) -> tuple[RawPack, list[Defect]]:
    """Sort the files of ``folder`` into rows and fields."""
    manifest, defects = _raw_manifest(folder.files[MANIFEST_FILE])
    tables: dict[str, RawTable] = {}
    for name, table in TABLES.items():
        if table.file in folder.files:
            tables[name], found = csv_table(folder.files[table.file], table.file, name)
            defects += found
        else:
            tables[name] = RawTable(Origin(table.file))
    return RawPack(manifest, tables), defects


def _raw_manifest(data: bytes) -> tuple[RawManifest, list[Defect]]:
    origin = Origin(MANIFEST_FILE)
    nothing = RawManifest({}, origin, {})
    text = decoded(data)
    if text is None:
        return nothing, [origin.defect("不是文本文件。请另存为 UTF-8 编码")]
    try:
        document = read_yaml(text)
    except YamlRefusedError as refused:
        return nothing, [origin.defect(refused.template, refused.line, None, **refused.parameters)]
    if not isinstance(document.value, dict) or not document.value:
        return nothing, [origin.defect("应是一组“名称: 值”，每行一个", 1)]
    places = {path: (origin, line) for path, line in document.lines.items()}
    return RawManifest(document.value, origin, places), []


def examine(raw: RawPack, defects: list[Defect]) -> tuple[ParsedPack, list[Defect]]:
    """Read and check what was handed in; ``defects`` are those already found. Finds all, raises nothing."""
    parsed, found = parse_pack(raw)
    return parsed, [*defects, *found, *check_pack(parsed)]


def defects_of(folder: PackFolder) -> list[Defect]:
    """Find every defect of a pack, in the order of its files; an empty list is a pack that loads."""
    return examine(*raw_pack(folder))[1]


@lru_cache(maxsize=32)
def _framework(folder: PackFolder) -> Framework:
    parsed, defects = examine(*raw_pack(folder))
    if defects:
        raise BadInput(defects)
    return build(parsed, folder.digest)
