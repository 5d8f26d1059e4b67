"""The words of a .txt in whatever encoding it came: UTF-8, UTF-16 or GB 18030."""

from __future__ import annotations

import codecs
from pathlib import Path

from dabiao.core.system_reason import reason_of
from dabiao.office.file_checks import MEGABYTE, refused

LARGEST_TEXT = 8 * MEGABYTE
"""Bytes. The longest plans have some 100 KB."""

MOST_UNREADABLE = 0.02
"""Share of characters that no text has from which a file is no text: control characters, unassigned code points."""

LEAST_USUAL = 0.7
"""Share of characters that Chinese texts are full of, below which the encoding was not the right one."""


def plain_text(path: Path) -> str:
    """Read a text that ``check_document`` let in. Raises BadInput for what is no text in any of the encodings."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise refused(path, "读不出来（%(reason)s）。请检查路径和权限", reason=reason_of(error)) from None
    if len(content) > LARGEST_TEXT:
        raise refused(path, "超过 %(limit)d MB，不像一份公文，没有读取", limit=LARGEST_TEXT // MEGABYTE)
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_like_text(text):
            return text
    raise refused(
        path, "不是文本，或编码不是 UTF-8、UTF-16、GB18030，读不出来。请另存为 UTF-8 的 .txt 或 .docx"
    )


def _encodings(content: bytes) -> tuple[str, ...]:
    """Encodings to try, best first: a byte order mark decides, then where the zero bytes stand."""
    if content.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in content:
        even, odd = content[::2].count(0), content[1::2].count(0)
        return ("utf-16-le", "utf-16-be") if odd >= even else ("utf-16-be", "utf-16-le")
    return ("utf-8", "gb18030", "utf-16-le")


def _reads_like_text(text: str) -> bool:
    """Whether it is made of what texts are made of; the wrong encoding gives signs of far-off scripts."""
    strange = sum(1 for sign in text if _is_strange(sign))
    usual = sum(1 for sign in text if _is_usual(sign))
    length = max(1, len(text))
    return strange <= MOST_UNREADABLE * length and usual >= LEAST_USUAL * length


def _is_strange(sign: str) -> bool:
    """Whether no text has this character: control characters, private use."""
    return (
        (sign < " " and sign not in "\t\n\r\f\v") or "\x7f" <= sign <= "\x9f" or "\ue000" <= sign <= "\uf8ff"
    )


def _is_usual(sign: str) -> bool:
    """Whether Chinese texts are full of it: ASCII, 汉字 of the common planes, their marks, full-width forms."""
    return (
        sign <= "~"
        or "\u2000" <= sign <= "\u206f"
        or "\u3000" <= sign <= "\u303f"
        or "\u4e00" <= sign <= "\u9fff"
        or "\uff00" <= sign <= "\uffef"
    )
