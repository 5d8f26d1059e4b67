"""The parts of WordprocessingML that python-docx has no words for: East Asian faces, grid, rules, fields, tables."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LATIN = "Times New Roman"
"""For letters and figures, by habit."""

LANGUAGE = "zh-CN"
"""Said of every run: without it a program may choose Japanese or Korean forms of the same characters."""

FONT_TABLE = "/word/fontTable.xml"


def element(tag: str, **attributes: object) -> Any:
    """Make an element; attribute names are in the ``w`` namespace."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def set_fonts(of: Run | ParagraphStyle, name: str, latin: str = LATIN) -> None:
    """Set the East Asian face, the face of letters and figures, and the language."""
    properties = of.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = element("w:rFonts")
        properties.insert_element_before(fonts, *_AFTER_FONTS)
    for old in list(fonts.attrib):
        del fonts.attrib[old]
    for kind, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", name), ("cs", latin)):
        fonts.set(qn(f"w:{kind}"), face)
    if properties.find(qn("w:lang")) is None:
        properties.insert_element_before(element("w:lang", val="en-US", eastAsia=LANGUAGE), *_AFTER_LANGUAGE)


_AFTER_LANGUAGE = ("w:eastAsianLayout", "w:specVanish", "w:oMath", "w:rPrChange")
_AFTER_FONTS = (
    "w:b",
    "w:bCs",
    "w:i",
    "w:iCs",
    "w:color",
    "w:spacing",
    "w:sz",
    "w:szCs",
    "w:lang",
    *_AFTER_LANGUAGE,
)


def grid(section: Section, line: float) -> None:
    """Set the grid of lines, ``line`` points apart.

    Characters are not put on a grid but set a little closer (``closer``): LibreOffice gives a character that is a
    hair wider than its cell two cells.
    """
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(element("w:docGrid", type="lines", linePitch=round(line * 20)))


def closer(of: Run | ParagraphStyle, points: float) -> None:
    """Set characters ``points`` closer together, to a twentieth of a point."""
    _put(of, element("w:spacing", val=-round(points * 20)), _AFTER_SPACING)


def narrower(run: Run, percent: int) -> None:
    """Draw characters at ``percent`` of their width."""
    _put(run, element("w:w", val=percent), _AFTER_SPACING[1:])


def _put(of: Run | ParagraphStyle, made: Any, after: Sequence[str]) -> None:
    properties = of.element.get_or_add_rPr()
    for old in properties.findall(made.tag):
        properties.remove(old)
    properties.insert_element_before(made, *after)


_AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:lang")


def hanging_punctuation(style: ParagraphStyle) -> None:
    """Say that closing punctuation may hang out of the type area. It is so unless said otherwise, but LibreOffice
    leaves some of it out of the page when it is not said.
    """
    style.element.get_or_add_pPr().insert_element_before(
        element("w:overflowPunct", val=1), *_AFTER_PUNCTUATION
    )


def off_grid(paragraph: Paragraph) -> None:
    """Let a paragraph take the height of what stands in it, not a whole number of the grid's lines."""
    paragraph._p.get_or_add_pPr().insert_element_before(element("w:snapToGrid", val=0), *_AFTER_GRID)


