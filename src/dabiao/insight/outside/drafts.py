"""What somebody wants to enter from outside, checked before it is written. Raises BadInput in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as say

from dabiao.core.cycle_proposal import exact
from dabiao.core.defects import BadInput, Defect
from dabiao.core.eligibility import months_after
from dabiao.core.framework import Framework
from dabiao.duties.cycle.models import Cycle
from dabiao.house.attachments import WaitingFile
from dabiao.house.audit import PERSONAL
from dabiao.insight.outside.models import DIGITS, PLACES, Kind, SourceDocument
from dabiao.insight.outside.packs import bonus_kinds, full_marks, measures, negative_items

LARGEST = Decimal(10) ** (DIGITS - PLACES)
"""Figures stay below it."""


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document as it is to be kept: with its file, or named by number and issuer."""

    title: str
    dated: date
    issuer: str = ""
    number: str = ""
    file: WaitingFile | None = None


@dataclass(frozen=True, slots=True)
class ResultDraft:
    """A result as it is to be entered. Which fields say something depends on ``kind``.

    ``problems`` and ``counts`` are tables on disk, checked and read before the write begins.
    """

    kind: Kind
    year: int
    happened_on: date
    document: DocumentDraft | SourceDocument
    place: str = ""
    title: str = ""
    note: str = ""
    measure: str = ""
    score: Decimal | None = None
    maximum: Decimal | None = None
    settled: bool = False
    rule: str = ""
    points: Decimal | None = None
    problems: Path | None = None
    counts: Path | None = None


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the pack says of a draft: filled into the row as it stood when it was entered."""

    maximum: Decimal | None = None
    rule_text: str = ""
    points: Decimal | None = None
    cap: Decimal | None = None
    veto: bool = False
    ban_months: int | None = None


def refused(subject: str, template: str, /, **parameters: object) -> BadInput:
    """Say what cannot be. ``subject`` is the form's own name for the field, or what was written there."""
    return BadInput(Defect(template, say(subject), parameters=parameters))


def check_draft(cycle: Cycle, framework: Framework, draft: ResultDraft, *, has_problems: bool) -> Ruled:
    """Refuse a draft that cannot be, and say what the pack has for it. Raises BadInput."""
    for text in (draft.place, draft.title, draft.note):
        check_words(text)
    if draft.year not in cycle.years:
        raise refused(
            "计入年度",
            "%(year)d 不在“%(cycle)s”里，请选 %(first)d 到 %(last)d 年",
            year=draft.year,
            cycle=cycle.title,
            first=cycle.years[0],
            last=cycle.years[-1],
        )
    ruled = _RULES[draft.kind](framework, draft)
    check_days(cycle, draft, ruled.ban_months)
    if draft.kind is Kind.FEEDBACK and not has_problems:
        raise refused("问题清单", "没有选择问题清单。请选一个 .xlsx 或 .csv 文件，一行一个问题")
    return ruled


def check_words(text: str) -> None:
    """Refuse what looks like a mobile or identity number."""
    if PERSONAL.search(text):
        raise refused(
            PERSONAL.sub("…", text)[:40], "文字里像有手机号或身份证号。登记结果用不到，请去掉号码再保存"
        )


def check_days(cycle: Cycle, draft: ResultDraft, ban_months: int | None) -> None:
    """Refuse days outside of the cycle, of the future, and a document older than what it tells of.

    An event that bans may lie before the cycle as far as its ban still reaches into it.
    """
    today = timezone.localdate()
    day, dated = draft.happened_on, draft.document.dated
    if day > today or dated > today:
        raise refused(
            "日期",
            "日期 %(day)s 还没有到，请核对；没有发生、没有公布的不登记",
            day=max(day, dated).isoformat(),
        )
    reaches_in = (
        ban_months is not None and day < cycle.first_day and months_after(day, ban_months) >= cycle.first_day
    )
    if not (cycle.first_day <= day <= cycle.last_day or reaches_in):
        raise refused(
            "发生日期",
            "%(day)s 不在周期 %(first)s 至 %(last)s 之内，请核对日期，或到那个周期里登记",
            day=day.isoformat(),
            first=cycle.first_day.isoformat(),
            last=cycle.last_day.isoformat(),
        )
    if not reaches_in and abs(day.year - draft.year) > 1:
        raise refused(
            "计入年度",
            "%(day)s 的结果计入 %(year)d 年，差了一年以上，请核对",
            day=day.isoformat(),
            year=draft.year,
        )
    if dated < day:
        raise refused(
            "文件日期",
            "文件日期 %(dated)s 早于发生日期 %(day)s，文件不会写还没有发生的事，请核对两个日期",
            dated=dated.isoformat(),
            day=day.isoformat(),
        )


