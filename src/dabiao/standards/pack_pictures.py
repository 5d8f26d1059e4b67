"""Where example pictures lie: with each pack, and, for drafts, in the data folder.

A picture's file is named by the SHA-256 of its bytes. One picture is one file however many drafts and editions show
it; it is never overwritten, and one whose bytes are not those of its name is not shown.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from dabiao.core.defects import BadInput
from dabiao.standards.pack_fields import PICTURE_FILE_PATTERN
from dabiao.standards.pack_shelves import own_pack_ids, pack_folder

PICTURES_FOLDER = "pictures"
"""Within a pack's folder."""

_NAME = re.compile(PICTURE_FILE_PATTERN[:-1] + r"\Z")


def name_of(data: bytes) -> str:
    """Give the file name of a picture."""
    return f"{hashlib.sha256(data).hexdigest()}.jpg"


def kept_pictures() -> Path:
    """Folder of the data folder in which pictures of drafts lie."""
    return Path(settings.HOME.documents) / "example-pictures"


def keep_picture(data: bytes) -> str:
    """Store a picture for drafts; gives its file name. The same picture again changes nothing."""
    name, folder = name_of(data), kept_pictures()
    if picture_at(folder, name) is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as written:
            written.write(data)
        Path(written.name).replace(folder / name)
    return name


def picture_at(folder: Path, name: str) -> bytes | None:
    """Read the picture ``name`` of ``folder``; None where it is not there, or not what its name says."""
    path = folder / name
    if not _NAME.match(name) or path.is_symlink() or not path.is_file():
        return None
    data = path.read_bytes()
    return data if name_of(data) == name else None


def picture_of_pack(pack_id: str, name: str) -> bytes | None:
    """Read a picture of a pack; None where it has none of that name."""
    try:
        return picture_at(pack_folder(pack_id) / PICTURES_FOLDER, name)
    except BadInput:
        return None


def draft_picture(name: str, based_on: str = "") -> bytes | None:
    """Read a picture that a draft shows: uploaded for one, or come with the pack it is based on or another edition."""
    kept = picture_at(kept_pictures(), name)
    if kept is not None:
        return kept
    packs = dict.fromkeys((*((based_on,) if based_on else ()), *own_pack_ids()))
    return next((data for one in packs if (data := picture_of_pack(one, name)) is not None), None)


def draft_pictures(names: Iterable[str], based_on: str = "") -> Iterator[tuple[str, bytes | None]]:
    """Read all pictures of a draft, for publishing; None for those that are nowhere."""
    for name in dict.fromkeys(names):
        yield name, draft_picture(name, based_on)
