"""点位底册 as offices keep it: a row for each place, on one sheet or on one for each street or type.

Headings are those of real tables, in any order, below title rows. A position stands in two columns or in one,
longitude first or latitude first: in China the two cannot be mistaken for each other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.office.cell_values import Fault, count_of, date_of, latitude_of, longitude_of, shown, text_of
from dabiao.office.headed_table import Columns, HeadedRow, HeadedSheet, read_sheet
from dabiao.office.observation_headings import ERRORS_HEADING, TITLE_ROWS
from dabiao.office.sheet_rows import Sheet
from dabiao.office.sheet_source import sheets_of

NUMBER, NAME, TYPE, STREET, COMMUNITY, UNIT = "点位编号", "点位名称", "点位类型", "街道", "社区", "责任单位"
LON, LAT, BOTH, SYSTEM, ACCURACY, CLOSED = "经度", "纬度", "经纬度", "坐标系", "精度（米）", "停用日期"

SERIAL = "序号"
"""Counts the rows and says nothing of a place: prepared tables have it filled in where all else is blank."""

COLUMNS: Columns = {
    SERIAL: (SERIAL, "序"),
    NUMBER: (NUMBER, "编号", "点位编码", "点位id", "site_id", "id"),
    NAME: (NAME, "名称", "点位", "场所名称", "地点名称", "测评点位", "site_name", "name"),
    TYPE: (TYPE, "类型", "类别", "点位类别", "场所类型", "地点类型", "site_type", "type"),
    STREET: (
        STREET,
        "所属街道",
        "所属镇街",
        "所属街镇",
        "镇街",
        "街镇",
        "街道(镇)",
        "属地",
        "属地街道",
        "street",
    ),
    COMMUNITY: (COMMUNITY, "所属社区", "社区(村)", "社区村", "community"),
    UNIT: (UNIT, "主管部门", "行业主管部门", "责任部门", "主管单位", "unit"),
    LON: (LON, "lon", "longitude", "lng"),
    LAT: (LAT, "lat", "latitude"),
    BOTH: (BOTH, "坐标", "经纬度坐标", "位置坐标", "地理坐标", "定位"),
    SYSTEM: (SYSTEM, "坐标系统", "坐标来源", "地图来源", "coordinate_system", "crs"),
    ACCURACY: (ACCURACY, "精度", "定位精度", "accuracy"),
    CLOSED: (CLOSED, "停用时间", "closed_on"),
}
"""The headings a column may have, by the usual one."""

GUIDE_SHEET, CHOICES_SHEET = "填写说明", "可选值"

CHINA_LON, CHINA_LAT = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))
"""Degrees between which every place of China lies; the two ranges do not meet, so an order shows by itself."""

DECIMALS = Decimal("0.0000001")
"""A centimetre; maps give six or seven decimals."""

FURTHEST_OFF = 10_000
"""Metres. A position that may be off by more says nothing about which place is meant."""

SYSTEM_WORDS = {
    "WGS84": ("wgs84", "wgs-84", "gps", "手机定位", "epsg:4326"),
    "GCJ02": ("gcj02", "gcj-02", "高德", "腾讯", "微信", "高德地图", "腾讯地图", "微信地图", "火星坐标"),
    "BD09": ("bd09", "bd-09", "bd09ll", "百度", "百度地图"),
    "CGCS2000": ("cgcs2000", "天地图", "国家2000", "2000国家大地坐标系", "epsg:4490"),
}
"""How offices name the systems: usually by the map they read the position from."""

_SYSTEM_OF = {word: system for system, words in SYSTEM_WORDS.items() for word in words}
_FIGURES = re.compile(r"\d+(?:\.\d+)?")
_TOTALS = re.compile(r"(合\s*计|总\s*计|小\s*计|共计)[:：]?\d*个?")


@dataclass(frozen=True, slots=True)
class Position:
    """Degrees, the system as the row names it ('' where it does not), and metres it may be off."""

    lon: Decimal
    lat: Decimal
    system: str
    accuracy: int | None


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A row as it says; a text is '' where the cell is blank."""

    source: HeadedRow
    site_id: str
    name: str
    site_type: str
    street: str
    community: str
    unit: str
    position: Position | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class SiteTable:
    """What a workbook says, what of it is wrong, and what was left out: sheets, and headings by sheet."""

    rows: tuple[SiteRow, ...]
    defects: tuple[Defect, ...]
    cautions: tuple[Defect, ...]


