"""Propose which standard and item of one framework is which of another: by id and words, by words alone, by likeness.

Standards that say the same are matched first; what is left is compared by pairs of characters (``core.similar_text``).
Items are looked for in the counterpart of their standard and, word for word, everywhere: an item that stands under
another standard now shows that its standard was split or merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dabiao.core.crosswalk.model import (
    LEAST_PERCENT,
    SURE_PERCENT,
    Basis,
    Crosswalk,
    CrosswalkKind,
    Entry,
    TypeEntry,
)
from dabiao.core.framework import CheckItem, Framework, SiteType, Standard
from dabiao.core.similar_text import Likeness, TextIndex

TITLE_WEIGHT, TEXT_WEIGHT, ITEM_WEIGHT = 2.0, 1.0, 0.5
"""A title is short and says what a standard is about; one reworded item of many says little."""

CLOSE_PERCENT = 10
"""Two candidates closer than this cannot be told apart by their words: neither is sure."""

_SIGNS = re.compile(r"[\W_]+")


def propose(old: Framework, new: Framework, kind: CrosswalkKind) -> Crosswalk:
    """Propose a crosswalk with an entry for every standard, item and place type of ``old``.

    Counterparts below ``SURE_PERCENT`` are only named as candidates: somebody has to choose them.
    """
    proposal = Proposal(old, new)
    entries: list[Entry] = []
    for standard in old.standards.values():
        own = proposal.standard(standard)
        entries += (own, *proposal.items(standard.id, own.to_standard or own.candidate))
    types = tuple(_types(old.site_types, new.site_types))
    return Crosswalk(old.id, new.id, kind, tuple(entries), types)


@dataclass(frozen=True, slots=True)
class _Found:
    """The likeliest counterpart and how sure it is."""

    id: str
    percent: int
    basis: Basis


_NOTHING = _Found("", 0, Basis.NONE)


class Proposal:
    """What can be said of the counterparts of ``old`` in ``new``; also asked for one standard at a time."""

    def __init__(self, old: Framework, new: Framework) -> None:
        self._old, self._new = old, new
        self._standards = TextIndex({one.id: _parts(one, new) for one in new.standards.values()})
        self._items = TextIndex({one.id: ((one.text, 1.0),) for one in new.items})
        self._by_words: dict[str, list[str]] = {}
        for standard in new.standards.values():
            self._by_words.setdefault(_standard_words(standard), []).append(standard.id)
        self._items_by_words: dict[str, list[CheckItem]] = {}
        for item in new.items:
            self._items_by_words.setdefault(words(item.text), []).append(item)

    def standard(self, standard: Standard) -> Entry:
        """Propose the counterpart of one old standard as a whole."""
        found = self._standard(standard)
        sure = found.percent >= SURE_PERCENT
        return Entry(standard.id, "", found.id if sure else "", "", found.percent, found.basis, found.id)

    def candidates(self, standard: Standard, most: int) -> list[tuple[str, int]]:
        """List the likeliest counterparts of an old standard with their likeness in percent."""
        ranked = self._standards.ranked(_parts(standard, self._old))[:most]
        return [(one.key, _percent(one)) for one in ranked if _percent(one) > 0]

    def items(self, standard_id: str, target: str) -> list[Entry]:
        """Propose where the items of an old standard go, whose counterpart is ``target`` (empty: unknown)."""
        pool = {item.id for item in self._new.items_of.get(target, ())}
        found = {item.id: self._item(item, target, pool) for item in self._old.items_of.get(standard_id, ())}
        taken: dict[str, str] = {}
        for name, (standard, one) in sorted(found.items(), key=lambda pair: -pair[1][1].percent):
            if one.id and one.id in taken and one.percent < 100:  # two likenesses of one thing: one is wrong
                found[name] = (standard, _Found(one.id, min(one.percent, SURE_PERCENT - 1), one.basis))
            elif one.percent >= SURE_PERCENT:
                taken[one.id] = name
        return [_item_entry(standard_id, name, *where) for name, where in found.items()]

    def _standard(self, standard: Standard) -> _Found:
        same = self._by_words.get(_standard_words(standard), [])
        if standard.id in same:
            return _Found(standard.id, 100, Basis.SAME)
        if len(same) == 1:
            return _Found(same[0], 100, Basis.SAME_TEXT)
        ranked = self._standards.ranked(_parts(standard, self._old))
        return _likeliest(ranked, standard.id) if ranked else _NOTHING

    def _item(self, item: CheckItem, target: str, pool: set[str]) -> tuple[str, _Found]:
        """Find an old item's counterpart and the standard it stands under."""
        same = self._items_by_words.get(words(item.text), [])
        here = [one for one in same if one.id in pool]
        for one in here or (same if len(same) == 1 else []):
            return one.standard_id, _Found(one.id, 100, Basis.SAME if one.id == item.id else Basis.SAME_TEXT)
        if target and not pool:
            return target, _Found("", 100, Basis.SAME_TEXT)  # nothing to choose from: it keeps its own words
        ranked = [one for one in self._items.ranked(((item.text, 1.0),)) if one.key in pool]
        return target, _likeliest(ranked, item.id) if ranked else _NOTHING


