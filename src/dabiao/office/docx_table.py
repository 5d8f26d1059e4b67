"""Tables of official documents: repeated heading, rows that stay whole, fixed widths, 五号 text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.shared import Length, Mm, Pt
from docx.table import _Cell

from dabiao.office.cells_safe import one_line
from dabiao.office.docx_parts import (
    fixed_widths,
    float_to_foot,
    off_grid,
    repeat_heading,
    set_fonts,
    table_borders,
)

SIZE, LINE = 10.5, 15.0
"""Points of 五号 text and of its lines."""

BODY_FACE, HEADING_FACE = "仿宋_GB2312", "黑体"

PADDING = 1.0
"""Millimetres left and right in a cell."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A heading, a width in millimetres, and whether its text begins at the left."""

    heading: str
    width: float
    left: bool = False


def add_table(document: Document, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]]) -> None:
    """Add a table; every cell is text as it shall be read."""
    table = document.add_table(rows=1 + len(rows), cols=len(columns))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    lines = [[one.heading for one in columns], *rows]
    for number, (row, texts) in enumerate(zip(table.rows, lines, strict=True)):
        for cell, column, text in zip(_cells(row), columns, texts, strict=True):
            _fill(cell, text, heading=number == 0, left=column.left and number > 0)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    table_borders(table, **dict.fromkeys(sides, 0.5))
    fixed_widths(table, [one.width for one in columns], PADDING)
    repeat_heading(table)


FOOT_SIZE, FOOT_LINE = 14.0, 22.0
"""Points of 4号 text of the 版记 and of its lines."""

FOOT_WIDTH = 156.0
"""Millimetres: the type area."""


def add_foot(document: Document, copies: str, printer: str, printed: str) -> None:
    """Add the 版记 as a table without side lines at the foot of the page."""
    table = document.add_table(rows=2, cols=1)
    to, by = (row.cells[0].paragraphs[0] for row in table.rows)
    for paragraph, text, hanging in ((to, copies, 3.0), (by, f"{printer}\t{printed}", 0.0)):
        shape = paragraph.paragraph_format
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(FOOT_LINE)
        shape.left_indent, shape.right_indent = Pt((1 + hanging) * FOOT_SIZE), Pt(FOOT_SIZE)
        shape.first_line_indent = Pt(-hanging * FOOT_SIZE)
        run = paragraph.add_run(text)
        run.font.size = Pt(FOOT_SIZE)
        set_fonts(run, BODY_FACE)
    by.paragraph_format.tab_stops.add_tab_stop(Length(Mm(FOOT_WIDTH) - Pt(FOOT_SIZE)), WD_TAB_ALIGNMENT.RIGHT)
    table_borders(table, top=1.0, insideH=0.75, bottom=1.0)
    fixed_widths(table, [FOOT_WIDTH], 0.0)
    float_to_foot(table)
    anchor = document.add_paragraph().paragraph_format
    anchor.line_spacing_rule, anchor.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)


def _cells(row: object) -> list[_Cell]:
    return [_Cell(one, row._parent) for one in row._tr.tc_lst]  # type: ignore[attr-defined]


def _fill(cell: _Cell, text: str, *, heading: bool, left: bool) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    shape = paragraph.paragraph_format
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINE)
    shape.space_before = shape.space_after = Pt(2)
    off_grid(paragraph)
    run = paragraph.add_run(one_line(text))
    run.font.size = Pt(SIZE)
    set_fonts(run, HEADING_FACE if heading else BODY_FACE)
