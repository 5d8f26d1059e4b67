"""The twin district: a made-up truth and what inspectors would have seen of it, as plain numbers.

Its truth is deliberately *not* the fitted model: pass rates are logistic-normal, not beta, and places are
drawn without replacement. ``simulate_district`` dresses the same truth up as places, streets and observation
rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, ndtr

from dabiao.core.beta_binomial import Floats, Integers

MOST_CHECKS_A_ROUND = 40
"""No round of a district looks at more places of one type."""

NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
NODE_WEIGHTS = NODE_WEIGHTS / NODE_WEIGHTS.sum()
"""Quadrature over a standard normal, float64[61] each; the weights sum to 1."""


@dataclass(frozen=True, slots=True)
class Truth:
    """How a made-up district behaves. In round t a standard passes at logistic(μ + τ·z_t) of its places, z_t
    standard normal. ``persistence`` is the correlation of z between rounds, ``jumping`` the share of
    standards whose μ shifts for good at some round (by +1.5 in 7 of 10 cases, else by -1.5).
    """

    type_mean: float = 2.7
    type_spread: float = 0.7
    standard_spread: float = 0.8
    instability: float = 0.9
    persistence: float = 0.0
    jumping: float = 0.0


TRUTH = Truth()


@dataclass(frozen=True, eq=False)
class Latent:
    """What is true of each standard: ``location`` μ float64[series, rounds + 1], ``swing`` τ float64[series]
    and ``weather`` z float64[series, rounds + 1]; the last column is the round that nobody has seen yet.
    """

    location: Floats
    swing: Floats
    weather: Floats

    @property
    def log_odds(self) -> Floats:
        """Log-odds of passing, float64[series, rounds + 1]."""
        odds: Floats = self.location + self.swing[:, None] * self.weather
        return odds


@dataclass(frozen=True, eq=False)
class Twin:
    """A district in numbers. Series j is a standard at the places of type ``type_of[j]``.

    ``places`` int64[types] N of each type; ``n``, ``y`` int64[series, rounds] checked and passed; ``rate``
    float64[series, rounds] the rate behind each round, ``next_rate`` float64[series] that of the round to
    come; ``long_run`` its expectation; ``reliability`` P(next rate ≥ the demanded rate).
    """

    type_of: Integers
    places: Integers
    n: Integers
    y: Integers
    rate: Floats
    next_rate: Floats
    long_run: Floats
    reliability: Floats


def latent(generator: np.random.Generator, type_of: Integers, rounds: int, truth: Truth) -> Latent:
    """Draw the truth of each series (types numbered 0 … max of ``type_of``)."""
    series = type_of.size
    types = int(type_of.max(initial=-1)) + 1
    centre = generator.normal(truth.type_mean, truth.type_spread, types)
    base = centre[type_of] + generator.normal(0.0, truth.standard_spread, series)
    swing = np.abs(generator.normal(0.0, truth.instability, series))
    weather = generator.standard_normal((series, rounds + 1))
    for t in range(1, rounds + 1):
        fresh = np.sqrt(1.0 - truth.persistence**2)
        weather[:, t] = truth.persistence * weather[:, t - 1] + fresh * weather[:, t]
    jumps = generator.random(series) < truth.jumping
    shift = np.where(generator.random(series) < 0.7, 1.5, -1.5)
    start = generator.integers(1, max(rounds, 2), series)
    after = np.arange(rounds + 1) >= start[:, None]
    return Latent(base[:, None] + (jumps * shift)[:, None] * after, swing, weather)


def twin(
    generator: np.random.Generator,
    *,
    types: int = 40,
    per_type: int = 6,
    rounds: int = 8,
    checks: int = 6,
    pass_rate: float = 0.9,
    truth: Truth = TRUTH,
) -> Twin:
    """Draw a district of ``types`` × ``per_type`` series, ``checks`` places per type and round on average."""
    type_of = np.repeat(np.arange(types), per_type)
    places = generator.integers(8, 200, types)
    sizes = checks_per_type(generator, places, checks)
    hidden = latent(generator, type_of, rounds, truth)
    rate = expit(hidden.log_odds)
    passing = generator.binomial(places[type_of, None], rate[:, :-1])
    n = np.repeat(sizes[type_of, None], rounds, axis=1)
    y = generator.hypergeometric(passing, places[type_of, None] - passing, n)
    location, swing = hidden.location[:, -1], hidden.swing
    return Twin(
        type_of=type_of,
        places=places,
        n=n,
        y=y,
        rate=rate[:, :-1],
        next_rate=rate[:, -1],
        long_run=expected_rate(location[:, None], swing, np.ones(1)),
        reliability=ndtr((location - logit(pass_rate)) / swing),
    )


def checks_per_type(generator: np.random.Generator, places: Integers, checks: int) -> Integers:
    """Places looked at per round: drawn once per type, at least one, at most all or
    ``MOST_CHECKS_A_ROUND``.
    """
    most = np.minimum(places, MOST_CHECKS_A_ROUND)
    sizes: npt.NDArray[np.int64] = np.clip(generator.poisson(checks, places.size), 1, most)
    return sizes


def expected_rate(location: Floats, swing: Floats, shares: Floats) -> Floats:
    """E[Σ_s share_s · logistic(location_s + τ z)] over z ~ N(0, 1), float64[series], by Gauss-Hermite
    quadrature.

    ``location`` float64[series, parts], ``shares`` float64[parts] summing to 1.
    """
    odds = location[:, :, None] + swing[:, None, None] * NODES
    mean: Floats = np.einsum("jsz,s,z->j", expit(odds), shares, NODE_WEIGHTS)
    return mean
