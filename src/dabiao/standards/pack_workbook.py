"""A pack out to one Excel workbook that people can read, print, edit and hand back (``pack_workbook_in``)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from dabiao.core.defects import BadInput, Defect
from dabiao.office.aligned_text import text_width
from dabiao.office.cells_safe import LONGEST_CELL, may_run, workbook_text
from dabiao.standards.pack_parse import ParsedPack, ParsedTable
from dabiao.standards.pack_schema import TABLES, Entry, Manifest
from dabiao.standards.pack_sheets import (
    CHOICES,
    GUIDE_SHEET,
    LIST_SHEETS,
    NOTES_HEADING,
    NOTES_SHEET,
    SETTINGS,
    SETTINGS_HEADINGS,
    SETTINGS_SHEET,
    Cell,
    list_headings,
    list_rows,
    shown,
    value_at,
)

_WIDE = frozenset(
    ("text", "fix", "parameters", "site_types", "exceptions", "note", "document", "members", "below", "help")
)
_NARROW = frozenset(
    ("points", "weight", "pass_rate", "at_least", "unit", "per", "per_unit", "year", "method")
)
_WIDTHS = {"wide": 48, "narrow": 9, "other": 18}
"""Column widths in characters of the default font: a paragraph, a figure, a name."""

_LINE, _MOST_LINES = 15.0, 27
"""Points of a line of 10-point text; Excel shows rows of at most 409 points."""

_EXTRA_ROWS = 1_000
"""Rows below the table in which drop-downs and text format still apply, for rows people add."""

GUIDE = (
    "本工作簿是一个标准包：标准、规则、点位类型和检查项都在这里，改完可以用 dabiao pack import 导回。",
    "每个工作表第一行是表头，请不要改动；列的顺序可以变，可选的列可以删。",
    "“来源”工作表列出每一处依据。各表的“来源”一列写它的编号；不知道的留空，不要编造。",
    "证据等级：G 政府网站，N 新闻，D 文档分享网站，C 公开代码，K 常识（未核实），I 推断，示范值（自拟）。",
    "分值逐级相加：下一级之和等于上一级，各条规则之和等于标准，最上一级之和等于总分值，否则不予导入。",
    "“规则参数”写成花括号里的“名称: 值”，如 {at_least: 85}；没有参数时留空。",
    "“点位类型”可写多个编号，用分号隔开；以 @ 开头的是“点位组合”里的一组。",
    "检查项的文字不能重复：测评员要能分清自己在回答哪一条。",
    "导入前先检查，发现的每一处问题都会指明工作表、行和列；有问题就不导入，原有的包不受影响。",
)


def workbook_of(pack: ParsedPack) -> bytes:
    """Write ``pack``, which must be without defects, as .xlsx."""
    assert pack.manifest is not None, "a pack without defects has a manifest"
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties(
            {"title": pack.manifest.title, "comments": f"{pack.manifest.id} {pack.manifest.edition}"}
        )
        writer = PackSheets(book)
        writer.guide(pack.manifest.title, GUIDE)
        writer.settings(pack.manifest)
        for lists in LIST_SHEETS:
            writer.sheet(lists.name, list_headings(lists), list_rows(pack.manifest, lists))
        for name, table in TABLES.items():
            writer.sheet(table.sheet, table.headings, rows_of(getattr(pack, name)))
        writer.sheet(NOTES_SHEET, {"text": NOTES_HEADING}, ([note] for note in pack.manifest.notes))
    return stream.getvalue()


def rows_of(table: ParsedTable[Entry]) -> Iterable[list[Cell]]:
    """Yield the cells of each row of a table, as its sheet shows them."""
    for placed in table.rows:
        yield [shown(getattr(placed.row, name)) for name in type(placed.row).model_fields]


def _width(field: str) -> int:
    return _WIDTHS["wide" if field in _WIDE else "narrow" if field in _NARROW else "other"]


def _lines(cell: Cell, width: int) -> int:
    """Count the lines a cell takes: not every program makes a row as high as its wrapped text."""
    shown_lines = str(cell or "").split("\n")
    return sum(max(1, -(-text_width(line) // (width - 1))) for line in shown_lines)


def _too_long(sheet: str, row: int, cell: str) -> BadInput:
    """Refuse what a cell would cut off: the workbook would come back as another pack."""
    return BadInput(
        Defect(
            "有 %(length)d 字，Excel 单元格最多 %(limit)d 字，没有导出。请把内容拆成几行：“%(start)s…”",
            sheet,
            row + 1,
            parameters={"length": len(cell), "limit": LONGEST_CELL, "start": cell[:20]},
        )
    )


class PackSheets:
    """Writes sheets of one look: frozen headings, text kept as text, ready to print on A4 across."""

    def __init__(self, book: Any) -> None:
        self.book = book
        look = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1}
        self.heading = book.add_format(look | {"bold": True, "bg_color": "#DDEBF7", "valign": "vcenter"})
        self.text = book.add_format(look | {"num_format": "@"})
        self.quoted = book.add_format(look | {"num_format": "@", "quote_prefix": True})
        self.number = book.add_format(look)

    def guide(self, title: str, lines: Sequence[str]) -> None:
        """Write the sheet that explains the others; it is not read back."""
        sheet = self.book.add_worksheet(GUIDE_SHEET)
        sheet.set_column(0, 0, 110)
        for row, line in enumerate((title, *lines)):
            sheet.write_string(row, 0, workbook_text(line), self.text if row else self.heading)
        self._print(sheet, 1)

    def sheet(
        self, name: str, headings: dict[str, str], rows: Iterable[Sequence[Cell]], *, filtered: bool = True
    ) -> Any:
        """Write one table under its Chinese headings."""
        sheet = self.book.add_worksheet(name)
        for column, (field, heading) in enumerate(headings.items()):
            sheet.set_column(column, column, _width(field), None if field in _NARROW else self.text)
            sheet.write_string(0, column, heading, self.heading)
            if field in CHOICES:
                self._offer(sheet, CHOICES[field], column, 1, _EXTRA_ROWS)
        last = 0
        widths = [_width(field) for field in headings]
        for last, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                self._cell(sheet, last, column, cell)
            lines = max(map(_lines, cells, widths), default=1)
            sheet.set_row(last, min(lines, _MOST_LINES) * _LINE)
        sheet.freeze_panes(1, 1)
        if filtered:
            sheet.autofilter(0, 0, max(last, 1), len(headings) - 1)
        sheet.repeat_rows(0)
        self._print(sheet, len(headings))
        return sheet

    def merge(self, sheet: Any, first: int, last: int, column: int, text: str) -> None:
        """Merge cells of a column, rows from 0 with both ends; they say ``text``."""
        look = self.quoted if may_run(text) else self.text
        sheet.merge_range(first, column, last, column, "", look)
        sheet.write_string(first, column, workbook_text(text), look)

    def settings(self, manifest: Manifest) -> None:
        """Write the sheet of settings, one line each."""
        sheet = self.sheet(
            SETTINGS_SHEET,
            dict(zip(("label", "value", "help"), SETTINGS_HEADINGS, strict=True)),
            ([one.label, shown(value_at(manifest, one.path)), one.help] for one in SETTINGS),
        )
        for row, setting in enumerate(SETTINGS, start=1):
            if setting.choices:
                self._offer(sheet, setting.choices, 1, row, row)

    @staticmethod
    def _offer(sheet: Any, choices: Sequence[str], column: int, first: int, last: int) -> None:
        sheet.data_validation(first, column, last, column, {"validate": "list", "source": list(choices)})

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        if cell is None or cell == "":
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(cell, str):
            if len(cell) > LONGEST_CELL:
                raise _too_long(sheet.get_name(), row, cell)
            sheet.write_string(row, column, workbook_text(cell), self.quoted if may_run(cell) else self.text)
        elif Decimal(repr(float(cell))) == cell:
            sheet.write_number(row, column, float(cell), self.number)
        else:  # more digits than a spreadsheet's number holds
            sheet.write_string(row, column, f"{cell:f}", self.text)

    @staticmethod
    def _print(sheet: Any, columns: int) -> None:
        sheet.set_paper(9)  # A4
        if columns > 3:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&A　第 &P 页 / 共 &N 页")
