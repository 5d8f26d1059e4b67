"""Photos as small pictures in a workbook: turned upright, shrunk, and without what a camera writes into a file.

A photo is hostile until decoded: too many pixels, a broken file or a text called .jpg leave the name of the photo
and a word why there is no picture; they never stop the list.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from PIL import Image, ImageOps

from dabiao.core.defects import BadInput
from dabiao.office.photos import photo_names
from dabiao.office.print_workbook import PrintSheet

LONGEST_SIDE = 320
"""Pixels kept of the longer side: sharp at the size shown, about 10 KB."""

SHOWN_HEIGHT, SHOWN_WIDTH = 74.0, 104.0
"""Pixels the picture takes in the sheet at most; the row is made a little higher."""

ROW_HEIGHT = 60.0
"""Points: 80 pixels."""

MOST_PIXELS = 60_000_000
"""The largest phone cameras have 50 megapixels by default; above it a picture is not decoded."""

FORMATS = ("JPEG", "PNG", "WEBP", "BMP")


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the cell, and how high its row has to be (None: as high as the text)."""

    text: str
    height: float | None


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A small JPEG, width and height in pixels."""

    content: bytes
    width: int
    height: int


def thumbnail(content: bytes) -> Thumbnail | None:
    """Make a small picture; None where ``content`` is no picture we read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return None
                opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        small = BytesIO()
        upright.save(small, "JPEG", quality=80)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    return Thumbnail(small.getvalue(), upright.width, upright.height)


class PhotoSource(Protocol):
    """Where photos are found by the names the 照片 column gives: a folder or an archive."""

    def read(self, name: str) -> bytes | None:
        """Give the bytes of a photo, None where there is none; raise BadInput for one that cannot be read."""


class ThumbnailColumn:
    """Places pictures in one column of a sheet, row by row, until ``most`` are placed."""

    def __init__(self, sheet: PrintSheet, column: int, photos: PhotoSource | None, most: int) -> None:
        self.sheet, self.column, self.photos, self.left = sheet, column, photos, most

    def place(self, cell: str | None) -> Shown:
        """Place the first picture of the row to be added next; without one the cell says the name, or why."""
        names = photo_names(cell or "")
        if self.photos is None or not self.left or not names:
            return Shown(cell or "", None)
        whys = []
        for name in names:
            picture, why = self._picture(name)
            if picture is not None:
                self._insert(picture)
                return Shown("", ROW_HEIGHT)
            whys.append(f"{name}（{why}）")
        return Shown("\n".join(whys), None)

    def _picture(self, name: str) -> tuple[Thumbnail | None, str]:
        assert self.photos is not None
        try:
            content = self.photos.read(name)
        except BadInput:
            return None, "打不开"
        if content is None:
            return None, "没有找到"
        return thumbnail(content), "打不开"

    def _insert(self, picture: Thumbnail) -> None:
        self.left -= 1
        scale = min(SHOWN_WIDTH / picture.width, SHOWN_HEIGHT / picture.height)
        self.sheet.insert_picture(
            self.column,
            picture.content,
            scale=scale,
            across=(SHOWN_WIDTH + 6 - picture.width * scale) / 2,
            down=(ROW_HEIGHT / 0.75 - picture.height * scale) / 2,
            description="现场照片",
        )
