"""The page and the parts of an official document (GB/T 9704—2012 党政机关公文格式) as .docx.

A4; 天头 37 mm, 订口 28 mm; type area 156 × 225 mm holding 22 lines of 28 characters of 3号 仿宋. 版头 with the red
mark, number and rule; 主体 with title, addressees, text, signature and date; 版记 with its rules; page numbers outside.

The standard's typefaces are licensed and stand on most office machines, so they are named, never shipped. Where one
is missing, the document's font table names what comes next (``w:altName``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from dabiao.office.cells_safe import one_line
from dabiao.office.docx_parts import (
    LANGUAGE,
    closer,
    field_run,
    grid,
    hanging_punctuation,
    narrower,
    off_grid,
    rule,
    save_timeless,
    set_fonts,
    theme_language,
    write_font_table,
)
from dabiao.office.docx_table import TableColumn, add_foot, add_table
from dabiao.office.whole_file import whole_file

TOP, LEFT, RIGHT, BOTTOM = 37, 28, 26, 35
"""Millimetres from the edges of A4 to the type area of 156 × 225 mm."""

LINE, CHARACTER = 28.95, 15.75
"""Points: 225 mm ÷ 22 lines and 156 mm ÷ 28 characters, a hair less so that the last one still fits."""

BODY, TITLE, SMALL, CAPTION, NOTE = 16.0, 22.0, 14.0, 12.0, 10.5
"""Points of 3号, 2号, 4号, 小四 and 五号."""

TYPE_WIDTH = 442.0
"""Points: 156 mm."""

USUAL_MARK, NARROWEST = 36.0, 0.6
"""Points of the red mark; a long name is drawn narrower, as offices do, down to this share, then smaller."""

ABOVE = 0.4
"""Share of the mark's size that lies between the top of its line and the top of its characters."""