def read_sites(path: Path) -> SiteTable:
    """Read every visible sheet that has a column of names. Raises BadInput for a file that is no such table."""
    rows: list[SiteRow] = []
    defects: list[Defect] = []
    cautions: list[Defect] = []
    found = False
    for sheet in sheets_of(path):
        table = None if sheet.hidden else read_sheet(sheet, COLUMNS, is_heading)
        if table is not None:
            found = True
            cautions += _unread_columns(sheet, table)
            for row in table.rows:
                if not _is_no_place(row):
                    read = list(_row(row))
                    defects += [one for one in read if isinstance(one, Defect)]
                    rows += [one for one in read if isinstance(one, SiteRow)]
        elif sheet.name not in (GUIDE_SHEET, CHOICES_SHEET):
            cautions.append(_unread_sheet(sheet))
    if not found:
        raise BadInput(
            Defect(
                "没有找到点位表的表头。至少要有“%(name)s”一列，请照模板补上",
                path.name,
                parameters={"name": NAME},
            )
        )
    if not rows and not defects:
        raise BadInput(Defect("表头下面没有内容", path.name))
    return SiteTable(tuple(rows), tuple(defects), tuple(cautions))


def is_heading(present: Collection[str]) -> bool:
    """Whether a row with these usual headings is the heading row: names, and one thing more."""
    return NAME in present and len({*present} - {SERIAL}) > 1


def find_headings(rows: Sequence[Sequence[object]]) -> int | None:
    """Find the heading row for the workbook that is handed back: its place from 0."""
    for place, row in enumerate(rows):
        if is_heading({usual for cell in row if (usual := _usual(cell)) is not None}):
            return place
    return None


def coordinate_system(word: str) -> str | None:
    """The system a word names; None for a word that names none."""
    return _SYSTEM_OF.get("".join(unicodedata.normalize("NFKC", word).lower().split()))


def _plain(cell: object) -> str:
    return unicodedata.normalize("NFKC", cell).strip().rstrip("*:").lower() if isinstance(cell, str) else ""


_USUAL = {_plain(name): usual for usual, names in COLUMNS.items() for name in names}


def _usual(cell: object) -> str | None:
    return _USUAL.get(_plain(cell))


def _unread_sheet(sheet: Sheet) -> Defect:
    if sheet.hidden:
        return Defect("工作表是隐藏的，没有读取", sheet.file, sheet=sheet.name)
    return Defect("工作表里没有“点位名称”一列的表头，没有读取", sheet.file, sheet=sheet.name)


def _unread_columns(sheet: Sheet, table: HeadedSheet) -> Iterator[Defect]:
    """Name the columns that are not read: nothing is left out in silence."""
    taken: set[str] = set()
    unread: list[str] = []
    for block in sheet.blocks():
        for number, row in zip(block.numbers[:TITLE_ROWS], block.rows[:TITLE_ROWS], strict=True):
            if number != table.heading_row:
                continue
            for cell in row:
                usual, text = _usual(cell), text_of(cell) or ""
                if usual is None or usual in taken:
                    unread += [text] if text and text != ERRORS_HEADING else []
                else:
                    taken.add(usual)
        break
    if unread:
        yield Defect(
            "这些列没有读取：%(names)s", sheet.file, parameters={"names": "、".join(unread)}, sheet=sheet.name
        )


def _is_no_place(row: HeadedRow) -> bool:
    """Whether it is a prepared line that nobody filled in, or the line of sums below the table."""
    said = {heading: text for heading, cell in row.cells.items() if (text := text_of(cell))}
    return not {*said} - {SERIAL} or any(
        _TOTALS.fullmatch(said.get(one, "")) for one in (SERIAL, NUMBER, NAME)
    )


