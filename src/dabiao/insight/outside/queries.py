"""Read results from outside: what stands, what it comes to, who has to answer for what was handed back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.core.framework import Method
from dabiao.duties.cycle import queries as cycles
from dabiao.duties.cycle.models import Cycle
from dabiao.insight.outside.models import FeedbackProblem, OutsideCount, OutsideResult, SourceDocument
from dabiao.insight.outside.packs import pack_of
from dabiao.insight.outside.totals import CycleBook, book_of
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.rounds.models import StoredCell

OWN_WINDOW = timedelta(days=92)
"""How far before an outside test our own rounds still describe the same streets: a quarter, since own rounds are
monthly or quarterly (示范值)."""

PROBLEMS_SHOWN = 200
"""Rows of a list on the page of its result; the whole of it is paged under 反馈清单."""


def standing(cycle: Cycle) -> QuerySet[OutsideResult]:
    """Results of a cycle that were neither corrected nor withdrawn, oldest first. For what is built on them."""
    return (
        OutsideResult.objects.filter(cycle=cycle, corrected_by=None, withdrawn=False)
        .select_related("document", "made_by")
        .order_by("happened_on", "pk")
    )


def book(asker: Account, cycle: Cycle) -> CycleBook:
    """A cycle's total with everything that made it. One query. Raises BadInput when the cycle's pack is gone."""
    policy.require(asker, Action.SEE_OUTSIDE)
    return book_of(cycle, pack_of(cycle), list(standing(cycle)))


def results(asker: Account, *, kind: str = "", year: int | None = None) -> QuerySet[OutsideResult]:
    """All results with their corrections, as they were entered; lists with how many problems they have."""
    policy.require(asker, Action.SEE_OUTSIDE)
    found = OutsideResult.objects.select_related("document", "made_by", "cycle", "corrected_by").annotate(
        problem_count=Count("problems")
    )
    if kind:
        found = found.filter(kind=kind)
    return found if year is None else found.filter(year=year)


def result_by_id(asker: Account, result_id: int) -> OutsideResult:
    """One result. Raises OutsideResult.DoesNotExist."""
    return results(asker).get(pk=result_id)


def history(asker: Account, of: OutsideResult) -> list[OutsideResult]:
    """The result with everything that it corrects and that corrects it, newest first.

    The rows of one cycle and kind are few; reading them at once saves a query a step.
    """
    known = {one.pk: one for one in results(asker, kind=of.kind).filter(cycle=of.cycle_id)}
    later = {one.corrects_id: one for one in known.values() if one.corrects_id}
    first = known[of.pk]
    while first.corrects_id:
        first = known[first.corrects_id]
    chain = [first]
    while chain[-1].pk in later:
        chain.append(later[chain[-1].pk])
    return chain[::-1]


def problems_of(asker: Account, of: OutsideResult) -> list[FeedbackProblem]:
    """The first rows of a list, as they stood in it."""
    policy.require(asker, Action.SEE_OUTSIDE)
    return list(of.problems.order_by("row")[:PROBLEMS_SHOWN])


def counts_of(asker: Account, of: OutsideResult) -> list[OutsideCount]:
    """Counts by standard that came with a result."""
    policy.require(asker, Action.SEE_OUTSIDE)
    return list(of.counts.order_by("standard_id", "site_type"))


def documents(asker: Account) -> QuerySet[SourceDocument]:
    """Source documents, newest first."""
    policy.require(asker, Action.SEE_OUTSIDE)
    return SourceDocument.objects.select_related("kept_by").order_by("-dated", "-kept_at")


def document_by_id(asker: Account, document_id: uuid.UUID) -> SourceDocument:
    """One source document. Raises SourceDocument.DoesNotExist."""
    return documents(asker).get(pk=document_id)


def results_of(asker: Account, document: SourceDocument) -> list[OutsideResult]:
    """Everything that stands in a document."""
    return list(results(asker).filter(document=document).order_by("pk"))


def same_file(sha256: str) -> SourceDocument | None:
    """The document whose file is this one, if it was handed in before."""
    return SourceDocument.objects.filter(sha256=sha256).first() if sha256 else None


@dataclass(frozen=True, slots=True)
class Applying:
    """A day of the calendar on which the city has to be free of bans, and whether it is."""

    title: str
    day: date
    is_banned: bool


def applying_days(asker: Account, shown: CycleBook) -> list[Applying]:
    """First days of filing and of the official tests in the calendar, and whether a ban holds on them."""
    policy.require(asker, Action.SEE_OUTSIDE)
    calendar = cycles.calendar(asker, shown.cycle)
    return [
        Applying(one.entry.title, one.span.since, bool(shown.banned_on(one.span.since)))
        for one in calendar.lines
        if one.entry.kind in (CalendarKind.FILING, CalendarKind.TEST)
    ]


def only_in_calendar(asker: Account, shown: CycleBook) -> list[tuple[int, Decimal]]:
    """Annual figures that somebody typed at the calendar's gates and nobody entered with a document."""
    policy.require(asker, Action.SEE_OUTSIDE)
    known = {one.year for one in shown.years if one.annual is not None}
    annual = cycles.calendar(asker, shown.cycle).annual
    return [(year, figure) for year, figure in annual if figure is not None and year not in known]


