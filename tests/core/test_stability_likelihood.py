"""The likelihood and its tails, against scipy and against exact arithmetic."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom

from dabiao.core.beta_binomial import (
    GRID,
    INSTABILITIES,
    LOGIT_RATES,
    chance_of_at_least,
    log_mass,
    mass_of_round,
)


def exact_mass(y: int, n: int, cell: int) -> float:
    """The beta-binomial as a product of rationals: no logarithm, no rounding before the end."""
    a, b = Fraction(GRID.a[cell]), Fraction(GRID.b[cell])
    product = Fraction(comb(n, y))
    for i in range(y):
        product *= a + i
    for i in range(n - y):
        product *= b + i
    for i in range(n):
        product /= a + b + i
    return float(product)


def test_the_grid_has_44_rates_and_11_instabilities() -> None:
    assert (LOGIT_RATES.size, INSTABILITIES.size, GRID.cells) == (44, 11, 484)
    assert np.allclose(GRID.a / (GRID.a + GRID.b), GRID.rate)
    assert np.allclose(1.0 / (GRID.a + GRID.b + 1.0), GRID.instability)


@pytest.mark.parametrize("n", [1, 2, 6, 12, 40])
def test_the_likelihood_is_scipys_beta_binomial_to_1e_12(n: int) -> None:
    y = np.arange(n + 1)
    ours = np.exp(log_mass(y, np.full_like(y, n), GRID.a, GRID.b))
    theirs = betabinom.pmf(y[:, None], n, GRID.a, GRID.b)
    # At ρ = 0.0005 scipy subtracts log-gammas of thousands and is itself off by 4e-12 (its masses sum to
    # 1 ± 4e-12); there the exact product below is the judge.
    stiff = GRID.instability < 0.001
    assert np.abs(ours - theirs)[:, ~stiff].max() <= 1e-12
    assert np.abs(ours - theirs).max() <= 1e-11
    assert np.abs(ours.sum(axis=0) - 1.0).max() <= 1e-12


@given(cell=st.integers(0, GRID.cells - 1), n=st.integers(0, 40), data=st.data())
@settings(max_examples=60)
def test_the_likelihood_is_the_exact_product_to_1e_12(cell: int, n: int, data: st.DataObject) -> None:
    y = data.draw(st.integers(0, n))
    ours = np.exp(log_mass(np.array([y]), np.array([n]), GRID.a, GRID.b))[0, cell]
    assert abs(ours - exact_mass(y, n, cell)) <= 1e-12


def test_a_round_without_a_check_says_nothing() -> None:
    assert not log_mass(np.array([0]), np.array([0]), GRID.a, GRID.b).any()


@given(places=st.integers(1, 60), data=st.data())
@settings(max_examples=40)
def test_the_tail_is_the_sum_of_its_masses(places: int, data: st.DataObject) -> None:
    at_least = data.draw(st.integers(-1, places + 1))
    summed = mass_of_round(places)[max(at_least, 0) :].sum(axis=0)
    assert np.abs(chance_of_at_least(places, at_least, GRID.a, GRID.b) - summed).max() <= 1e-11


def test_the_tail_of_a_province_does_not_underflow() -> None:
    steady = GRID.instability < 0.001
    chance = chance_of_at_least(20_000, 12_000, GRID.a, GRID.b)[steady]
    rate = GRID.rate[steady]
    assert np.isfinite(chance).all()
    assert (np.diff(chance) >= -1e-12).all()
    assert (chance[rate > 0.7] > 0.999).all()
    assert (chance[rate < 0.5] < 0.001).all()
