"""A letter of responsibility as .docx, in the form of GB/T 9704—2012."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from defusedxml import ElementTree
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from dabiao.office.docx_parts import fixed_widths, off_grid
from dabiao.office.docx_table import TableColumn
from dabiao.office.file_checks import MEGABYTE
from dabiao.office.letter_blocks import Block, BlockKind
from dabiao.office.official_document import KAITI, NOTE, OfficialDocument

ANNEX_WIDTHS = (15.0, 25.0, 11.0, 29.0, 11.0, 44.0, 21.0)
"""Millimetres of the columns of the annexed table: 156 together."""

ANNEX_LEFT = (False, True, False, True, False, True, False)


def letter_document(title: str, blocks: Sequence[Block]) -> bytes:
    """Make the document. The same blocks give the same bytes."""
    document = OfficialDocument(title)
    for block in blocks:
        _add(document, block)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "letter.docx"
        document.save(path)
        return path.read_bytes()


def _add(document: OfficialDocument, block: Block) -> None:
    if block.kind is BlockKind.TITLE:
        document.title(block.text)
    elif block.kind is BlockKind.HEADING:
        document.heading(block.text)
    elif block.kind is BlockKind.PARTY:
        document.paragraph(block.text, KAITI, indent=2)
    elif block.kind is BlockKind.NOTE:
        _note(document, block.text)
    elif block.kind is BlockKind.SIGNATURES:
        _signatures(document, block.rows)
    elif block.kind is BlockKind.ANNEX:
        document.attachment(None, block.text)
        headings, *rows = block.rows
        document.table(
            [
                TableColumn(heading, width, left)
                for heading, width, left in zip(headings, ANNEX_WIDTHS, ANNEX_LEFT, strict=True)
            ],
            rows,
        )
    else:
        document.body(block.text)


def _note(document: OfficialDocument, text: str) -> None:
    paragraph = document.paragraph(text, size=NOTE, align=WD_ALIGN_PARAGRAPH.LEFT)
    paragraph.paragraph_format.line_spacing = Pt(16)
    off_grid(paragraph)


def _signatures(document: OfficialDocument, rows: Sequence[Sequence[str]]) -> None:
    """Set both parties side by side, in one piece with each other; the room between lines is for pen and seal."""
    document.blank(2, together=True)
    table = document.document.add_table(rows=len(rows), cols=2)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(8)
            document.run(paragraph, text)
    fixed_widths(table, (78.0, 78.0), 1.0)
    document.blank()


LARGEST_BODY = 40 * MEGABYTE
"""Bytes of the unpacked body. A letter with a thousand lines of annex has two million."""

_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def text_in(document: bytes) -> str:
    """Every character of a document's body but white space, in order. The file may come from anybody.

    Raises ValueError, KeyError, BadZipFile or ParseError for what is no document, or a swollen one.
    """
    with ZipFile(BytesIO(document)) as parts, parts.open("word/document.xml") as part:
        body = part.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise ValueError("the body of the document is too large")
    said = (one.text or "" for one in ElementTree.fromstring(body, forbid_dtd=True).iter(_TEXT))
    return "".join("".join(said).split())
