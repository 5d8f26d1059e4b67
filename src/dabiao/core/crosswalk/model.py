"""Which standard and item of one framework is which of another (标准对应): what lets observations made under one be
counted under the other.

A crosswalk leads from a framework to another: to the next edition (换版), or to a sibling on the same places (联创).
Each old standard has an entry; its items have entries of their own. One row goes to one place at most: a crosswalk
never multiplies what somebody saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property


class CrosswalkKind(StrEnum):
    """Why two frameworks are compared."""

    EDITION = "换版"
    SIBLING = "联创"


class Basis(StrEnum):
    """What an entry rests on."""

    SAME = "编号和内容都相同"
    SAME_TEXT = "内容相同，编号不同"
    SAME_ID = "编号相同，内容有改动"
    SIMILAR = "内容相近"
    NONE = "没有找到相近的"
    BY_HAND = "人工指定"


SURE_PERCENT = 75
"""From here on a counterpart is taken unless somebody says otherwise; below, somebody has to choose it.
Measured on the shipped packs with every id changed and a third of each text cut away, twenty times: of
8,044 counterparts at or above it two were wrong, both of items whose telling words were cut
(``tools/score_crosswalk``)."""

LEAST_PERCENT = 35
"""Below, two texts share no more than the words all standards share, and naming a candidate would only mislead."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where rows of ``standard`` and ``item`` go. An empty ``item`` is the standard as a whole: rows that name no item
    the old framework knows. An empty ``to_standard``: nowhere. An empty ``to_item``: to the standard, under the item's
    own words. ``percent`` says how sure that is; ``candidate`` is the likeliest where nobody has chosen yet.
    """

    standard: str
    item: str
    to_standard: str
    to_item: str
    percent: int
    basis: Basis
    candidate: str = ""
    note: str = ""

    @property
    def leads_somewhere(self) -> bool:
        """Whether rows go anywhere at all."""
        return bool(self.to_standard)

    @property
    def undecided(self) -> bool:
        """Whether there is a candidate that nobody has taken or refused."""
        return bool(self.candidate) and not self.to_standard


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """A place type of the old framework under its name in the new one; an empty ``to`` means that it has none."""

    site_type: str
    to: str
    percent: int
    basis: Basis


@dataclass(frozen=True)
class Crosswalk:
    """The entries from one framework to another; an entry for each standard and each of its items."""

    from_pack: str
    to_pack: str
    kind: CrosswalkKind
    entries: tuple[Entry, ...]
    site_types: tuple[TypeEntry, ...] = ()

    @cached_property
    def entry(self) -> Mapping[tuple[str, str], Entry]:
        """Entries by standard and item."""
        return {(one.standard, one.item): one for one in self.entries}

    @cached_property
    def type_entry(self) -> Mapping[str, TypeEntry]:
        """Place types by their old id."""
        return {one.site_type: one for one in self.site_types}

    @cached_property
    def targets(self) -> Mapping[str, tuple[str, ...]]:
        """The standards each old standard leads to: more than one where it was split, none where it ended."""
        found: dict[str, dict[str, None]] = {}
        for one in self.entries:
            targets = found.setdefault(one.standard, {})
            if one.to_standard:
                targets[one.to_standard] = None
        return {standard: tuple(targets) for standard, targets in found.items()}

    @cached_property
    def sources(self) -> Mapping[str, tuple[str, ...]]:
        """The standards that lead to each new one: more than one where they were merged."""
        found: dict[str, list[str]] = {}
        for standard, targets in self.targets.items():
            for target in targets:
                found.setdefault(target, []).append(standard)
        return {target: tuple(standards) for target, standards in found.items()}
