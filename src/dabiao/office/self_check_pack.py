"""The self-check as a document and as a workbook, to be attached to a filing with the cyberspace office (备案)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dabiao.office.docx_table import TableColumn
from dabiao.office.numbers import day, numeral
from dabiao.office.official_document import OfficialDocument
from dabiao.office.print_workbook import Column, Kind, PrintSheet, print_workbook

TITLE = "政务应用减负自查表"

CAUTION = (
    "本表对有关规定的表述是转述，不是原文，等级为“{grade}”，引用前请核对正式文本；"
    "“示范值”是本系统预设、可以调整的数值。"
)


@dataclass(frozen=True, slots=True)
class PackEvidence:
    """One figure or finding: what, how much, how it is counted, what it shows."""

    name: str
    value: str
    definition: str
    verdict: str


@dataclass(frozen=True, slots=True)
class PackRule:
    """One rule in our words, what the system does, what came out, and the evidence."""

    id: str
    asks: str
    answer: str
    verdict: str
    evidence: Sequence[PackEvidence]


@dataclass(frozen=True, slots=True)
class PackSource:
    """A document and the rules that come from it. ``named`` has its day and number."""

    named: str
    rules: Sequence[PackRule]


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything the two files say. ``made_at`` in local time; ``software`` names the program and its version."""

    made_at: datetime
    software: str
    grade: str
    summary: str
    sources: Sequence[PackSource]


EVIDENCE_COLUMNS = (
    TableColumn("证据", 32, left=True),
    TableColumn("数值", 44, left=True),
    TableColumn("口径", 62, left=True),
    TableColumn("结果", 18),
)

SHEET_COLUMNS = (
    Column("编号", 8, Kind.WORD),
    Column("依据（转述）", 30),
    Column("系统的做法", 34),
    Column("结论", 9, Kind.WORD),
    Column("证据", 16),
    Column("数值", 26),
    Column("口径", 38),
    Column("结果", 9, Kind.WORD),
)


def write_pack_document(pack: Pack, path: Path) -> None:
    """Write the .docx. The same figures give the same bytes. Raises OSError where ``path`` cannot be written."""
    document = OfficialDocument(TITLE)
    document.title(TITLE)
    document.body(pack.summary)
    document.body(f"数据时间：{day(pack.made_at)}{pack.made_at:%H:%M}。程序：{pack.software}。")
    document.body(CAUTION.format(grade=pack.grade))
    for number, source in enumerate(pack.sources, start=1):
        document.heading(f"{numeral(number)}、{source.named}")
        for order, rule in enumerate(source.rules, start=1):
            document.subheading(f"（{numeral(order)}）{rule.asks}")
            document.body(f"做法：{rule.answer}结论：{rule.verdict}。")
            document.table(
                EVIDENCE_COLUMNS,
                [[one.name, one.value, one.definition, one.verdict] for one in rule.evidence],
            )
    document.heading(f"{numeral(len(pack.sources) + 1)}、单位意见")
    document.body("以上“人工说明”各条的情况和附件：")
    document.blank(6)
    document.body("填表单位（盖章）：")
    for who in ("填表人：", "审核人：", "日期："):
        document.body(who)
    document.save(path)


def write_pack_workbook(pack: Pack, path: Path) -> None:
    """Write the .xlsx: a row for every piece of evidence. Raises OSError where ``path`` cannot be written."""
    said = f"{pack.summary}{pack.made_at:%Y-%m-%d %H:%M} 计算"
    with print_workbook(path, TITLE) as book:
        sheet = PrintSheet(book, "自查表", TITLE, said, SHEET_COLUMNS, landscape=True)
        for source in pack.sources:
            for rule in source.rules:
                for one in rule.evidence:
                    sheet.add(
                        [
                            rule.id, rule.asks, rule.answer, rule.verdict, one.name, one.value, one.definition,
                            one.verdict,
                        ]
                    )  # fmt: skip
        sheet.close()
        notes = PrintSheet(book, "说明", "说明", said, (Column("项目", 16, Kind.WORD), Column("说明", 74)))
        for number, source in enumerate(pack.sources, start=1):
            notes.add([f"依据{number}", source.named])
        notes.add(["表述", CAUTION.format(grade=pack.grade)])
        notes.add(["程序", pack.software])
        notes.close()
