"""Small observation files for tests, as an office would hand them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.files.uploadedfile import SimpleUploadedFile

HEADINGS = (
    "轮次",
    "日期",
    "点位编号",
    "点位名称",
    "点位类型",
    "街道",
    "责任单位",
    "标准编号",
    "结果",
    "问题描述",
    "测评员",
)

Row = Mapping[str, str]


def row(**given: str) -> Row:
    """One conforming observation of a museum in 东湖街道, changed by what is given."""
    usual = {
        "轮次": "第1轮",
        "日期": "2026-03-02",
        "点位编号": "P001",
        "点位名称": "革命纪念馆",
        "点位类型": "爱国主义教育基地",
        "街道": "东湖街道",
        "责任单位": "城管局",
        "标准编号": "1.1.2",
        "结果": "符合",
        "问题描述": "",
        "测评员": "甲",
    }
    return {**usual, **given}


def upload(rows: Iterable[Row], name: str = "测评数据.csv") -> SimpleUploadedFile:
    """The rows as an uploaded UTF-8 .csv."""
    lines = [",".join(HEADINGS), *(",".join(one[heading] for heading in HEADINGS) for one in rows)]
    return SimpleUploadedFile(name, "\n".join(lines).encode("utf-8"))


def round_of(name: str, date: str, *, failing: int, places: int = 6, **given: str) -> list[Row]:
    """A round over ``places`` museums, the first ``failing`` of which do not conform."""
    return [
        row(
            轮次=name,
            日期=date,
            点位编号=f"P{number:03}",
            点位名称=f"展馆{number}",
            结果="不符合" if number <= failing else "符合",
            问题描述="展牌破损" if number <= failing else "",
            **given,
        )
        for number in range(1, places + 1)
    ]
