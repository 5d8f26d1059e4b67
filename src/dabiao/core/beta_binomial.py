"""The beta-binomial likelihood of "y of n places passed", on a fixed grid of (long-run rate, instability).

Within a round the pass rate of a standard is ``p ~ Beta(a, b)`` with ``a = m(1-ρ)/ρ`` and ``b =
(1-m)(1-ρ)/ρ``: ``m`` is the long-run rate, ``ρ`` the correlation between two places checked in the same
round, so a large ρ means that the rate swings from round to round. Given p, y is binomial (Skellam 1948).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

from dabiao.core.compiled import compiled

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

LOGIT_RATES = np.linspace(-1.6, 7.0, 44)
"""Long-run rates from 0.168 to 0.999: below that no threshold a framework sets can tell the difference,
above it no affordable number of checks can."""

INSTABILITIES = np.array([0.0005, 0.005, 0.015, 0.03, 0.05, 0.08, 0.12, 0.17, 0.24, 0.32, 0.42])
"""From "the same rate every round" to "good one month, bad the next"; closer where the likelihood bends
most."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells of the grid, rate-major: cell ``i * len(instabilities) + r``. All arrays are float64[cells]."""

    logit_rates: Floats
    instabilities: Floats
    rate: Floats
    instability: Floats
    a: Floats
    b: Floats

    @property
    def cells(self) -> int:
        """Number of cells."""
        return int(self.rate.size)

    def over_rates(self, weights: Floats) -> Floats:
        """Marginal over the rates: float64[…, cells] → float64[…, rates]."""
        shape = (*weights.shape[:-1], self.logit_rates.size, self.instabilities.size)
        marginal: Floats = weights.reshape(shape).sum(axis=-1)
        return marginal


def make_grid(logit_rates: Floats, instabilities: Floats) -> Grid:
    """Every pair of the two axes as one cell."""
    rate = np.repeat(1.0 / (1.0 + np.exp(-logit_rates)), instabilities.size)
    instability = np.tile(instabilities, logit_rates.size)
    strength = (1.0 - instability) / instability
    return Grid(logit_rates, instabilities, rate, instability, rate * strength, (1.0 - rate) * strength)


GRID = make_grid(LOGIT_RATES, INSTABILITIES)


def _log_rising_python(start: Floats, counts: Integers) -> Floats:
    table = np.empty((counts.size, start.size))
    for cell in range(start.size):
        total = 0.0
        step = 0
        for row in range(counts.size):
            while step < counts[row]:
                total += log(start[cell] + step)
                step += 1
            table[row, cell] = total
    return table


_log_rising = compiled(_log_rising_python)
"""log of start·(start+1)·…·(start+count-1) for ascending counts: a plain sum of logarithms keeps the last
digits that the difference of two large log-gammas would lose."""


def log_mass(y: Integers, n: Integers, a: Floats, b: Floats) -> Floats:
    """Log of P(y | n, a, b) as float64[len(y), cells], for 0 ≤ y ≤ n and a, b > 0. An empty check (0 of 0)
    is 0.
    """
    counts, place = np.unique(np.concatenate([y, n - y, n]), return_inverse=True)
    of_y, of_rest, of_n = place.reshape(3, -1)
    factorial = _log_rising(np.ones(1), counts)[:, 0]
    choose = factorial[of_n] - factorial[of_y] - factorial[of_rest]
    rising = _log_rising(a, counts)[of_y] + _log_rising(b, counts)[of_rest] - _log_rising(a + b, counts)[of_n]
    log_probability: Floats = choose[:, None] + rising
    return log_probability


@lru_cache(maxsize=64)
def mass_of_round(checks: int) -> Floats:
    """P(y | checks) on ``GRID`` for y = 0 … checks: float64[checks + 1, cells], read-only."""
    y = np.arange(checks + 1)
    mass = np.exp(log_mass(y, np.full_like(y, checks), GRID.a, GRID.b))
    mass.flags.writeable = False
    return mass


def _tail_python(places: int, at_least: int, a: Floats, b: Floats) -> Floats:
    result = np.empty(a.size)
    for cell in range(a.size):
        alpha, beta = a[cell], b[cell]
        upper = at_least > places * alpha / (alpha + beta)
        x = at_least if upper else at_least - 1
        term = exp(
            lgamma(places + 1.0)
            - lgamma(x + 1.0)
            - lgamma(places - x + 1.0)
            + lgamma(x + alpha)
            + lgamma(places - x + beta)
            - lgamma(places + alpha + beta)
            + lgamma(alpha + beta)
            - lgamma(alpha)
            - lgamma(beta)
        )
        total = 0.0
        if upper:
            while x < places:
                total += term
                term *= (places - x) * (alpha + x) / ((x + 1.0) * (beta + places - x - 1.0))
                x += 1
            total += term
            result[cell] = total
        else:
            while x > 0:
                total += term
                term *= x * (beta + places - x) / ((places - x + 1.0) * (alpha + x - 1.0))
                x -= 1
            total += term
            result[cell] = 1.0 - total
    return result


_tail = compiled(_tail_python)


def chance_of_at_least(places: int, at_least: int, a: Floats, b: Floats) -> Floats:
    """P(X ≥ at_least) for X ~ BetaBinomial(places, a, b), per cell. The side of the sum that does not hold
    the mean is summed, starting at its largest term, so that nothing underflows on the way.
    """
    if at_least <= 0:
        return np.ones_like(a)
    if at_least > places:
        return np.zeros_like(a)
    chance: Floats = np.clip(_tail(places, at_least, a, b), 0.0, 1.0)
    return chance
