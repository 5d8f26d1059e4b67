"""What a .docx says, block by block, so that a page can show the very file it hands out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.parts.image import ImagePart
from docx.table import Table
from docx.text.paragraph import Paragraph

from dabiao.office.official_document import HEITI, XIAOBIAOSONG

FACE = "./w:rPr/w:rFonts/@w:eastAsia"
HEADING_FACES = frozenset({HEITI.name, XIAOBIAOSONG.name})
"""Official documents mark headings by their typeface, not by bold (GB/T 9704—2012, 7.3)."""

EMU_PER_PIXEL = 9525
"""914,400 English Metric Units make an inch (ECMA-376 part 1, 20.1.10.16), and 96 CSS pixels do."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph; ``centred`` as titles are, ``strong`` where all of it is set in a face for headings."""

    text: str
    centred: bool
    strong: bool


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table's cells; ``heading`` is empty where no row is marked to head every page."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PictureBlock:
    """A picture: its name inside the document, what it shows in words, and its size on paper in CSS pixels."""

    name: str
    told: str
    width: int
    height: int


Block = TextBlock | TableBlock | PictureBlock


def blocks(path: Path) -> Iterator[Block]:
    """Read the body of a document of our own making, in order."""
    for part in docx.Document(str(path)).iter_inner_content():
        if isinstance(part, Table):
            yield _table(part)
        elif isinstance(part, Paragraph):
            yield from _paragraph(part)


def _table(part: Table) -> TableBlock:
    rows = [tuple(cell.text for cell in row.cells) for row in part.rows]
    headed = bool(part._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader"))
    return TableBlock(rows[0], tuple(rows[1:])) if headed else TableBlock((), tuple(rows))


def picture(path: Path, name: str) -> bytes:
    """Read one picture out of a document of our own making. Raises KeyError where it has none of that name."""
    for part in docx.Document(str(path)).part.related_parts.values():
        if isinstance(part, ImagePart) and part.partname.filename == name:
            return part.blob
    raise KeyError(name)


def _paragraph(part: Paragraph) -> Iterator[Block]:
    if part.text.strip():
        faces = {face for run in part.runs if run.text.strip() for face in run.element.xpath(FACE)}
        strong = bool(faces) and faces <= HEADING_FACES
        yield TextBlock(part.text.strip(), part.alignment == WD_ALIGN_PARAGRAPH.CENTER, strong)
    for drawn in part._p.xpath(".//wp:inline"):
        image = part.part.related_parts[drawn.xpath(".//a:blip/@r:embed")[0]]
        width, height = (round(length / EMU_PER_PIXEL) for length in (drawn.extent.cx, drawn.extent.cy))
        yield PictureBlock(image.partname.filename, drawn.docPr.get("descr", ""), width, height)
