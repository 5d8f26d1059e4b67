"""Example pictures: written anew, small, upright, and without what a camera adds."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from drafted import photo
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dabiao.core.defects import BadInput
from dabiao.office.example_picture import LARGEST_PICTURE, LONGEST_SIDE, example_picture

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def with_exif(turned: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = turned, "SecretPhone"
    exif.get_ifd(GPS)[1] = "N"
    return photo(size=(400, 200), exif=exif)


def test_nothing_a_camera_adds_is_kept() -> None:
    kept = example_picture(with_exif(1), "路口.jpg")
    assert not opened(kept).getexif()
    assert b"SecretPhone" not in kept
    assert b"Exif" not in kept


def test_a_picture_taken_sideways_stands_upright() -> None:
    assert opened(example_picture(with_exif(6), "a.jpg")).size == (200, 400)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_kind_becomes_a_jpeg_of_bounded_size(kind: str) -> None:
    made = opened(example_picture(photo(size=(3000, 1500), kind=kind), "a"))
    assert (made.format, made.size) == ("JPEG", (LONGEST_SIDE, LONGEST_SIDE // 2))


def test_what_is_see_through_becomes_white() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(stream, "PNG")
    assert opened(example_picture(stream.getvalue(), "a.png")).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "不是 JPG"),
        (b"<svg onload=alert(1)>", "不是 JPG"),
        (photo(kind="GIF"), "不是 JPG"),
        (photo(kind="TIFF"), "不是 JPG"),
        (photo()[:400], "已损坏"),
        (b"\xff" * (LARGEST_PICTURE + 1), "超过 12 MB"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_by_name(data: bytes, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        example_picture(data, "证据.jpg")
    assert said in str(refused.value)
    assert "证据.jpg" in str(refused.value)


def test_a_small_file_that_would_unpack_to_gigabytes_is_not_opened() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
    with pytest.raises(BadInput, match="像素超过"):
        example_picture(bomb, "bomb.png")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_picture_or_refused(data: bytes) -> None:
    for written in (data, photo(size=(8, 8))[:60] + data):
        try:
            made = example_picture(written, "x")
        except BadInput:
            continue
        assert opened(made).format == "JPEG"
