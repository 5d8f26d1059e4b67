"""通报.docx: the circular as an official document, ready to be issued once its number is filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dabiao.core.assessment import Assessment, RankedUnit, StandardResult
from dabiao.core.framework import Framework
from dabiao.office.circular_rankings import tier_name
from dabiao.office.circular_text import opening, period_of, sections
from dabiao.office.docx_table import TableColumn
from dabiao.office.numbers import day, numeral, percent_of, percent_range, shown
from dabiao.office.official_document import OfficialDocument

UNKNOWN_DAY = "××××年××月××日"


@dataclass(frozen=True, slots=True)
class CircularHeading:
    """What an office puts around the text. ``××`` stands where only the office knows what belongs there.

    An empty ``title`` or ``document_number`` is made from the period and the year. ``date`` is that of issue; without
    one the day of the last observation is taken, never today: the same figures give the same document.
    """

    issuing_office: str = "××区创建全国文明城市工作指挥部办公室"
    document_number: str = ""
    title: str = ""
    addressees: str = "各街道办事处，区直各责任单位"
    date: date | None = None
    basis: str = "按照创建全国文明城市工作安排"
    deadline: str = UNKNOWN_DAY
    contact: str = "联系人：×××，联系电话：××××××××"
    copies: str = "区创建全国文明城市工作指挥部总指挥、副总指挥"


def write_circular(
    assessment: Assessment,
    framework: Framework,
    path: Path,
    *,
    heading: CircularHeading,
    charts: Sequence[Path] = (),
) -> None:
    """Write the circular. ``charts`` are pictures for the last attachment, as ``draw_charts`` makes them.

    Raises OSError where ``path`` cannot be written or a chart cannot be read.
    """
    title = heading.title or f"关于{period_of(assessment)}创建全国文明城市测评情况的通报"
    issued = heading.date or max((one.last_date for one in assessment.rounds if one.last_date), default=None)
    issued_text = day(issued) if issued else UNKNOWN_DAY
    number = heading.document_number or f"××创建办〔{issued.year if issued else '××××'}〕××号"
    document = OfficialDocument(title)
    document.head(heading.issuing_office, number)
    document.title(title)
    document.addressees(heading.addressees)
    document.body(opening(assessment, heading.basis))
    _text(document, assessment, framework, heading.deadline)
    attachments = _attachments(assessment, framework, charts)
    document.attachments([*(name for name, _ in attachments), "问题清单（另附电子表格）"])
    document.signature(heading.issuing_office, issued_text)
    document.note(heading.contact)
    for place, (name, fill) in enumerate(attachments, start=1):
        document.attachment(place, name)
        fill(document)
    document.foot(heading.copies, heading.issuing_office, issued_text)
    document.save(path)


def _text(document: OfficialDocument, assessment: Assessment, framework: Framework, deadline: str) -> None:
    for place, section in enumerate(sections(assessment, framework, deadline), start=1):
        document.heading(f"{numeral(place)}、{section.title}")
        for at, part in enumerate(section.parts, start=1):
            if part.heading:
                document.subheading(f"（{numeral(at)}）{part.heading}")
            for paragraph in part.paragraphs:
                document.body(paragraph)


Attachment = tuple[str, Callable[[OfficialDocument], None]]


def _attachments(assessment: Assessment, framework: Framework, charts: Sequence[Path]) -> list[Attachment]:
    digits = framework.ranking.digits
    standards = [_standard_row(one) for one in assessment.standards]
    note = "" if all(one.stability for one in assessment.standards) else STANDARD_NOTE
    found: list[Attachment] = [
        ("街道得分排名表", _ranking(assessment.streets, "街道", "得分", digits)),
        ("责任单位符合率排名表", _ranking(assessment.units, "责任单位", "符合率（%）", digits)),
        ("测评标准达标情况表", lambda document: document.table(STANDARD_COLUMNS, standards, note)),
    ]
    if charts:
        found.append(("测评情况图", lambda document: _pictures(document, charts)))
    return found


def _pictures(document: OfficialDocument, charts: Sequence[Path]) -> None:
    for chart in charts:
        document.picture(chart, chart.stem)


STANDARD_COLUMNS = (
    TableColumn("编号", 14),
    TableColumn("测评标准", 49, left=True),
    TableColumn("合格/检查点次", 26),
    TableColumn("实测合格率", 21),
    TableColumn("90%区间（%）", 25),
    TableColumn("结论", 21),
)
STANDARD_NOTE = "结论为“—”或等级的标准，以材料、问卷、数据测评或按数量扣分，只计得分或等级，不判断稳定性。"
RANKING_NOTE = "同一档内的差距在误差以内，不分先后；名次有90%的可能落在名次区间内。"
GROUPED_NOTE = f"{RANKING_NOTE}各组分开排名。"


def _standard_row(one: StandardResult) -> tuple[str, ...]:
    judged = one.stability
    return (
        one.standard_id,
        one.title,
        f"{one.y}/{one.n}" if one.n else "—",
        percent_of(one.y, one.n, 1) if one.n else "—",
        percent_range(judged.interval) if judged else "—",
        judged.stability_class.value if judged else f"等级{one.grade}" if one.grade else "—",
    )


def _ranking(
    ranked: Sequence[RankedUnit], kind: str, measure: str, digits: int
) -> Callable[[OfficialDocument], None]:
    """Make a ranking table, with a column of groups where there are several."""
    grouped = len({one.group for one in ranked}) > 1
    columns = [
        TableColumn("名次", 12),
        TableColumn(kind, 33 if grouped else 43),
        *([TableColumn("分组", 18)] if grouped else []),
        TableColumn(measure, 15 if grouped else 23),
        TableColumn("90%区间", 30),
        TableColumn("档次", 12),
        TableColumn("名次区间", 18),
        TableColumn("检查项次", 18),
    ]
    rows = [_unit_row(one, digits, grouped=grouped) for one in ranked]
    note = "" if len(ranked) < 2 else GROUPED_NOTE if grouped else RANKING_NOTE
    return lambda document: document.table(columns, rows, note)


def _unit_row(one: RankedUnit, digits: int, *, grouped: bool) -> tuple[str, ...]:
    return (
        str(one.rank),
        one.name,
        *([one.group] if grouped else []),
        shown(one.score, digits),
        f"{shown(one.interval[0])}～{shown(one.interval[1])}",
        tier_name(one.tier).strip("第档"),
        f"{one.rank_low}" if one.rank_low == one.rank_high else f"{one.rank_low}～{one.rank_high}",
        str(one.base.rows),
    )
