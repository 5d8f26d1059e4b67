"""The reset filter over rounds, and the sums over its grid, for many series at once.

The model: before each round but the first, with probability ε (the hazard), everything learned is forgotten
and the cell of the grid is drawn anew from the prior W; otherwise it stays. Written as a recursion on the
grid,

    P_1 ∝ W · L_1,        P_t ∝ [(1 - ε) P_{t-1} + ε W] · L_t

with ``L_t`` the likelihood of round t. The same posterior is a mixture over the round s of the last reset
(Adams & MacKay 2007, "Bayesian online changepoint detection"; Fearnhead & Liu 2007): given s it is
``W · L_s ⋯ L_T``, whatever ε is. So the sums over the grid are done once for all hazards, and what remains
per hazard is a recursion on T numbers. That is what makes six hazards cost hardly more than one.

Compiled functions that call each other stay together in this file: numba keeps them on disk by the date of
their own file and would not notice a change in another.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from math import exp, log, prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dabiao.core.compiled import REORDERED_SUMS, compiled

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]

RESCALE_BELOW, RESCALE_BY = 1e-100, 1e100
"""Products of many likelihoods are lifted before they underflow; only ratios of their sums are used."""

LOG_RESCALE = log(RESCALE_BY)


def _put_python(
    ratio: Floats, s: int, t: int, before: float, first: float, second: float, third: float, fourth: float
) -> None:
    """Ratios of the sums after rounds t … t + 3 to the sum before each; rounds past the last are left out."""
    rounds = ratio.shape[0]
    ratio[s, t] = first / before
    if t + 1 < rounds:
        ratio[s, t + 1] = second / first
    if t + 2 < rounds:
        ratio[s, t + 2] = third / second
    if t + 3 < rounds:
        ratio[s, t + 3] = fourth / third


_put = compiled(_put_python, fastmath=REORDERED_SUMS)


def _lifted_python(total: float, product: Floats) -> float:
    if total >= RESCALE_BELOW:
        return total
    for g in range(product.size):
        product[g] *= RESCALE_BY
    return total * RESCALE_BY


_lifted = compiled(_lifted_python)


def _predictives_python(  # noqa: PLR0915  # unrolled on purpose
    table: Floats, rows: Indices, prior: Floats, ratio: Floats, product: Floats, later: Floats
) -> None:
    """ratio[s, t] = P(round t | rounds s … t-1, reset just before s), for the rounds ``rows`` of ``table``.

    One pass over the cells takes two resets, s and s + 1, four rounds further: eight sums in registers for every
    six numbers read. That is twice as fast as one reset and two rounds. Where fewer rounds are left, the last
    is repeated and its sums are not used. ``product`` and ``later`` float64[cells] are room to work in.
    """
    rounds, cells = rows.size, prior.size
    last = rounds - 1
    for s in range(0, rounds, 2):
        row0, row1 = rows[s], rows[min(s + 1, last)]
        row2, row3 = rows[min(s + 2, last)], rows[min(s + 3, last)]
        u0, u1, u2, u3, v1, v2, v3 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for g in range(cells):
            start = prior[g]
            u = start * table[row0, g]
            u0 += u
            mass = table[row1, g]
            u *= mass
            u1 += u
            v = start * mass
            v1 += v
            mass = table[row2, g]
            u *= mass
            u2 += u
            v *= mass
            v2 += v
            mass = table[row3, g]
            u *= mass
            u3 += u
            v *= mass
            v3 += v
            product[g] = u
            later[g] = v
        _put(ratio, s, s, 1.0, u0, u1, u2, u3)
        if s < last:
            _put(ratio, s + 1, s + 1, 1.0, v1, v2, v3, 1.0)
        for t in range(s + 4, rounds, 4):
            before, before_later = _lifted(u3, product), _lifted(v3, later)
            row0, row1 = rows[t], rows[min(t + 1, last)]
            row2, row3 = rows[min(t + 2, last)], rows[min(t + 3, last)]
            u0, u1, u2, u3 = 0.0, 0.0, 0.0, 0.0
            v0, v1, v2, v3 = 0.0, 0.0, 0.0, 0.0
            for g in range(cells):
                u, v = product[g], later[g]
                mass = table[row0, g]
                u *= mass
                u0 += u
                v *= mass
                v0 += v
                mass = table[row1, g]
                u *= mass
                u1 += u
                v *= mass
                v1 += v
                mass = table[row2, g]
                u *= mass
                u2 += u
                v *= mass
                v2 += v
                mass = table[row3, g]
                u *= mass
                u3 += u
                v *= mass
                v3 += v
                product[g] = u
                later[g] = v
            _put(ratio, s, t, before, u0, u1, u2, u3)
            _put(ratio, s + 1, t, before_later, v0, v1, v2, v3)


def _resets_python(ratio: Floats, hazard: float, weight: float, joint: Floats, mixed: Floats) -> float:
    """Add ``weight`` · P(last reset before round s | all rounds, hazard) to ``mixed``; return the log
    evidence. ``joint`` float64[T] is room for P(last reset before round s, rounds so far), lifted together.
    """
    rounds = ratio.shape[0]
    joint[0] = ratio[0, 0]
    total, lifts, kept = ratio[0, 0], 0, 1.0 - hazard
    for t in range(1, rounds):
        joint[t] = hazard * total * ratio[t, t]
        total = joint[t]
        for s in range(t):
            joint[s] *= kept * ratio[s, t]
            total += joint[s]
        if total < RESCALE_BELOW:
            lifts += 1
            total *= RESCALE_BY
            for s in range(t + 1):
                joint[s] *= RESCALE_BY
    share = weight / total
    for s in range(rounds):
        mixed[s] += share * joint[s]
    return log(total) - lifts * LOG_RESCALE


def _step_back_python(ratio: Floats, mixed: Floats, s: int) -> tuple[float, float]:
    """P(rounds after s | reset after s) / P(rounds from s on | reset before s), ratio by ratio so that it
    cannot underflow, and mixed[s]; before the first round there is nothing to add.
    """
    if s < 0:
        return 1.0, 0.0
    scale = 1.0 / ratio[s, s]
    for t in range(s + 1, ratio.shape[0]):
        scale *= ratio[s + 1, t] / ratio[s, t]
    return scale, mixed[s]


_step_back = compiled(_step_back_python, fastmath=REORDERED_SUMS)


def _mix_python(
    table: Floats, rows: Indices, prior: Floats, ratio: Floats, mixed: Floats, product: Floats, out: Floats
) -> None:
    """Out = Σ_s mixed[s] · (W · L_s ⋯ L_T, normalised), built backwards so that each product is made once; four
    rounds per pass over the cells.
    """
    product[:] = prior
    out[:] = 0.0
    for s in range(rows.size - 1, -1, -4):
        row0, row1 = rows[s], rows[max(s - 1, 0)]
        row2, row3 = rows[max(s - 2, 0)], rows[max(s - 3, 0)]
        scale0, share0 = _step_back(ratio, mixed, s)
        scale1, share1 = _step_back(ratio, mixed, s - 1)
        scale2, share2 = _step_back(ratio, mixed, s - 2)
        scale3, share3 = _step_back(ratio, mixed, s - 3)
        scale1 *= scale0
        scale2 *= scale1
        scale3 *= scale2
        share0, share1 = share0 * scale0, share1 * scale1
        share2, share3 = share2 * scale2, share3 * scale3
        for g in range(prior.size):
            value = product[g] * table[row0, g]
            mixture = out[g] + share0 * value
            value *= table[row1, g]
            mixture += share1 * value
            value *= table[row2, g]
            mixture += share2 * value
            value *= table[row3, g]
            out[g] = mixture + share3 * value
            product[g] = value * scale3


_predictives = compiled(_predictives_python, fastmath=REORDERED_SUMS)
_resets = compiled(_resets_python, fastmath=REORDERED_SUMS)
_mix = compiled(_mix_python, fastmath=REORDERED_SUMS)

Workspace = tuple[Floats, Floats, Floats, Floats, Floats]


def _room(*shape: int) -> Floats:
    """Make room that starts at a cache line (64 bytes): vectors across two lines cost a fifth of the speed."""
    raw = np.empty(prod(shape) + 8)
    start = -(raw.ctypes.data // 8) % 8
    return raw[start : start + prod(shape)].reshape(shape)


def _placed(values: Floats) -> Floats:
    """Copy ``values`` to such room."""
    room = _room(*values.shape)
    room[...] = values
    return room


def _workspace(rounds: int, cells: int) -> Workspace:
    """Make room for one series: two running products, predictives, joint, mixture."""
    return _room(cells), _room(cells), _room(rounds, rounds), _room(rounds), _room(rounds)


def _filter_one_python(
    table: Floats,
    rows: Indices,
    prior: Floats,
    hazards: Floats,
    weights: Floats,
    space: Workspace,
    posterior: Floats,
    evidence: Floats,
) -> None:
    """Fill ``posterior`` float64[cells] and ``evidence`` float64[hazards] of one series."""
    product, later, ratio, joint, mixed = space
    _predictives(table, rows, prior, ratio, product, later)
    mixed[:] = 0.0
    for e in range(hazards.size):
        evidence[e] = _resets(ratio, hazards[e], weights[e], joint, mixed)
    _mix(table, rows, prior, ratio, mixed, product, posterior)


_filter_one = compiled(_filter_one_python)


def _filter_python(
    table: Floats,
    index: Indices,
    prior: Floats,
    prior_of: Indices,
    hazards: Floats,
    weights: Floats,
    space: Workspace,
    posterior: Floats,
    evidence: Floats,
) -> None:
    for j in range(index.shape[0]):
        _filter_one(table, index[j], prior[prior_of[j]], hazards, weights, space, posterior[j], evidence[j])


_filter = compiled(_filter_python)


def run_filter(
    table: Floats,
    index: Indices,
    prior: Floats,
    prior_of: Indices,
    hazards: Floats,
    weights: Floats,
) -> tuple[Floats, Floats]:
    """Compute the posterior of every series, Σ_ε weight(ε) · P_T(g | ε), and each hazard's log evidence.

    ``table`` float64[pairs, cells] holds the likelihood of each distinct (n, y); ``index`` int32[series,
    rounds] picks its rows, oldest round first; ``prior`` float64[priors, cells] and ``prior_of``
    int32[series] likewise.
    Returns float64[series, cells] and float64[series, hazards]. Without a round the prior comes back.
    """
    series, rounds = index.shape
    evidence = np.zeros((series, hazards.size))
    if rounds == 0:
        return prior[prior_of] * weights.sum(), evidence
    posterior = np.empty((series, table.shape[1]))
    index, prior_of = (np.ascontiguousarray(codes, dtype=np.int32) for codes in (index, prior_of))
    space = _workspace(rounds, table.shape[1])
    _filter(_placed(table), index, _placed(prior), prior_of, hazards, weights, space, posterior, evidence)
    return posterior, evidence


def _quantile_python(marginal: Floats, target: float, logit_rates: Floats) -> float:
    """Quantile of the long-run rate; a grid point's probability is spread evenly over the logits nearest to
    it.
    """
    below, point = 0.0, 0
    while below + marginal[point] < target and point < marginal.size - 1:
        below += marginal[point]
        point += 1
    inside = (target - below) / marginal[point]
    logit = logit_rates[point] + (inside - 0.5) * (logit_rates[1] - logit_rates[0])
    return 1.0 / (1.0 + exp(-logit))


def _marginal_python(posterior: Floats, marginal: Floats) -> None:
    """Sum the cells of each rate; ``posterior`` is rate-major. An even number of rates, two at a time."""
    each, half = posterior.size // marginal.size, marginal.size // 2
    for i in range(half):
        lower, upper = 0.0, 0.0
        for g in range(i * each, (i + 1) * each):
            lower += posterior[g]
            upper += posterior[g + half * each]
        marginal[i], marginal[i + half] = lower, upper


def _weigh_python(posterior: Floats, asked: Floats, found: Floats) -> None:
    """Spelt out for the five rows of ``asked``: one pass over the cells, each sum in a register of its own."""
    reliability, official, failing, unstable, met = 0.0, 0.0, 0.0, 0.0, 0.0
    for g in range(posterior.size):
        chance = posterior[g]
        reliability += chance * asked[0, g]
        official += chance * asked[1, g]
        failing += chance * asked[2, g]
        unstable += chance * asked[3, g]
        met += chance * asked[4, g]
    found[3], found[4], found[5], found[6], found[7] = reliability, official, failing, unstable, met


_quantile = compiled(_quantile_python)
_marginal = compiled(_marginal_python)
_weigh = compiled(_weigh_python, fastmath=REORDERED_SUMS)


class Sums(NamedTuple):
    """What is summed over the cells, which are rate-major: five rows ``asked`` float64[5, cells], and from the
    marginal over the grid's ``rates`` and ``logit_rates`` float64[rates] the mean and the quantiles at the
    levels ``low`` and ``high``.
    """

    asked: Floats
    rates: Floats
    logit_rates: Floats
    low: float
    high: float


def _sum_up_one_python(posterior: Floats, sums: Sums, marginal: Floats, found: Floats) -> None:
    """Fill one row of ``found``; ``marginal`` float64[rates] is room to work in."""
    _marginal(posterior, marginal)
    total, mean = 0.0, 0.0
    for i in range(marginal.size):
        total += marginal[i]
        mean += marginal[i] * sums.rates[i]
    found[0] = mean
    found[1] = _quantile(marginal, sums.low * total, sums.logit_rates)
    found[2] = _quantile(marginal, sums.high * total, sums.logit_rates)
    _weigh(posterior, sums.asked, found)


_sum_up_one = compiled(_sum_up_one_python)


def _sum_up_python(posterior: Floats, sums: Sums, marginal: Floats, found: Floats) -> None:
    for j in range(posterior.shape[0]):
        _sum_up_one(posterior[j], sums, marginal, found[j])


def _filter_and_sum_up_python(
    table: Floats,
    index: Indices,
    prior: Floats,
    prior_of: Indices,
    hazards: Floats,
    weights: Floats,
    space: Workspace,
    posterior: Floats,
    evidence: Floats,
    sums: Sums,
    marginal: Floats,
    found: Floats,
) -> None:
    for j in range(index.shape[0]):
        _filter_one(table, index[j], prior[prior_of[j]], hazards, weights, space, posterior, evidence)
        _sum_up_one(posterior, sums, marginal, found[j])


_sum_up = compiled(_sum_up_python)
_filter_and_sum_up = compiled(_filter_and_sum_up_python)


def sum_up(posterior: Floats, sums: Sums) -> Floats:
    """Sum ``posterior`` float64[series, cells] over the cells.

    Returns float64[series, 8]: mean rate, the two quantiles, then the five sums.
    """
    found = np.empty((len(posterior), 3 + len(sums.asked)))
    _sum_up(np.ascontiguousarray(posterior), sums, _room(sums.rates.size), found)
    return found


def filter_and_sum_up(
    table: Floats,
    index: Indices,
    prior: Floats,
    prior_of: Indices,
    hazards: Floats,
    weights: Floats,
    sums: Sums,
    threads: int,
) -> Floats:
    """``sum_up`` of what ``run_filter`` gives, without ever holding more than one posterior per thread."""
    series, rounds = index.shape
    if rounds == 0:
        return sum_up(prior[prior_of] * weights.sum(), sums)
    found = np.empty((series, 3 + len(sums.asked)))
    index, prior_of = (np.ascontiguousarray(codes, dtype=np.int32) for codes in (index, prior_of))
    table, prior, sums = _placed(table), _placed(prior), sums._replace(asked=_placed(sums.asked))

    def piece(start: int) -> None:
        part = slice(start, start + _PIECE)
        space, posterior = _workspace(rounds, table.shape[1]), _room(table.shape[1])
        evidence, marginal = _room(hazards.size), _room(sums.rates.size)
        series_of_piece = (table, index[part], prior, prior_of[part], hazards, weights)
        _filter_and_sum_up(*series_of_piece, space, posterior, evidence, sums, marginal, found[part])

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(piece, range(0, series, _PIECE)):
            pass
    return found


_PIECE = 2048
"""Series a thread takes at a time: some milliseconds of work."""
