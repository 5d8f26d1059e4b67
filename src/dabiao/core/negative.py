"""Negative list and bonus (负面清单、加分): what is taken off a year's score and added to it.

In 2016 Jinan scored 94.65; an event on the list took 5 points: 89.65, and first place became third. Bonuses count up
to a cap (Henan 2017: at most 10 points for the opinion of superior departments; 20 in the 2011 edition).
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
class Bonus:
    """Points that were granted under one rule, and the most that count; ``rule`` is the standard it belongs to."""

    rule: str
    granted: Fraction
    cap: Fraction

    @property
    def points(self) -> Fraction:
        """What counts of it: the cap itself counts whole."""
        return min(self.granted, self.cap)


@dataclass(frozen=True, slots=True)
class AnnualTotal:
    """A year's score, what was added and taken off, and what is left.

    ``vetoed_by``: items that end the claim for good. A veto that time lifts is a ban (``eligibility``), none of them.
    """

    score: Fraction
    deductions: tuple[Deduction, ...]
    vetoed_by: tuple[str, ...]
    bonuses: tuple[Bonus, ...] = ()

    @property
    def deducted(self) -> Fraction:
        """Points of all deductions together."""
        return sum((one.points for one in self.deductions), Fraction(0))

    @property
    def added(self) -> Fraction:
        """Points of all bonuses together, each within its cap."""
        return sum((one.points for one in self.bonuses), Fraction(0))

    @property
    def total(self) -> Fraction:
        """Score and bonuses less deductions. A veto changes no figure: it ends the claim, it does not make a zero."""
        return self.score + self.added - self.deducted


def annual_total(
    score: Exact,
    events: Mapping[str, int],
    negative_list: Sequence[NegativeItem],
    bonuses: Sequence[Bonus] = (),
) -> AnnualTotal:
    """Apply ``events`` (how often each item of the list occurred) and ``bonuses`` to a year's ``score``.

    Raises ValueError for an item the list does not have, for a count below zero, and for a bonus or cap below zero.
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
    for one in bonuses:
        if one.granted < 0 or one.cap < 0:
            raise ValueError(f"加分“{one.rule}”不能小于 0")
    vetoes = tuple(one.item.id for one in deductions if one.item.veto and one.item.ban_months is None)
    return AnnualTotal(Fraction(score), deductions, vetoes, tuple(bonuses))
