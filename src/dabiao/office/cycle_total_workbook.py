"""周期总分 as a workbook: sums as figures, how each came about in words, and every result with its document.

Sums are figures and no formulas: a workbook that is passed on says what was true on its day. The words give every
digit; a column of rounded figures need not add up to the last one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from dabiao.office.numbers import ABSENT, plain_percent
from dabiao.office.print_workbook import Book, Cell, Column, Kind, PrintSheet, print_workbook


@dataclass(frozen=True, slots=True)
class YearRow:
    """A year: what was scored, added, taken off, what is left and what it brings; None where not known."""

    year: int
    weight: Decimal
    score: Fraction | None
    added: Fraction | None
    deducted: Fraction | None
    total: Fraction | None
    weighed: Fraction | None
    words: str


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate with each year's figure and whether it clears, in words."""

    asks: str
    years: tuple[str, ...]
    below: str
    source: str


@dataclass(frozen=True, slots=True)
class BanRow:
    """A ban or suspension with its days."""

    what: str
    since: date
    until: date
    free_from: date
    document: str


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result that was entered, with the document it stands in and who entered it."""

    year: int
    kind: str
    said: str
    points: str
    happened_on: date
    document: str
    dated: date
    place: str
    sha256: str
    made_by: str
    made_on: date


@dataclass(frozen=True, slots=True)
class TotalSheet:
    """All of it, as it stands on ``day``. ``total`` None: not all years are known, and those are not zero."""

    title: str
    day: date
    years: tuple[YearRow, ...]
    total: Fraction | None
    earned: Fraction
    known_weight: Fraction
    words: str
    gates: tuple[GateRow, ...]
    bans: tuple[BanRow, ...]
    results: tuple[ResultRow, ...]


YEARS = (
    Column("年度", 10, Kind.WORD),
    Column("权重", 8, Kind.WORD),
    Column("得分", 9, Kind.SCORE),
    Column("加分", 8, Kind.SCORE),
    Column("扣分", 8, Kind.SCORE),
    Column("年度总分", 10, Kind.SCORE),
    Column("计入周期", 10, Kind.SCORE),
    Column("算式（不四舍五入）", 40),
)
RESULTS = (
    Column("年度", 7, Kind.WHOLE),
    Column("类别", 9, Kind.WORD),
    Column("内容", 36),
    Column("加减分", 8, Kind.WORD),
    Column("发生日期", 10.5, Kind.DAY),
    Column("来源文件", 30),
    Column("文件日期", 10.5, Kind.DAY),
    Column("位置", 12),
    Column("文件摘要（SHA-256）", 22),
    Column("登记人", 10, Kind.WORD),
    Column("登记日期", 10.5, Kind.DAY),
)
BANS = (
    Column("情形", 40),
    Column("起算日", 10.5, Kind.DAY),
    Column("最后一日", 10.5, Kind.DAY),
    Column("何日起解除", 11, Kind.DAY),
    Column("来源文件", 34),
)


def write_cycle_total(sheet: TotalSheet, path: Path) -> None:
    """Write the workbook. Raises OSError where ``path`` cannot be written."""
    with print_workbook(path, f"{sheet.title}总分") as book:
        _years(book, sheet)
        _gates(book, sheet)
        _bans(book, sheet)
        _results(book, sheet)


def _years(book: Book, sheet: TotalSheet) -> None:
    base = f"截至 {sheet.day.isoformat()}；没有测过的年度是无数据，不是零分；合计按原值相加，显示时才四舍五入"
    shown = PrintSheet(book, "周期总分", f"{sheet.title}总分", base, YEARS, landscape=True)
    for one in sheet.years:
        shown.add(
            [
                f"{one.year} 年",
                plain_percent(one.weight),
                *map(_known, (one.score, one.added, one.deducted, one.total, one.weighed)),
                one.words,
            ]
        )
    if sheet.total is not None:
        shown.add(["合计", "100%", "", "", "", "", sheet.total, sheet.words])
    else:
        known = plain_percent(sheet.known_weight)
        shown.add(
            ["已知合计", known, "", "", "", "", sheet.earned if sheet.known_weight else ABSENT, sheet.words]
        )
    shown.close()


def _gates(book: Book, sheet: TotalSheet) -> None:
    columns = (
        Column("关口", 34),
        *(Column(f"{one.year} 年", 18, Kind.WORD) for one in sheet.years),
        Column("低于时", 22),
        Column("出处", 34),
    )
    base = "等于分数线就算达到；按原值比较，不按显示的两位小数"
    shown = PrintSheet(book, "关口", "关口", base, columns, landscape=True)
    for one in sheet.gates:
        shown.add([one.asks, *one.years, one.below, one.source])
    if not sheet.gates:
        shown.add(["标准包没有写关口", *("" for _ in columns[1:])])
    shown.close()


def _bans(book: Book, sheet: TotalSheet) -> None:
    base = "起算日不计入，到期月的对应日为最后一日，没有对应日的为月末日（民法典第二百零一条、第二百零二条）"
    shown = PrintSheet(book, "禁报和停止", "禁报和停止", base, BANS, landscape=True)
    for one in sheet.bans:
        shown.add([one.what, one.since, one.until, one.free_from, one.document])
    if not sheet.bans:
        shown.add(["没有登记过禁报或停止资格的情形", *("" for _ in BANS[1:])])
    shown.close()


def _results(book: Book, sheet: TotalSheet) -> None:
    base = "只列现在有效的；更正和撤销以前的看网页上的历史"
    shown = PrintSheet(book, "上级测评结果", "上级测评结果", base, RESULTS, landscape=True)
    for one in sheet.results:
        shown.add(
            [
                one.year,
                one.kind,
                one.said,
                one.points,
                one.happened_on,
                one.document,
                one.dated,
                one.place,
                one.sha256,
                one.made_by,
                one.made_on,
            ]
        )
    if not sheet.results:
        shown.add(["", "没有登记", *("" for _ in RESULTS[2:])])
    shown.close()


def _known(figure: Fraction | None) -> Cell:
    return ABSENT if figure is None else figure
