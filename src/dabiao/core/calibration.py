"""Does the stability model keep its promises? Twin districts are judged and compared with their truth.

Beside it stand the rules offices use today, on the same data: the last round, three rounds in a row, one
interval over all rounds pooled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from scipy.special import betaincc

from dabiao.core.beta_binomial import Floats, Integers, mass_of_round
from dabiao.core.framework import StabilitySettings
from dabiao.core.rate_intervals import wilson
from dabiao.core.simulation.twin import TRUTH, Truth, Twin, twin
from dabiao.core.stability import MODEL, Model, Series, demand_of, fit
from dabiao.core.stability_outlook import CLASSES, Outlook, outlook

NOT_MET, UNSTABLE, MET = range(len(CLASSES))

DEFAULTS = StabilitySettings()

FRESH_CHECKS = 10
"""Size of the fresh sample on which predictions are scored."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A kind of district to calibrate on; ``checks`` per type and round on average."""

    rounds: int
    checks: int
    truth: Truth = TRUTH


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Decisions of one method on one district and how they compare. ``false_alarm``: truly 达标 flagged;
    ``miss``: truly less called 达标; ``hard_miss``: truly 不达标 called 达标; ``loss``: mean loss; ``brier``
    of its probability that the next round reaches the rate (None where it gives none).
    """

    accuracy: float
    false_alarm: float
    miss: float
    hard_miss: float
    loss: float
    brier: float | None


@dataclass(frozen=True, slots=True)
class Honesty:
    """Whether stated probabilities hold. ``coverage`` of the 90 % interval of the long-run rate; PIT tails:
    how often a fresh round falls below the 5 % or above the 95 % point of its prediction; among
    ``confident`` calls (a share of all), how many were right and how many were promised to be.
    """

    coverage: float
    low_tail: float
    high_tail: float
    confident: float
    confident_accuracy: float
    stated_confidence: float


@dataclass(frozen=True, slots=True)
class Replicate:
    """One district: every method's verdicts by name, and the model's honesty."""

    methods: Mapping[str, Verdicts]
    honesty: Honesty


LAST, LAST_THREE, POOLED, MODEL_ARGMAX, MODEL_LOSS = (
    "last round",
    "last three rounds",
    "pooled Wilson 80 %",
    "model, most probable class",
    "model, loss rule",
)


def series_of(district: Twin) -> list[Series]:
    """Name the twin's series, one place type each, as if very many places existed."""
    rounds = tuple(f"R{t + 1}" for t in range(district.n.shape[1]))
    return [
        Series(f"S{j}", {f"T{district.type_of[j]}": 1.0}, rounds, tuple(n), tuple(y))
        for j, (n, y) in enumerate(zip(district.n.tolist(), district.y.tolist(), strict=True))
    ]


def replicate(
    generator: np.random.Generator,
    setting: Setting,
    settings: StabilitySettings = DEFAULTS,
    model: Model = MODEL,
) -> Replicate:
    """Draw one district, fit it, and score every method on it."""
    asked = float(settings.pass_rate)
    district = twin(
        generator, rounds=setting.rounds, checks=setting.checks, pass_rate=asked, truth=setting.truth
    )
    series = series_of(district)
    cells = fit(series, model).posterior(series)
    found = outlook(cells, demand_of(settings.pass_rate, None, settings))
    limits = [float(settings.unstable_from), float(settings.compliant_from)]
    true_class = np.searchsorted(limits, district.reliability, side="right")
    reached = district.next_rate >= asked
    losses = np.array(settings.losses, dtype=np.float64)

    def score(decision: Integers, chance: Floats | None = None) -> Verdicts:
        return _verdicts(true_class, decision, losses, reached, chance)

    rounds_reached = _rounds_reached(district, settings.pass_rate)
    methods = {
        LAST: score(last_round(rounds_reached), rounds_reached[:, -1]),
        LAST_THREE: score(last_three(rounds_reached), rounds_reached[:, -3:].mean(axis=1)),
        POOLED: score(pooled_wilson(district, asked), _pooled_chance(district, asked)),
        MODEL_ARGMAX: score(found.class_probability.argmax(axis=1), found.reliability),
        MODEL_LOSS: score((found.class_probability @ losses).argmin(axis=1), found.reliability),
    }
    honesty = _honesty(generator, district, cells, found, true_class, float(settings.confidence))
    return Replicate(methods, honesty)


