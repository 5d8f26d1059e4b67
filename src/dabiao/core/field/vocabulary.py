"""What texts of a field workbook can be matched to: framework, register of places, organisations, and what was
learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dabiao.core.field.mapping import Basis, FieldMapping, Kind, Layout
from dabiao.core.field.words import plain
from dabiao.core.framework import Framework
from dabiao.core.unit_names import OtherNames


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the register. ``others`` are further names it goes by. A ``closed`` one can be meant by a workbook of
    its time, but is none of those that a round now looks at.
    """

    site_id: str
    name: str
    site_type: str
    street: str = ""
    community: str = ""
    unit: str = ""
    others: tuple[str, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """All that may be meant. ``round_name`` and ``date`` (2026-10-12) hold where the workbook says nothing."""

    framework: Framework
    places: tuple[KnownPlace, ...] = ()
    units: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    round_name: str = ""
    date: str = ""
    other_names: OtherNames = ()


Pair = tuple[Kind, str, str, str]
"""Kind, written text, context, target."""


@dataclass(frozen=True)
class Learned:
    """Accepted pairs. Texts are compared in their plain form; a later pair overrides an earlier one."""

    pairs: Mapping[tuple[Kind, str, str], str] = field(default_factory=dict)

    def target(self, kind: Kind, written: str, context: str = "") -> str | None:
        """What a person accepted for this text, in this context or in any."""
        key = _key(kind, written)
        found = self.pairs.get((kind, key, context))
        return found if found is not None else self.pairs.get((kind, key, ""))


NOTHING_LEARNED = Learned()


def merged(first: Learned, pairs: Iterable[Pair]) -> Learned:
    """``first`` with further pairs, which go before it."""
    return Learned({**first.pairs, **learned(pairs).pairs})


def learned(pairs: Iterable[Pair]) -> Learned:
    """Make ``Learned`` from stored pairs, oldest first."""
    return Learned({(kind, _key(kind, written), context): target for kind, written, context, target in pairs})


def _key(kind: Kind, written: str) -> str:
    """Marks are compared as they are: a stroke and a dash are no noise there."""
    return written if kind is Kind.VALUE else plain(written)


def accepted_pairs(mapping: FieldMapping) -> tuple[Pair, ...]:
    """What an accepted mapping teaches: the profile of this workbook, and of next month's.

    Every column's heading, every sheet's layout by its headings, and every text that has a target.
    """
    pairs: list[Pair] = []
    for sheet in mapping.sheets:
        if sheet.columns:
            pairs.append((Kind.LAYOUT, layout_key(one.heading for one in sheet.columns), "", sheet.layout))
        if sheet.layout is not Layout.IGNORED:
            pairs += [(Kind.COLUMN, one.heading, sheet.layout, one.role) for one in sheet.columns]
    pairs += [
        (one.kind, one.written, one.context, one.target)
        for one in mapping.matches
        if one.target and (one.settled or one.basis is Basis.PERSON)
    ]
    return tuple(dict.fromkeys(pairs))


def layout_key(headings: Iterable[str]) -> str:
    """What a table is known by: its headings, in any order."""
    return "｜".join(sorted({plain(one) for one in headings} - {""}))
