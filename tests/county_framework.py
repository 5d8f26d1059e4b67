"""A county-level framework of 7 测评项目, 59 测评内容 and 125 测评标准, the counts of the 2018–2020 edition.

Every word is ours.
``write_county`` writes it as an office keeps it, ``write_messy`` a smaller one in the shape they also come in. The
files in ``data/frameworks`` were made by ``python tests/county_framework.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).parent / "data" / "frameworks"
COUNTY, MESSY = HERE / "县级测评体系-125条.xlsx", HERE / "创建标准（汇总稿）.xlsx"

METHODS = {"材": "材料审核", "实": "实地考察", "问": "问卷调查"}

TEXTS = HERE / "county-texts.txt"
"""``#`` 测评项目, ``##`` 测评内容, else a standard: methods, unit, text, and after ``|`` what is checked where."""


@dataclass(frozen=True)
class Line:
    """One standard."""

    category: str
    content: str
    text: str
    methods: tuple[str, ...]
    unit: str
    asked: str


def lines() -> list[Line]:
    found: list[Line] = []
    category = content = ""
    for line in TEXTS.read_text("utf-8").splitlines():
        if line.startswith("## "):
            content = line[3:]
        elif line.startswith("# "):
            category = line[2:]
        else:
            methods, unit, rest = line.split(" ", 2)
            text, _, asked = rest.partition(" | ")
            clauses = [one.strip() for one in asked.split("；")] if asked else []
            written = "\n".join(f"{number}){one}" for number, one in enumerate(clauses, start=1))
            found.append(Line(category, content, text, tuple(METHODS[one] for one in methods), unit, written))
    return found


COLUMNS = ("测评项目", "测评内容", "测评标准", "测评方法", "实地考察点位及标准", "责任单位")


def write_county(path: Path) -> None:
    """A title, headings in the second row, categories and contents merged down, a note at the end."""
    told = lines()
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("测评体系")
        look = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "font_name": "宋体"})
        bold = book.add_format({"bold": True, "align": "center", "border": 1, "font_name": "宋体"})
        sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "示范县文明城市创建测评体系（自拟样表）", bold)
        for column, heading in enumerate(COLUMNS):
            sheet.write_string(1, column, heading, bold)
            sheet.set_column(column, column, 40 if column in (2, 4) else 16)
        for row, line in enumerate(told, start=2):
            cells = (line.category, line.content, line.text, "、".join(line.methods), line.asked, line.unit)
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell, look)
        _merge(sheet, [line.category for line in told], 0, look)
        _merge(
            sheet, [line.category + line.content for line in told], 1, look, [line.content for line in told]
        )
        sheet.write_string(len(told) + 3, 0, "说明：本表文字为自拟，分值按平均分计。", look)


def _merge(sheet: Any, keys: list[str], column: int, look: Any, shown: list[str] | None = None) -> None:
    first = 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] != keys[first]:
            if place - first > 1:
                sheet.merge_range(first + 2, column, place + 1, column, (shown or keys)[first], look)
            first = place


def write_messy(path: Path) -> None:
    """Sheets in the shapes they come in.

    Two rows of headings and several standards in a cell; categories as banners and points for a group; a sheet for a
    method; a sheet that is no table.
    """
    with xlsxwriter.Workbook(str(path)) as book:
        look = book.add_format({"text_wrap": True, "border": 1})
        _several_in_a_cell(book.add_worksheet("汇总"), look)
        _banners(book.add_worksheet("生活环境"), look)
        _questions(book.add_worksheet("问卷"), look)
        book.add_worksheet("填表须知").write_string(0, 0, "请各单位于月底前核对，有出入的用红字标出。")


def _several_in_a_cell(sheet: Any, look: Any) -> None:
    sheet.merge_range("A1:H1", "某县创建标准（征求意见稿）", look)
    for column, heading in enumerate(("序号", "一级指标", "二级指标", "具体标准", "考核方式", "标准分")):
        sheet.merge_range(1, column, 2, column, heading, look)
    sheet.merge_range("G2:H2", "单位", look)
    sheet.write_string("G3", "牵头部门", look)
    sheet.write_string("H3", "责任部门", look)
    rows = (
        (
            "1",
            "政务环境",
            "窗口服务",
            "1）窗口人员佩戴工号牌、用语文明；2）一次告知所缺材料；3）设有意见箱并按周开启",
            "1)2)实地考察 3)材料审核、实地考察",
            3,
            "政务服务局",
            "各进驻单位",
        ),
        ("2", "", "投诉办理", "投诉按期办结并回访，满意率大于90%", "材料审核、问卷调查", 2, "信访局", ""),
        (
            "3",
            "人文环境",
            "志愿服务",
            "①公共场所设志愿服务站 ②志愿者按活动记录时长",
            "①实地 ②材料",
            "1.5分",
            "文明办",
            "",
        ),
    )
    for row, cells in enumerate(rows, start=3):
        for column, cell in enumerate(cells):
            if cell != "":
                (sheet.write_number if isinstance(cell, int) else sheet.write_string)(row, column, cell, look)
    sheet.write_string(6, 1, "合计", look)
    sheet.write_number(6, 5, 6.5, look)


def _banners(sheet: Any, look: Any) -> None:
    for column, heading in enumerate(
        ("测评内容", "标准要求", "测评 方法", "分值（分）", "点位", "责任单位", "备注")
    ):
        sheet.write_string(0, column, heading, look)
    sheet.merge_range("A2:G2", "一、市容环境", look)
    rows = (
        ("街路保洁", "路面整洁，无积存垃圾", "实地", "主干道、背街小巷", "城管局", ""),
        ("", "果皮箱外观干净、无满溢", "实地", "主干道", "城管局", "按季抽查"),
        ("公厕管理", "公厕无异味、设施可用", "实地观察", "公厕", "城管局", ""),
    )
    for row, (content, text, method, place, unit, remark) in enumerate(rows, start=2):
        for column, cell in ((0, content), (1, text), (2, method), (4, place), (5, unit), (6, remark)):
            if cell:
                sheet.write_string(row, column, cell, look)
    sheet.merge_range("D3:D5", 3, look)
    sheet.merge_range("A6:G6", "二、交通秩序", look)
    for column, cell in (
        (0, "路口秩序"),
        (1, "行人不闯红灯，车辆礼让"),
        (2, "现场抽查"),
        (4, "路口"),
        (5, "公安局"),
    ):
        sheet.write_string(6, column, cell, look)
    sheet.write_number(6, 3, 1, look)


def _questions(sheet: Any, look: Any) -> None:
    for column, heading in enumerate(("测评项目", "测评内容", "测评标准", "问卷主要内容", "牵头单位")):
        sheet.write_string(0, column, heading, look)
    for column, cell in enumerate(
        ("人文环境", "志愿服务", "居民参加志愿服务活动", "近一年是否参加过志愿服务活动", "文明办")
    ):
        sheet.write_string(1, column, cell, look)


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    write_county(COUNTY)
    write_messy(MESSY)