def words(text: str) -> str:
    """A text without blanks and punctuation: ``整齐、干净。`` says the same as ``整齐，干净``."""
    return _SIGNS.sub("", text).casefold()


def _standard_words(standard: Standard) -> str:
    return f"{words(standard.title)} {words(standard.text)}"


def _parts(standard: Standard, framework: Framework) -> list[tuple[str, float]]:
    items = framework.items_of.get(standard.id, ())
    return [
        (standard.title, TITLE_WEIGHT),
        (standard.text, TEXT_WEIGHT),
        *((item.text, ITEM_WEIGHT) for item in items),
    ]


def _percent(one: Likeness) -> int:
    return round(100 * one.similarity)


def _likeliest(ranked: Sequence[Likeness], same_id: str) -> _Found:
    """Choose among candidates, the most alike first; the one with the same id where it is as good as any."""
    best = ranked[0]
    own = next((one for one in ranked if one.key == same_id), None)
    if own is not None and _percent(best) - _percent(own) < CLOSE_PERCENT:
        best = own
    percent = min(_percent(best), 99)  # only the same words are certain
    if percent < LEAST_PERCENT:
        return _NOTHING
    rival = max((_percent(one) for one in ranked if one is not best), default=0)
    if percent - rival < CLOSE_PERCENT:
        percent = min(percent, SURE_PERCENT - 1)
    return _Found(best.key, percent, Basis.SAME_ID if best is own else Basis.SIMILAR)


def _item_entry(standard_id: str, item_id: str, target: str, found: _Found) -> Entry:
    sure = found.percent >= SURE_PERCENT
    return Entry(
        standard_id,
        item_id,
        target if sure else "",
        found.id if sure else "",
        found.percent,
        found.basis,
        found.id,
    )


def _types(old: Sequence[SiteType], new: Sequence[SiteType]) -> Iterator[TypeEntry]:
    """Match place types: by title, then by an id that is a word and not just a number."""
    titles = {words(one.title): one.id for one in new}
    ids = {one.id for one in new}
    index = TextIndex({one.id: ((one.title, 1.0),) for one in new})
    for one in old:
        same = titles.get(words(one.title))
        if same is not None:
            yield TypeEntry(one.id, same, 100, Basis.SAME if same == one.id else Basis.SAME_TEXT)
        elif one.id in ids and not one.id.isdecimal():
            yield TypeEntry(one.id, one.id, SURE_PERCENT, Basis.SAME_ID)
        else:
            ranked = index.ranked(((one.title, 1.0),))
            found = _likeliest(ranked, "") if ranked else _NOTHING
            sure = found.percent >= SURE_PERCENT
            yield TypeEntry(one.id, found.id if sure else "", found.percent, found.basis)
