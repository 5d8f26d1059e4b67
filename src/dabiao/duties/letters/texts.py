"""Between the tables of a version and the frozen value that says what the letter says."""

from __future__ import annotations

from collections.abc import Sequence

from dabiao.core.breakdown_cells import DutyKind
from dabiao.core.deduction_bands import Comparison, DeductionBand
from dabiao.core.letter_text import Amends, AnnexTask, LetterHead, LetterItem, LetterText
from dabiao.duties.letters.models import AnnexRow, LetterBand, LetterVersion
from dabiao.duties.letters.models import LetterItem as ItemRow
from dabiao.people.models import Organisation

PLAIN_FIELDS = (
    "title",
    "party_a_post",
    "party_b_post",
    "period_from",
    "period_to",
    "preamble",
    "measures",
    "scoring",
    "rewards",
)
"""Fields that a version and its text have in common."""


def text_of_version(version: LetterVersion) -> LetterText:
    """Read a version's text from its tables: three queries."""
    return LetterText(
        **{name: getattr(version, name) for name in PLAIN_FIELDS},
        items=tuple(_item(one) for one in version.letteritems.select_related("evaluator")),
        bands=tuple(_band(one) for one in version.letterbands.all()),
        annex=tuple(_task(one) for one in version.annexrows.all()),
    )


def head_of_version(version: LetterVersion) -> LetterHead:
    """Which letter, between whom, in which version. The parties are named as they are called today."""
    letter, before = version.letter, version.amends
    return LetterHead(
        letter=letter.pk,
        campaign=letter.campaign,
        year=letter.year,
        party_a=letter.party_a.name,
        party_b=letter.party_b.name,
        version=version.number,
        amends=None if before is None else Amends(before.number, before.sm3, version.reason),
    )


def item_rows(
    version: LetterVersion, items: Sequence[LetterItem], evaluators: dict[str, Organisation]
) -> list[ItemRow]:
    """Rows for the items of a version, in order; evaluators by name."""
    return [
        ItemRow(
            version=version,
            position=position,
            key=one.key,
            text=one.text,
            standard_id=one.standard_id,
            comparison=one.comparison.value,
            target=one.target,
            unit=one.unit,
            deadline=one.deadline,
            evaluator=evaluators.get(one.evaluator),
            points=one.points,
        )
        for position, one in enumerate(items, start=1)
    ]


def band_rows(version: LetterVersion, bands: Sequence[DeductionBand]) -> list[LetterBand]:
    """Rows for the bands of a version."""
    return [
        LetterBand(
            version=version,
            position=position,
            low=one.low,
            high=one.high,
            low_closed=one.low_closed,
            high_closed=one.high_closed,
            deduction=one.deduction,
            consequence=one.consequence,
        )
        for position, one in enumerate(bands, start=1)
    ]


def annex_rows(version: LetterVersion, annex: Sequence[AnnexTask]) -> list[AnnexRow]:
    """Rows for the annexed table of a version."""
    return [
        AnnexRow(
            version=version,
            position=position,
            standard_id=one.standard_id,
            standard_title=one.standard_title,
            method=one.method,
            site_type=one.site_type,
            kind=one.kind.value,
            requirement=one.requirement,
            deadline=one.deadline,
        )
        for position, one in enumerate(annex, start=1)
    ]


def _item(row: ItemRow) -> LetterItem:
    return LetterItem(
        key=row.key,
        text=row.text,
        standard_id=row.standard_id,
        comparison=Comparison(row.comparison),
        target=row.target,
        unit=row.unit,
        deadline=row.deadline,
        evaluator=row.evaluator.name if row.evaluator else "",
        points=row.points,
    )


def _band(row: LetterBand) -> DeductionBand:
    return DeductionBand(row.low, row.high, row.low_closed, row.high_closed, row.deduction, row.consequence)


def _task(row: AnnexRow) -> AnnexTask:
    return AnnexTask(
        standard_id=row.standard_id,
        standard_title=row.standard_title,
        method=row.method,
        site_type=row.site_type,
        kind=DutyKind(row.kind),
        requirement=row.requirement,
        deadline=row.deadline,
    )
