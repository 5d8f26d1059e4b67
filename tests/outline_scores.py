"""Score an outline against an answer, as tests/data/documents/README.md writes answers down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from dabiao.core.outline.document import outline_of
from dabiao.core.outline.model import Outline

FOLDER = Path(__file__).parent / "data" / "documents"

SIMILAR = 0.9
"""Likeness from which two sentences count as the same: a comma or a character may differ, not a clause."""


@dataclass(frozen=True)
class Counts:
    """How many were found that are right, how many were found at all, how many there are."""

    right: int = 0
    found: int = 0
    there: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.there + other.there)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Scores:
    """What is measured of one document, or of many together."""

    headings: Counts = Counts()
    tasks: Counts = Counts()
    reasons: Counts = Counts()
    titles: Counts = Counts()
    truncated: Counts = Counts()

    def __add__(self, other: Scores) -> Scores:
        return Scores(
            self.headings + other.headings,
            self.tasks + other.tasks,
            self.reasons + other.reasons,
            self.titles + other.titles,
            self.truncated + other.truncated,
        )


def answers(half: str) -> list[tuple[str, dict[str, Any]]]:
    """Texts of one half with their answers, in order of name."""
    return [
        (path.read_text("utf-8"), json.loads(path.with_suffix(".json").read_text("utf-8")))
        for path in sorted((FOLDER / half).glob("*.txt"))
    ]


def scores_of(half: str) -> Scores:
    """All documents of one half together."""
    return sum((score(outline_of(text), answer) for text, answer in answers(half)), Scores())


def score(found: Outline, answer: dict[str, Any]) -> Scores:
    """Compare one outline with its answer."""
    return Scores(
        headings=_matched(
            [(one.level, bare(one.number), bare(one.text)) for one in found.headings],
            [(one["level"], bare(one["number"]), bare(one["text"])) for one in answer["headings"]],
        ),
        tasks=_alike([one.text for one in found.tasks], answer["tasks"]),
        reasons=_matched(
            [(bare(one.text), str(one.reason)) for one in found.dropped],
            [(bare(one["text"]), one["reason"]) for one in answer["dropped"]],
        ),
        titles=Counts(int(bare(found.title) == bare(answer["title"])), 1, 1),
        truncated=Counts(int(found.truncated == answer["truncated"]), 1, 1),
    )


def bare(text: str) -> str:
    """``text`` without any blank."""
    return "".join(text.split())


def _matched(found: Sequence[object], there: Sequence[object]) -> Counts:
    left = list(there)
    right = 0
    for one in found:
        if one in left:
            left.remove(one)
            right += 1
    return Counts(right, len(found), len(there))


def _alike(found: Iterable[str], there: Iterable[str]) -> Counts:
    """Each sentence pairs with one at most: the same first, then one that is nearly the same."""
    left, waiting = [bare(one) for one in there], [bare(one) for one in found]
    total, expected, right = len(waiting), len(left), 0
    for one in list(waiting):
        if one in left:
            left.remove(one)
            waiting.remove(one)
            right += 1
    for one in waiting:
        near = next(
            (two for two in left if SequenceMatcher(None, one, two, autojunk=False).ratio() >= SIMILAR), None
        )
        if near is not None:
            left.remove(near)
            right += 1
    return Counts(right, total, expected)