RED = RGBColor(0xE6, 0x00, 0x12)

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Time of making written into the file: the same figures give the same document."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """A face the standard asks for, and by what it may be replaced, best first."""

    name: str
    instead: tuple[str, ...]
    family: str = "roman"
    """``roman`` has serifs, ``swiss`` has none."""


FANGSONG = Typeface("仿宋_GB2312", ("仿宋", "FangSong", "STFangsong", "FandolFang R", "Noto Serif CJK SC"))
KAITI = Typeface("楷体_GB2312", ("楷体", "KaiTi", "STKaiti", "FandolKai", "Noto Serif CJK SC"))
HEITI = Typeface("黑体", ("SimHei", "STHeiti", "Noto Sans CJK SC"), "swiss")
SONGTI = Typeface("宋体", ("SimSun", "STSong", "Noto Serif CJK SC"))
XIAOBIAOSONG = Typeface(
    "方正小标宋_GBK",
    ("方正小标宋简体", "小标宋", "华文中宋", "STZhongsong", "宋体", "SimSun", "Noto Serif CJK SC"),
)
LATIN_FACES = ("Times New Roman", "Liberation Serif", "Nimbus Roman", "Noto Serif")
"""For letters and figures where no program chooses by itself, best first."""

TYPEFACES = (FANGSONG, KAITI, HEITI, SONGTI, XIAOBIAOSONG)


class OfficialDocument:
    """A document in the making: call the parts in the order in which they stand on paper."""

    def __init__(self, title: str) -> None:
        self.document: Document = docx.Document()
        self._properties(title)
        self._page()
        self._styles()
        write_font_table(self.document, [(face.name, face.instead, face.family) for face in TYPEFACES])

    def _properties(self, title: str) -> None:
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = one_line(title), "", ""
        properties.created = properties.modified = EPOCH
        properties.language = LANGUAGE
        theme_language(self.document)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
        section.footer_distance = Mm(BOTTOM - 7 - 5)
        grid(section, LINE)
        self.document.settings.odd_and_even_pages_header_footer = True
        self._page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
        self._page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)

    def _page_number(self, paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
        """Set — 1 — in 4号 宋体, one character in from the outer edge."""
        paragraph.alignment = side
        shape = paragraph.paragraph_format
        shape.left_indent = shape.right_indent = Pt(SMALL)
        for part in ("— ", None, " —"):
            run = field_run(paragraph, "PAGE") if part is None else paragraph.add_run(part)
            run.font.size = Pt(SMALL)
            set_fonts(run, SONGTI.name, latin=SONGTI.name)

    def _styles(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(BODY)
        set_fonts(normal, FANGSONG.name)
        closer(normal, BODY - CHARACTER)
        shape = normal.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
        shape.widow_control = False
        hanging_punctuation(normal)

    def paragraph(
        self,
        text: str,
        face: Typeface = FANGSONG,
        *,
        size: float = BODY,
        indent: float = 0.0,
        align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.JUSTIFY,
    ) -> Paragraph:
        """Add a paragraph; ``indent`` of its first line in characters."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        if indent:
            paragraph.paragraph_format.first_line_indent = Pt(indent * CHARACTER)
        self.run(paragraph, text, face, size)
        return paragraph

    def run(self, paragraph: Paragraph, text: str, face: Typeface = FANGSONG, size: float = BODY) -> None:
        """Add text in one face; what XML cannot hold is left out."""
        run = paragraph.add_run(one_line(text))
        run.font.size = Pt(size)
        set_fonts(run, face.name)

    def head(self, issuer: str, number: str) -> None:
        """Write the 版头: mark (its top 35 mm below the type area's), number two lines below, red rule 4 mm on."""
        mark = one_line(f"{issuer}文件")
        width = min(1.0, max(NARROWEST, TYPE_WIDTH / (USUAL_MARK * _characters(mark))))
        size = min(USUAL_MARK, TYPE_WIDTH / (width * _characters(mark)))
        paragraph = self.paragraph("", align=WD_ALIGN_PARAGRAPH.CENTER)
        shape = paragraph.paragraph_format
        shape.space_before, shape.line_spacing = Mm(35) - Pt(size * ABOVE), Pt(size * 1.4)
        run = paragraph.add_run(mark)
        run.font.size, run.font.color.rgb = Pt(int(size * 2) / 2), RED
        set_fonts(run, XIAOBIAOSONG.name)
        closer(run, 0)
        narrower(run, int(width * 100))
        self.blank(2)
        numbered = self.paragraph(number, align=WD_ALIGN_PARAGRAPH.CENTER)
        rule(numbered, "bottom", points=1.5, space=6, colour="E60012")

    def title(self, text: str) -> None:
        """Write the title, two blank lines below the rule, broken where its parts end."""
        self.blank(2)
        for line in title_lines(one_line(text)):
            paragraph = self.paragraph(line, XIAOBIAOSONG, size=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER)
            paragraph.paragraph_format.line_spacing = Pt(35)
        self.blank(1)

    def addressees(self, text: str) -> None:
        """Write the 主送机关, flush left, closed by a colon."""
        self.paragraph(f"{one_line(text)}：")

    def heading(self, text: str) -> None:
        """Write a heading of the first level (一、)."""
        self.paragraph(text, HEITI, indent=2).paragraph_format.keep_with_next = True

    def subheading(self, text: str) -> None:
        """Write a heading of the second level (（一）)."""
        self.paragraph(text, KAITI, indent=2).paragraph_format.keep_with_next = True

    def body(self, text: str) -> None:
        """Write a paragraph of the text."""
        self.paragraph(text, indent=2)

    def blank(self, lines: int = 1, *, together: bool = False) -> None:
        """Leave lines empty, ``together`` with what follows."""
        for _ in range(lines):
            self.document.add_paragraph().paragraph_format.keep_with_next = together or None

    def attachments(self, titles: Sequence[str]) -> None:
        """List the attachments, one line below the text."""
        self.blank()
        for number, title in enumerate(titles, start=1):
            lead = "附件：" if number == 1 else "　　　"
            paragraph = self.paragraph(f"{number}. {one_line(title)}" if len(titles) > 1 else title)
            hanging = (2 + 3 + 1.3) * CHARACTER
            paragraph.paragraph_format.left_indent = Pt(hanging)
            paragraph.paragraph_format.first_line_indent = Pt(-(hanging - 2 * CHARACTER))
            paragraph.paragraph_format.keep_with_next = True
            paragraph.runs[0].text = lead + paragraph.runs[0].text

    def signature(self, issuer: str, date_text: str) -> None:
        """Write issuer and date for a sealed document: the date four characters from the right, the issuer
        centred above it, both further in where a long name would leave the type area. They never stand on a page
        by themselves.
        """
        self.blank(2, together=True)
        wide, narrow = _characters(issuer), _characters(date_text)
        date_indent = max(4.0, (wide - narrow) / 2)
        for text, indent in ((issuer, max(0.0, date_indent - (wide - narrow) / 2)), (date_text, date_indent)):
            paragraph = self.paragraph(text, align=WD_ALIGN_PARAGRAPH.RIGHT)
            paragraph.paragraph_format.right_indent = Pt(indent * CHARACTER)
            paragraph.paragraph_format.keep_with_next = text == issuer

    def note(self, text: str) -> None:
        """Write the 附注 in round brackets below the date."""
        self.body(f"（{one_line(text)}）")

    def attachment(self, number: int | None, title: str) -> None:
        """Begin an attachment on a new page: 附件1 in 黑体 at the top left, its title centred."""
        paragraph = self.paragraph("附件" if number is None else f"附件{number}", HEITI)
        paragraph.paragraph_format.page_break_before = True
        for line in title_lines(one_line(title)):
            shape = self.paragraph(
                line, XIAOBIAOSONG, size=TITLE, align=WD_ALIGN_PARAGRAPH.CENTER
            ).paragraph_format
            shape.line_spacing = Pt(35)

    def picture(self, path: Path, description: str) -> None:
        """Set a picture across the type area, with what it shows in 小四 below."""
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.paragraph_format.keep_with_next = True
        off_grid(paragraph)
        shape = paragraph.add_run().add_picture(str(path), width=Mm(156))
        shape._inline.docPr.set("descr", one_line(description))
        self.paragraph(description, KAITI, size=CAPTION, align=WD_ALIGN_PARAGRAPH.CENTER)

    def foot(self, copies: str, printer: str, printed: str) -> None:
        """Write the 版记 at the foot of the last page: 抄送, then printer and day, in 4号 between rules of 0.35,
        0.25 and 0.35 mm.
        """
        self.blank()
        add_foot(self.document, f"抄送：{one_line(copies)}。", one_line(printer), f"{one_line(printed)}印发")

    def table(self, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], note: str = "") -> None:
        """Add a table with repeated heading, and below it what is to be known to read it."""
        add_table(self.document, columns, rows)
        if note:
            paragraph = self.paragraph(f"注：{one_line(note)}", size=NOTE)
            paragraph.paragraph_format.space_before, paragraph.paragraph_format.line_spacing = Pt(4), Pt(16)
            off_grid(paragraph)

    def save(self, path: Path) -> None:
        """Write the file, whole or not at all. Raises OSError where ``path`` cannot be written."""
        with whole_file(path) as making:
            save_timeless(self.document, making)


