"""Ordering and display of totals: exact until shown, rounded half-up once, ties by the pack's rule.

Published rankings differ in how they treat equals: Shenzhen's 2020 index numbers two equal values n and n+1,
Linyi's 2018 table lets two units of 100 % share the first place. So the tie rule is a parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from dabiao.core.framework import Ties

Exact = Decimal | Fraction
"""A figure without rounding error. Floats stay outside: 0.15 is not fifteen hundredths in binary."""


def display(value: Exact, digits: int) -> Decimal:
    """``value`` rounded half-up (halves away from zero, as circulars do) to ``digits`` decimals, zeros kept.

    Exact for any size: 94.125 shows as 94.13, and two thirds never pass through a float.
    """
    exact = Fraction(value)
    scaled = (abs(exact) * 10**digits * 2 + 1) // 2
    sign = "-" if exact < 0 and scaled else ""
    return Decimal(f"{sign}{scaled}e-{digits}")


def weighted_total(values: Sequence[Exact], weights: Sequence[Exact]) -> Fraction:
    """Σ weight × value, exact. Weights are taken as declared: 0.85 and 0.15, or points out of 100.

    Raises ValueError when the two differ in length.
    """
    return sum((Fraction(w) * Fraction(v) for v, w in zip(values, weights, strict=True)), Fraction(0))


def rank(totals: Sequence[Exact], digits: int, ties: Ties) -> list[int]:
    """Give each total its 1-based rank, highest first; the answer keeps input order.

    ``SHARED``: totals that are equal as displayed (half-up to ``digits``) share a rank and the next one skips
    (1, 1, 3). ``ORDINAL``: full precision decides, then input order; every rank occurs once.
    """
    if ties is Ties.ORDINAL:
        exact = [Fraction(total) for total in totals]
        order = sorted(range(len(exact)), key=lambda row: -exact[row])
        ranks = [0] * len(exact)
        for place, row in enumerate(order, start=1):
            ranks[row] = place
        return ranks
    shown = [display(total, digits) for total in totals]
    first_place: dict[Decimal, int] = {}
    for place, figure in enumerate(sorted(shown, reverse=True), start=1):
        first_place.setdefault(figure, place)
    return [first_place[figure] for figure in shown]
