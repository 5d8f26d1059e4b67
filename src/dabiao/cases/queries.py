"""Read the problem list, always within what the asker answers for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from dabiao.cases.models import Problem
from dabiao.core import assessment
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.rounds.models import Import

FILTERS = ("round", "street", "unit", "site_type", "standard_id")


@dataclass(frozen=True)
class ProblemFilter:
    """What the list is narrowed to; an empty word does not narrow."""

    round: str = ""
    street: str = ""
    unit: str = ""
    site_type: str = ""
    standard_id: str = ""
    text: str = ""


def problems(asker: Account, pack_id: str, wanted: ProblemFilter | None = None) -> QuerySet[Problem]:
    """List problems the asker may see: all, or those of the asker's own streets, communities and units."""
    scope = policy.require(asker, Action.SEE_PROBLEMS)
    found = Problem.objects.filter(pack_id=pack_id)
    if not scope.everything:
        own = Q(street__in=scope.streets) | Q(unit__in=scope.units)
        for street, community in sorted(scope.communities):
            own |= Q(street=street, community=community)
        found = found.filter(own)
    if wanted is None:
        return found
    found = found.filter(**{name: word for name in FILTERS if (word := getattr(wanted, name))})
    if wanted.text:
        found = found.filter(
            Q(text__icontains=wanted.text)
            | Q(site_name__icontains=wanted.text)
            | Q(item__icontains=wanted.text)
            | Q(standard_title__icontains=wanted.text)
        )
    return found


def problems_of_import(asker: Account, import_id: uuid.UUID) -> QuerySet[Problem]:
    """List what one import put on the list, as far as the asker may see."""
    policy.require(asker, Action.SEE_IMPORTS)
    source = Import.objects.get(pk=import_id)
    return problems(asker, source.pack_id).filter(source=source).select_related("source")


def choices(asker: Account, pack_id: str) -> dict[str, list[tuple[str, str]]]:
    """What each filter can be set to, as (value, shown), from the problems the asker may see."""
    mine = problems(asker, pack_id)
    found = {
        name: [(word, word) for word in mine.order_by(name).values_list(name, flat=True).distinct() if word]
        for name in ("street", "unit", "site_type")
    }
    rounds = mine.values("round").annotate(last=Max("date")).order_by("-last", "round")
    found["round"] = [(one["round"], one["round"]) for one in rounds]
    titles = mine.order_by("standard_id").values_list("standard_id", "standard_title").distinct()
    found["standard_id"] = [(one, f"{one} {title}") for one, title in titles]
    return found


def found_problems(pack_id: str) -> tuple[assessment.Problem, ...]:
    """All problems of a pack, oldest first, for documents of the district as a whole."""
    return tuple(record(row) for row in Problem.objects.filter(pack_id=pack_id).order_by("pk").iterator())


def record(row: Problem) -> assessment.Problem:
    """A stored problem as the core and the workbooks know it. Who inspected stays out of the list."""
    return assessment.Problem(
        round=row.round,
        date=row.date,
        site_id=row.site_id,
        site_name=row.site_name or None,
        site_type=row.site_type,
        street=row.street or None,
        community=row.community or None,
        unit=row.unit or None,
        standard_id=row.standard_id,
        standard_title=row.standard_title,
        item=row.item or None,
        text=row.text or None,
        count=row.count,
        inspector=None,
        photo=row.photo or None,
        source_row=row.source_row,
    )
