"""What a text of a workbook can be said to mean: the choices, how they read, and which one a person typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from dabiao.core.field.mapping import LEFT_OUT, Kind, item_target, of_item_target
from dabiao.core.field.marks import RESULTS
from dabiao.core.field.vocabulary import Vocabulary
from dabiao.core.framework import Method
from dabiao.rounds.mapping_actions import LONGEST_NAME

LONG_LISTS = (Kind.ITEM, Kind.SITE)
"""Kinds with too many targets for a plain list: the likeliest are offered, any other is typed and looked up."""

AS_WRITTEN = (Kind.UNIT, Kind.STREET, Kind.COMMUNITY, Kind.SITE, Kind.ROUND)
"""Kinds of which the register need not know everything: the text may stand for itself."""

LONGEST_LABEL = 60
"""Characters of an item in a list of choices; the rest shows when it is chosen."""


@dataclass(frozen=True)
class Targets:
    """The targets of one district, by kind."""

    vocabulary: Vocabulary
    rounds: tuple[str, ...] = ()
    """Rounds that are stored."""

    def label(self, kind: Kind, target: str) -> str:
        """How a target reads to a person; itself where nothing more is known."""
        if target == LEFT_OUT:
            return _("不导入（只计数）")
        return self._labels(kind).get(target, _(target) if kind is Kind.VALUE else target)

    def choices(self, kind: Kind) -> Mapping[str, str]:
        """All targets of a kind that is chosen from a plain list, each as it reads."""
        return {} if kind in LONG_LISTS else self._labels(kind)

    def lookup(self, kind: Kind) -> tuple[str, ...]:
        """All targets of a kind with a long list, as they read; rounds that are known, since a new one is typed."""
        return tuple(self._labels(kind).values()) if kind in (*LONG_LISTS, Kind.ROUND) else ()

    def typed(self, kind: Kind, text: str) -> str | None:
        """The target somebody typed: as it reads, by its number, or by its very name; None when it is none."""
        wanted = " ".join(text.split())
        labels = self._labels(kind)
        for target, label in labels.items():
            if wanted in (target, label):
                return target
        by_name = self._names.get((kind, wanted), ())
        if len(by_name) == 1:
            return by_name[0]
        return self._by_number(wanted) if kind is Kind.ITEM else None

    def may_be(self, kind: Kind, target: str, written: str) -> bool:
        """Whether a target that a form sent is one of this district's."""
        if target == LEFT_OUT or target in self._labels(kind):
            return True
        if kind in AS_WRITTEN:
            return target == " ".join(written.split()) and len(target) <= LONGEST_NAME
        return kind is Kind.ITEM and self._by_number(of_item_target(target)[0]) is not None

    def _by_number(self, text: str) -> str | None:
        """A standard by its number alone; an open-ended pack takes any."""
        framework = self.vocabulary.framework
        number = text.split(" ", 1)[0]
        if number in framework.standards:
            return item_target(number)
        return item_target(text) if framework.open_ended and text else None

    def _labels(self, kind: Kind) -> Mapping[str, str]:
        return self._all.get(kind, {})

    @cached_property
    def _all(self) -> Mapping[Kind, Mapping[str, str]]:
        known, framework = self.vocabulary, self.vocabulary.framework
        items = {
            item_target(one.standard_id, one.id): f"{one.standard_id} {_short(one.text)}（{one.id}）"
            for one in framework.items
        }
        places = {
            one.site_id: f"{one.site_id} {one.name}" + (f"（{one.street}）" if one.street else "")
            for one in known.places
        }
        return {
            Kind.ITEM: items,
            Kind.SITE: places,
            Kind.SITE_TYPE: {one.id: one.title for one in framework.site_types},
            Kind.STREET: {name: name for name in known.streets},
            Kind.COMMUNITY: {name: name for name in known.communities},
            Kind.UNIT: {name: name for name in known.units},
            Kind.VALUE: {name: _(name) for name in RESULTS},
            Kind.ROUND: {name: name for name in self.rounds},
            Kind.METHOD: {one.value: _(one.value) for one in Method},
        }

    @cached_property
    def _names(self) -> Mapping[tuple[Kind, str], list[str]]:
        found: dict[tuple[Kind, str], list[str]] = {}
        for one in self.vocabulary.framework.items:
            for name in (one.id, one.text):
                found.setdefault((Kind.ITEM, name), []).append(item_target(one.standard_id, one.id))
        for place in self.vocabulary.places:
            found.setdefault((Kind.SITE, place.name), []).append(place.site_id)
        return found


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"