# ---- what was handed back


def feedback(asker: Account) -> QuerySet[FeedbackProblem]:
    """Problems that were handed back and stand: all, or those of the asker's own streets, communities and units.

    A list may name a street as the unit that answers: then it is the street's too.
    """
    scope = policy.require(asker, Action.SEE_FEEDBACK)
    found = FeedbackProblem.objects.filter(result__corrected_by=None, result__withdrawn=False).select_related(
        "result__document"
    )
    if scope.everything:
        return found
    own = Q(street__in=scope.streets) | Q(unit__in=scope.units | scope.streets)
    for street, community in sorted(scope.communities):
        own |= Q(street=street, community=community)
    return found.filter(own)


# ---- own and others' judgement of the same thing


@dataclass(frozen=True, slots=True)
class Pair:
    """The same standard and place type, judged by others and by us within ``OWN_WINDOW`` before.

    Counts are of places: looked at, and passed. ``site_type`` is empty where the document does not part them: then ours
    are of all types together. Nothing of ours in that time is ``own_places`` 0, no rate.
    """

    year: int
    result_id: int
    happened_on: date
    standard_id: str
    site_type: str
    places: int
    places_ok: int
    own_places: int
    own_places_ok: int

    @property
    def rate(self) -> float:
        """Share that passed when others looked; nobody enters a count of no places."""
        return self.places_ok / self.places

    @property
    def own_rate(self) -> float | None:
        """Share that passed when we looked; None where we did not."""
        return self.own_places_ok / self.own_places if self.own_places else None


def pairs(asker: Account, cycle: Cycle) -> list[Pair]:
    """Every count of a cycle's outside results beside ours. Three queries, however many there are."""
    policy.require(asker, Action.SEE_OUTSIDE)
    return judged_twice(list(standing(cycle).filter(counts__isnull=False).distinct()))


def judged_twice(found: Sequence[OutsideResult]) -> list[Pair]:
    """The pairs of these results. For what learns how severely others judge; pages go through ``pairs``."""
    by_result = {one.pk: one for one in found}
    counts = list(
        OutsideCount.objects.filter(result__in=found).order_by("result_id", "standard_id", "site_type")
    )
    own = _own_cells(found, {one.standard_id for one in counts})
    rows = []
    for one in counts:
        result = by_result[one.result_id]
        near = [
            (seen, passed)
            for pack, day, standard_id, site_type, seen, passed in own
            if pack == result.pack_id
            and result.happened_on - OWN_WINDOW <= day <= result.happened_on
            and standard_id == one.standard_id
            and one.site_type in ("", site_type)
        ]
        rows.append(
            Pair(
                result.year,
                result.pk,
                result.happened_on,
                one.standard_id,
                one.site_type,
                one.places,
                one.places_ok,
                sum(seen for seen, _ in near),
                sum(passed for _, passed in near),
            )
        )
    return rows


OwnCell = tuple[str, date, str, str, int, int]
"""Pack, last day of the round, standard, place type, places looked at, places that passed."""


def _own_cells(found: Sequence[OutsideResult], standard_ids: set[str]) -> list[OwnCell]:
    """Counts of our own rounds that may lie near enough to one of these results. One query."""
    if not found:
        return []
    days = [one.happened_on for one in found]
    return list(
        StoredCell.objects.filter(
            round__pack_id__in={one.pack_id for one in found},
            round__last_date__range=(min(days) - OWN_WINDOW, max(days)),
            method=Method.FIELD,
            item="",
            places__gt=0,
            standard_id__in=standard_ids,
        )
        .values_list("round__pack_id", "round__last_date", "standard_id", "site_type")
        .annotate(seen=Sum("places"), passed=Sum("places_ok"))
        .order_by("round__last_date", "standard_id", "site_type")
    )
