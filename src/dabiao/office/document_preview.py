"""What a .docx says, block by block, so that a page can show the very file it hands out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.table import Table
from docx.text.paragraph import Paragraph

from dabiao.office.official_document import HEITI, XIAOBIAOSONG

FACE = "./w:rPr/w:rFonts/@w:eastAsia"
HEADING_FACES = frozenset({HEITI.name, XIAOBIAOSONG.name})
"""Official documents mark headings by their typeface, not by bold (GB/T 9704—2012, 7.3)."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph; ``centred`` as titles are, ``strong`` where all of it is set in a face for headings."""

    text: str
    centred: bool
    strong: bool


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table's cells, its heading row first."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """A picture stands here; the page shows the chart's own picture or leaves it out."""


Block = TextBlock | TableBlock | PictureBlock


def blocks(path: Path) -> Iterator[Block]:
    """Read the body of a document of our own making, in order."""
    for part in docx.Document(str(path)).iter_inner_content():
        if isinstance(part, Table):
            rows = [tuple(cell.text for cell in row.cells) for row in part.rows]
            if rows:
                yield TableBlock(rows[0], tuple(rows[1:]))
        elif isinstance(part, Paragraph):
            yield from _paragraph(part)


def _paragraph(part: Paragraph) -> Iterator[Block]:
    if part.text.strip():
        faces = {face for run in part.runs if run.text.strip() for face in run.element.xpath(FACE)}
        strong = bool(faces) and faces <= HEADING_FACES
        yield TextBlock(part.text.strip(), part.alignment == WD_ALIGN_PARAGRAPH.CENTER, strong)
    elif any(run.element.xpath(".//pic:pic") for run in part.runs):
        yield PictureBlock()
