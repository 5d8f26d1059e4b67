"""The cycle's total as rows for a workbook."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from dabiao.core.cycle_proposal import cited, measure_name
from dabiao.insight.outside import words
from dabiao.insight.outside.models import Kind, OutsideResult
from dabiao.insight.outside.totals import CycleBook, YearLine
from dabiao.office.cycle_total_workbook import BanRow, GateRow, ResultRow, TotalSheet, YearRow


def sheet_of(book: CycleBook, day: date) -> TotalSheet:
    """Everything the workbook says, as it stands on ``day``."""
    return TotalSheet(
        book.cycle.title,
        day,
        tuple(_year(one) for one in book.years),
        book.totals.total,
        book.totals.earned,
        book.totals.known_weight,
        words.of_cycle(book),
        tuple(
            GateRow(
                f"{measure_name(one.gate.measure)}不低于 {words.figure(one.gate.at_least)}",
                tuple(
                    "无数据"
                    if figure is None
                    else f"{words.figure(figure)}（{'已达到' if cleared else '未达到'}）"
                    for figure, cleared in zip(one.figures, one.cleared, strict=True)
                ),
                one.gate.below,
                cited(one.gate.source),
            )
            for one in book.gates
        ),
        tuple(
            BanRow(one.what, one.ban.event, one.ban.last_day, one.ban.free_from, one.result.document.cited)
            for one in (*book.bans, *book.suspensions)
        ),
        tuple(
            _result(one)
            for line in book.years
            for one in (
                *((line.annual,) if line.annual else ()),
                *(result for _, result in line.parts if result is not None),
                *line.events,
                *(result for counted in line.bonuses for result in counted.results),
                *line.others,
            )
        ),
    )


def _year(line: YearLine) -> YearRow:
    total = line.total
    return YearRow(
        line.year,
        line.weight,
        line.score,
        None if total is None else total.added,
        None if total is None else total.deducted,
        None if total is None else total.total,
        line.weighed,
        "；".join(one for one in (words.of_year(line), words.weighed(line)) if one),
    )


def _result(one: OutsideResult) -> ResultRow:
    return ResultRow(
        one.year,
        str(Kind(one.kind).value),
        one.said,
        one.points_shown,
        one.happened_on,
        one.document.cited,
        one.document.dated,
        one.place,
        one.document.sha256,
        one.made_by.display_name,
        timezone.localdate(one.made_at),
    )
