"""Propose who answers for each cell of the breakdown, from the pack and from rules that are data.

The pack names the department that leads a standard; rules say who does the work at a kind of place: the streets the
places lie in, or a department. What names nobody in the register stays a gap and says why. Nothing that somebody
already answers for is proposed again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dabiao.core.breakdown_cells import Cell, DutyKind, OffSite, cells_of
from dabiao.core.framework import Framework
from dabiao.core.unit_names import EXACT, Basis, Match, OtherNames, Unit, find_unit

LEADER = "牵头单位"
"""In the column 谁 of a rule: the department that leads the standard."""

STREETS = "各街道"
"""In the column 谁 of a rule: every street, each for the places that lie in it."""

STREET_KIND = "街道"

NO_OFF_SITE = OffSite()


@dataclass(frozen=True, slots=True)
class Rule:
    """Who has a kind of duty where. Empty fields fit everything; the rule that says most of them wins."""

    kind: DutyKind
    who: tuple[str, ...]
    """``LEADER``, ``STREETS`` or names of departments."""
    method: str = ""
    group: str = ""
    site_type: str = ""

    def fits(self, method: str, group: str, site_type: str) -> bool:
        """Whether it speaks of a cell."""
        return self.method in ("", method) and self.group in ("", group) and self.site_type in ("", site_type)

    @property
    def weight(self) -> int:
        """How much it says: a place type more than its group, that more than a method."""
        return 4 * bool(self.site_type) + 2 * bool(self.group) + bool(self.method)


@dataclass(frozen=True, slots=True)
class ProposalRules:
    """The rules, other names of departments, and which place types are no places."""

    rules: tuple[Rule, ...]
    others: OtherNames = ()
    off_site: OffSite = NO_OFF_SITE


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposed duty. ``confidence`` is from 0 to 1: how surely the name means this unit."""

    cell: Cell
    kind: DutyKind
    unit: Unit
    confidence: float
    basis: Basis
    named: str
    """What the pack or the rule says."""


@dataclass(frozen=True, slots=True)
class Unfound:
    """A cell for which somebody is named who is not in the register; ``rivals`` when more than one may be meant."""

    cell: Cell
    kind: DutyKind
    named: str
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, in the order of the breakdown, and what could not be."""

    duties: tuple[Proposed, ...]
    unfound: tuple[Unfound, ...]


Taken = Collection[tuple[Cell, str]]
"""Cells and kinds that somebody holds already."""


Busy = Collection[tuple[Cell, int]]
"""Cells and the units that lead or work there already: they need not assist as well."""


def propose(
    framework: Framework, units: Sequence[Unit], rules: ProposalRules, taken: Taken = (), busy: Busy = ()
) -> Proposal:
    """Propose lead, responsible and assisting units for every cell and kind that nobody holds yet."""
    register = _Register(units, rules)
    duties: list[Proposed] = []
    unfound: list[Unfound] = []
    for cell in cells_of(framework, rules.off_site):
        leader = framework.standards[cell.standard_id].lead_department
        for kind, names in _named(framework, cell, leader, rules):
            if (cell, kind) in taken or (cell.everywhere, kind) in taken:
                continue
            for name in names:
                for one in register.meant(cell, kind, name):
                    if isinstance(one, Unfound):
                        unfound.append(one)
                    else:
                        duties.append(one)
    return Proposal(_without_doubles(duties, busy), tuple(dict.fromkeys(unfound)))


def _named(
    framework: Framework, cell: Cell, leader: str, rules: ProposalRules
) -> Iterator[tuple[DutyKind, Sequence[str]]]:
    """Yield the names each kind of duty falls to; the leader is named by the pack alone."""
    yield DutyKind.LEAD, (leader,)
    site_type = framework.site_type_names.get(cell.site_type)
    group = site_type.group if site_type else ""
    for kind in (DutyKind.RESPONSIBLE, DutyKind.ASSISTING):
        fitting = [
            rule
            for rule in rules.rules
            if rule.kind is kind and rule.fits(cell.method, group, cell.site_type)
        ]
        if fitting:
            chosen = max(fitting, key=lambda rule: rule.weight)
            yield kind, [leader if name == LEADER else name for name in chosen.who]


class _Register:
    """The organisations, and what each name was found to mean."""

    def __init__(self, units: Sequence[Unit], rules: ProposalRules) -> None:
        self.units, self.rules = units, rules
        self.streets = [unit for unit in units if unit.kind == STREET_KIND]
        self._known: dict[str, Match] = {}

    def meant(self, cell: Cell, kind: DutyKind, name: str) -> Iterator[Proposed | Unfound]:
        if name == STREETS:
            if not self.streets:
                yield Unfound(cell, kind, STREETS)
            for street in self.streets:
                yield Proposed(cell, kind, street, EXACT, Basis.TERRITORY, name)
            return
        if name not in self._known:
            self._known[name] = find_unit(name, self.units, self.rules.others) if name else Match(None)
        match = self._known[name]
        if match.unit is None or match.basis is None:
            yield Unfound(cell, kind, name, match.rivals)
        else:
            yield Proposed(cell, kind, match.unit, match.confidence, match.basis, name)


def _without_doubles(duties: Sequence[Proposed], busy: Busy) -> tuple[Proposed, ...]:
    """Leave out a second proposal of the same duty, and assisting where the unit leads or works anyway."""
    kept: dict[tuple[Cell, str, int], Proposed] = {}
    for one in duties:
        working = (one.cell, one.unit.id) in busy or any(
            (one.cell, kind, one.unit.id) in kept for kind in (DutyKind.LEAD, DutyKind.RESPONSIBLE)
        )
        if not (one.kind is DutyKind.ASSISTING and working):
            kept.setdefault((one.cell, one.kind, one.unit.id), one)
    return tuple(kept.values())


def by_line(duties: Sequence[Proposed]) -> Mapping[tuple[Cell, DutyKind], list[Proposed]]:
    """Group proposals by what a person accepts or not: a cell and a kind."""
    lines: dict[tuple[Cell, DutyKind], list[Proposed]] = {}
    for one in duties:
        lines.setdefault((one.cell, one.kind), []).append(one)
    return lines
