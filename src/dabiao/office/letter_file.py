"""Letters as sealed files, and the proof of one: every byte, the digest, each signature, and that the words shown
are the words signed. Nothing but the file is needed for it.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile
from zlib import error as DamagedStream  # noqa: N812

from defusedxml.common import DefusedXmlException

from dabiao.core.letter_proof import (
    LetterVerdict,
    Scan,
    SignedStatement,
    judge_letter,
    letter_payload,
    scans_of,
    signed_statements,
)
from dabiao.core.letter_text import ANNEX_COLUMNS
from dabiao.core.sm2 import PublicKey
from dabiao.core.system_reason import reason_of
from dabiao.office.file_checks import MEGABYTE, refused
from dabiao.office.letter_blocks import DIGEST_LABEL, all_text, letter_blocks
from dabiao.office.letter_docx import letter_document, text_in
from dabiao.office.letter_pdf import letter_pdf
from dabiao.office.pdf_reading import text_in_pdf
from dabiao.office.seal import Sign, check, is_sealed
from dabiao.office.sealed_docx import sealed_docx
from dabiao.office.sealed_pdf import sealed_pdf

SUFFIXES = (".docx", ".pdf")
LARGEST_LETTER = 20 * MEGABYTE
"""Bytes. A letter has a tenth of a megabyte; one with a thousand lines of annex not three."""

_DAMAGE = (
    BadZipFile,
    DamagedStream,
    DefusedXmlException,
    ParseError,
    KeyError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)
"""What reading the words of a changed document may raise."""


def sealed_letter(
    suffix: str,
    content: Mapping[str, Any],
    signatures: Sequence[SignedStatement],
    scans: Sequence[Scan],
    made_at: str,
    key: PublicKey,
    sign: Sign,
) -> bytes:
    """Make the file of a frozen letter, ``.docx`` or ``.pdf``. Raises BadInput where a PDF cannot be made here."""
    title = str(content["title"])
    blocks = letter_blocks(content, signatures, scans)
    payload = letter_payload(content, signatures, scans, made_at)
    if suffix == ".docx":
        return sealed_docx(letter_document(title, blocks), payload, key, sign)
    return sealed_pdf(letter_pdf(title, blocks), payload, key, sign)


@dataclass(frozen=True, slots=True)
class LetterProof:
    """What was found. ``problems`` say what is not as it was sealed, and where; empty when every byte is.

    ``letter`` is None when the seal cannot be read; with problems, what it says cannot be relied on.
    """

    problems: tuple[str, ...]
    letter: LetterVerdict | None
    size: int
    digest: str
    key: PublicKey | None
    made_at: str

    @property
    def holds(self) -> bool:
        """Whether nothing was changed and every signature is valid."""
        return not self.problems and self.letter is not None and self.letter.holds


def read_letter(path: Path) -> bytes | None:
    """Read a file that may be a sealed letter; None for other kinds of files. Raises BadInput where it cannot be."""
    if path.suffix.lower() not in SUFFIXES:
        return None
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_LETTER:
            return None
        return path.read_bytes()
    except OSError as error:
        raise refused(path, "读不出来（%(reason)s）。请检查路径和权限", reason=reason_of(error)) from None


def prove_letter(data: bytes) -> LetterProof | None:
    """Check a letter; None for a file that is none and never was."""
    if not is_sealed(data):
        return _lost_seal(data)
    sealed = check(data)
    problems = list(sealed.problems)
    letter, made_at = None, ""
    if sealed.payload is not None:
        try:
            letter = judge_letter(sealed.payload)
            made_at = str(sealed.payload["made_at"])
            if not problems and not _shows(data, sealed.payload):
                problems.append("文件里显示的文字和签署的内容不一致")
        except (ValueError, KeyError, TypeError, AttributeError):
            problems.append("封记里没有责任书的内容")
    return LetterProof(tuple(problems), letter, sealed.size, sealed.digest, sealed.key, made_at)


def _lost_seal(data: bytes) -> LetterProof | None:
    """Tell a letter whose seal is gone from a file that never had one: its words still speak of a digest."""
    try:
        said = _words(data)
    except _DAMAGE:
        return None
    if DIGEST_LABEL not in said:
        return None
    problem = (
        "文件写着责任书的内容摘要，却没有封记：可能被改过，或用别的程序另存过。请用系统里下载的原文件核对"
    )
    return LetterProof((problem,), None, len(data), "", None, "")


def _words(data: bytes) -> str:
    return text_in(data) if data.startswith(b"PK") else text_in_pdf(data)


_PAGE = re.compile("—\\d+—")
_HEADINGS = "".join(ANNEX_COLUMNS)
"""What stands on a page of a PDF beside the letter: its number, and the headings of a table that goes on."""


def _shows(data: bytes, payload: Mapping[str, Any]) -> bool:
    """Whether the words that a reader sees are those of the sealed content, all of them and no others."""
    blocks = letter_blocks(payload["content"], signed_statements(payload), scans_of(payload))
    expected = all_text(blocks)
    try:
        shown = _words(data)
    except _DAMAGE:
        return False
    if data.startswith(b"PK"):
        return shown == expected
    return _without_pages(shown) == _without_pages(expected)


def _without_pages(text: str) -> str:
    return _PAGE.sub("", text).replace(_HEADINGS, "")
