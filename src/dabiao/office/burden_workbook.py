"""减负账: what was asked of each organisation week by week, every single request, and what the figures mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from dabiao.office.csv_out import write_csv
from dabiao.office.print_workbook import Column, Kind, PrintSheet, print_workbook


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One organisation in one week. ``monday`` is the first day of it; sums of items and minutes."""

    organisation: str
    kind: str
    monday: date
    items: int
    items_limit: int
    minutes: int
    minutes_limit: int
    short: int
    sent_over: int


@dataclass(frozen=True, slots=True)
class AskRow:
    """One request to one organisation; times in local time."""

    organisation: str
    kind: str
    title: str
    items: int
    minutes: int
    asked_by: str
    asked_at: datetime
    due: datetime | None
    short: bool
    over: bool
    reason: str


WEEK_COLUMNS = (
    Column("单位", 24),
    Column("类别", 8, Kind.WORD),
    Column("周一", 11, Kind.DAY),
    Column("件数", 7, Kind.WHOLE),
    Column("件数上限", 8, Kind.WHOLE),
    Column("用时（分钟）", 9, Kind.WHOLE),
    Column("用时上限", 8, Kind.WHOLE),
    Column("不足一个工作日", 9, Kind.WHOLE),
    Column("超上限仍发出", 9, Kind.WHOLE),
)

ASK_COLUMNS = (
    Column("单位", 20),
    Column("类别", 8, Kind.WORD),
    Column("要求", 34),
    Column("件数", 7, Kind.WHOLE),
    Column("用时（分钟）", 9, Kind.WHOLE),
    Column("谁提的", 14, Kind.WORD),
    Column("提出时间", 16, Kind.WORD),
    Column("期限", 16, Kind.WORD),
    Column("不足一个工作日", 9, Kind.WORD),
    Column("超上限", 8, Kind.WORD),
    Column("理由", 30),
)

MEANINGS = (
    ("件数、用时", "本系统向一个单位提出的要求，按提出的时间计入当周；用时由提出的人估计，以分钟计"),
    ("上限", "当周末生效的上限；没有设过的用示范值（每周 5 件、120 分钟）"),
    (
        "不足一个工作日",
        "从提出到期限不足一个工作日（按国务院放假安排，含调休）的要求件数；没有理由的发不出去",
    ),
    ("超上限仍发出", "提出时已超过当周上限、写明理由仍然发出的要求件数"),
    ("撤回", "撤回的要求不计入"),
)


def write_burden_account(weeks: Sequence[WeekRow], asks: Iterable[AskRow], said: str, path: Path) -> None:
    """Write the workbook. ``said`` is what the figures rest on: period, and when they were counted."""
    with print_workbook(path, "减负账") as book:
        sheet = PrintSheet(book, "每周", "向各单位提出的要求（按周）", said, WEEK_COLUMNS)
        for one in weeks:
            sheet.add(
                [
                    one.organisation, one.kind, one.monday, one.items, one.items_limit, one.minutes,
                    one.minutes_limit, one.short, one.sent_over,
                ]
            )  # fmt: skip
        sheet.close()
        sheet = PrintSheet(book, "逐件", "向各单位提出的要求（逐件）", said, ASK_COLUMNS, landscape=True)
        for ask in asks:
            sheet.add(_ask_cells(ask))
        sheet.close()
        notes = PrintSheet(book, "说明", "口径", said, (Column("项目", 16, Kind.WORD), Column("说明", 74)))
        for name, text in MEANINGS:
            notes.add([name, text])
        notes.close()


def write_burden_csv(asks: Iterable[AskRow], path: Path) -> None:
    """Write the single requests as CSV. Raises BadInput where it cannot be written."""
    rows = ([str(cell) for cell in _ask_cells(one)] for one in asks)
    write_csv(path, [[column.heading for column in ASK_COLUMNS], *rows])


def _ask_cells(one: AskRow) -> list[str | int]:
    return [
        one.organisation,
        one.kind,
        one.title,
        one.items,
        one.minutes,
        one.asked_by,
        _moment(one.asked_at),
        _moment(one.due) if one.due else "",
        "是" if one.short else "",
        "是" if one.over else "",
        one.reason,
    ]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
