"""Whether a document handed in may be opened: decided from its size, its first bytes and its directory.

Nothing is unpacked here. What a file is says its content; where its name says otherwise, that is told, not guessed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import Path

from dabiao.core.defects import BadInput
from dabiao.core.system_reason import reason_of
from dabiao.office.archives import OLE, has_macros, is_bomb, is_protected, names_of, parts_of
from dabiao.office.file_checks import MEGABYTE, first_bytes, refused, size_of

LARGEST_DOCUMENT = 100 * MEGABYTE
"""On disk. A speech with dozens of photos has some 20 MB; what is larger is a scan or no document at all."""

LARGEST_PART = 64 * MEGABYTE
"""Unpacked, of the text of a .docx alone: pictures are never unpacked. A thousand pages have some 20 MB."""

BOMB_SIZE = 16 * MEGABYTE
"""Unpacked, of a part of text, up to which nobody asks how far it shrank."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_LOOKED_AT = 2 * MEGABYTE
"""Bytes of an old binary file in which the names of its streams are looked for; they stand near start or end."""

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


class DocumentKind(StrEnum):
    """What a document that may be opened is."""

    DOCX = ".docx"
    PDF = ".pdf"
    TEXT = ".txt"


NAMES = {DocumentKind.DOCX: "Word 文档", DocumentKind.PDF: "PDF", DocumentKind.TEXT: "纯文本"}


def check_document(path: Path) -> DocumentKind:
    """Say what ``path`` is; raises BadInput when it may not be opened or is not what its name says."""
    size = size_of(path, ".docx / .pdf / .txt")
    if size > LARGEST_DOCUMENT:
        raise refused(
            path,
            "有 %(size)d MB，超过上限 %(limit)d MB，没有读取。请只上传正文，或另存为不带图片的 .docx",
            size=size // MEGABYTE,
            limit=LARGEST_DOCUMENT // MEGABYTE,
        )
    first = first_bytes(path, 1024)
    suffix = path.suffix.lower()
    if suffix in (".docm", ".dotm"):
        raise refused(path, "是带宏的文档，没有打开。请在 Word 里另存为不含宏的 .docx")
    found = _content(path, first)
    if suffix not in (*DocumentKind, ".text", ".md"):
        raise refused(
            path,
            "扩展名不是 .docx、.pdf 或 .txt，没有读取。内容像是%(found)s，确实是的话请把扩展名改为 %(suffix)s",
            found=NAMES[found],
            suffix=found.value,
        )
    named = DocumentKind(suffix) if suffix in tuple(DocumentKind) else DocumentKind.TEXT
    if found is not named:
        raise refused(
            path,
            "扩展名是 %(suffix)s，内容却是%(found)s，没有读取。请把扩展名改为 %(right)s，或重新另存一份",
            suffix=suffix,
            found=NAMES[found],
            right=found.value,
        )
    return found


def _content(path: Path, first: bytes) -> DocumentKind:
    """Judge by content alone. Raises BadInput for kinds of file that cannot be read, saying what to do."""
    if b"%PDF-" in first:  # writers may put up to 1024 bytes before it (ISO 32000-1, annex H, 3.4.1)
        return DocumentKind.PDF
    if first.startswith(b"PK"):
        _check_archive(path)
        return DocumentKind.DOCX
    if first.startswith(OLE):
        raise _old_binary(path)
    if first.startswith(b"{\\rtf"):
        raise refused(path, "是 RTF 文档，没有读取。请用 Word 或 WPS 打开后另存为 .docx")
    if first.startswith(_PICTURES) or first[4:12] in (b"ftypheic", b"ftypmif1"):
        raise refused(path, "是一张图片，没有文字。请先识别成文字，或换成文字版的 .docx、.pdf")
    if first.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise refused(path, "是网页文件，没有读取。请用浏览器打开，把正文复制到文档里另存为 .docx 或 .txt")
    return DocumentKind.TEXT


def _old_binary(path: Path) -> BadInput:
    """An OLE file: an encrypted .docx, an old .doc, a .wps, or something else of that age."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOKED_AT)
            file.seek(max(0, path.stat().st_size - _LOOKED_AT))
            content = start + file.read(_LOOKED_AT)
    except OSError as error:
        return refused(path, "读不出来（%(reason)s）。请检查路径和权限", reason=reason_of(error))
    if _ENCRYPTED in content:
        return refused(path, "文档加了密码，没有打开。请去掉密码后重新保存")
    if _WORD in content or path.suffix.lower() in (".doc", ".wps", ".docx"):
        return refused(path, "是旧版 .doc（或 .wps）文档，没有读取。请用 Word 或 WPS 打开后另存为 .docx")
    return refused(path, "是旧版 Office 文件，不是文档，没有读取。请换成 .docx、.pdf 或 .txt")


def _check_archive(path: Path) -> None:
    """Judge an archive by its directory alone: a .docx, whole, without macros, not swelling."""
    parts = parts_of(path)
    if parts is None:
        raise damaged(path)
    if is_protected(parts):
        raise refused(path, "压缩包加了密码，没有打开。请去掉密码，另存为 .docx")
    names = names_of(parts)
    _refuse_other_archives(path, names)
    if "word/document.xml" not in names:
        raise refused(path, "是压缩包，里面没有 Word 文档，没有读取。请先解压，再上传里面的文件")
    _refuse_swelling(path, parts)


def _refuse_other_archives(path: Path, names: Collection[str]) -> None:
    """Tell an archive that is something else by a part it has."""
    if has_macros(names):
        raise refused(path, "含有宏，没有打开。请在 Word 里另存为不含宏的 .docx")
    if any(name.startswith("xl/") for name in names):
        raise refused(path, "是 Excel 工作簿，不是文档，没有读取。请换成 .docx、.pdf 或 .txt")
    if any(name.startswith("ppt/") for name in names):
        raise refused(path, "是演示文稿，不是文档，没有读取。请把讲稿另存为 .docx")
    if "ofd.xml" in names:
        raise refused(path, "是 OFD 版式文件，没有读取。请用阅读器导出为 .pdf，或使用 .docx 原稿")


def _refuse_swelling(path: Path, parts: Sequence[zipfile.ZipInfo]) -> None:
    for part in parts:
        text = part.filename.lower().endswith((".xml", ".rels"))
        if text and (is_bomb(part, BOMB_SIZE) or part.file_size > LARGEST_PART):
            raise refused(
                path,
                "其中 %(part)s 解开后有 %(size)d MB，是压缩后的 %(ratio)d 倍，不合常理，可能是恶意文件，没有打开",
                part=part.filename,
                size=part.file_size // MEGABYTE,
                ratio=part.file_size // max(part.compress_size, 1),
            )


def damaged(path: Path) -> BadInput:
    """Make the exception for a document that cannot be taken apart."""
    return refused(path, "文档已损坏，打不开。请用 Word 或 WPS 打开并另存为 .docx 再试")
