"""Writes of results from outside: enter, correct, withdraw. Nothing is changed: a correction names what it corrects."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import TypeVar

from django.db import IntegrityError, transaction

from dabiao.core.cycle import ANNUAL
from dabiao.core.framework import Framework
from dabiao.duties.cycle.actions import record_outcome
from dabiao.duties.cycle.models import CalendarEntry, Cycle, GateOutcome, GateState
from dabiao.house import waiting_files
from dabiao.house.attachments import digest_of
from dabiao.insight.outside import files, queries
from dabiao.insight.outside.drafts import (
    DocumentDraft,
    ResultDraft,
    Ruled,
    check_document,
    check_draft,
    check_words,
    refused,
)
from dabiao.insight.outside.models import (
    FeedbackProblem,
    Kind,
    OutsideCount,
    OutsideResult,
    SourceDocument,
)
from dabiao.insight.outside.packs import pack_of
from dabiao.insight.outside.tables import count_rows, problem_rows
from dabiao.insight.outside.totals import book_of
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing

RESOURCE, RESOURCE_DOCUMENT = "outside_result", "source_document"

CHANGES_TOTAL = (Kind.ANNUAL, Kind.EVENT, Kind.BONUS, Kind.OPINION)
"""Kinds after which the calendar's gates are looked at anew."""

_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class _Checked:
    """A draft that may be written: what the pack says of it, and the rows of its tables."""

    ruled: Ruled
    problems: list[FeedbackProblem]
    counts: list[OutsideCount]


def record_result(actor: Account, cycle: Cycle, draft: ResultDraft) -> OutsideResult:
    """Enter a result. Raises BadInput, and stores nothing, for what the pack, the cycle or its tables refuse.

    A year's score that was withdrawn may be entered anew: the new one names the withdrawn one.
    """
    policy.require(actor, Action.KEEP_OUTSIDE)
    framework = pack_of(cycle)
    checked = _check(cycle, framework, draft)
    before = _annual_before(cycle, draft)
    if before is not None and not before.withdrawn:
        raise refused(
            "年度得分",
            "%(year)d 年的这项得分已经登记过（%(said)s），没有重复登记。分数变了，请打开那一条点“更正”",
            year=draft.year,
            said=before.said,
        )
    return _write(actor, cycle, framework, draft, checked, before, "撤销后重新登记" if before else "")


def correct_result(actor: Account, old: OutsideResult, draft: ResultDraft, reason: str) -> OutsideResult:
    """Enter what is right instead of ``old``, which stays readable. Raises BadInput."""
    policy.require(actor, Action.KEEP_OUTSIDE)
    cycle = old.cycle
    framework = pack_of(cycle)
    _check_open(old)
    _check_reason(reason)
    if draft.kind != old.kind:
        raise refused(old.kind, "更正不能改成另一类结果。请撤销这一条，再登记一条新的")
    if old.kind == Kind.ANNUAL and (draft.year, draft.measure) != (old.year, old.measure):
        raise refused(old.kind, "更正不能改年度和指标。请撤销这一条，再登记到对的年度")
    return _write(actor, cycle, framework, draft, _check(cycle, framework, draft, old), old, reason.strip())


def withdraw_result(actor: Account, old: OutsideResult, reason: str) -> OutsideResult:
    """Let a result count no longer: a new row says so and why; the old one stays readable. Raises BadInput."""
    policy.require(actor, Action.KEEP_OUTSIDE)
    _check_open(old)
    _check_reason(reason)
    with writing(actor, Action.KEEP_OUTSIDE, RESOURCE) as entry:
        made = OutsideResult(
            **{name: getattr(old, name) for name in _COPIED},
            corrects=old,
            reason=reason.strip(),
            withdrawn=True,
            made_by=actor,
        )
        _save(made)
        entry.resource_id = str(made.pk)
        entry.before, entry.after = _figures(old), {"withdrawn": old.pk, "reason": made.reason}
        _tell_calendar(actor, made.cycle, made)
    return made


