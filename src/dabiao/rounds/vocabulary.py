"""What texts of a field workbook can mean in this district: its pack, its register of places, its organisations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dabiao.core.field_vocabulary import KnownPlace, Vocabulary
from dabiao.core.framework import Framework
from dabiao.duties.breakdown.proposal_rules import proposal_rules
from dabiao.people.models import FormerName, OrganisationKind
from dabiao.people.organisations.queries import open_organisations
from dabiao.places.models import Site, open_sites

_ANSWERING = (OrganisationKind.DEPARTMENT, OrganisationKind.STREET)
"""Kinds that are named as 责任单位: a street answers for places too."""


def vocabulary_of(framework: Framework, round_name: str = "", day: date | None = None) -> Vocabulary:
    """Gather the vocabulary in four queries. ``round_name`` and ``day`` hold where the workbook says nothing."""
    names: dict[str, list[str]] = {}
    for kind, name in open_organisations().values_list("kind", "name"):
        names.setdefault(kind, []).append(name)
    told = ("site_id", "name", "site_type", "street", "community", "unit")
    open_ones = set(Site.objects.filter(open_sites(day)).values_list("site_id", flat=True))
    places = Site.objects.order_by("site_id").values_list(*told)
    former = FormerName.objects.values_list("name", "organisation__name")
    return Vocabulary(
        framework,
        places=tuple(replace(KnownPlace(*one), closed=one[0] not in open_ones) for one in places),
        units=tuple(name for kind in _ANSWERING for name in names.get(kind, ())),
        streets=tuple(names.get(OrganisationKind.STREET, ())),
        communities=tuple(names.get(OrganisationKind.COMMUNITY, ())),
        round_name=round_name,
        date=day.isoformat() if day else "",
        other_names=(*proposal_rules().others, *(frozenset(pair) for pair in former)),
    )
