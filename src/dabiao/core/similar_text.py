"""Which of many short Chinese texts a sentence is about: pairs of characters, rare ones weighing more.

Chinese has no blanks between words, so pairs of neighbouring characters stand for words (the usual choice for
retrieval without a dictionary). Weight of a pair: how often it occurs, damped, times ln(N / texts that have it).
Similarity is the cosine between 0 (nothing in common) and 1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

_RUNS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A text by its key, and how alike it is."""

    key: str
    similarity: float


class TextIndex:
    """Texts by key, ready to be compared with."""

    def __init__(self, texts: Mapping[str, Iterable[tuple[str, float]]]) -> None:
        """Take each text as parts with a weight each: a title may count twice."""
        counted = {key: _counts(parts) for key, parts in texts.items()}
        spread = Counter(pair for counts in counted.values() for pair in counts)
        self._rarity = {pair: log((1 + len(counted)) / times) for pair, times in spread.items()}
        self._unseen = log(1 + len(counted))
        self._vectors = {key: self._vector(counts) for key, counts in counted.items()}

    def ranked(self, parts: Iterable[tuple[str, float]]) -> list[Likeness]:
        """All texts, the most alike first; equal ones in the order of their keys."""
        wanted = self._vector(_counts(parts))
        found = [Likeness(key, _cosine(wanted, vector)) for key, vector in self._vectors.items()]
        return sorted(found, key=lambda one: (-one.similarity, one.key))

    def _vector(self, counts: Mapping[str, float]) -> dict[str, float]:
        """Weights with a length of 1; empty for a text without characters."""
        weights = {
            pair: log(1 + times) * self._rarity.get(pair, self._unseen) for pair, times in counts.items()
        }
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {pair: weight / length for pair, weight in weights.items()} if length else {}


def _counts(parts: Iterable[tuple[str, float]]) -> dict[str, float]:
    """How often each pair of characters occurs, by the weight of its part; runs of Latin and digits count whole."""
    found: dict[str, float] = {}
    for text, weight in parts:
        for run in _RUNS.findall(text):
            for pair in [run] if run[0].isascii() else _pairs(run):
                found[pair] = found.get(pair, 0.0) + weight
    return found


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return min(1.0, sum(weight * large.get(pair, 0.0) for pair, weight in small.items()))
