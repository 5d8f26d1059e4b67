"""排名.xlsx: streets, departments and standards as tables, and what every figure means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dabiao.core.assessment import (
    Assessment,
    Base,
    RankedUnit,
    RoundSummary,
    ScoreNode,
    StabilityClass,
    StandardResult,
)
from dabiao.office.numbers import ABSENT, day_span, exact, percent_of, plain, plain_percent, shown
from dabiao.office.print_workbook import Book, Cell, Column, Kind, PrintSheet, print_workbook

TINTS: Mapping[StabilityClass | None, str] = {
    StabilityClass.COMPLIANT: "#E3F1E8",
    StabilityClass.UNSTABLE: "#FCF1DC",
    StabilityClass.NON_COMPLIANT: "#FAE3E1",
}
"""Light enough for a black and white printer; the word stands beside the colour."""

UNIT_COLUMNS = (
    Column("名次", 6, Kind.WHOLE),
    Column("{kind}", 18, Kind.WORD),
    Column("{measure}", 10, Kind.SCORE),
    Column("区间下限", 10, Kind.SCORE),
    Column("区间上限", 10, Kind.SCORE),
    Column("档次", 6, Kind.WHOLE),
    Column("名次区间", 10, Kind.WORD),
    Column("检查项次", 10, Kind.WHOLE),
    Column("符合项次", 10, Kind.WHOLE),
    Column("分组", 12, Kind.WORD),
)

STANDARD_COLUMNS = (
    Column("编号", 8, Kind.WORD),
    Column("测评标准", 28),
    Column("结论", 11, Kind.WORD),
    Column("倾向", 11, Kind.WORD),
    Column("检查点次", 7, Kind.WHOLE),
    Column("合格点次", 7, Kind.WHOLE),
    Column("实测合格率", 9, Kind.PERCENT),
    Column("估计合格率", 9, Kind.PERCENT),
    Column("区间下限", 8, Kind.PERCENT),
    Column("区间上限", 8, Kind.PERCENT),
    Column("要求合格率", 9, Kind.PERCENT),
    Column("下轮达标可能", 9, Kind.PERCENT),
    Column("再查几处可定", 11, Kind.WORD),
    Column("得分", 7, Kind.SCORE),
    Column("分值", 7, Kind.SCORE),
    Column("等级", 6, Kind.WORD),
    Column("工作清单列为", 12, Kind.WORD),
    Column("不作结论的原因", 66),
)
PRINTED = 15
"""Columns of the sheet of standards that go to paper."""


def write_ranking(assessment: Assessment, path: Path) -> None:
    """Write the four sheets. Raises OSError where ``path`` cannot be written."""
    period = _period(assessment)
    with print_workbook(path, "排名") as book:
        _units(book, "街道", "得分", assessment.streets, period)
        _units(book, "责任单位", "符合率", assessment.units, period, sheet_name="部门")
        _standards(book, assessment, period)
        _notes(book, assessment, period)


def _period(assessment: Assessment) -> str:
    first = min((one.first_date for one in assessment.rounds if one.first_date), default=None)
    last = max((one.last_date for one in assessment.rounds if one.last_date), default=None)
    span = day_span(first, last)
    return f"{span}，共 {len(assessment.rounds)} 轮" if span else f"共 {len(assessment.rounds)} 轮"


def _units(
    book: Book,
    kind: str,
    measure: str,
    ranked: Sequence[RankedUnit],
    period: str,
    *,
    sheet_name: str | None = None,
) -> None:
    columns = [
        Column(one.heading.format(kind=kind, measure=measure), one.width, one.kind) for one in UNIT_COLUMNS
    ]
    base = f"{period}。同一档次内的差距在误差以内，不分先后；各组分别排名"
    sheet = PrintSheet(book, sheet_name or kind, f"{kind}{measure}排名", base, columns)
    for one in ranked:
        span = f"{one.rank_low}" if one.rank_low == one.rank_high else f"{one.rank_low}～{one.rank_high}"
        sheet.add(
            [
                one.rank,
                one.name,
                one.score,
                one.interval[0],
                one.interval[1],
                one.tier,
                span,
                one.base.rows,
                one.base.rows_ok,
                one.group,
            ]
        )
    if not ranked:
        sheet.add(["", f"无数据：没有可以排名的{kind}", *[""] * (len(columns) - 2)])
    sheet.close()


def _standards(book: Book, assessment: Assessment, period: str) -> None:
    base = f"{period}。一个点位在一轮中该标准的检查项全部符合，计一个合格点次；“证据不足”不是不达标"
    sheet = PrintSheet(
        book, "标准", "测评标准达标情况", base, STANDARD_COLUMNS, landscape=True, printed=PRINTED
    )
    # a bonus or deduction stands after the tree under the id of its standard; the standard itself comes first
    scored = {node.id: node for node in reversed(_nodes(assessment.scores))}
    for one in assessment.standards:
        tint = TINTS.get(one.stability.stability_class if one.stability else None)
        sheet.add(_standard_cells(one, scored.get(one.standard_id)), tint=tint)
    sheet.close()


def _standard_cells(one: StandardResult, node: ScoreNode | None) -> list[Cell]:
    judged = one.stability
    verdict: list[Cell] = ["—", None]
    model: list[Cell] = [None] * 6
    if judged is not None:
        undecided = judged.stability_class is StabilityClass.INSUFFICIENT
        verdict = [judged.stability_class.value, judged.leaning.value if undecided else None]
        more = judged.more_checks_needed
        needed = "200处以上" if more is None else f"{more}处"
        asked = exact(one.pass_rate)
        model = [judged.rate, *judged.interval, asked, judged.reliability, needed if undecided else None]
    return [
        one.standard_id,
        one.title,
        *verdict,
        one.n,
        one.y,
        exact(one.y) / one.n if one.n else None,
        *model,
        node.points if node else None,
        node.maximum if node else None,
        one.grade,
        judged.work_list.value if judged else None,
        one.class_reason,
    ]


def _nodes(tree: ScoreNode) -> list[ScoreNode]:
    return [tree, *(below for child in tree.children for below in _nodes(child))]


def _notes(book: Book, assessment: Assessment, period: str) -> None:
    columns = (Column("项目", 16, Kind.WORD), Column("说明", 74))
    sheet = PrintSheet(book, "说明", "说明", period, columns)
    for name, text in _note_lines(assessment):
        sheet.add([name, text])
    sheet.close()


def _note_lines(assessment: Assessment) -> list[tuple[str, str]]:
    asked = assessment.threshold
    return [
        ("标准包", f"{assessment.pack_title}（{assessment.pack_id}，{assessment.pack_edition}版）"),
        ("标准包校验值", assessment.pack_digest[:16]),
        ("全区得分", _total(assessment)),
        ("检查量", _checked(assessment.scores.base)),
        *((one.name, _round(one)) for one in assessment.rounds),
        (
            "要求合格率",
            f"本次统一按{plain_percent(asked)}计算" if asked is not None else "按标准包各条标准的规定",
        ),
        *MEANINGS,
        *(("不参加排名", f"{one.name}：{one.reason}") for one in assessment.excluded),
        *(("提醒", one) for one in assessment.warnings),
    ]


MEANINGS = (
    (
        "得分（街道）",
        "按标准包的评分办法，只用该街道的检查结果计算，百分制；没有查到的标准不计零分，分值由同级有数据的标准分担",
    ),
    ("符合率（部门）", "符合项次÷（符合＋不符合）项次×100，只计实地和材料检查；不适用的不计"),
    ("区间", "真实水平有90%的可能在下限与上限之间。检查越多，区间越窄"),
    ("档次", "从高到低分档：100次推算中95次以上低于本档第一名的，列入下一档；同一档内不分先后"),
    ("名次区间", "按现有检查量，名次有90%的可能落在这个范围"),
    ("合格点次", "一个点位在一轮中该标准的检查项全部符合，计一个合格点次"),
    (
        "结论",
        "看下一轮全部点位达到要求合格率的可能有多大，分为达标、不稳定达标、不达标，界限由标准包规定；"
        "对结论的把握不到标准包规定的程度，写“证据不足”，它不是不达标",
    ),
    ("再查几处可定", "下一轮再查这么多处，对结论的把握有望达到标准包规定的程度"),
    ("工作清单列为", "安排工作时按哪一类对待：漏掉不达标的代价比多查一条大，所以比“结论”严"),
)


def _total(assessment: Assessment) -> str:
    if assessment.scores.points is None:
        return ABSENT
    interval = assessment.score_interval
    likely = f"，有90%的可能在{shown(interval[0])}～{shown(interval[1])}分之间" if interval else ""
    return f"{shown(assessment.scores.points)}分，满分{plain(assessment.scores.maximum)}分{likely}"


def _checked(base: Base) -> str:
    return f"{base.rows}项次，其中符合{base.rows_ok}项次，符合率{percent_of(base.rows_ok, base.rows)}"


def _round(one: RoundSummary) -> str:
    score = ABSENT if one.score is None else f"{shown(one.score)}分"
    days = day_span(one.first_date, one.last_date) or "日期不详"
    return f"{days}，{one.sites}个点位，{one.base.rows}项次，得分{score}"