def _row(row: HeadedRow) -> Iterator[SiteRow | Defect]:
    """The row, or all that is wrong with it."""
    words = {heading: row.word(heading) for heading in (NUMBER, NAME, TYPE, STREET, COMMUNITY, UNIT)}
    wrong = [word for word in words.values() if isinstance(word, Defect)]
    if words[NAME] is None:
        wrong.append(row.defect("没有填写，请补上", NAME))
    position = _position(row)
    closed = date_of(row.cells[CLOSED])
    if isinstance(closed, Fault):
        wrong.append(row.defect(closed.template, CLOSED, **closed.parameters))
    wrong += position if isinstance(position, list) else []
    if wrong:
        yield from wrong
        return
    said = {heading: word if isinstance(word, str) else "" for heading, word in words.items()}
    yield SiteRow(
        row,
        said[NUMBER],
        said[NAME],
        said[TYPE],
        said[STREET],
        said[COMMUNITY],
        said[UNIT],
        None if isinstance(position, list) else position,
        date(1970, 1, 1) + timedelta(days=closed) if isinstance(closed, int) else None,
    )


def _position(row: HeadedRow) -> Position | list[Defect] | None:
    figures = _figures(row)
    if isinstance(figures, list):
        return figures
    system, accuracy = row.word(SYSTEM), count_of(row.cells[ACCURACY])
    wrong: list[Defect] = [system] if isinstance(system, Defect) else []
    known = coordinate_system(system) if isinstance(system, str) else ""
    if known is None:
        wrong.append(
            row.defect(
                "不认得坐标系“%(cell)s”。请写 WGS84、GCJ02、BD09、CGCS2000，或写取自哪种地图：高德、腾讯、百度、天地图",
                SYSTEM,
                cell=shown(row.cells[SYSTEM]),
            )
        )
    if isinstance(accuracy, Fault):
        wrong.append(row.defect("精度“%(cell)s”应是米数", ACCURACY, cell=shown(row.cells[ACCURACY])))
    elif accuracy is not None and accuracy > FURTHEST_OFF:
        wrong.append(row.defect("精度超过 %(most)d 米，请核对", ACCURACY, most=FURTHEST_OFF))
    if wrong:
        return wrong
    if figures is None:
        return None
    assert not isinstance(accuracy, Fault)
    return Position(*figures, known or "", accuracy)


def _figures(row: HeadedRow) -> tuple[Decimal, Decimal] | list[Defect] | None:
    """Longitude and latitude, from two columns or from one."""
    lon, lat = longitude_of(row.cells[LON]), latitude_of(row.cells[LAT])
    wrong = [
        row.defect(one.template, heading, **one.parameters)
        for heading, one in ((LON, lon), (LAT, lat))
        if isinstance(one, Fault)
    ]
    if wrong:
        return wrong
    if lon is None and lat is None:
        return _from_one_cell(row)
    if lon is None or lat is None:
        return [row.defect("经度和纬度要一起填，或者都空着", LAT if lat is None else LON)]
    assert not isinstance(lon, Fault)
    assert not isinstance(lat, Fault)
    pair = _degrees(lon), _degrees(lat)
    if in_china(pair[1], pair[0]):
        return [row.defect("经度和纬度填反了，请对调", LON)]
    return pair if in_china(*pair) else [_outside(row, LON)]


def _outside(row: HeadedRow, heading: str) -> Defect:
    return row.defect("坐标不在中国范围内。请核对：经度在 73 到 136 之间，纬度在 3 到 54 之间", heading)


def _from_one_cell(row: HeadedRow) -> tuple[Decimal, Decimal] | list[Defect] | None:
    text = unicodedata.normalize("NFKC", text_of(row.cells[BOTH]) or "")
    if not text:
        return None
    figures = [Decimal(one) for one in _FIGURES.findall(text)]
    if len(figures) != 2 or "-" in text:
        return [row.defect("经纬度“%(cell)s”应写成两个度数，如 120.123456,30.123456", BOTH, cell=shown(text))]
    for lon, lat in (figures, reversed(figures)):
        if in_china(lon, lat):
            return lon.quantize(DECIMALS), lat.quantize(DECIMALS)
    return [_outside(row, BOTH)]


def _degrees(figure: float) -> Decimal:
    return Decimal(repr(figure)).quantize(DECIMALS)


def in_china(lon: Decimal, lat: Decimal) -> bool:
    """Whether a position can be one of China's: everything a district registers."""
    return CHINA_LON[0] <= lon <= CHINA_LON[1] and CHINA_LAT[0] <= lat <= CHINA_LAT[1]
