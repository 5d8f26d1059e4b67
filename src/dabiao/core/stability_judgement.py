"""The verdict on a series: class, leaning, work-list decision and the checks still needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dabiao.core.assessment import Stability, StabilityClass
from dabiao.core.beta_binomial import Floats
from dabiao.core.check_series import Series
from dabiao.core.checks_needed import MOST_CHECKS, checks_needed
from dabiao.core.framework import StabilitySettings
from dabiao.core.stability_outlook import CLASSES, Demand, outlook


def judge_under(
    series: Sequence[Series], after: Floats, before_next: Floats, demand: Demand, settings: StabilitySettings
) -> list[Stability]:
    """Verdicts on ``series`` that share one demand and one number of places.

    ``after`` float64[series, cells] is the posterior, ``before_next`` the same as seen before the next round.
    A class is stated when its probability reaches the confidence asked and at least one check was made.
    """
    found = outlook(after, demand)
    chance = found.class_probability
    confidence = float(settings.confidence)
    checked = np.array([sum(one.n) for one in series])
    leaning = chance.argmax(axis=1)
    settled = (chance.max(axis=1) >= confidence) & (checked > 0)
    work = (chance @ np.array(settings.losses, dtype=np.float64)).argmin(axis=1)
    most = min(MOST_CHECKS, series[0].places or MOST_CHECKS)
    needed = _needed(settled, before_next, demand, confidence, most)
    return [
        Stability(
            n=int(checked[row]),
            y=sum(one.y),
            observed_rate=sum(one.y) / int(checked[row]) if checked[row] else None,
            rate=float(found.rate[row]),
            interval=(float(found.low[row]), float(found.high[row])),
            reliability=float(found.reliability[row]),
            stability_class=CLASSES[leaning[row]] if settled[row] else StabilityClass.INSUFFICIENT,
            class_probability=dict(zip(CLASSES, chance[row].tolist(), strict=True)),
            leaning=CLASSES[leaning[row]],
            more_checks_needed=needed[row],
            work_list=CLASSES[work[row]],
            official_chance=float(found.official[row]),
            series=tuple(entry for entry in zip(one.rounds, one.n, one.y, strict=True) if entry[1]),
        )
        for row, one in enumerate(series)
    ]


def _needed(
    settled: npt.NDArray[np.bool_], before_next: Floats, demand: Demand, confidence: float, most: int
) -> list[int | None]:
    """0 where the class is settled, None where no single round of ``most`` places is expected to settle
    it.
    """
    asked = checks_needed(before_next[~settled], demand, confidence, most)
    needed: list[int | None] = [0] * settled.size
    for row, checks in zip(np.flatnonzero(~settled).tolist(), asked.tolist(), strict=True):
        needed[row] = checks or None
    return needed
