"""点位底册 written: the register as a workbook that can be changed and read again, and its template with drop-downs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dabiao.office.cells_safe import workbook_text
from dabiao.office.print_workbook import Cell, Column, Kind, PrintSheet, print_workbook
from dabiao.office.site_table import (
    ACCURACY,
    BOTH,
    CHOICES_SHEET,
    CLOSED,
    COLUMNS,
    COMMUNITY,
    GUIDE_SHEET,
    LAT,
    LON,
    NAME,
    NUMBER,
    SERIAL,
    STREET,
    SYSTEM,
    SYSTEM_WORDS,
    TYPE,
    UNIT,
)


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A place to be written; ``site_type`` as the pack titles it."""

    site_id: str
    name: str
    site_type: str
    street: str
    community: str
    unit: str
    lon: Decimal | None
    lat: Decimal | None
    system: str
    accuracy: int | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Offered:
    """What the drop-downs of a template offer."""

    site_types: Sequence[str]
    streets: Sequence[str]
    units: Sequence[str]


GUIDE = (
    "一行一个点位。只有“点位名称”“点位类型”必填；名称、类型、街道、责任单位按下拉里的写，名单里没有的也可以照实填。",
    "点位编号空着的，导入时自动编号（DW00001 起），再导出就能看到；编过的号不会变。编号请设为文本，免得丢掉前面的 0。",
    "再次导入时，有编号的按编号认，没有编号的按“名称、类型、街道”认；空着的格子保持原来登记的内容。",
    "经度、纬度写成度（如 120.123456），也可以合成一列“经纬度”。坐标系写清楚取自哪种地图："
    "高德、腾讯、微信是 GCJ02，百度是 BD09，天地图是 CGCS2000，手机定位是 WGS84；弄错会偏几百米。",
    "点位不再测评的，填“停用日期”。停用以前的测评结果不受影响。",
)

_WIDTHS = {NUMBER: 14, NAME: 28, TYPE: 18, STREET: 14, COMMUNITY: 14, UNIT: 18, LON: 13, LAT: 13, SYSTEM: 11}
_TEMPLATE_ROWS = 2_000
"""Rows below the headings that have the drop-downs."""

_WRITTEN = tuple(heading for heading in COLUMNS if heading not in (SERIAL, BOTH))


def write_sites(lines: Sequence[SiteLine], offered: Offered, base: str, path: Path) -> None:
    """Write the register, or without lines its template: to be printed, filled in and read again."""
    columns = [
        Column(
            one,
            _WIDTHS.get(one, 11),
            Kind.DAY if one == CLOSED else Kind.WHOLE if one == ACCURACY else Kind.TEXT,
        )
        for one in _WRITTEN
    ]
    with print_workbook(path, "点位底册") as book:
        sheet = PrintSheet(book, "点位底册", "点位底册", base, columns, landscape=True)
        for line in lines:
            sheet.add(_cells(line))
        last = sheet.row + _TEMPLATE_ROWS
        lists = ((TYPE, offered.site_types), (STREET, offered.streets), (UNIT, offered.units))
        for at, (heading, words) in enumerate((*lists, (SYSTEM, tuple(SYSTEM_WORDS)))):
            if words:
                column, letter = _WRITTEN.index(heading), "ABCD"[at]
                source = f"={CHOICES_SHEET}!${letter}$2:${letter}${len(words) + 1}"
                # A word that is not offered is taken all the same: a new street is no mistake.
                options = {
                    "validate": "list",
                    "source": source,
                    "error_type": "warning",
                    "ignore_blank": True,
                }
                sheet.sheet.data_validation(sheet.first, column, last, column, options)
        sheet.close()
        _write_guide(book.workbook.add_worksheet(GUIDE_SHEET), book.format(text_wrap=True))
        plain = book.format()
        choices = book.workbook.add_worksheet(CHOICES_SHEET)
        named = [(heading, list(words)) for heading, words in (*lists, (SYSTEM, tuple(SYSTEM_WORDS)))]
        for row in range(max(len(words) for _, words in named) + 1):
            for at, (heading, words) in enumerate(named):
                if row == 0 or row <= len(words):
                    choices.write_string(row, at, workbook_text(words[row - 1] if row else heading), plain)


def _write_guide(sheet: Worksheet, look: Format) -> None:
    sheet.set_column(0, 0, 100)
    for row, line in enumerate(GUIDE):
        sheet.set_row(row, 34)
        sheet.write_string(row, 0, line, look)


def _cells(line: SiteLine) -> list[Cell]:
    return [
        line.site_id,
        line.name,
        line.site_type,
        line.street,
        line.community,
        line.unit,
        "" if line.lon is None else f"{line.lon.normalize():f}",
        "" if line.lat is None else f"{line.lat.normalize():f}",
        line.system,
        line.accuracy,
        line.closed_on,
    ]
