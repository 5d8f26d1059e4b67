"""What the parts of the model are for: take one away and the test that bears its name fails."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import logsumexp

from dabiao.core.beta_binomial import GRID, log_mass
from dabiao.core.calibration import series_of
from dabiao.core.simulation.twin import Truth, twin
from dabiao.core.stability import MODEL, Fitted, Model, Series, fit

Floats = NDArray[np.float64]

NO_LEARNING = replace(MODEL, passes=0)
NO_RESETS = replace(MODEL, hazards=(0.0,))


def a_series(key: str, site_type: str, n: list[int], y: list[int]) -> Series:
    return Series(key, {site_type: 1.0}, tuple(f"第{t}轮" for t in range(len(n))), tuple(n), tuple(y))


def log_score(fitted: Fitted, seen: list[Series], n: Floats, y: Floats) -> float:
    """Mean log probability given to the round that followed: higher is better."""
    mass = log_mass(y, n, GRID.a, GRID.b)
    return float(logsumexp(np.log(np.maximum(fitted.posterior(seen), 1e-300)) + mass, axis=1).mean())


@pytest.fixture(scope="module")
def strict_district() -> tuple[list[Series], Floats, Floats]:
    """A district far from the start values, three short rounds of it, and the round that followed."""
    truth = Truth(type_mean=0.4, type_spread=0.9, standard_spread=0.4, instability=0.3)
    district = twin(np.random.default_rng(11), rounds=4, checks=4, truth=truth)
    seen = [replace(one, rounds=one.rounds[:3], n=one.n[:3], y=one.y[:3]) for one in series_of(district)]
    return seen, district.n[:, 3], district.y[:, 3]


def test_em_learns_the_district_and_predicts_better_than_the_start_values(strict_district) -> None:
    seen, n, y = strict_district
    learned, unlearned = fit(seen), fit(seen, NO_LEARNING)
    assert learned.prior.district_mean == pytest.approx(0.4, abs=0.35)
    assert unlearned.prior.district_mean == 2.5
    assert log_score(learned, seen, n, y) > log_score(unlearned, seen, n, y) + 0.05


def test_em_recovers_the_spreads_it_is_told_to_learn() -> None:
    truth = Truth(type_mean=1.0, type_spread=0.8, standard_spread=0.5, instability=0.01)
    district = twin(np.random.default_rng(3), types=60, per_type=8, rounds=12, checks=12, truth=truth)
    prior = fit(series_of(district)).prior
    assert prior.between == pytest.approx(0.64, rel=0.45)
    assert prior.within == pytest.approx(0.25, rel=0.45)
    # Nothing swings between rounds here, and places without replacement swing even less.
    assert np.array(prior.instability) @ GRID.instabilities < 0.03


def test_the_hierarchy_lets_a_series_with_one_check_borrow_from_its_place_type() -> None:
    good = [a_series(f"主次干道{i}", "主次干道", [10] * 6, [10, 9, 10, 10, 10, 9]) for i in range(8)]
    bad = [a_series(f"背街小巷{i}", "背街小巷", [10] * 6, [4, 5, 6, 5, 4, 5]) for i in range(8)]
    newcomers = [a_series("新一", "主次干道", [1], [1]), a_series("新二", "背街小巷", [1], [1])]
    fitted = fit([*good, *bad, *newcomers])
    among_good, among_bad = fitted.posterior(newcomers) @ GRID.rate
    assert among_good > 0.9
    assert among_bad < 0.7


def test_the_hierarchy_pools_a_place_type_with_few_checks_towards_the_district() -> None:
    levels = {"甲": 10, "乙": 9, "丙": 8, "丁": 7, "戊": 6}
    rest = [a_series(f"{kind}{i}", kind, [10] * 6, [y] * 6) for kind, y in levels.items() for i in range(6)]
    prior = fit([*rest, a_series("孤", "己", [2], [0])]).prior
    # 0 of 2 by itself would mean log-odds of ln(0.5/2.5) = -1.6 or less; two checks cannot say that much.
    assert -0.5 < prior.type_means["己"] < prior.district_mean
    assert prior.type_uncertainty["己"] > 3 * prior.type_uncertainty["甲"]


def test_an_unknown_place_type_is_one_more_draw_from_the_district() -> None:
    fitted = fit([a_series(f"{kind}{i}", kind, [10] * 3, [9] * 3) for kind in "甲乙丙" for i in range(4)])
    cells = fitted.prior.cells(GRID, {"没见过": 1.0})
    logits = GRID.over_rates(cells) @ np.column_stack([GRID.logit_rates, GRID.logit_rates**2])
    assert logits[0] == pytest.approx(fitted.prior.district_mean, abs=0.05)
    variance = logits[1] - logits[0] ** 2
    assert variance == pytest.approx(fitted.prior.within + fitted.prior.between, rel=0.1)


def test_the_prior_carries_the_uncertainty_of_the_type_mean() -> None:
    fitted = fit([a_series(f"{kind}{i}", kind, [8] * 3, [7] * 3) for kind in "甲乙丙" for i in range(3)])
    logits = GRID.over_rates(fitted.prior.cells(GRID, {"甲": 1.0}))
    mean = logits @ GRID.logit_rates
    variance = logits @ (GRID.logit_rates - mean) ** 2
    assert variance == pytest.approx(fitted.prior.within + fitted.prior.type_uncertainty["甲"], rel=0.02)


def test_a_series_over_two_place_types_starts_from_the_mixture_of_their_priors() -> None:
    fitted = fit(
        [
            a_series(f"{kind}{i}", kind, [9] * 4, [y] * 4)
            for kind, y in (("甲", 9), ("乙", 5))
            for i in range(5)
        ]
    )
    first, second = (fitted.prior.cells(GRID, {kind: 1.0}) for kind in "甲乙")
    mixed = fitted.prior.cells(GRID, {"甲": 0.25, "乙": 0.75})
    assert np.abs(mixed - (0.25 * first + 0.75 * second)).max() <= 1e-12
    alone = a_series("单", "甲", [5, 5], [4, 5])
    assert np.array_equal(
        fitted.posterior([alone]), fitted.posterior([replace(alone, groups={"甲": 1.0, "乙": 0.0})])
    )


@pytest.fixture(scope="module")
def changing_district() -> list[Series]:
    """Half of the standards are cleaned up, or let go, half-way."""
    return series_of(
        twin(np.random.default_rng(8), rounds=12, checks=8, truth=Truth(jumping=0.5, instability=0.3))
    )


def test_the_epsilon_average_adapts_to_a_change_of_regime(changing_district: list[Series]) -> None:
    cleaned_up = a_series("清理", "T0", [8] * 12, [2] * 8 + [8] * 4)
    with_resets, without = fit(changing_district), fit(changing_district, NO_RESETS)
    assert float(with_resets.posterior([cleaned_up])[0] @ GRID.rate) > 0.85
    assert float(without.posterior([cleaned_up])[0] @ GRID.rate) < 0.75


def test_the_epsilon_average_is_weighted_by_the_pooled_marginal_likelihood(
    changing_district: list[Series],
) -> None:
    fitted = fit(changing_district)
    alone = [fit(changing_district, replace(MODEL, hazards=(hazard,))) for hazard in MODEL.hazards]
    evidence = np.array([plain_evidence(fitted, changing_district, hazard) for hazard in MODEL.hazards])
    weights = np.exp(evidence - logsumexp(evidence))
    assert np.abs(np.array(fitted.hazard_weights) - weights).max() <= 1e-9
    assert weights.max() < 1.0 - 1e-6
    mixture = sum(
        weight * one.posterior(changing_district) for weight, one in zip(weights, alone, strict=True)
    )
    assert np.abs(fitted.posterior(changing_district) - mixture).max() <= 1e-9


def plain_evidence(fitted: Fitted, series: list[Series], hazard: float) -> float:
    """Σ_j log P(all rounds of j | ε), by the recursion on the grid in plain NumPy."""
    start = np.array([fitted.prior.cells(GRID, one.groups) for one in series])
    n, y = (np.array([getattr(one, name) for one in series]) for name in "ny")
    state, total = start, 0.0
    for t in range(n.shape[1]):
        state = state if t == 0 else (1.0 - hazard) * state + hazard * start
        state = state * np.exp(log_mass(y[:, t], n[:, t], GRID.a, GRID.b))
        sums = state.sum(axis=1, keepdims=True)
        total += float(np.log(sums).sum())
        state = state / sums
    return total


def test_a_calm_district_gives_resets_little_weight_and_a_changing_one_much(
    changing_district: list[Series],
) -> None:
    calm = series_of(twin(np.random.default_rng(8), rounds=12, checks=8, truth=Truth(instability=0.3)))
    assert fit(calm).hazard_weights[0] > 0.2
    assert fit(changing_district).hazard_weights[0] < 0.01


def test_equal_series_count_as_many_as_they_are() -> None:
    one = [a_series("甲1", "甲", [6] * 4, [5] * 4), a_series("乙1", "乙", [6] * 4, [6] * 4)]
    reordered = a_series("甲2", "甲", [6, 3, 6, 6], [6, 3, 5, 4])
    again = replace(reordered, n=(3, 6, 6, 6), y=(3, 4, 5, 6))
    assert (
        fit([*one, reordered, again]).prior.type_uncertainty["甲"]
        < fit([*one, reordered]).prior.type_uncertainty["甲"]
    )


def test_a_district_without_a_check_keeps_the_start_values() -> None:
    for nothing in ([], [a_series("空", "甲", [0, 0], [0, 0])]):
        fitted = fit(nothing)
        assert fitted.prior.type_means == {}
        assert fitted.prior.district_mean == 2.5
        assert sum(fitted.hazard_weights) == pytest.approx(1.0)


def test_fit_wants_one_place_type_per_series() -> None:
    with pytest.raises(ValueError, match="one place type per series: 混"):
        fit([Series("混", {"甲": 0.5, "乙": 0.5}, ("1",), (3,), (2,))])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": (1, 2)}, "differ in length"),
        ({"y": (4,)}, "0 ≤ y ≤ n"),
        ({"y": (-1,)}, "0 ≤ y ≤ n"),
        ({"groups": {}}, "must sum to 1"),
        ({"groups": {"甲": 0.7}}, "must sum to 1"),
    ],
)
def test_a_series_that_cannot_be_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(a_series("坏", "甲", [3], [2]), **change)


def test_the_model_can_be_told_other_hazards() -> None:
    fitted = fit([a_series("甲1", "甲", [6] * 4, [5] * 4)], Model(hazards=(0.0, 0.5), passes=3))
    assert len(fitted.hazard_weights) == 2
