"""The words of a document that was handed in: .docx, .pdf or .txt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dabiao.office.document_checks import DocumentKind, check_document
from dabiao.office.docx_text import docx_paragraphs
from dabiao.office.file_checks import refused
from dabiao.office.pdf_text import pdf_text
from dabiao.office.plain_text import plain_text

LONGEST_TEXT = 500_000
"""Characters. 2024's limits for documents are 5,000; a collection of a year's speeches has some 300,000."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The words of a document, lines as the file has them."""

    kind: DocumentKind
    text: str
    blank_pages: tuple[int, ...] = ()
    """Pages of a PDF, from 1, that are pictures without text."""


def read_document(path: Path) -> DocumentText:
    """Read the words of ``path``. Raises BadInput, in plain Chinese, for whatever cannot be read and why."""
    kind = check_document(path)
    blank: tuple[int, ...] = ()
    if kind is DocumentKind.DOCX:
        text = "\n".join(docx_paragraphs(path))
    elif kind is DocumentKind.PDF:
        read = pdf_text(path)
        text, blank = read.text, read.blank
    else:
        text = plain_text(path)
    if not text.strip():
        raise refused(path, "里面没有文字。请检查是否保存成功")
    if len(text) > LONGEST_TEXT:
        raise refused(
            path,
            "有 %(count)d 个字，超过上限 %(limit)d 个字，没有读取。请分成几份，只上传要督办的部分",
            count=len(text),
            limit=LONGEST_TEXT,
        )
    return DocumentText(kind, text, blank)
