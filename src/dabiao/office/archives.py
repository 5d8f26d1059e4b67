"""What an archive tells of itself before anything is unpacked: its parts, macros, and whether one would swell."""

from __future__ import annotations

import zipfile
from collections.abc import Collection
from pathlib import Path

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How files of Office before 2007 begin, and protected ones of today ([MS-CFB], 2.2)."""

BOMB_RATIO = 250
"""Unpacked to packed size beyond which a large part is a bomb: real sheets and texts shrink 8 to 60 times, crafted
ones a thousand.
"""

_ENCRYPTED = 1
"""Bit of a part's flags (APPNOTE 4.4.4)."""


def parts_of(path: Path) -> list[zipfile.ZipInfo] | None:
    """The directory of an archive; None where none can be read, or where it names a part twice."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    return parts if len(names_of(parts)) == len(parts) else None


def names_of(parts: Collection[zipfile.ZipInfo]) -> frozenset[str]:
    """Names of parts in lower case, as programs compare them."""
    return frozenset(part.filename.lower() for part in parts)


def is_protected(parts: Collection[zipfile.ZipInfo]) -> bool:
    """Whether a part cannot be unpacked without a password."""
    return any(part.flag_bits & _ENCRYPTED for part in parts)


def has_macros(names: Collection[str]) -> bool:
    """Whether a document or workbook with these parts carries macros, of either age."""
    return any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names)


def is_bomb(part: zipfile.ZipInfo, beyond: int) -> bool:
    """Whether a part is larger than ``beyond`` bytes, and beyond measure larger than it is packed."""
    return part.file_size > beyond and part.file_size > BOMB_RATIO * max(part.compress_size, 1)
