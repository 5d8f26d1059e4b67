"""Photos that belong to observations, in a folder or a ZIP archive, found by the names the workbook gives.

Names are compared without folders, case and width, so ``IMG_001.JPG`` is found when the workbook says
``img_001.jpg``. Nothing is written to disk, links out of the folder are not followed, and a name can never
reach outside (``../``).
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from dabiao.core.defects import BadInput, Defect
from dabiao.office.file_checks import MEGABYTE

LARGEST_PHOTO = 50 * MEGABYTE
"""A phone's photo has 2 to 15 MB."""

MOST_PHOTOS = 200_000
"""Files looked at in a folder or archive."""

_PICTURES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".bmp", ".gif"))
_BETWEEN = re.compile(r"[;；,，、|\r\n]+")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a photo is: a file, or a member of the archive."""

    file: Path
    member: str | None
    size: int


class Photos:
    """The photos of a folder or a ZIP archive.

    Raises BadInput when ``source`` is neither, is damaged or protected, or holds too many files.
    """

    def __init__(self, source: Path) -> None:
        self.source = source
        self._places: dict[str, _Place] = {}
        self.repeated: tuple[str, ...] = ()
        """Names that occur in more than one subfolder: none of them is taken, since it may be the wrong one."""
        self._collect(_folder(source) if source.is_dir() else _archive(source))

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _plain(name) in self._places

    def read(self, name: str) -> bytes | None:
        """Return a photo's bytes, or None without such a photo. Raises BadInput for a damaged or huge one."""
        place = self._places.get(_plain(name))
        if place is None:
            return None
        if place.size > LARGEST_PHOTO:
            raise BadInput(
                Defect(
                    "照片 %(name)s 超过 %(limit)d MB，没有读取",
                    self.source.name,
                    parameters={"name": name, "limit": LARGEST_PHOTO // MEGABYTE},
                )
            )
        try:
            if place.member is None:
                return place.file.read_bytes()
            with zipfile.ZipFile(place.file) as archive, archive.open(place.member) as data:
                content = data.read(LARGEST_PHOTO + 1)
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
            raise BadInput(
                Defect("照片 %(name)s 已损坏，读不出来", self.source.name, parameters={"name": name})
            ) from None
        return content

    def missing(self, cells: Iterable[str | None]) -> tuple[str, ...]:
        """Return the names in cells of the 照片 column that are not here, each once, in order."""
        names = (name for cell in cells if cell for name in photo_names(cell))
        return tuple(dict.fromkeys(name for name in names if name not in self))

    def _collect(self, found: Iterator[tuple[str, _Place]]) -> None:
        repeated: dict[str, None] = {}
        for count, (name, place) in enumerate(found):
            if count >= MOST_PHOTOS:
                raise BadInput(
                    Defect(
                        "文件多于 %(limit)d 个，没有读取", self.source.name, parameters={"limit": MOST_PHOTOS}
                    )
                )
            key = _plain(name)
            if key in self._places or key in repeated:
                repeated[key] = None
                self._places.pop(key, None)
            else:
                self._places[key] = place
        self.repeated = tuple(repeated)


def photo_names(cell: str) -> tuple[str, ...]:
    """Return the names in a cell of the 照片 column, kept apart by ``;``, ``,``, ``、``, ``|`` or a new line."""
    return tuple(name for part in _BETWEEN.split(cell) if (name := part.strip()))


def _plain(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return unicodedata.normalize("NFKC", last).strip().casefold()


def _is_picture(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.suffix.lower() in _PICTURES and not path.name.startswith(".") and "__MACOSX" not in path.parts


def _folder(source: Path) -> Iterator[tuple[str, _Place]]:
    root = source.resolve()
    for file in sorted(source.rglob("*")):
        if _is_picture(file.name) and file.is_file() and file.resolve().is_relative_to(root):
            yield file.name, _Place(file, None, file.stat().st_size)


def _archive(source: Path) -> Iterator[tuple[str, _Place]]:
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
    except FileNotFoundError:
        raise BadInput(Defect("没有这个文件夹或压缩包，请检查路径", source.name)) from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise BadInput(Defect("不是文件夹，也不是 ZIP 压缩包，没有读取照片", source.name)) from None
    if any(part.flag_bits & 1 for part in parts):
        raise BadInput(Defect("压缩包加了密码，没有读取照片。请去掉密码再试", source.name))
    for part in parts:
        name = _member_name(part)
        if not part.is_dir() and _is_picture(name):
            yield name, _Place(source, part.filename, part.file_size)


def _member_name(part: zipfile.ZipInfo) -> str:
    """Return the member's name; a Chinese Windows packs GBK names, which zipfile takes for cp437."""
    if part.flag_bits & 0x800:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename
