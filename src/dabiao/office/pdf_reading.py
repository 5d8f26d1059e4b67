"""What a PDF holds, as pdfium reads it: its words, and how many pages it has. The file may come from anybody."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]


class UnreadablePdf(ValueError):
    """A PDF that pdfium cannot open; ``protected`` when only for want of its password."""

    def __init__(self, *, protected: bool) -> None:
        super().__init__("the PDF cannot be opened")
        self.protected = protected


def text_in_pdf(document: bytes) -> str:
    """Every character of a PDF but white space, page by page. Raises UnreadablePdf."""
    said = []
    opened = _opened(BytesIO(document))
    try:
        for number in range(len(opened)):
            page = opened[number]
            text = page.get_textpage()
            said.append("".join(str(text.get_text_range()).split()))
            text.close()
            page.close()
    except pypdfium2.PdfiumError:
        raise UnreadablePdf(protected=False) from None
    finally:
        opened.close()
    return "".join(said)


def page_count(path: Path) -> int:
    """How many pages a PDF has. Raises UnreadablePdf."""
    opened = _opened(path)
    try:
        return len(opened)
    finally:
        opened.close()


def _opened(source: BytesIO | Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdf(protected="password" in str(error).lower()) from None
