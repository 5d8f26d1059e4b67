"""Files of a district on its first day, as its offices would hand them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from workbooks import HEADINGS, round_of

STREETS = ("东湖街道", "西湖街道")
UNITS = ("城管局", "文旅局")
MUSEUM, MARKET = "爱国主义教育基地", "农贸市场"


def sheet(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook of one sheet, its headings in the first row."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def organisations(folder: Path) -> Path:
    """A register of two streets with a community each, and two departments."""
    rows = [("单位名称", "类别", "所属街道")]
    rows += [(name, "街道", "东城区") for name in STREETS]
    rows += [(f"{name[:2]}社区", "社区", name) for name in STREETS]
    rows += [(name, "部门", "东城区") for name in UNITS]
    return sheet(folder / "单位名册.xlsx", rows)


def places(folder: Path) -> Path:
    """A register of places in the words of an office: no numbers, a position in one column, a column nobody reads."""
    rows: list[Sequence[object]] = [
        ("序号", "名称", "类型", "所属街道", "社区", "主管部门", "经纬度", "坐标系", "备注")
    ]
    for number in range(1, 13):
        street = STREETS[number % 2]
        kind, unit = ((MUSEUM, "文旅局"), (MARKET, "城管局"))[number % 3 == 0]
        position = f"120.15{number:02}, 30.27{number:02}"
        rows.append(
            (number, f"{kind}{number}", kind, street, f"{street[:2]}社区", unit, position, "高德", "")
        )
    return sheet(folder / "点位底册.xlsx", rows)


def canonical_observations(folder: Path) -> Path:
    """A round over six places, in the canonical form."""
    rows = [
        HEADINGS,
        *([one[heading] for heading in HEADINGS] for one in round_of("第1轮", "2026-11-20", failing=2)),
    ]
    return sheet(folder / "第1轮测评数据.xlsx", rows)


ASKED = (
    ("入口处有公平秤", "✓", ""),
    ("行规行约、商户公约上墙", "✗", "公约没有张挂"),
    ("没有过期变质食品", "✓", ""),
    ("市场内文明健康主题公益广告不少于2处", "✓", ""),
)
"""What a third party writes of a market: texts instead of ids, ticks and crosses."""


def foreign_observations(folder: Path) -> Path:
    """A month as a third party delivers it: a title, headings of its own, the registered markets by name, a total."""
    rows: list[Sequence[object]] = [
        ("东城区2026年11月实地测评明细",),
        ("序号", "测评点位", "点位类别", "所属街道", "测评内容", "是否符合", "存在问题", "责任部门"),
    ]
    for number in range(3, 13, 3):
        for item, mark, problem in ASKED:
            place, street = f"{MARKET}{number}", STREETS[number % 2]
            rows.append((len(rows) - 1, place, MARKET, street, item, mark, problem, "城管局"))
    rows.append(("合计", "", "", "", "", "4 处不符合", "", ""))
    return sheet(folder / "2026年11月.xlsx", rows)
