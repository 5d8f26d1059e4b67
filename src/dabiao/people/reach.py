"""How far a post reaches: its organisation and everything below it, by id and by the names that rows use.

Rows of observations and problems name streets, communities and units as the workbook of their day did. An
organisation therefore also reaches rows that use a former name of it, and rows of organisations it succeeded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product

from django.utils import timezone

from dabiao.people.models import (
    FormerName,
    Line,
    Organisation,
    OrganisationKind,
    Placement,
    Succession,
    open_on,
)


@dataclass(frozen=True, slots=True)
class Reached:
    """Organisations by id, and the names of theirs that rows may carry; communities as (street, community)."""

    organisations: frozenset[int] = frozenset()
    streets: frozenset[str] = frozenset()
    communities: frozenset[tuple[str, str]] = frozenset()
    units: frozenset[str] = frozenset()


def below(roots: Iterable[int], day: date) -> frozenset[int]:
    """Ids of ``roots`` and of everything that stands below them on ``day``, along either line.

    One query a level: districts are five levels deep, however many organisations they have.
    """
    found = set(roots)
    level = found
    while level:
        placed = Placement.objects.filter(open_on(day), parent_id__in=level)
        level = set(placed.values_list("organisation_id", flat=True)) - found
        found |= level
    return frozenset(found)


def reached(roots: Iterable[int], day: date | None = None) -> Reached:
    """Everything that posts at ``roots`` reach on ``day`` (today)."""
    day = day or timezone.localdate()
    organisations = below(roots, day)
    inherited = predecessors(organisations)
    named = organisations | inherited
    parents = dict(
        Placement.objects.filter(organisation_id__in=named, line=Line.TERRITORY)
        .order_by("since")
        .values_list("organisation_id", "parent_id")
    )
    known = named | set(parents.values())
    kinds = dict(Organisation.objects.filter(pk__in=known).values_list("pk", "kind"))
    names = _names(known)
    streets: set[str] = set()
    units: set[str] = set()
    communities: set[tuple[str, str]] = set()
    for one in named:
        if kinds[one] == OrganisationKind.STREET:
            streets |= names[one]
        elif kinds[one] == OrganisationKind.COMMUNITY:
            communities |= set(product(names.get(parents.get(one, 0), ()), names[one]))
        elif kinds[one] != OrganisationKind.GRID:
            units |= names[one]
    return Reached(
        organisations,
        frozenset(streets),
        frozenset((street, name) for street, name in communities if street not in streets),
        frozenset(units),
    )


def predecessors(organisations: frozenset[int]) -> frozenset[int]:
    """Ids of those that ``organisations`` succeeded, at any distance. One query a level."""
    found: set[int] = set()
    level = set(organisations)
    while level:
        before = Succession.objects.filter(successor_id__in=level).values_list("predecessor_id", flat=True)
        level = set(before) - found - organisations
        found |= level
    return frozenset(found)


def _names(organisations: Iterable[int]) -> dict[int, set[str]]:
    names: defaultdict[int, set[str]] = defaultdict(set)
    for held in (
        Organisation.objects.filter(pk__in=organisations).values_list("pk", "name"),
        FormerName.objects.filter(organisation_id__in=organisations).values_list("organisation_id", "name"),
    ):
        for one, name in held:
            names[one].add(name)
    return names
