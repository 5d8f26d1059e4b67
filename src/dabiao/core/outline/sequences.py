"""The marks of a document: level by level, each within the headings above it.

A number is the mark of a heading only when it opens or continues a sequence; a year, a decimal, a number in brackets
or 一、二年级 continues nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from dabiao.core.outline.chain import chain
from dabiao.core.outline.counted import counted
from dabiao.core.outline.marks import COUNTED, Mark, candidates_in


def marks_of(paragraphs: Sequence[str]) -> list[Mark]:
    """Find the marks of all headings, in order. Paragraphs that are empty hold none."""
    candidates = candidates_in(paragraphs)
    found: list[Mark] = []
    for level in range(1, COUNTED):
        ours = [one for one in candidates if one.level == level]
        chosen = [mark for part in _parts(ours, found) for mark in chain(part, inside=level > 1)]
        found = sorted([*found, *chosen], key=lambda one: one.place)
    found = _without_overlaps(found)
    counting = [one for one in candidates if one.level == COUNTED]
    chosen = [mark for part in _parts(counting, found) for mark in counted(part)]
    return _without_overlaps(sorted([*found, *chosen], key=lambda one: one.place))


def _parts(candidates: Sequence[Mark], edges: Sequence[Mark]) -> Iterator[Sequence[Mark]]:
    """The candidates before the first of ``edges``, between each two, and behind the last."""
    places = [one.place for one in candidates]
    cuts = [0, *(bisect_left(places, edge.place) for edge in edges), len(candidates)]
    return (candidates[low:high] for low, high in pairwise(cuts) if low < high)


def _without_overlaps(marks: Sequence[Mark]) -> list[Mark]:
    kept: list[Mark] = []
    for one in marks:
        if kept and kept[-1].paragraph == one.paragraph and one.start < kept[-1].end:
            continue
        kept.append(one)
    return kept
