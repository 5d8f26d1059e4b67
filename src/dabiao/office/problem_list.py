"""问题清单: every failing row as a line that somebody can go to, mend and strike off.

The columns follow published lists: where, what is asked, what was found, who answers for it, and room to write by
hand until when and how it was mended. The inspector's name stays out: the list travels to those inspected.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dabiao.core.assessment import Assessment, Problem
from dabiao.office.numbers import day_span
from dabiao.office.print_workbook import Cell, Column, Kind, PrintSheet, print_workbook
from dabiao.office.thumbnails import PhotoSource, ThumbnailColumn

COLUMNS = (
    Column("序号", 5, Kind.WHOLE),
    Column("日期", 10.5, Kind.DAY),
    Column("街道", 10, Kind.WORD),
    Column("点位名称", 19),
    Column("责任单位", 13, Kind.WORD),
    Column("测评标准", 17),
    Column("检查项", 25),
    Column("问题描述", 25),
    Column("数量", 5, Kind.WHOLE),
    Column("照片", 15, Kind.WORD),
    Column("整改时限", 9, Kind.WORD),
    Column("整改情况", 14),
    Column("轮次", 11, Kind.WORD),
    Column("社区", 13, Kind.WORD),
    Column("点位编号", 10, Kind.WORD),
    Column("点位类型", 12, Kind.WORD),
    Column("标准编号", 9, Kind.WORD),
    Column("照片文件", 18),
    Column("数据表行号", 9, Kind.WHOLE),
)
PRINTED = 12
"""Columns that go to paper; the seven after them are for filtering and for finding the row of the data table."""

PHOTO_COLUMN = 9

MOST_THUMBNAILS = 1000
"""Pictures in one workbook: about 10 MB. Beyond it a row shows the name of its photo."""


def write_problems(assessment: Assessment, path: Path, photos: PhotoSource | None = None) -> None:
    """Write the list of an assessment. Raises OSError where ``path`` cannot be written."""
    spans = [one.first_date for one in assessment.rounds], [one.last_date for one in assessment.rounds]
    first = min((when for when in spans[0] if when), default=None)
    last = max((when for when in spans[1] if when), default=None)
    write_problem_rows(assessment.problems, path, photos, period=day_span(first, last))


def write_problem_rows(
    problems: Iterable[Problem], path: Path, photos: PhotoSource | None = None, *, period: str = ""
) -> None:
    """Write any list of problems, in the order given, in bounded memory."""
    base = "一行是一个检查项在一个点位不符合；“整改时限”“整改情况”由责任单位填写"
    with print_workbook(path, "问题清单") as book:
        sheet = PrintSheet(
            book,
            "问题清单",
            "问题清单",
            f"检查时间：{period}。{base}" if period else base,
            COLUMNS,
            landscape=True,
            printed=PRINTED,
        )
        pictures = ThumbnailColumn(sheet, PHOTO_COLUMN, photos, MOST_THUMBNAILS)
        for number, problem in enumerate(problems, start=1):
            shown = pictures.place(problem.photo)
            sheet.add(_cells(number, problem, shown.text), height=shown.height)
        if sheet.row == sheet.first:
            sheet.add(["", *("本期没有不符合的检查项" if at == 7 else "" for at in range(1, len(COLUMNS)))])
        sheet.close()


def _cells(number: int, problem: Problem, photo: str) -> list[Cell]:
    return [
        number,
        problem.date,
        problem.street,
        problem.site_name or problem.site_id,
        problem.unit,
        problem.standard_title,
        problem.item,
        problem.text,
        problem.count,
        photo,
        None,
        None,
        problem.round,
        problem.community,
        problem.site_id,
        problem.site_type,
        problem.standard_id,
        problem.photo,
        problem.source_row,
    ]
