"""The words of a PDF, line by line, as its text layer has them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pypdfium2  # type: ignore[import-untyped]
from pypdfium2 import PdfiumError
from pypdfium2.raw import (  # type: ignore[import-untyped]
    FPDF_ERR_PASSWORD,
    FPDF_ERR_SECURITY,
    FPDF_PAGEOBJ_IMAGE,
)

from dabiao.office.file_checks import refused

MOST_PAGES = 500
"""Pages. A plan with its tables has some hundred; what has more is a book."""

LEAST_ON_A_PAGE = 5
"""Characters. A scanned page often carries a stamp or a page number as text; that is no text layer."""

MOST_UNREADABLE = 0.2
"""Share of characters without a meaning from which a text layer is no use: fonts without a table of characters."""

_ONE_AT_A_TIME = Lock()
"""PDFium keeps state of its own and must not be entered by two threads."""


@dataclass(frozen=True, slots=True)
class PdfText:
    """Lines of all pages, a form feed between pages; ``blank`` are pages (from 1) that are pictures without text."""

    text: str
    blank: tuple[int, ...]


def pdf_text(path: Path) -> PdfText:
    """Read a PDF that ``check_document`` let in. Raises BadInput for one that is locked, damaged, or only pictures."""
    with _ONE_AT_A_TIME:
        pages, pictured = _read(path)
    written = [len("".join(page.split())) for page in pages]
    if sum(written) < LEAST_ON_A_PAGE or max(written) < LEAST_ON_A_PAGE:
        if not any(pictured):
            raise refused(path, "里面没有文字。请检查是不是导出时出了错，或换成 .docx")
        raise refused(
            path,
            "是扫描件，%(pages)d 页都没有文字层，读不出文字。请先识别（OCR），或换成文字版",
            pages=len(pages),
        )
    text = "\f".join(page.replace("\r\n", "\n").replace("\ufffe", "") for page in pages)
    unreadable = sum(1 for sign in text if sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or sign == "\0")
    if unreadable > MOST_UNREADABLE * sum(written):
        raise refused(path, "的文字层是乱码（字体里没有文字编码），读不出来。请换成 .docx，或重新识别")
    blank = tuple(
        at
        for at, (count, picture) in enumerate(zip(written, pictured, strict=True), start=1)
        if count < LEAST_ON_A_PAGE and picture
    )
    return PdfText(text, blank)


def _read(path: Path) -> tuple[list[str], list[bool]]:
    try:
        document = pypdfium2.PdfDocument(path)
    except PdfiumError as error:
        if error.err_code in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY):
            raise refused(path, "PDF 加了密码，没有打开。请去掉密码后重新保存") from None
        raise refused(path, "PDF 已损坏，打不开。请重新导出一份再试") from None
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise refused(
                path,
                "有 %(count)d 页，超过上限 %(limit)d 页，没有读取。请只上传要督办的部分",
                count=count,
                limit=MOST_PAGES,
            )
        if count == 0:
            raise refused(path, "一页也没有。请重新导出一份再试")
        found = [_page(document, at) for at in range(count)]
    except PdfiumError:
        raise refused(path, "PDF 已损坏，打不开。请重新导出一份再试") from None
    finally:
        document.close()
    return [text for text, _ in found], [picture for _, picture in found]


def _page(document: pypdfium2.PdfDocument, at: int) -> tuple[str, bool]:
    """The text of a page, and whether it has pictures on it."""
    page = document[at]
    try:
        layer = page.get_textpage()
        try:
            text = layer.get_text_range()
        finally:
            layer.close()
        picture = not text.strip() and any(True for _ in page.get_objects([FPDF_PAGEOBJ_IMAGE], max_depth=3))
    finally:
        page.close()
    return text, picture