_COPIED = (
    "cycle",
    "year",
    "kind",
    "happened_on",
    "document",
    "place",
    "title",
    "note",
    "measure",
    "score",
    "maximum",
    "settled",
    "rule",
    "rule_text",
    "points",
    "cap",
    "veto",
    "ban_months",
    "pack_id",
    "pack_edition",
)


def _check(
    cycle: Cycle, framework: Framework, draft: ResultDraft, old: OutsideResult | None = None
) -> _Checked:
    """Check a draft and read its tables; a correction that brings none keeps those of ``old``."""
    keeps = old is not None and draft.problems is None
    ruled = check_draft(cycle, framework, draft, has_problems=keeps or draft.problems is not None)
    if isinstance(draft.document, DocumentDraft):
        check_document(draft.document)
        _check_not_kept(draft.document)
    return _Checked(
        ruled,
        problem_rows(draft.problems, framework) if draft.problems else _again(FeedbackProblem, old),
        count_rows(draft.counts, framework) if draft.counts else _again(OutsideCount, old),
    )


Rows = TypeVar("Rows", FeedbackProblem, OutsideCount)


def _again(model: type[Rows], old: OutsideResult | None) -> list[Rows]:
    """The rows of ``old`` once more, to be stored with what corrects it."""
    rows = list(model._default_manager.filter(result=old).order_by("pk")) if old is not None else []
    for one in rows:
        one.pk, one._state.adding = None, True
    return rows


def _check_not_kept(draft: DocumentDraft) -> None:
    if draft.file is None:
        return
    path, _name = waiting_files.find(draft.file.token)
    before = queries.same_file(digest_of(path))
    if before is not None:
        raise refused(
            draft.file.name,
            "这份文件已经登记过：%(document)s。请在“已登记的文件”里选它，不用再传",
            document=before.cited,
        )


def _check_open(old: OutsideResult) -> None:
    if OutsideResult.objects.filter(corrects=old).exists():
        raise refused(old.said, "这一条已经更正或撤销过，请打开最新的那一条再改")
    if old.withdrawn:
        raise refused(old.said, "这一条已经撤销，不能再改。需要时请重新登记")


def _check_reason(reason: str) -> None:
    check_words(reason)
    if not reason.strip():
        raise refused("更正原因", "请写明为什么更正或撤销，例如“通报勘误”")


def _annual_before(cycle: Cycle, draft: ResultDraft) -> OutsideResult | None:
    """The newest row of this year's score of this measure, withdrawn or not."""
    if draft.kind is not Kind.ANNUAL:
        return None
    return OutsideResult.objects.filter(
        cycle=cycle, year=draft.year, kind=Kind.ANNUAL, measure=draft.measure, corrected_by=None
    ).first()


def _write(
    actor: Account,
    cycle: Cycle,
    framework: Framework,
    draft: ResultDraft,
    checked: _Checked,
    old: OutsideResult | None,
    reason: str,
) -> OutsideResult:
    ruled = checked.ruled
    with writing(actor, Action.KEEP_OUTSIDE, RESOURCE) as entry:
        document = (
            draft.document
            if isinstance(draft.document, SourceDocument)
            else _keep_document(actor, draft.document)
        )
        made = OutsideResult(
            cycle=cycle,
            year=draft.year,
            kind=draft.kind,
            happened_on=draft.happened_on,
            document=document,
            place=draft.place.strip(),
            title=draft.title.strip(),
            note=draft.note.strip(),
            measure=draft.measure if draft.kind is Kind.ANNUAL else "",
            score=draft.score if ruled.maximum is not None else None,
            maximum=ruled.maximum,
            settled=draft.settled and draft.kind is Kind.ANNUAL,
            rule=draft.rule if ruled.points is not None else "",
            rule_text=ruled.rule_text,
            points=ruled.points,
            cap=ruled.cap,
            veto=ruled.veto,
            ban_months=ruled.ban_months,
            pack_id=framework.id,
            pack_edition=framework.edition,
            corrects=old,
            reason=reason,
            made_by=actor,
        )
        _save(made)
        for problem in checked.problems:
            problem.result = made
        for count in checked.counts:
            count.result = made
        FeedbackProblem.objects.bulk_create(checked.problems, batch_size=500)
        OutsideCount.objects.bulk_create(checked.counts, batch_size=500)
        entry.resource_id = str(made.pk)
        entry.before = _figures(old) if old else None
        entry.after = _figures(made) | {"problems": len(checked.problems), "counts": len(checked.counts)}
        _tell_calendar(actor, cycle, made)
    return made