def _rounds_reached(district: Twin, pass_rate: Decimal) -> Floats:
    """1.0 where the sample of a round reached the rate asked, exactly; float64[series, rounds]."""
    numerator, denominator = pass_rate.as_integer_ratio()
    reached: Floats = (district.y * denominator >= district.n * numerator).astype(np.float64)
    return reached


def last_round(rounds_reached: Floats) -> Integers:
    """Read the last list only: the rate was reached or it was not."""
    return np.where(rounds_reached[:, -1] > 0, MET, NOT_MET)


def last_three(rounds_reached: Floats) -> Integers:
    """Three in a row are 达标, one slip is 不稳定达标, two are 不达标."""
    times = rounds_reached[:, -3:].sum(axis=1)
    return np.select([times == 3, times == 2], [MET, UNSTABLE], NOT_MET)


def pooled_wilson(district: Twin, pass_rate: float) -> Integers:
    """All rounds as one sample: the 80 % interval lies above the rate, below it, or across it."""
    decisions = []
    for y, n in zip(district.y.sum(axis=1).tolist(), district.n.sum(axis=1).tolist(), strict=True):
        low, high = wilson(y, n, 0.80)
        decisions.append(MET if low >= pass_rate else NOT_MET if high < pass_rate else UNSTABLE)
    return np.array(decisions)


def _pooled_chance(district: Twin, pass_rate: float) -> Floats:
    """P(rate ≥ asked) when all rounds are one sample: the tail of Jeffreys' posterior."""
    y, n = district.y.sum(axis=1), district.n.sum(axis=1)
    chance: Floats = betaincc(y + 0.5, n - y + 0.5, pass_rate)
    return chance


def _verdicts(
    true_class: Integers,
    decision: Integers,
    losses: Floats,
    reached: npt.NDArray[np.bool_],
    chance: Floats | None,
) -> Verdicts:
    return Verdicts(
        accuracy=float(np.mean(decision == true_class)),
        false_alarm=float(np.mean(decision[true_class == MET] != MET)),
        miss=float(np.mean(decision[true_class != MET] == MET)),
        hard_miss=float(np.mean(decision[true_class == NOT_MET] == MET)),
        loss=float(losses[true_class, decision].mean()),
        brier=None if chance is None else float(np.mean((chance - reached) ** 2)),
    )


def _honesty(
    generator: np.random.Generator,
    district: Twin,
    cells: Floats,
    found: Outlook,
    true_class: Integers,
    confidence: float,
) -> Honesty:
    covered = (found.low <= district.long_run) & (district.long_run <= found.high)
    fresh = generator.binomial(FRESH_CHECKS, district.next_rate)
    predicted = np.cumsum(cells @ mass_of_round(FRESH_CHECKS).T, axis=1)
    row = np.arange(fresh.size)
    below = np.where(fresh > 0, predicted[row, fresh - 1], 0.0)
    pit = below + generator.random(fresh.size) * (predicted[row, fresh] - below)
    surest = found.class_probability.max(axis=1)
    sure = surest >= confidence
    right = found.class_probability.argmax(axis=1) == true_class
    return Honesty(
        coverage=float(covered.mean()),
        low_tail=float(np.mean(pit < 0.05)),
        high_tail=float(np.mean(pit > 0.95)),
        confident=float(sure.mean()),
        confident_accuracy=float(right[sure].mean()),
        stated_confidence=float(surest[sure].mean()),
    )