def title_lines(text: str) -> list[str]:
    """Break a title into the fewest lines it fits in, as even as its words allow; never inside a number."""
    most = TYPE_WIDTH / TITLE - 0.5
    lines = max(1, ceil(_characters(text) / most))
    while (found := _broken(text, lines, most)) is None:
        lines += 1
    return found


_BEFORE = re.compile(
    "(?=关于|创建|全国|文明|测评|实地|工作|情况|第.{1,3}[季轮期次])|(?<=[的月年区市县，、：）])"
)


def _broken(text: str, lines: int, most: float) -> list[str] | None:
    """Break ``text`` into so many lines of at most ``most`` characters, the longest as short as can be."""
    if lines == 1:
        return [text] if _characters(text) <= most or len(text) < 2 else None
    words = [at.start() for at in _BEFORE.finditer(text) if 0 < at.start() < len(text)]
    anywhere = [at for at in range(1, len(text)) if not (text[at - 1 : at + 1]).isascii()]
    for places in (words, anywhere or list(range(1, len(text)))):
        best: list[str] | None = None
        for at in places:
            rest = _broken(text[at:], lines - 1, most)
            if _characters(text[:at]) <= most and rest is not None:
                tried = [text[:at], *rest]
                if best is None or _longest(tried) < _longest(best):
                    best = tried
        if best is not None:
            return best
    return None


def _longest(lines: Sequence[str]) -> float:
    return max(_characters(line) for line in lines)


def _characters(text: str) -> float:
    """Count characters as the grid does: letters and figures are half as wide."""
    return sum(1.0 if ord(sign) > 0x2E7F or sign in "“”‘’—…×·" else 0.5 for sign in text)
