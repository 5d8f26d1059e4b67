"""Read what is wrong with the breakdown: one query for each sort of gap, however many duties there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from dabiao.core.breakdown_gaps import Coverage, coverage
from dabiao.core.framework import Framework
from dabiao.duties.breakdown.cells import pack_cells
from dabiao.duties.breakdown.models import Duty, Kind
from dabiao.duties.breakdown.queries import duties, held
from dabiao.people import policy
from dabiao.people.models import (
    Account,
    Organisation,
    OrganisationKind,
    Post,
    Succession,
    open_on,
)
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.policy import Action

HAVE_DUTIES = (OrganisationKind.STREET, OrganisationKind.DEPARTMENT)
"""Kinds that are expected to have duties of their own; communities answer through their street."""


def covered(asker: Account, framework: Framework) -> Coverage:
    """Compare the pack's cells with all open duties; only for who sees everything. One query."""
    return coverage(pack_cells(framework), held(asker, framework.id))


def left_people(asker: Account, pack_id: str) -> QuerySet[Duty]:
    """Open duties whose person holds no post at the organisation any more, or whose account is closed."""
    working = Post.objects.filter(
        open_on(timezone.localdate()),
        account_id=OuterRef("person_id"),
        organisation_id=OuterRef("organisation_id"),
        account__is_active=True,
    )
    named = duties(asker, pack_id).filter(person_id__gt=0)  # finds its index, which “is not null” does not
    found = Duty.objects.filter(pk__in=named.values("pk"))
    return found.filter(~Exists(working)).select_related("organisation", "person").order_by("position", "pk")


def double_roles(asker: Account, pack_id: str) -> QuerySet[Duty]:
    """Open duties of assisting by an organisation that leads or works in the same cell anyway."""
    other = Duty.objects.filter(
        pack_id=OuterRef("pack_id"),
        standard_id=OuterRef("standard_id"),
        method=OuterRef("method"),
        site_type=OuterRef("site_type"),
        organisation_id=OuterRef("organisation_id"),
        kind__in=(Kind.LEAD, Kind.RESPONSIBLE),
        until=None,
    )
    found = duties(asker, pack_id).filter(kind=Kind.ASSISTING)
    return found.filter(Exists(other)).select_related("organisation").order_by("position", "pk")


@dataclass(frozen=True, slots=True)
class ClosedUnit:
    """An organisation that is no more and still has open duties, and who took its place."""

    organisation_id: int
    name: str
    number: int
    successors: tuple[tuple[int, str], ...]


def closed_units(asker: Account, pack_id: str) -> list[ClosedUnit]:
    """Organisations that were closed and still have duties. Two queries."""
    closed = Organisation.objects.filter(closed_on__isnull=False)
    counted = (
        duties(asker, pack_id)
        .filter(organisation_id__in=closed.values("pk"))
        .values_list("organisation_id", "organisation__name")
        .annotate(number=Count("pk"))
        .order_by("organisation__name")
    )
    rows = list(counted)
    successors: dict[int, list[tuple[int, str]]] = {}
    for predecessor, successor, name in Succession.objects.filter(
        predecessor_id__in=[one for one, _, _ in rows], successor__closed_on=None
    ).values_list("predecessor_id", "successor_id", "successor__name"):
        successors.setdefault(predecessor, []).append((successor, name))
    return [ClosedUnit(one, name, number, tuple(successors.get(one, ()))) for one, name, number in rows]


def idle_units(asker: Account, pack_id: str) -> Sequence[Organisation]:
    """Open streets and departments without any open duty; () for who does not see everything. One query."""
    if not policy.require(asker, Action.SEE_DUTIES).everything:
        return ()
    having = Duty.objects.filter(pack_id=pack_id, until=None, organisation_id=OuterRef("pk"))
    return list(open_organisations(*HAVE_DUTIES).filter(~Exists(having)))
