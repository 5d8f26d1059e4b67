"""Negative list (负面清单): events that cost points of a year's total, or end its claim.

In 2016 Jinan scored 94.65; an event on the list took 5 points: 89.65, and first place became third.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dabiao.core.framework import NegativeItem
from dabiao.core.ranking import Exact


@dataclass(frozen=True, slots=True)
class Deduction:
    """What ``count`` events of one item cost."""

    item: NegativeItem
    count: int
    points: Fraction


@dataclass(frozen=True, slots=True)
class AnnualTotal:
    """A year's score, what was taken off it and what is left. ``vetoed_by``: items that end the claim."""

    score: Fraction
    deductions: tuple[Deduction, ...]
    vetoed_by: tuple[str, ...]

    @property
    def total(self) -> Fraction:
        """Score less deductions. A veto changes no figure: it ends the claim, it does not make a zero."""
        return self.score - sum((one.points for one in self.deductions), Fraction(0))


def annual_total(
    score: Exact, events: Mapping[str, int], negative_list: Sequence[NegativeItem]
) -> AnnualTotal:
    """Apply ``events`` (how often each item of the list occurred) to a year's ``score``.

    Raises ValueError for an item the list does not have and for a count below zero.
    """
    items = {item.id: item for item in negative_list}
    for name, count in events.items():
        if name not in items:
            raise ValueError(f"负面清单里没有“{name}”")
        if count < 0:
            raise ValueError(f"负面清单“{name}”的次数是 {count}，不能小于 0")
    deductions = tuple(
        Deduction(item, events[item.id], Fraction(item.points) * events[item.id])
        for item in negative_list
        if events.get(item.id)
    )
    return AnnualTotal(Fraction(score), deductions, tuple(one.item.id for one in deductions if one.item.veto))