def check_document(draft: DocumentDraft) -> None:
    """Refuse a document of which neither the file is kept nor number and issuer are known."""
    for text in (draft.title, draft.issuer, draft.number):
        check_words(text)
    if not draft.title.strip():
        raise refused("文件名称", "请写文件名称，例如《2026 年度测评结果通报》")
    if draft.file is None and not (draft.number.strip() and draft.issuer.strip()):
        raise refused(
            "来源文件", "没有上传文件，就要写清文号和发文机关，以后才找得到原件。请上传文件，或补写这两项"
        )


def _figure(name: str, value: Decimal | None, most: Decimal | None = None) -> Decimal:
    if value is None:
        raise refused(name, "没有填写，请补上")
    if value < 0:
        raise refused(name, "%(value)s 小于 0，请核对", value=exact(value))
    if value >= LARGEST or round(value, PLACES) != value:
        raise refused(name, "%(value)s 不合规：最多 %(places)d 位小数，请核对", value=value, places=PLACES)
    if most is not None and value > most:
        raise refused(
            name, "%(value)s 超过满分 %(most)s，请核对分数和满分", value=exact(value), most=exact(most)
        )
    return value


def _annual(framework: Framework, draft: ResultDraft) -> Ruled:
    known = measures(framework)
    if draft.measure not in known:
        raise refused(
            "指标",
            "“%(measure)s”不是这个标准包的年度得分，可以选 %(known)s",
            measure=draft.measure,
            known="、".join(known.values()),
        )
    most = full_marks(framework)
    _figure("得分", draft.score, most)
    return Ruled(maximum=most)


def _test(_framework: Framework, draft: ResultDraft) -> Ruled:
    if not draft.title.strip():
        raise refused("测评名称", "请写测评名称，例如“2026 年省文明程度指数测评”")
    most = _figure("满分", draft.maximum)
    if most == 0:
        raise refused("满分", "满分是 0，请核对")
    _figure("得分", draft.score, most)
    return Ruled(maximum=most)


def _feedback(_framework: Framework, draft: ResultDraft) -> Ruled:
    if not draft.title.strip():
        raise refused("清单名称", "请写清单名称，例如“2026 年 9 月省测反馈问题”")
    return Ruled()


def _event(framework: Framework, draft: ResultDraft) -> Ruled:
    item = negative_items(framework).get(draft.rule)
    if item is None:
        raise refused(
            "负面清单事项",
            "标准包“%(pack)s”的负面清单里没有“%(rule)s”，请从列表里选",
            pack=framework.title,
            rule=draft.rule,
        )
    return Ruled(rule_text=item.text[:500], points=item.points, veto=item.veto, ban_months=item.ban_months)


def _bonus(framework: Framework, draft: ResultDraft) -> Ruled:
    kind = bonus_kinds(framework).get(draft.rule)
    if kind is None:
        raise refused(
            "加分规则",
            "标准包“%(pack)s”里没有这条加分规则，加分不能计入总分。请从列表里选，或先在标准包里写上加分规则",
            pack=framework.title,
        )
    return Ruled(rule_text=kind.title[:500], points=_figure("加分", draft.points), cap=kind.cap)


def _opinion(framework: Framework, draft: ResultDraft) -> Ruled:
    if not draft.note.strip():
        raise refused("说明", "请摘要写明上级意见")
    if draft.points is None and not draft.rule:
        return Ruled()
    return _bonus(framework, draft)


_RULES = {
    Kind.ANNUAL: _annual,
    Kind.TEST: _test,
    Kind.FEEDBACK: _feedback,
    Kind.EVENT: _event,
    Kind.BONUS: _bonus,
    Kind.OPINION: _opinion,
}
"""What the pack has to say of each kind."""
