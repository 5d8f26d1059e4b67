"""Names of streets, communities and units as a register of places writes them, against those that are registered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dabiao.core.defects import Defect
from dabiao.core.unit_names import RELIABLE, Unit, find_unit
from dabiao.office.site_table import COMMUNITY
from dabiao.people.models import OrganisationKind
from dabiao.people.organisations.queries import former_names, open_organisations, street_names

MOST_COMPARED = 1_000
"""Different names that are compared with the registered ones; no district has as many streets or units."""


@dataclass
class WrittenNames:
    """Names of organisations of one kind, and what became of names that are written otherwise."""

    heading: str
    units: tuple[Unit, ...]
    found: dict[str, str] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    rewritten: Counter[tuple[str, str]] = field(default_factory=Counter)

    def registered(self, written: str) -> str:
        """The registered name of what is written, or what is written where nobody registered is meant."""
        if not written:
            return ""
        if written not in self.found:
            meant = find_unit(written, self.units if len(self.found) < MOST_COMPARED else ())
            sure = meant.unit is not None and meant.confidence >= RELIABLE
            self.found[written] = meant.unit.name if meant.unit is not None and sure else ""
        name = self.found[written]
        if not name:
            self.unknown[written] += 1
        elif name != written:
            self.rewritten[written, name] += 1
        return name or written

    def cautions(self, file: str) -> Iterator[Defect]:
        """Say which names were written otherwise, and which nobody knows."""
        for (written, name), count in self.rewritten.items():
            yield Defect(
                "“%(written)s”按单位名册登记为“%(name)s”（%(count)d 处）",
                file,
                field=self.heading,
                parameters={"written": written, "name": name, "count": count},
            )
        for written, count in self.unknown.most_common():
            yield Defect(
                "“%(written)s”不在单位名册里（%(count)d 处），照原样登记。请核对名称，或先把它登记为单位",
                file,
                field=self.heading,
                parameters={"written": written, "count": count},
            )


def written_names(heading: str, kinds: Iterable[OrganisationKind]) -> WrittenNames:
    """Read the open organisations of these kinds, with their former names. Two queries."""
    former = former_names()
    found = open_organisations(*kinds).order_by("pk")
    return WrittenNames(
        heading, tuple(Unit(one.pk, one.name, one.kind, former.get(one.pk, ())) for one in found)
    )


def community_cautions(places: Iterable[tuple[str, str]], file: str) -> Iterator[Defect]:
    """Say which communities, given as (street, community), a street does not have; only where it has any registered."""
    streets = street_names()
    known: defaultdict[str, set[str]] = defaultdict(set)
    for one in open_organisations(OrganisationKind.COMMUNITY):
        known[streets.get(one.pk, "")].add(one.name)
    unknown = Counter(
        (street, community)
        for street, community in places
        if community and street in known and community not in known[street]
    )
    for (street, name), count in unknown.most_common():
        yield Defect(
            "“%(street)s”下面没有登记“%(written)s”（%(count)d 处），照原样登记。请核对名称，或先把它登记为单位",
            file,
            field=COMMUNITY,
            parameters={"street": street, "written": name, "count": count},
        )
