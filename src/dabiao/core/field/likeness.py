"""Which check item a written text means: how much of it, by rare runs of characters, stands in the item and back.

Chinese has no blanks between words, so runs of one, two and three characters stand for words; each weighs
ln((1 + N) / texts that have it), N texts being those compared with. A checklist is paraphrased shorter than the pack's
items, and the cosine would punish that: containment of the text in the item counts more than the other way round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import fsum, log

from dabiao.core.field.synonyms import STATES, brought_together

_RUNS = re.compile(r"[\u4e00-\u9fff]+|[a-z]+|\d+(?:\.\d+)?%?")
_SIZES = {1: 0.35, 2: 1.0, 3: 0.8}
"""Length of a run → its weight: single characters say less, three say little that two of them do not."""

_FORWARD = 0.68
"""Weight of how much of the text stands in the item, against how much of the item stands in the text."""

_CLAUSE = re.compile("[，。；、,;]")
_LATER = 0.8
"""Weight of a run that stands behind the first clause of an item: what comes first is what it is about."""

_ABOUT = 0.45
"""Weight of a run that stands not in the item but in the title of its standard, or in the text of that."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A known text by its key, and how alike it is, 0 to 1."""

    key: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Known:
    """A text that may be meant, and what surrounds it: the title of its standard, and the like."""

    key: str
    text: str
    about: str = ""


class Likeness:
    """Known texts, ready to be compared with."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._own = {one.key: runs_of(one.text) for one in known}
        self._heads = {one.key: runs_of(_CLAUSE.split(one.text)[0]) for one in known}
        self._about = {one.key: runs_of(one.about) for one in known}
        spread = Counter(run for runs in self._own.values() for run in runs)
        wide = Counter(run for key, runs in self._about.items() for run in runs - self._own[key])
        self._many = len(known)
        self._rarity = {
            run: log((1 + self._many) / (spread[run] + 0.5 * wide[run])) * _weight(run)
            for run in {*spread, *wide}
        }
        self._sums = {key: self._weigh(runs) for key, runs in self._own.items()}

    def ranked(self, text: str, most: int = 8) -> list[Ranked]:
        """The known texts most like ``text``, the most alike first, equal ones in the order they are known."""
        wanted = runs_of(text)
        total = self._weigh(wanted)
        if not total:
            return []
        found = []
        for key, own in self._own.items():
            common = wanted & own
            shared = _LATER * self._weigh(common) + (1 - _LATER) * self._weigh(common & self._heads[key])
            around = self._weigh((wanted & self._about[key]) - own)
            there = (shared + _ABOUT * around) / total
            back = shared / self._sums[key] if self._sums[key] else 0.0
            likeness = _FORWARD * there + (1 - _FORWARD) * back
            if likeness > 0:
                found.append(Ranked(key, min(likeness, 1.0)))
        return sorted(found, key=lambda one: -one.likeness)[:most]

    def _weigh(self, runs: Iterable[str]) -> float:
        unseen = log(1 + self._many)
        rarity = self._rarity
        return fsum(rarity[run] if run in rarity else unseen * _weight(run) * _UNSEEN for run in runs)


_UNSEEN = 0.5
"""A run that no known text has is a way of putting it more often than another matter."""


def _weight(run: str) -> float:
    if run in STATES:
        return _STATE
    return _SIZES.get(len(run), 1.0) if "\u4e00" <= run[0] <= "\u9fff" else 1.0


_STATE = 0.55
"""Weight of a word that tells how something is: 整洁 stands in a third of all items."""


@lru_cache(maxsize=20_000)
def runs_of(text: str) -> frozenset[str]:
    """The runs of a text brought together: 1 to 3 characters of Chinese; words and numbers whole."""
    found: set[str] = set()
    for run in _RUNS.findall(brought_together(text)):
        if "\u4e00" <= run[0] <= "\u9fff":
            for size in _SIZES:
                found.update(run[at : at + size] for at in range(len(run) - size + 1))
        else:
            found.add(run)
    return frozenset(found)
