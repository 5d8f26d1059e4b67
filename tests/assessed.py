"""A small made-up district, ``dabiao assess`` run on it, and its files read back."""

import csv
import io
import random

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from workbooks import HEADINGS

from dabiao.core.defects import BadInput
from dabiao.site.commands.assess import command

STREETS = ("东湖街道", "柳园街道", "南屏街道")


def run(*arguments):
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=False)


def refusal(*arguments):
    """What a run is refused with, line by line."""
    with pytest.raises(BadInput) as refused:
        run(*arguments)
    return [str(defect) for defect in refused.value.defects]


def district(seed=5, rounds=3):
    """Rows of three streets, from good to bad, by two standards."""
    chance = random.Random(seed)
    return [
        {
            "轮次": f"第{at}轮",
            "日期": f"2026-0{at}-1{number}",
            "点位编号": f"{street}{number}",
            "点位名称": f"{street}第{number}处",
            "点位类型": "社区" if number % 2 else "农贸市场",
            "街道": street,
            "责任单位": unit,
            "标准编号": standard,
            "结果": "符合" if chance.random() < quality else "不符合",
            "问题描述": "垃圾未清运",
            "测评员": "甲",
        }
        for at in range(1, rounds + 1)
        for street, quality in zip(STREETS, (0.95, 0.8, 0.5), strict=True)
        for number in range(6)
        for standard, unit in (("卫生", "城管局"), ("交通", "公安分局"))
    ]


def bad_rows():
    """The first round with a result and a date that cannot be, in rows 5 and 9 of its file."""
    rows = district(rounds=1)
    rows[3] = rows[3] | {"结果": "不附合"}
    rows[7] = rows[7] | {"日期": "2026-02-30"}
    return rows


def csv_text(rows, headings=HEADINGS):
    text = io.StringIO()
    writer = csv.DictWriter(text, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def text_of(path):
    document = docx.Document(str(path))
    return "\n".join(
        [one.text for one in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )


def cells_of(path, sheet):
    book = openpyxl.load_workbook(path)
    return [[cell for cell in row if cell is not None] for row in book[sheet].iter_rows(values_only=True)]
