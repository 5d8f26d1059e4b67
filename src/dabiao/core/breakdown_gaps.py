"""Find gaps and overlaps of the breakdown: cells nobody leads, nobody works on, or two lead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dabiao.core.breakdown_cells import EVERYWHERE, Cell, DutyKind


class Finding(StrEnum):
    """What is wrong with a cell."""

    NO_LEAD = "无牵头"
    NO_RESPONSIBLE = "无责任单位"
    TWO_LEADS = "两家牵头"
    NOT_IN_PACK = "标准包里没有"


@dataclass(frozen=True, slots=True)
class Held:
    """That a kind of duty in a cell is held: by how many, and by whom first (all there is to know of a leader)."""

    cell: Cell
    kind: str
    number: int
    organisation: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Findings by cell, and place types for which nobody answers at all."""

    findings: dict[Cell, tuple[Finding, ...]]
    empty_site_types: tuple[str, ...]

    def cells(self, finding: Finding) -> list[Cell]:
        """Cells with a finding, in order."""
        return [cell for cell, found in self.findings.items() if finding in found]


def coverage(cells: Sequence[Cell], held: Iterable[Held]) -> Coverage:
    """Compare what the pack asks (``cells``) with what is ``held``.

    A duty for all places covers each of them. Two leads meet where one leads everywhere and another at a place type.
    """
    holders = {(one.cell, one.kind): one for one in held}
    asked = set(cells)
    covered_elsewhere = {cell.everywhere for cell in cells if cell.site_type}
    findings: dict[Cell, tuple[Finding, ...]] = {}
    for cell in cells:
        found = tuple(_of_cell(cell, holders))
        if found:
            findings[cell] = found
    for cell in dict.fromkeys(one for one, _ in holders):
        if cell not in asked and cell not in covered_elsewhere:
            findings[cell] = (Finding.NOT_IN_PACK,)
    return Coverage(findings, _empty(cells, {cell for cell, _ in holders}))


def _of_cell(cell: Cell, holders: dict[tuple[Cell, str], Held]) -> Iterable[Finding]:
    leaders = {
        holders[one, DutyKind.LEAD].organisation
        for one in (cell, cell.everywhere)
        if (one, DutyKind.LEAD) in holders
    }
    if not leaders:
        yield Finding.NO_LEAD
    if not any((one, DutyKind.RESPONSIBLE) in holders for one in (cell, cell.everywhere)):
        yield Finding.NO_RESPONSIBLE
    if len(leaders) > 1:
        yield Finding.TWO_LEADS


def _empty(cells: Sequence[Cell], held: Collection[Cell]) -> tuple[str, ...]:
    """Place types the pack has cells for, none of which anybody holds."""
    held_types = {cell.site_type for cell in cells if cell in held or cell.everywhere in held}
    asked = dict.fromkeys(cell.site_type for cell in cells if cell.site_type != EVERYWHERE)
    return tuple(one for one in asked if one not in held_types)
