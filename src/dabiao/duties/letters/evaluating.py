"""The write that stores a year-end evaluation. Insight computes it; here it is checked, and kept for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from dabiao.core.deduction_bands import (
    Comparison,
    DeductionBand,
    band_of,
    completion,
    item_score,
    plain,
    unsound,
)
from dabiao.core.defects import BadInput, Defect
from dabiao.duties.letters.actions import RESOURCE, locked
from dabiao.duties.letters.models import (
    EvaluatedItem,
    LetterItem,
    LetterState,
    LetterVersion,
    YearEndEvaluation,
)
from dabiao.duties.letters.texts import text_of_version
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing


@dataclass(frozen=True, slots=True)
class ItemFigure:
    """What came out for one item. ``result`` in the item's unit, for 完成 the share done; None without data."""

    key: int
    result: Decimal | None
    score: Decimal
    harmful: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationFigures:
    """A whole evaluation, and what it was computed from, e.g. the snapshot's name."""

    items: Sequence[ItemFigure]
    total: Decimal
    deduction: Decimal
    computed_from: str


def record_evaluation(
    actor: Account, version: LetterVersion, figures: EvaluationFigures
) -> YearEndEvaluation:
    """Keep an evaluation of the version in force. A later one takes its place; none is ever changed.

    Raises BadInput unless every item has one figure, every score follows from its result, the total is their sum and
    the deduction is what the band of that total says: what does not add up is not kept.
    """
    with writing(actor, Action.DRAFT_LETTER, RESOURCE, str(version.letter_id)) as entry:
        current = locked(version)
        if current.state != LetterState.SIGNED:
            raise BadInput(Defect("只有正在执行（已签）的责任书才能记年终考核", current.title))
        items = {one.key: one for one in current.letteritems.all()}
        defects = _defects(current.title, items, figures)
        if defects:
            raise BadInput(defects)
        band = _band(current, figures)
        made = YearEndEvaluation.objects.create(
            version=current,
            total=figures.total,
            deduction=figures.deduction,
            band=str(band) if band else "",
            consequence=band.consequence if band else "",
            computed_from=figures.computed_from,
            by=actor,
            at=timezone.now(),
        )
        EvaluatedItem.objects.bulk_create(
            EvaluatedItem(
                evaluation=made,
                item=items[one.key],
                result=one.result,
                harmful=one.harmful,
                score=one.score,
                note=one.note,
            )
            for one in figures.items
        )
        entry.after = {
            "version": current.number,
            "evaluation": made.pk,
            "total": plain(made.total),
            "deduction": plain(made.deduction),
            "computed_from": made.computed_from,
        }
    return made


def score_of(item: LetterItem, result: Decimal | None, *, harmful: bool = False) -> Decimal:
    """Points an item of a letter earns; without data it counts as not done."""
    if item.points is None or result is None:
        return Decimal(0)
    done = completion(Comparison(item.comparison), item.target, result)
    return item_score(item.points, done, harmful=harmful)


def _defects(title: str, items: dict[int, LetterItem], figures: EvaluationFigures) -> list[Defect]:
    if sorted(one.key for one in figures.items) != sorted(items):
        return [Defect("考核结果和责任书的目标任务对不上，每一项要有且只有一个结果", title)]
    if not figures.computed_from.strip():
        return [Defect("没有写明考核结果从哪里来", title)]
    defects = []
    for one in figures.items:
        item = items[one.key]
        due = score_of(item, one.result, harmful=one.harmful)
        if due != one.score:
            defects.append(
                Defect(
                    "第 %(n)d 项得分写的是 %(stated)s，按结果应为 %(due)s",
                    title,
                    parameters={"n": item.position, "stated": plain(one.score), "due": plain(due)},
                )
            )
    total = sum((one.score for one in figures.items), Decimal(0))
    if total != figures.total:
        defects.append(
            Defect(
                "总分写的是 %(stated)s，各项相加是 %(total)s",
                title,
                parameters={"stated": plain(figures.total), "total": plain(total)},
            )
        )
    return defects


def _band(version: LetterVersion, figures: EvaluationFigures) -> DeductionBand | None:
    """The band that applies; None for a letter without bands, which then takes nothing off."""
    bands = text_of_version(version).bands
    assert not bands or not unsound(bands, version.title), "a frozen letter has sound bands"
    band = band_of(bands, figures.total) if bands else None
    due = band.deduction if band else Decimal(0)
    if due != figures.deduction:
        raise BadInput(
            Defect(
                "扣分写的是 %(stated)s，按 %(total)s 分应扣 %(due)s",
                version.title,
                parameters={
                    "stated": plain(figures.deduction),
                    "total": plain(figures.total),
                    "due": plain(due),
                },
            )
        )
    return band
