"""The history chart: an exponentially weighted moving average of pass rates with control limits (Roberts
1959).

It is drawn, not judged by: as a classifier it is beaten by the stability model (docs/methods/stability.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One round: its own rate (None if not looked at), the average so far, and the limits around
    ``centre``.
    """

    rate: float | None
    average: float
    lower: float
    upper: float
    centre: float

    @property
    def signals(self) -> bool:
        """Whether the average has left the limits: more than sampling alone explains."""
        return not self.lower - 1e-12 <= self.average <= self.upper + 1e-12


def ewma(
    y: Sequence[int], n: Sequence[int], weight: float = 0.2, width: float = 2.7
) -> tuple[ChartPoint, ...]:
    """z_t = λ·y_t/n_t + (1 - λ)·z_{t-1}, starting at the pooled rate p; limits p ± L·sd(z_t), kept within 0
    … 1.

    ``weight`` is λ in (0, 1], ``width`` L. The variance follows the actual sizes, v_t = λ²·p(1-p)/n_t +
    (1-λ)²·v_{t-1}, which for equal n tends to Roberts' λ/(2-λ)·p(1-p)/n. A round not looked at changes
    nothing. The defaults are the usual pair for an in-control run of about 500 rounds (Lucas & Saccucci
    1990).
    """
    if not 0.0 < weight <= 1.0 or width <= 0.0:
        raise ValueError("needs 0 < weight ≤ 1 and width > 0")
    if any(not 0 <= passed <= checked for passed, checked in zip(y, n, strict=True)):
        raise ValueError("each round needs 0 ≤ y ≤ n")
    if not sum(n):
        return ()
    centre = sum(y) / sum(n)
    average, variance = centre, 0.0
    points: list[ChartPoint] = []
    for passed, checked in zip(y, n, strict=True):
        if checked:
            average = weight * passed / checked + (1.0 - weight) * average
            variance = weight**2 * centre * (1.0 - centre) / checked + (1.0 - weight) ** 2 * variance
        half = width * sqrt(variance)
        rate = passed / checked if checked else None
        points.append(ChartPoint(rate, average, max(0.0, centre - half), min(1.0, centre + half), centre))
    return tuple(points)
