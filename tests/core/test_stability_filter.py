"""The compiled filter against the recursion as it is written down."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dabiao.core.beta_binomial import GRID, log_mass
from dabiao.core.check_series import encode, pad
from dabiao.core.filter_kernel import run_filter
from dabiao.core.framework import StabilitySettings
from dabiao.core.stability import MODEL, outlooks, posterior
from dabiao.core.stability_outlook import demand_of, outlook
from dabiao.core.stability_prior import start_prior

Floats = NDArray[np.float64]
HAZARDS = np.array(MODEL.hazards)
WEIGHTS = np.array([0.3, 0.2, 0.2, 0.1, 0.1, 0.1])
NO_RESETS = np.array([1.0, 0, 0, 0, 0, 0])
PRIOR = start_prior(GRID, ["市场"]).cells(GRID, {"市场": 1.0})[None]


def by_the_book(n: list[int], y: list[int], hazard: float) -> tuple[Floats, float]:
    """P_1 ∝ W·L_1, P_t ∝ [(1 - ε) P_{t-1} + ε W]·L_t, one round at a time; and the log evidence."""
    state, evidence = PRIOR[0], 0.0
    for t, (checked, passed) in enumerate(zip(n, y, strict=True)):
        if t:
            state = (1.0 - hazard) * state + hazard * PRIOR[0]
        state = state * np.exp(log_mass(np.array([passed]), np.array([checked]), GRID.a, GRID.b)[0])
        evidence += float(np.log(state.sum()))
        state = state / state.sum()
    return state, evidence


def filtered(n: list[int], y: list[int], weights: Floats = WEIGHTS) -> tuple[Floats, Floats]:
    coded = encode(np.array([n]), np.array([y]))
    cells, evidence = run_filter(coded.table, coded.index, PRIOR, np.zeros(1, np.int32), HAZARDS, weights)
    return cells[0], evidence[0]


rounds = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=12).map(
    lambda pairs: ([max(pair) for pair in pairs], [min(pair) for pair in pairs])
)


@given(rounds)
@settings(max_examples=60)
def test_the_compiled_filter_is_the_plain_recursion_within_1e_9(counts: tuple[list[int], list[int]]) -> None:
    cells, evidence = filtered(*counts)
    each = [by_the_book(*counts, hazard) for hazard in MODEL.hazards]
    mixture = sum(weight * state for weight, (state, _) in zip(WEIGHTS, each, strict=True))
    assert np.abs(cells - mixture).max() <= 1e-9
    assert np.abs(evidence - [log_evidence for _, log_evidence in each]).max() <= 1e-9


@given(rounds, st.data())
@settings(max_examples=30)
def test_permuting_rounds_changes_nothing_without_resets(
    counts: tuple[list[int], list[int]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(counts[0]))))
    shuffled = ([counts[0][i] for i in order], [counts[1][i] for i in order])
    assert np.abs(filtered(*counts, NO_RESETS)[0] - filtered(*shuffled, NO_RESETS)[0]).max() <= 1e-12


def test_with_resets_the_latest_rounds_count_most() -> None:
    resets = np.array([0, 0, 0, 0, 0, 1.0])
    improving = filtered([6] * 8, [1] * 4 + [6] * 4, resets)[0] @ GRID.rate
    worsening = filtered([6] * 8, [6] * 4 + [1] * 4, resets)[0] @ GRID.rate
    assert improving > worsening + 0.2


def test_a_hundred_and_fifty_contradicting_rounds_neither_underflow_nor_lose_a_normalisation() -> None:
    n, y = [60] * 156, [0, 60] * 78
    cells, evidence = filtered(n, y, NO_RESETS)
    assert np.isfinite(evidence).all()
    assert cells.sum() == pytest.approx(1.0, abs=1e-9)
    assert cells @ GRID.instability > 0.4
    assert np.abs(evidence[0] - by_the_book(n, y, 0.0)[1]) <= 1e-6


def test_without_a_round_the_prior_comes_back() -> None:
    empty = np.zeros((1, 0), np.int64)
    cells = posterior(empty, empty, PRIOR, np.zeros(1, np.int64), HAZARDS, WEIGHTS)
    assert np.abs(cells - PRIOR).max() <= 1e-15


def test_rounds_before_the_first_check_change_nothing() -> None:
    late = filtered([0, 0, 5, 0, 4], [0, 0, 3, 0, 4])[0]
    assert np.abs(late - filtered([5, 0, 4], [3, 0, 4])[0]).max() <= 1e-14
    assert pad([(1, 2), (), (3,)]).tolist() == [[1, 2], [0, 0], [0, 3]]


def test_a_round_passing_more_than_was_checked_is_refused() -> None:
    with pytest.raises(ValueError, match="0 ≤ y ≤ n"):
        encode(np.array([[2]]), np.array([[3]]))


def test_many_series_in_threads_give_what_one_thread_gives() -> None:
    generator = np.random.default_rng(4)
    n = generator.integers(0, 7, (5000, 3))
    y = generator.binomial(n, 0.9)
    owner = np.zeros(5000, np.int64)
    demand = demand_of(StabilitySettings().pass_rate, None, StabilitySettings())
    many = outlooks(n, y, PRIOR, owner, HAZARDS, WEIGHTS, demand, threads=2)
    one = outlook(posterior(n, y, PRIOR, owner, HAZARDS, WEIGHTS), demand)
    for field in ("rate", "low", "high", "reliability", "class_probability", "official"):
        assert np.abs(getattr(many, field) - getattr(one, field)).max() <= 1e-12
