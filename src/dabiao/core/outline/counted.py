"""Counting in running text: 一是 … 二是 …, 首先 … 其次 … 最后 …, 第一， … 第二， …"""

from __future__ import annotations

from collections.abc import Sequence

from dabiao.core.outline.marks import AFTER_STOP, Mark

ORDERED = "序"
"""Kind of the words of order: 首先, 其次, 再次, 最后."""

OPENS_ALONE = "是第其"
"""Kinds whose 一 may open a list that the text breaks off behind."""


def counted(candidates: Sequence[Mark]) -> list[Mark]:
    """Choose from the candidates of one segment: each kind counts for itself."""
    chosen: list[Mark] = []
    for kind in dict.fromkeys(one.kind for one in candidates):
        ours = [one for one in candidates if one.kind == kind]
        chosen += _ordered(ours) if kind == ORDERED else _counting(ours)
    return sorted(chosen, key=lambda one: one.place)


def _counting(candidates: Sequence[Mark]) -> list[Mark]:
    """一是, 二是, 三是: opened by a one that a two follows, or by one at the very end of what is there."""
    chosen: list[Mark] = []
    second = max((n for n, one in enumerate(candidates) if one.value == 2 and _firm(one)), default=-1)
    last = 0
    for n, one in enumerate(candidates):
        ends = n == len(candidates) - 1 and _firm(one) and one.kind in OPENS_ALONE
        if (one.value == 1 and (n < second or ends)) or (last and one.value == last + 1 and _firm(one)):
            chosen.append(one)
            last = one.value
    return chosen


def _ordered(candidates: Sequence[Mark]) -> list[Mark]:
    """最后 only counts behind one of the others, 首先 only before one."""
    chosen: list[Mark] = []
    beyond = max((n for n, one in enumerate(candidates) if one.value > 1), default=-1)
    for n, one in enumerate(candidates):
        out_of_place = n > beyond if one.value == 1 else one.number == "最后" and not chosen
        if _firm(one) and not out_of_place:
            chosen.append(one)
    return chosen


def _firm(mark: Mark) -> bool:
    return mark.strength >= AFTER_STOP
