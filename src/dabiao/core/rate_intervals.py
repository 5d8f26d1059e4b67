"""Intervals for one rate from one sample: the plain answers beside which the stability model is shown."""

from __future__ import annotations

from math import sqrt

from scipy.stats import beta, norm


def wilson(y: int, n: int, level: float) -> tuple[float, float]:
    """Wilson's score interval (Wilson 1927, J. Am. Stat. Assoc. 22) for y of n at confidence ``level``.

    Without a check every rate is possible: (0, 1).
    """
    _refuse(y, n, level)
    if n == 0:
        return 0.0, 1.0
    z = float(norm.ppf(0.5 + level / 2.0))
    rate, square = y / n, z * z / n
    centre = rate + square / 2.0
    half = z * sqrt(rate * (1.0 - rate) / n + square / (4.0 * n))
    low, high = (centre - half) / (1.0 + square), (centre + half) / (1.0 + square)
    return (0.0 if y == 0 else low), (1.0 if y == n else high)


def jeffreys(y: int, n: int, level: float) -> tuple[float, float]:
    """Equal-tailed interval of Beta(y + ½, n - y + ½), Jeffreys' prior (Brown, Cai & DasGupta 2001, Stat.
    Sci. 16).

    As they recommend, it reaches 0 when nothing passed and 1 when everything did.
    """
    _refuse(y, n, level)
    tail = (1.0 - level) / 2.0
    low = 0.0 if y == 0 else float(beta.ppf(tail, y + 0.5, n - y + 0.5))
    high = 1.0 if y == n else float(beta.ppf(1.0 - tail, y + 0.5, n - y + 0.5))
    return low, high


def _refuse(y: int, n: int, level: float) -> None:
    if not 0 <= y <= n:
        raise ValueError("needs 0 ≤ y ≤ n")
    if not 0.0 < level < 1.0:
        raise ValueError("the confidence level lies between 0 and 1")