def _save(made: OutsideResult) -> None:
    """Store the row; somebody who was faster is named by the database's own constraints."""
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise refused(made.said, "您填写的时候，别人已经登记或更正了这一条。请看清最新的再改") from None


def _keep_document(actor: Account, draft: DocumentDraft) -> SourceDocument:
    document = SourceDocument(
        title=draft.title.strip(),
        issuer=draft.issuer.strip(),
        number=draft.number.strip(),
        dated=draft.dated,
        kept_by=actor,
    )
    with (
        writing(actor, Action.KEEP_OUTSIDE, RESOURCE_DOCUMENT, str(document.pk)) as entry,
        files.kept(document, draft.file),
    ):
        entry.after = {
            "title": document.title,
            "sha256": document.sha256,
            "dated": document.dated.isoformat(),
        }
    return document


def _figures(result: OutsideResult) -> dict[str, object]:
    """What the audit chain keeps of a result: figures as text, so that no digit changes."""
    figures = {
        name: None if value is None else f"{value:f}"
        for name, value in (("score", result.score), ("points", result.points))
    }
    return {
        "cycle": result.cycle_id,
        "year": result.year,
        "kind": result.kind,
        "measure": result.measure,
        "rule": result.rule,
        "happened_on": result.happened_on.isoformat(),
        "document": str(result.document_id),
        "corrects": result.corrects_id,
        **{name: value for name, value in figures.items() if value is not None},
    }


# ---- the calendar's gates


def _tell_calendar(actor: Account, cycle: Cycle, made: OutsideResult) -> None:
    """Settle the calendar's gates of the year with the figure that is known now: nobody types it twice.

    A figure that somebody typed at a gate stands until a result with a document takes its place.
    """
    if made.kind not in CHANGES_TOTAL:
        return
    book = book_of(cycle, pack_of(cycle), list(queries.standing(cycle)))
    place = list(cycle.years).index(made.year)
    total = book.years[place].total
    gone = made.kind == Kind.ANNUAL and made.withdrawn
    for measure in dict.fromkeys([ANNUAL, made.measure or ANNUAL]):
        if measure == ANNUAL:
            figure = None if total is None else total.total
        else:
            score = book.gate_results.get(measure, (None,) * len(cycle.years))[place]
            figure = None if score is None or score.score is None else Fraction(score.score)
        if figure is not None or (gone and (made.is_annual or measure == made.measure)):
            _settle(actor, cycle, made, measure, figure)


def _settle(actor: Account, cycle: Cycle, made: OutsideResult, measure: str, figure: Fraction | None) -> None:
    gates = list(
        CalendarEntry.objects.filter(
            cycle=cycle, measure=measure, since__year=made.year, withdrawn_at=None
        ).order_by("pk")
    )
    if not gates:
        return
    known = _thousandths(figure)
    source = f"上级测评结果第 {made.pk} 条：{made.document.cited}"[:200]
    last = GateOutcome.objects.filter(entry__in=gates).order_by("-pk").first()
    if (last.figure if last else None) == known:
        return
    if known is not None:
        record_outcome(actor, gates[0], GateState.OPEN, known, source)
        return
    for one in gates:
        record_outcome(actor, one, GateState.OPEN, None, source)


def _thousandths(figure: Fraction | None) -> Decimal | None:
    """The figure as the calendar keeps it, cut and not rounded: 79.9996 must not clear a gate of 80."""
    if figure is None:
        return None
    exactly = Context(prec=50).divide(Decimal(figure.numerator), Decimal(figure.denominator))
    return exactly.quantize(_THOUSANDTH, rounding=ROUND_FLOOR)
