"""Results from outside as tests enter them: into a cycle of 2024—2026, named by number unless a test brings a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile

from dabiao.duties.cycle.actions import propose_cycle
from dabiao.duties.cycle.drafts import CyclePlan
from dabiao.duties.cycle.models import Cycle
from dabiao.house import waiting_files
from dabiao.house.attachments import WaitingFile
from dabiao.insight.outside.actions import record_result
from dabiao.insight.outside.drafts import DocumentDraft, ResultDraft
from dabiao.insight.outside.models import Kind, OutsideResult
from dabiao.standards.pack_files import load_pack

PACK = "district-practice"


def made_cycle(cast: Cast) -> Cycle:
    """The cycle 2024—2026 of the shipped pack: 15, 25 and 60 %, gates 85, 80 and 70."""
    return propose_cycle(cast.创建办, CyclePlan(PACK, 2024, 8), load_pack(PACK))


def paper(dated: date, **given: object) -> DocumentDraft:
    """A document that is named by its number."""
    return replace(DocumentDraft("通报", dated, "市创建办", "第 1 号"), **given)  # type: ignore[arg-type]


def pdf(name: str = "通报.pdf", text: str = "") -> WaitingFile:
    """A small file that waits to be kept."""
    content = f"%PDF-1.4\n{text}\n%%EOF".encode()
    return WaitingFile(waiting_files.keep(SimpleUploadedFile(name, content)), name)


def annual(year: int, score: str, measure: str = "annual", **given: object) -> ResultDraft:
    """A year's score, told on 20 December; the last year of the cycle was tested early."""
    day, dated = (
        (date(2026, 10, 20), date(2026, 11, 1)) if year == 2026 else (date(year, 11, 1), date(year, 12, 20))
    )
    draft = ResultDraft(Kind.ANNUAL, year, day, paper(dated), measure=measure, score=Decimal(score))
    return replace(draft, **given)  # type: ignore[arg-type]


def event(rule: str, day: date, year: int | None = None, **given: object) -> ResultDraft:
    """An event of the negative list."""
    return replace(
        ResultDraft(Kind.EVENT, year or day.year, day, paper(day), rule=rule),
        **given,  # type: ignore[arg-type]
    )


def bonus(points: str, day: date, rule: str = "10.3.1") -> ResultDraft:
    """Points that were granted."""
    return ResultDraft(Kind.BONUS, day.year, day, paper(day), rule=rule, points=Decimal(points))


def feedback(path: Path, day: date = date(2026, 9, 1)) -> ResultDraft:
    """A list that was handed back."""
    return ResultDraft(Kind.FEEDBACK, day.year, day, paper(day), title="反馈问题", problems=path)


def from_above(path: Path | None, day: date = date(2026, 9, 1)) -> ResultDraft:
    """A test of the province's, with counts by standard."""
    return ResultDraft(
        Kind.TEST,
        day.year,
        day,
        paper(day),
        title="省测",
        score=Decimal("85.7"),
        maximum=Decimal(100),
        counts=path,
    )


def table(path: Path, *rows: str) -> Path:
    """A table as a csv file."""
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def enter(cast: Cast, cycle: Cycle, *drafts: ResultDraft) -> list[OutsideResult]:
    """Have 创建办 enter them."""
    return [record_result(cast.创建办, cycle, one) for one in drafts]