def rule(paragraph: Paragraph, side: str, *, points: float, space: int = 1, colour: str = "000000") -> None:
    """Draw a rule ``space`` points above or below a paragraph, ``points`` thick."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = element("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDERS)
    borders.append(element(f"w:{side}", val="single", sz=round(points * 8), space=space, color=colour))


_AFTER_BORDERS = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:kinsoku",
    "w:wordWrap",
    "w:overflowPunct",
    "w:topLinePunct",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:suppressOverlap",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:textboxTightWrap",
    "w:outlineLvl",
    "w:divId",
    "w:cnfStyle",
    "w:rPr",
    "w:sectPr",
    "w:pPrChange",
)
_AFTER_PUNCTUATION = _AFTER_BORDERS[_AFTER_BORDERS.index("w:overflowPunct") + 1 :]
_AFTER_GRID = _AFTER_BORDERS[_AFTER_BORDERS.index("w:snapToGrid") + 1 :]


def field_run(paragraph: Paragraph, code: str) -> Run:
    """Add a field (PAGE, NUMPAGES), shown as 1 until a program works it out."""
    run = paragraph.add_run()
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    shown = OxmlElement("w:t")
    shown.text = "1"
    for part in (
        element("w:fldChar", fldCharType="begin"),
        instruction,
        element("w:fldChar", fldCharType="separate"),
        shown,
        element("w:fldChar", fldCharType="end"),
    ):
        run._r.append(part)
    return run


def theme_language(document: Document) -> None:
    """Say which East Asian language the document's theme is for; python-docx's own template says Japanese."""
    document.settings.element.xpath("w:themeFontLang")[0].set(qn("w:eastAsia"), LANGUAGE)


def write_font_table(document: Document, faces: Sequence[tuple[str, Sequence[str], str]]) -> None:
    """Say in the document which faces may stand in for those it names, best first, and of what family they are
    (``roman`` with serifs, ``swiss`` without): programs that know none of them choose by that.
    """
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(','.join(instead))}/>"
        f'<w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, instead, family in faces
    )
    text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts xmlns:w="{namespace}">{fonts}</w:fonts>'
    for part in document.part.package.iter_parts():
        if str(part.partname) == FONT_TABLE:
            part._blob = text.encode()


def repeat_heading(table: Table) -> None:
    """Repeat the first row on every page the table reaches, and keep each row on one page."""
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if number == 0:
            properties.append(element("w:tblHeader"))


def float_to_foot(table: Table) -> None:
    """Set a table at the foot of the type area of its page. LibreOffice before 7.6 leaves it where it stands."""
    place = element(
        "w:tblpPr",
        leftFromText=0,
        rightFromText=0,
        vertAnchor="margin",
        horzAnchor="margin",
        tblpXSpec="left",
        tblpYSpec="bottom",
    )
    table._tbl.tblPr.insert_element_before(place, *_AFTER_PLACE)


_AFTER_PLACE = (
    "w:tblOverlap",
    "w:bidiVisual",
    "w:tblStyleRowBandSize",
    "w:tblStyleColBandSize",
    "w:tblW",
    "w:jc",
    "w:tblCellSpacing",
    "w:tblInd",
    "w:tblBorders",
    "w:shd",
    "w:tblLayout",
    "w:tblCellMar",
    "w:tblLook",
)


def table_borders(table: Table, **points: float) -> None:
    """Draw lines of a table by side (top, left, bottom, right, insideH, insideV), so many points thick."""
    edges = element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in points:
            edges.append(
                element(f"w:{side}", val="single", sz=round(points[side] * 8), space=0, color="000000")
            )
    table._tbl.tblPr.insert_element_before(edges, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")


def fixed_widths(table: Table, millimetres: Sequence[float], padding: float) -> None:
    """Fix the widths of the columns, and the room left and right in each cell, all in millimetres."""
    properties = table._tbl.tblPr
    table.autofit = False
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=_twips(padding), type="dxa"))
    properties.insert_element_before(margins, "w:tblLook")
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, millimetres, strict=True):
        column.set(qn("w:w"), str(_twips(width)))
    for row in table.rows:
        for cell, width in zip(row._tr.tc_lst, millimetres, strict=True):
            cell.width = Mm(width)


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def save_timeless(document: Document, path: Path) -> None:
    """Write the file without the time of writing: the same content gives the same bytes."""
    made = BytesIO()
    document.save(made)
    with ZipFile(made) as parts, ZipFile(path, "w", ZIP_DEFLATED) as timeless:
        for part in parts.infolist():
            timeless.writestr(ZipInfo(part.filename), parts.read(part), ZIP_DEFLATED)
