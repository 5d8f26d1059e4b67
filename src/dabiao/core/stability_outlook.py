"""From a posterior over the grid to what is asked of it: the rate, the reliability, the class, the official
sample.

The *reliability* of a standard is the chance that its true pass rate in a round reaches the demanded rate c.
达标, 不稳定达标 and 不达标 are ranges of reliability; which one holds is itself uncertain, hence
probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from dabiao.core.assessment import StabilityClass
from dabiao.core.beta_binomial import GRID, Floats, chance_of_at_least
from dabiao.core.filter_kernel import Sums, sum_up
from dabiao.core.framework import StabilitySettings

CLASSES = (StabilityClass.NON_COMPLIANT, StabilityClass.UNSTABLE, StabilityClass.COMPLIANT)
"""The order of class probabilities and of the loss matrix."""

LOW, HIGH = 0.05, 0.95
"""Ends of every interval shown: one in ten is missed, half of them on either side."""


@dataclass(frozen=True, eq=False)
class Demand:
    """What a standard asks, worked out for every cell: reliability float64[cells], class int64[cells] as an
    index of ``CLASSES``, chance of passing in the official sample float64[cells].
    """

    reliability: Floats
    class_of: npt.NDArray[np.int64]
    official: Floats

    @cached_property
    def sums(self) -> Sums:
        """What is summed over the cells: reliability, official chance and membership; rate and its interval."""
        asked = np.vstack([self.reliability, self.official, self.membership.T])
        rates = GRID.rate[:: GRID.instabilities.size].copy()
        return Sums(asked, rates, GRID.logit_rates, LOW, HIGH)

    @property
    def membership(self) -> Floats:
        """Which class a cell is in, float64[cells, classes] of 0 and 1."""
        member: Floats = (self.class_of[:, None] == np.arange(len(CLASSES))).astype(np.float64)
        return member


def places_asked(pass_rate: Decimal, places: int) -> int:
    """Count the fewest of ``places`` that reach ``pass_rate``: exact, so that 0.9 of 10 is 9 and not 10."""
    return int((pass_rate * places).to_integral_value(rounding=ROUND_CEILING))


@lru_cache(maxsize=1024)
def demand_of(pass_rate: Decimal, frame: int | None, settings: StabilitySettings) -> Demand:
    """Work out the demand ``pass_rate`` on a type of ``frame`` places (None: so many that the sample does not
    matter).
    """
    if frame is None:
        reliability = np.asarray(betainc(GRID.b, GRID.a, 1.0 - float(pass_rate)), dtype=np.float64)
        sample = settings.official_sample
    else:
        reliability = chance_of_at_least(frame, places_asked(pass_rate, frame), GRID.a, GRID.b)
        sample = min(settings.official_sample, frame)
    limits = np.array([float(settings.unstable_from), float(settings.compliant_from)])
    return Demand(
        reliability=reliability,
        class_of=np.searchsorted(limits, reliability, side="right").astype(np.int64),
        official=chance_of_at_least(sample, places_asked(pass_rate, sample), GRID.a, GRID.b),
    )


@dataclass(frozen=True, eq=False)
class Outlook:
    """One line per series. ``rate`` is the posterior mean of the long-run rate, ``low`` and ``high`` its 5
    and 95 % points, ``class_probability`` float64[series, classes] in the order of ``CLASSES``.
    """

    rate: Floats
    low: Floats
    high: Floats
    reliability: Floats
    class_probability: Floats
    official: Floats


def outlook(posterior: Floats, demand: Demand) -> Outlook:
    """Sum over the grid. ``posterior`` is float64[series, cells]."""
    return named(sum_up(posterior, demand.sums))


def named(found: Floats) -> Outlook:
    """Name the columns that ``sum_up`` fills."""
    return Outlook(
        rate=found[:, 0],
        low=found[:, 1],
        high=found[:, 2],
        reliability=found[:, 3],
        official=found[:, 4],
        class_probability=found[:, 5:],
    )
