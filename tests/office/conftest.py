"""A small framework and small observation files for tests of what is read."""

import csv
import random
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from dabiao.core.assess import assess
from dabiao.core.framework import (
    CheckItem,
    Framework,
    Grade,
    Method,
    MethodRule,
    Node,
    Pooling,
    Ranking,
    SiteType,
    Source,
    StabilitySettings,
    Standard,
)
from dabiao.core.rubric import QuantifiedRule
from dabiao.office.observation_reader import read_observations

OURS = Source("示例", "示例", None, Grade.OURS)

HEADINGS = [
    "轮次", "日期", "点位编号", "点位名称", "点位类型", "经度", "纬度", "街道", "社区", "责任单位",
    "标准编号", "检查项", "测评方法", "结果", "数量", "数值", "基数", "问题描述", "测评员", "照片",
]  # fmt: skip
"""As the canonical workbook writes them."""


def _standard(id_: str, title: str) -> Standard:
    rule = MethodRule(Method.FIELD, QuantifiedRule(), Decimal(1), OURS)
    return Standard(id_, title, "", Decimal(1), (rule,), Decimal("0.90"), "", OURS)


@pytest.fixture(scope="session")
def framework() -> Framework:
    standards = (_standard("1.1", "环境卫生"), _standard("1.2", "交通秩序"), _standard("001", "公益广告"))
    return Framework(
        id="示例",
        title="示例体系",
        edition="1",
        valid_from="2026-01-01",
        valid_to="",
        city_level="区",
        source=OURS,
        tree=(Node("1", "公共环境", "测评项目", Decimal(3), standards),),
        components=(),
        site_types=(
            SiteType("market", "农贸市场", "商业", OURS),
            SiteType("bus_stop", "公交站台", "交通", OURS),
            SiteType("compound", "小区", "居住", OURS),
        ),
        items=(
            CheckItem("1.1-1", "1.1", "地面没有垃圾", ("market",), OURS),
            CheckItem("1.2-1", "1.2", "停车入位", ("market",), OURS),
        ),
        negative_list=(),
        cycle=None,
        ranking=Ranking(),
        pooling=Pooling.POOLED,
        stability=StabilitySettings(),
        digest="0" * 64,
    )


def good_row(**given: object) -> dict[str, object]:
    """One row that is right, with the cells a test is about replaced."""
    row: dict[str, object] = {
        "轮次": "第1轮", "日期": "2026-03-05", "点位编号": "P001", "点位名称": "东门市场",
        "点位类型": "农贸市场", "街道": "东街", "责任单位": "城管局", "标准编号": "1.1", "检查项": "1.1-1",
        "结果": "符合", "测评员": "测评员甲",
    }  # fmt: skip
    return row | given


@pytest.fixture(scope="session")
def row():
    return good_row


def as_grid(rows, headings=None, titles=()):
    headings = headings or [name for name in HEADINGS if any(name in row for row in rows)]
    return [*titles, list(headings), *([row.get(name, "") for name in headings] for row in rows)]


@pytest.fixture
def workbook(tmp_path: Path):
    """Write rows (mappings of Chinese headings) as .xlsx and return its path."""

    def write(rows, name="观测.xlsx", headings=None, titles=(), grid=None, sheet="观测"):
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_urls": False})
        page = book.add_worksheet(sheet)
        for number, cells in enumerate(grid or as_grid(rows, headings, titles)):
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell:
                    page.write_string(number, column, cell)
                elif cell not in ("", None):
                    page.write(number, column, cell)
        book.close()
        return path

    return write


@pytest.fixture
def table(tmp_path: Path):
    """Write rows as .csv in an encoding and return its path."""

    def write(rows, name="观测.csv", encoding="utf-8", separator=",", headings=None, titles=()):
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=separator).writerows(as_grid(rows, headings, titles))
        return path

    return write


STREETS = ("东街街道", "西街街道", "南街街道")


@pytest.fixture(scope="session")
def district_rows() -> list[dict[str, object]]:
    """Three streets of six markets each, three standards, three rounds; the south is the worst."""
    chance = random.Random(20260305)
    quality = dict(zip(STREETS, (0.97, 0.85, 0.55), strict=True))
    found = []
    for at, day in enumerate(("2026-01-08", "2026-02-05", "2026-03-05"), start=1):
        for street in STREETS:
            for n in range(6):
                for standard, unit in (("1.1", "城管局"), ("1.2", "公安交警"), ("001", "宣传部")):
                    ok = chance.random() < quality[street]
                    row = good_row(轮次=f"第{at}轮", 日期=day, 点位编号=f"{street[0]}{n}", 街道=street)
                    row |= {"点位名称": f"{street}{n + 1}号市场", "社区": f"{street[0]}门社区"}
                    row |= {"责任单位": unit, "标准编号": standard, "检查项": f"{standard}-1"}
                    row |= {"结果": "符合" if ok else "不符合", "问题描述": "" if ok else "地面有垃圾"}
                    found.append(row)
    return found


@pytest.fixture(scope="session")
def assessed(framework, tmp_path_factory):
    """Rows of a workbook → what the district's assessment makes of them."""

    def result(rows, framework=framework, **given):
        path = tmp_path_factory.mktemp("rows") / "观测.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(as_grid(rows))
        observations = read_observations([path], framework).observations
        return assess(framework, observations, **({"frames": {"market": 40}, "groups": {}} | given))

    return result


@pytest.fixture(scope="session")
def assessment(assessed, district_rows):
    return assessed(district_rows)


@pytest.fixture(scope="session")
def printed(tmp_path_factory):
    """A document → the PDF that LibreOffice makes of it."""
    folder = tmp_path_factory.mktemp("printed")

    def print_(path: Path) -> Path:
        made = folder / path.with_suffix(".pdf").name
        if not made.exists():
            command = [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
            ]
            subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True)
        return made

    return print_
