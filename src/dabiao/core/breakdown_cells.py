"""The cells of the breakdown (任务分解): every standard × method × place type that somebody has to answer for.

They follow from the pack: a method a standard has a rule for is a cell; 实地 is one for each place type at which an
item of the standard is checked. A place type of '' stands for all of them, or for a method that knows no places.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dabiao.core.framework import CheckItem, Framework, Method, Standard

EVERYWHERE = ""
"""The place type of a cell that is not about one."""


class DutyKind(StrEnum):
    """How an organisation answers: it leads, it does the work, or it helps."""

    LEAD = "牵头"
    RESPONSIBLE = "责任"
    ASSISTING = "配合"


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of the breakdown. ``method`` is a Chinese name, ``site_type`` an id of the pack or ``EVERYWHERE``."""

    standard_id: str
    method: str
    site_type: str = EVERYWHERE

    @property
    def everywhere(self) -> Cell:
        """The same standard and method at all places: who answers there answers in every cell of them."""
        return Cell(self.standard_id, self.method)


@dataclass(frozen=True, slots=True)
class OffSite:
    """Which of a pack's place types are no places: those of ``groups``, and what each method looks at instead."""

    groups: Collection[str] = ()
    methods: Mapping[str, Collection[str]] | None = None
    """Method → ids of the place types that stand for it, such as 材料 → filed_materials."""

    def is_place(self, framework: Framework, site_type: str) -> bool:
        """Whether one can go there."""
        known = framework.site_type_names.get(site_type)
        return known is None or known.group not in self.groups


def cells_of(framework: Framework, off_site: OffSite) -> tuple[Cell, ...]:
    """Every cell of the pack, in the order of its tree, its methods and its place types."""
    return tuple(
        cell
        for standard in framework.standards.values()
        for rule in standard.rules
        for cell in _cells(framework, standard, rule.method, off_site)
    )


def _cells(framework: Framework, standard: Standard, method: Method, off_site: OffSite) -> Iterator[Cell]:
    wanted = {kind for item in framework.items_of.get(standard.id, ()) for kind in item.site_types}
    places = [
        one.id for one in framework.site_types if one.id in wanted and off_site.is_place(framework, one.id)
    ]
    if method is not Method.FIELD or not places:
        yield Cell(standard.id, method.value)
        return
    for place in places:
        yield Cell(standard.id, method.value, place)


def asked(framework: Framework, cells: Collection[Cell], off_site: OffSite) -> str:
    """What the pack itself asks in cells of one standard: the items that are checked there, as one text; '' when there
    is none.
    """
    texts = [
        item.text
        for key in dict.fromkeys(cell.standard_id for cell in cells)
        for item in framework.items_of.get(key, ())
        if any(_concerns(framework, item, cell, off_site) for cell in cells)
    ]
    return "；".join(dict.fromkeys(texts))


def _concerns(framework: Framework, item: CheckItem, cell: Cell, off_site: OffSite) -> bool:
    if cell.site_type:
        return cell.site_type in item.site_types
    if cell.method == Method.FIELD:
        return any(off_site.is_place(framework, one) for one in item.site_types)
    instead = [one for one in item.site_types if not off_site.is_place(framework, one)]
    if _methods_without_places(framework, cell.standard_id) == 1:
        return bool(instead)
    meant = (off_site.methods or {}).get(cell.method, ())
    return any(one in meant for one in instead)


def _methods_without_places(framework: Framework, standard_id: str) -> int:
    standard = framework.standards.get(standard_id)
    return sum(rule.method is not Method.FIELD for rule in standard.rules) if standard else 0


_FIGURES = re.compile(r"\d+")
_METHOD_ORDER = {method.value: number for number, method in enumerate(Method)}
_KIND_ORDER = {kind.value: number for number, kind in enumerate(DutyKind)}


def sort_key(cell: Cell, kind: str) -> str:
    """Where a duty stands in the order of the breakdown, as text that sorts: 1.2 before 1.10, 牵头 before 责任."""
    numbered = _FIGURES.sub(lambda found: found[0].zfill(6), cell.standard_id)
    return f"{numbered}|{_METHOD_ORDER.get(cell.method, 9)}|{cell.site_type}|{_KIND_ORDER.get(kind, 9)}"
