"""How many further checks would settle a class: the question behind every 证据不足."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dabiao.core.beta_binomial import Floats, mass_of_round
from dabiao.core.stability_outlook import Demand

MOST_CHECKS = 200
"""Nobody checks one standard at more places than this in a single round; beyond it the answer is "not this
way"."""


def expected_confidence(before: Floats, demand: Demand, checks: int) -> Floats:
    """Give the expected largest class probability after one more round of ``checks``, float64[series].

    ``before`` float64[series, cells] is the predictive distribution of the next round's cell. The expectation
    over the round's result y cancels the normalising constant: Σ_y max_k Σ_{g in k} P(g) P(y | checks, g).
    """
    joint = before[:, None, :] * demand.membership.T[None, :, :]
    by_result = joint.reshape(-1, before.shape[1]) @ mass_of_round(checks).T
    best: Floats = by_result.reshape(*joint.shape[:2], -1).max(axis=1).sum(axis=1)
    return best


def checks_needed(
    before: Floats, demand: Demand, confidence: float, most: int = MOST_CHECKS
) -> npt.NDArray[np.int64]:
    """Find the smallest number 1 … ``most`` of checks in one round expected to reach ``confidence``, or 0
    where even ``most`` would not; int64[series].

    Bisection is safe: dropping a check at random turns a round of m into a round of m - 1, so a larger round
    can never be expected to tell less (Blackwell 1953).
    """
    answer = np.zeros(len(before), dtype=np.int64)
    if most < 1 or not len(before):
        return answer
    open_ = np.flatnonzero(expected_confidence(before, demand, most) >= confidence)
    low = np.ones(open_.size, dtype=np.int64)
    high = np.full(open_.size, most)
    while (low < high).any():
        middle = (low + high) // 2
        for checks in np.unique(middle[low < high]).tolist():
            asked = np.flatnonzero((middle == checks) & (low < high))
            enough = expected_confidence(before[open_[asked]], demand, checks) >= confidence
            high[asked[enough]] = checks
            low[asked[~enough]] = checks + 1
    answer[open_] = high
    return answer
