"""What the series of a district have in common: the prior of the stability model, learned from all of them
by EM.

Series of one place type (h) share a mean α_h, place types share a mean α_0 (partial pooling, so a type with
few checks borrows from its peers and a series with few checks borrows from its type):

    logit m_j ~ N(α_h, s²),      α_h ~ N(α_0, u²),      ρ_j ~ Categorical(w)

EM (Dempster, Laird & Rubin 1977) on the grid of ``beta_binomial``; nothing is sampled.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dabiao.core.beta_binomial import Floats, Grid, Integers

SMALLEST_BETWEEN_TYPES, SMALLEST_WITHIN_TYPE = 0.02, 0.05
"""Floors of u² and s²: with a handful of series EM would otherwise declare them all alike for ever."""

INSTABILITY_SMOOTHING = 0.05
"""Share of the evidence on ρ that stays uniform, so that no instability is ever ruled out."""


@dataclass(frozen=True, slots=True)
class Prior:
    """Learned parameters. ``type_means`` and ``type_uncertainty`` are α_h and its posterior variance A_h by
    place type; ``district_mean`` α_0; ``within`` s²; ``between`` u²; ``instability`` w, over the grid's ρ.
    """

    type_means: Mapping[str, float]
    type_uncertainty: Mapping[str, float]
    district_mean: float
    within: float
    between: float
    instability: tuple[float, ...]

    def cells(self, grid: Grid, groups: Mapping[str, float]) -> Floats:
        """W over the grid for a series whose places are of ``groups`` (place type → weight), float64[cells],
        sum 1.

        The uncertainty of α_h is integrated (variance s² + A_h); an unknown place type is one more draw of
        α_h.
        """
        mixture = np.zeros(grid.logit_rates.size)
        for name, weight in groups.items():
            mean = self.type_means.get(name, self.district_mean)
            uncertainty = self.type_uncertainty.get(name, self.between)
            mixture += weight * _normal_on(grid.logit_rates, mean, self.within + uncertainty)
        cells: Floats = np.outer(mixture / mixture.sum(), np.array(self.instability)).ravel()
        return cells


def start_prior(grid: Grid, types: Sequence[str]) -> Prior:
    """Before any data: a pass rate around 0.92, give or take what city inspections usually show."""
    size = grid.instabilities.size
    return Prior(
        type_means=dict.fromkeys(types, 2.5),
        type_uncertainty=dict.fromkeys(types, 0.4),
        district_mean=2.5,
        within=1.0,
        between=0.4,
        instability=(1.0 / size,) * size,
    )


def learn_prior(
    grid: Grid,
    likelihood: Floats,
    type_of: Integers,
    repeats: Floats,
    types: Sequence[str],
    passes: int,
) -> Prior:
    """Take ``passes`` EM steps from ``start_prior``.

    ``likelihood`` float64[series, cells], each row up to a factor of its own; ``type_of`` int64[series]
    indexes ``types``; ``repeats`` float64[series] says how many equal series a row stands for.
    """
    prior = start_prior(grid, types)
    if not len(likelihood):
        return prior
    for _ in range(passes):
        prior = _step(grid, likelihood, type_of, repeats, types, prior)
    return prior


def _step(
    grid: Grid, likelihood: Floats, type_of: Integers, repeats: Floats, types: Sequence[str], prior: Prior
) -> Prior:
    means = np.array([prior.type_means[name] for name in types])
    by_type = _normal_on(grid.logit_rates, means[:, None], np.full((len(types), 1), prior.within))
    rates, instabilities = grid.logit_rates.size, grid.instabilities.size
    by_rho = likelihood.reshape(-1, instabilities)
    weighted = (by_rho @ np.array(prior.instability)).reshape(-1, rates) * by_type[type_of]
    total = weighted.sum(axis=1)
    weighted /= total[:, None]
    mean = weighted @ grid.logit_rates
    variance = weighted @ grid.logit_rates**2 - mean**2

    count = np.bincount(type_of, repeats, len(types))
    average = np.bincount(type_of, repeats * mean, len(types)) / np.maximum(count, 1.0)
    uncertainty = 1.0 / (count / prior.within + 1.0 / prior.between)
    means = uncertainty * (count * average / prior.within + prior.district_mean / prior.between)
    district = float(means.mean())
    between = max(SMALLEST_BETWEEN_TYPES, float(np.mean((means - district) ** 2 + uncertainty)))
    spread = (mean - means[type_of]) ** 2 + variance + uncertainty[type_of]
    within = max(SMALLEST_WITHIN_TYPE, float(np.average(spread, weights=repeats)))

    share = by_type[type_of] * (repeats / total)[:, None]
    expected = np.array(prior.instability) * (share.ravel() @ by_rho)
    expected += INSTABILITY_SMOOTHING * repeats.sum() / instabilities
    return Prior(
        type_means=dict(zip(types, means.tolist(), strict=True)),
        type_uncertainty=dict(zip(types, uncertainty.tolist(), strict=True)),
        district_mean=district,
        within=within,
        between=between,
        instability=tuple((expected / expected.sum()).tolist()),
    )


def _normal_on(points: Floats, mean: float | Floats, variance: float | Floats) -> npt.NDArray[np.float64]:
    density = np.exp(-0.5 * (points - mean) ** 2 / variance)
    normalised: Floats = density / density.sum(axis=-1, keepdims=True)
    return normalised
