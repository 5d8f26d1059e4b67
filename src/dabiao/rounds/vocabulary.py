"""What texts of a field workbook can mean in this district: its pack, its register of places, its organisations."""

from __future__ import annotations

from datetime import date

from dabiao.core.field.vocabulary import KnownPlace, Vocabulary
from dabiao.core.framework import Framework
from dabiao.duties.breakdown.proposal_rules import proposal_rules
from dabiao.people.models import OrganisationKind
from dabiao.people.organisations.queries import former_names, open_organisations
from dabiao.places.queries import known_sites

_ANSWERING = (OrganisationKind.DEPARTMENT, OrganisationKind.STREET)
"""Kinds that are named as 责任单位: a street answers for places too."""


def vocabulary_of(framework: Framework, round_name: str = "", day: date | None = None) -> Vocabulary:
    """Gather the vocabulary in four queries. ``round_name`` and ``day`` hold where the workbook says nothing."""
    former = former_names()
    names: dict[str, list[str]] = {}
    others: list[frozenset[str]] = []
    for key, kind, name in open_organisations().values_list("pk", "kind", "name"):
        names.setdefault(kind, []).append(name)
        others += [frozenset((name, one)) for one in former.get(key, ())]
    return Vocabulary(
        framework,
        places=tuple(
            KnownPlace(
                *(one.site_id, one.name, one.site_type, one.street, one.community, one.unit),
                closed=not is_open,
            )
            for one, is_open in known_sites(day)
        ),
        units=tuple(name for kind in _ANSWERING for name in names.get(kind, ())),
        streets=tuple(names.get(OrganisationKind.STREET, ())),
        communities=tuple(names.get(OrganisationKind.COMMUNITY, ())),
        round_name=round_name,
        date=day.isoformat() if day else "",
        other_names=(*proposal_rules().others, *others),
    )
