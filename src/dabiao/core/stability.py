"""达标 / 不稳定达标 / 不达标 / 证据不足: what rounds of sampled pass/fail checks say about a standard.

``fit`` learns from all series of a district what they have in common; ``Fitted.judge`` then says of each
series how reliable it is and how sure that is. The model is described, with its calibration table, in
``docs/methods/stability.md``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from os import cpu_count

import numpy as np
import numpy.typing as npt

from dabiao.core.assessment import Stability
from dabiao.core.beta_binomial import GRID, Floats, Integers, log_mass
from dabiao.core.check_series import Series, encode, pad
from dabiao.core.control_chart import ChartPoint, ewma
from dabiao.core.filter_kernel import filter_and_sum_up, run_filter
from dabiao.core.framework import StabilitySettings
from dabiao.core.rate_intervals import jeffreys, wilson
from dabiao.core.stability_judgement import judge_under
from dabiao.core.stability_outlook import CLASSES, HIGH, LOW, Demand, Outlook, demand_of, named
from dabiao.core.stability_prior import Prior, learn_prior

__all__ = [
    "CLASSES",
    "MODEL",
    "ChartPoint",
    "Fitted",
    "Model",
    "RoundRate",
    "Series",
    "demand_of",
    "ewma",
    "fit",
    "jeffreys",
    "outlooks",
    "posterior",
    "wilson",
]


@dataclass(frozen=True, slots=True)
class Model:
    """Fixed parts of the model. ``hazards`` are the chances per round that everything changes (a clean-up, a
    new market manager); they are averaged, weighted by how well each explains the whole district. ``passes``
    of EM.
    """

    hazards: tuple[float, ...] = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35)
    passes: int = 40


MODEL = Model()


@dataclass(frozen=True, slots=True)
class RoundRate:
    """The share of all N places that pass in one round: posterior mean and 5–95 % interval."""

    round: str
    rate: float
    interval: tuple[float, float]


def posterior(
    n: Integers, y: Integers, prior: Floats, prior_of: Integers, hazards: Floats, weights: Floats
) -> Floats:
    """Posterior over ``GRID`` after all rounds, float64[series, cells].

    ``n``, ``y`` int64[series, rounds]; ``prior`` float64[priors, cells]; ``prior_of`` int64[series];
    ``weights`` of the ``hazards``, summing to 1.
    """
    coded = encode(n, y)
    return run_filter(coded.table, coded.index, prior, prior_of.astype(np.int32), hazards, weights)[0]


def outlooks(
    n: Integers,
    y: Integers,
    prior: Floats,
    prior_of: Integers,
    hazards: Floats,
    weights: Floats,
    demand: Demand,
    threads: int | None = None,
) -> Outlook:
    """``outlook`` of many series under one demand, without ever holding all their posteriors.

    Arguments as of ``posterior``; ``threads`` defaults to the processor's. The result does not depend on it.
    """
    coded = encode(n, y)
    return named(
        filter_and_sum_up(
            coded.table,
            coded.index,
            prior,
            prior_of.astype(np.int32),
            hazards,
            weights,
            demand.sums,
            threads or cpu_count() or 1,
        )
    )


def fit(series: Sequence[Series], model: Model = MODEL) -> Fitted:
    """Learn the prior and the hazard weights from the finest series (standard × place type).

    Raises ValueError for a series of several place types. Equal series are computed once.
    """
    mixed = [one.key for one in series if len(one.groups) != 1]
    if mixed:
        raise ValueError(f"fit wants one place type per series: {', '.join(mixed[:5])}")
    seen = [one for one in series if sum(one.n)]
    types = sorted({name for one in seen for name in one.groups})
    place = {name: position for position, name in enumerate(types)}
    type_of = np.array([place[next(iter(one.groups))] for one in seen], dtype=np.int64)
    coded = encode(pad([one.n for one in seen]), pad([one.y for one in seen]))

    # Without resets the order of rounds does not matter, so more series are equal.
    likelihood, owner, repeats = _likelihood(coded.log_table, np.sort(coded.index, axis=1), type_of)
    prior = learn_prior(GRID, likelihood, owner, repeats, types, model.passes)

    cells = np.array([prior.cells(GRID, {name: 1.0}) for name in types]).reshape(len(types), GRID.cells)
    distinct, times = np.unique(np.column_stack([type_of, coded.index]), axis=0, return_counts=True)
    hazards = np.array(model.hazards)
    even = np.full(hazards.size, 1.0 / hazards.size)
    evidence = run_filter(np.exp(coded.log_table), distinct[:, 1:], cells, distinct[:, 0], hazards, even)[1]
    pooled = times @ evidence
    weights = np.exp(pooled - pooled.max())
    return Fitted(model, prior, tuple((weights / weights.sum()).tolist()))


def _likelihood(
    log_table: Floats, index: npt.NDArray[np.int32], type_of: Integers
) -> tuple[Floats, Integers, Floats]:
    """Likelihood of each distinct (place type, index row) up to a factor, its type, and its number."""
    distinct, repeats = np.unique(np.column_stack([type_of, index]), axis=0, return_counts=True)
    logs = np.zeros((len(distinct), log_table.shape[1]))
    for column in distinct[:, 1:].T:
        logs += log_table[column]
    logs -= logs.max(axis=1, initial=-np.inf, keepdims=True)
    return np.exp(logs), distinct[:, 0].astype(np.int64), repeats.astype(np.float64)


@dataclass(frozen=True)
class Fitted:
    """A fitted district. ``hazard_weights`` go with ``model.hazards`` and sum to 1."""

    model: Model
    prior: Prior
    hazard_weights: tuple[float, ...]

    def prior_cells(self, groups: Sequence[Mapping[str, float]]) -> tuple[Floats, Integers]:
        """Distinct priors float64[priors, cells] and which of them each entry of ``groups`` has."""
        keys = [tuple(sorted(one.items())) for one in groups]
        distinct = {key: position for position, key in enumerate(dict.fromkeys(keys))}
        cells = [self.prior.cells(GRID, dict(key)) for key in distinct]
        return np.array(cells).reshape(-1, GRID.cells), np.array(
            [distinct[key] for key in keys], dtype=np.int64
        )

    def posterior(self, series: Sequence[Series]) -> Floats:
        """Posterior over ``GRID``, float64[series, cells]."""
        return self._states(series)[0]

    def judge(
        self, series: Sequence[Series], pass_rates: Sequence[Decimal], settings: StabilitySettings
    ) -> tuple[Stability, ...]:
        """Say what can be said of each series when ``pass_rates`` are asked. A series over several place
        types starts from the weighted mixture of their priors; without a single check the prior is all there
        is: 证据不足.
        """
        after, before_next = self._states(series)
        demands: dict[tuple[Decimal, int | None], list[int]] = {}
        for position, (one, asked) in enumerate(zip(series, pass_rates, strict=True)):
            demands.setdefault((asked, one.places), []).append(position)
        judged: dict[int, Stability] = {}
        for (asked, places), positions in demands.items():
            demand = demand_of(asked, places, settings)
            group = [series[position] for position in positions]
            found = judge_under(group, after[positions], before_next[positions], demand, settings)
            judged.update(zip(positions, found, strict=True))
        return tuple(judged[position] for position in range(len(series)))

    def draw_parameters(
        self, series: Sequence[Series], generator: np.random.Generator, draws: int
    ) -> tuple[Floats, Floats]:
        """Posterior draws of the long-run rate and of the instability, each float64[series, draws].

        The rate is spread evenly over its grid cell (in logits), as in the intervals.
        """
        uniform = generator.random((2, len(series), draws))
        rate, instability = np.empty((2, len(series), draws))
        step = GRID.logit_rates[1] - GRID.logit_rates[0]
        for row, cells in enumerate(self.posterior(series)):
            cumulated = np.cumsum(cells)
            cell = np.searchsorted(cumulated, uniform[0, row] * cumulated[-1], side="right")
            logit = GRID.logit_rates[cell // GRID.instabilities.size] + (uniform[1, row] - 0.5) * step
            rate[row] = 1.0 / (1.0 + np.exp(-logit))
            instability[row] = GRID.instability[cell]
        return rate, instability

    def draw_rates(self, series: Sequence[Series], generator: np.random.Generator, draws: int) -> Floats:
        """Posterior draws of the long-run rate, float64[series, draws]."""
        return self.draw_parameters(series, generator, draws)[0]

    def last_round(self, series: Series) -> RoundRate:
        """Estimate the true share of passing places in the last round in which ``series`` was looked at.

        ``series.frame`` must be known (else ValueError). Of its N places n were seen; the other N - n follow
        BetaBinomial(N - n, a + y, b + n - y). A census leaves nothing open: the interval has no width.
        """
        places = series.places
        last = max((at for at, checked in enumerate(series.n) if checked), default=None)
        if places is None or last is None:
            raise ValueError(f"{series.key}: needs the number of places and at least one check")
        n, y = series.n[last], series.y[last]
        until = replace(
            series, rounds=series.rounds[: last + 1], n=series.n[: last + 1], y=series.y[: last + 1]
        )
        unseen = np.arange(places - n + 1)
        mass = np.exp(log_mass(unseen, np.full_like(unseen, places - n), GRID.a + y, GRID.b + n - y))
        share = mass @ self.posterior([until])[0]
        rates = (y + unseen) / places
        low, high = rates[np.searchsorted(np.cumsum(share) / share.sum(), (LOW, HIGH))].tolist()
        return RoundRate(series.rounds[last], float(share @ rates / share.sum()), (low, high))

    def _states(self, series: Sequence[Series]) -> tuple[Floats, Floats]:
        """Give the posterior after the last round, and the same as seen before the next round, when a reset
        may have come in between: Σ_ε weight · [(1 - ε) P + ε W]. Both float64[series, cells].
        """
        prior, prior_of = self.prior_cells([one.groups for one in series])
        coded = encode(pad([one.n for one in series]), pad([one.y for one in series]))
        distinct, place = np.unique(np.column_stack([prior_of, coded.index]), axis=0, return_inverse=True)
        hazards, weights = np.array(self.model.hazards), np.array(self.hazard_weights)

        def run(shares: Floats) -> Floats:
            return run_filter(coded.table, distinct[:, 1:], prior, distinct[:, 0], hazards, shares)[0]

        kept = run(weights * (1.0 - hazards)) + (weights @ hazards) * prior[distinct[:, 0]]
        return run(weights)[place], kept[place]
