"""督办台账 as a workbook: every task with its source, who answers for it, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dabiao.office.print_workbook import Column, Kind, PrintSheet, print_workbook

COLUMNS = (
    Column("序号", 5, Kind.WHOLE),
    Column("任务", 44),
    Column("来源文件", 22),
    Column("来源标题", 16),
    Column("牵头单位", 14, Kind.WORD),
    Column("配合单位", 14, Kind.WORD),
    Column("期限", 10.5, Kind.DAY),
    Column("状态", 8, Kind.WORD),
    Column("最近进展", 26),
    Column("进展日期", 10.5, Kind.DAY),
    Column("销号日期", 10.5, Kind.DAY),
    Column("标准编号", 9, Kind.WORD),
)
PRINTED = 11
"""Columns that go to paper; the standard's number is for filtering."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of the ledger."""

    text: str
    document: str
    heading: str
    lead: str
    assist: str
    standard_id: str
    due: date | None
    state: str
    overdue: bool
    last: str
    last_on: date | None
    closed_on: date | None


def write_ledger(lines: Iterable[TaskLine], path: Path, day: date) -> None:
    """Write the ledger as it stands on ``day``. Raises OSError where ``path`` cannot be written."""
    base = f"截至 {day.isoformat()}；一行是一项任务，过了期限还没有销号的，状态后面写“超期”"
    with print_workbook(path, "督办台账") as book:
        sheet = PrintSheet(book, "督办台账", "督办台账", base, COLUMNS, landscape=True, printed=PRINTED)
        for number, one in enumerate(lines, start=1):
            state = f"{one.state}（超期）" if one.overdue else one.state
            sheet.add(
                [
                    number,
                    one.text,
                    one.document,
                    one.heading,
                    one.lead,
                    one.assist,
                    one.due,
                    state,
                    one.last,
                    one.last_on,
                    one.closed_on,
                    one.standard_id,
                ]
            )
        if sheet.row == sheet.first:
            sheet.add(["", "没有任务", *("" for _ in COLUMNS[2:])])
        sheet.close()
