"""Whether a scan handed in may be kept: a PDF, JPG or PNG that opens, and is what its name says."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, UnidentifiedImageError

from dabiao.office.file_checks import MEGABYTE, refused
from dabiao.office.pdf_reading import UnreadablePdf, page_count

LARGEST_SCAN = 30 * MEGABYTE
"""Bytes. Ten pages scanned in colour at 300 dots an inch have about ten megabytes."""

MOST_PIXELS = 100_000_000
"""Of a picture. A4 at 600 dots an inch has 35 million."""

MOST_PAGES = 200

_BEGINS = {".pdf": b"%PDF-", ".jpg": b"\xff\xd8\xff", ".png": b"\x89PNG\r\n\x1a\n"}
_SUFFIXES = {".pdf": ".pdf", ".jpg": ".jpg", ".jpeg": ".jpg", ".png": ".png"}
CONTENT_TYPES = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}


def check_scan(path: Path, name: str) -> str:
    """Say under which suffix ``path`` is to be kept, ``name`` being what it was called. Raises BadInput."""
    called = Path(Path(name).name)
    suffix = _SUFFIXES.get(called.suffix.lower())
    if suffix is None:
        raise refused(called, "不是 PDF、JPG 或 PNG，没有保存。请把扫描件存成其中一种")
    size = path.stat().st_size
    if size == 0:
        raise refused(called, "是空文件，里面没有任何内容。请检查是否扫描成功")
    if size > LARGEST_SCAN:
        raise refused(
            called,
            "有 %(size)d MB，超过上限 %(limit)d MB，没有保存。请降低分辨率（300 DPI 足够）再扫一次",
            size=size // MEGABYTE,
            limit=LARGEST_SCAN // MEGABYTE,
        )
    with path.open("rb") as file:
        begins = file.read(8)
    if not begins.startswith(_BEGINS[suffix]):
        raise refused(called, "内容和扩展名 %(suffix)s 不符，没有保存。请检查是否选对了文件", suffix=suffix)
    if suffix == ".pdf":
        _check_pdf(path, called)
    else:
        _check_picture(path, called)
    return suffix


def _check_pdf(path: Path, called: Path) -> None:
    try:
        pages = page_count(path)
    except UnreadablePdf as bad:
        if bad.protected:
            raise refused(called, "加了密码，打不开，没有保存。请去掉密码再上传") from None
        raise refused(called, "打不开，可能已损坏，没有保存。请重新扫描后上传") from None
    if not 0 < pages <= MOST_PAGES:
        raise refused(called, "有 %(pages)d 页，不像一份责任书，没有保存。请检查是否选对了文件", pages=pages)


def _check_picture(path: Path, called: Path) -> None:
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise refused(called, "图片尺寸过大，没有保存。请降低分辨率再扫一次")
            picture.verify()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise refused(called, "打不开，可能已损坏，没有保存。请重新扫描后上传") from None
