"""The twin district in numbers: its seed, its truth, and what was seen of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import norm

from dabiao.core.simulation.twin import (
    MOST_CHECKS_A_ROUND,
    TRUTH,
    Truth,
    Twin,
    checks_per_type,
    expected_rate,
    latent,
    twin,
)


def drawn(seed: int, **asked) -> Twin:
    return twin(np.random.default_rng(seed), **asked)


def arrays(district: Twin) -> list[list[object]]:
    return [np.asarray(getattr(district, name)).tolist() for name in Twin.__match_args__]


def test_the_same_seed_is_the_same_district_and_another_seed_another() -> None:
    assert arrays(drawn(5)) == arrays(drawn(5))
    assert arrays(drawn(5)) != arrays(drawn(6))


@given(
    seed=st.integers(0, 2**32),
    types=st.integers(1, 12),
    per_type=st.integers(1, 4),
    rounds=st.integers(1, 9),
    checks=st.integers(1, 60),
    persistence=st.floats(0.0, 0.95),
    jumping=st.floats(0.0, 1.0),
)
@settings(max_examples=60)
def test_every_district_could_have_been_seen(
    seed, types, per_type, rounds, checks, persistence, jumping
) -> None:
    truth = replace(TRUTH, persistence=persistence, jumping=jumping)
    found = drawn(seed, types=types, per_type=per_type, rounds=rounds, checks=checks, truth=truth)
    series = types * per_type
    assert found.n.shape == found.y.shape == found.rate.shape == (series, rounds)
    assert np.bincount(found.type_of).tolist() == [per_type] * types
    most = np.minimum(found.places[found.type_of], MOST_CHECKS_A_ROUND)
    assert (found.n >= 1).all()
    assert (found.n <= most[:, None]).all()
    assert (found.n == found.n[:, :1]).all()
    assert ((found.y >= 0) & (found.y <= found.n)).all()
    for chance in (found.rate, found.next_rate, found.long_run, found.reliability):
        assert ((chance >= 0.0) & (chance <= 1.0)).all()


def test_there_are_8_to_199_places_of_a_type() -> None:
    places = drawn(1, types=3000, per_type=1, rounds=1).places
    assert (places.min(), places.max()) == (8, 199)


def test_about_as_many_places_are_checked_as_asked() -> None:
    sizes = checks_per_type(np.random.default_rng(1), np.full(4000, 100), 6)
    assert sizes.mean() == pytest.approx(6.0, abs=0.15)
    assert checks_per_type(np.random.default_rng(1), np.array([3, 100]), 1000).tolist() == [
        3,
        MOST_CHECKS_A_ROUND,
    ]


def test_the_share_seen_is_the_rate_behind_it() -> None:
    found = drawn(2, types=400, rounds=6)
    assert (found.y / found.n).mean() == pytest.approx(found.rate.mean(), abs=0.005)


def test_the_stated_truth_is_what_happens_in_the_long_run() -> None:
    # Location and swing stay; only the weather is new, ten thousand rounds of it.
    hidden = latent(np.random.default_rng(3), np.repeat(np.arange(5), 4), 1, TRUTH)
    location, swing = hidden.location[:, -1], hidden.swing
    futures = expit(location[:, None] + swing[:, None] * np.random.default_rng(4).standard_normal(10_000))
    stated = expected_rate(location[:, None], swing, np.ones(1))
    assert np.abs(stated - futures.mean(axis=1)).max() < 0.01


def test_the_stated_reliability_is_how_often_the_next_round_reaches_the_rate() -> None:
    found = drawn(6, types=800, per_type=6, rounds=2, checks=1)
    reached = found.next_rate >= 0.9
    assert reached.mean() == pytest.approx(found.reliability.mean(), abs=0.015)
    for low, high in ((0.0, 0.1), (0.4, 0.6), (0.9, 1.0)):
        inside = (found.reliability >= low) & (found.reliability <= high)
        assert inside.sum() > 100
        assert reached[inside].mean() == pytest.approx(found.reliability[inside].mean(), abs=0.06)


def test_asking_more_is_never_met_more_often() -> None:
    easier, harder = (drawn(7, pass_rate=rate).reliability for rate in (0.8, 0.95))
    assert (easier >= harder).all()
    assert easier.mean() > harder.mean() + 0.1


def test_a_standard_that_never_swings_is_met_always_or_never() -> None:
    found = drawn(8, truth=Truth(instability=1e-9))
    assert np.allclose(found.rate, found.rate[:, :1])
    assert set(np.unique(found.reliability)) == {0.0, 1.0}


def test_rates_are_what_districts_show() -> None:
    # Most field standards of a district pass at nine places of ten or so, a few at far fewer.
    rate = drawn(9, types=400).long_run
    assert 0.84 < rate.mean() < 0.92
    assert 0.02 < (rate < 0.6).mean() < 0.10
    assert (rate > 0.97).mean() > 0.15


@pytest.mark.parametrize("persistence", [0.0, 0.6])
def test_rounds_are_correlated_as_told(persistence: float) -> None:
    hidden = latent(np.random.default_rng(10), np.zeros(4000, np.int64), 5, Truth(persistence=persistence))
    weather = hidden.weather
    assert weather[:, -1].std() == pytest.approx(1.0, abs=0.05)
    found = np.corrcoef(weather[:, 2], weather[:, 3])[0, 1]
    assert found == pytest.approx(persistence, abs=0.04)


def test_jumps_come_once_for_good_and_mostly_upwards() -> None:
    hidden = latent(np.random.default_rng(11), np.zeros(4000, np.int64), 6, Truth(jumping=0.35))
    steps = np.diff(hidden.location, axis=1)
    jumped = (np.abs(steps) > 1e-9).sum(axis=1)
    assert set(np.unique(jumped)) == {0, 1}
    assert (jumped == 1).mean() == pytest.approx(0.35, abs=0.03)
    size = steps.sum(axis=1)[jumped == 1]
    assert np.allclose(np.abs(size), 1.5)
    assert (size > 0).mean() == pytest.approx(0.7, abs=0.05)


def test_the_expected_rate_is_the_normal_integral() -> None:
    # Against a plain sum over a fine net.
    z = np.linspace(-8, 8, 20_001)
    by_hand = (expit(2.0 + 1.3 * z) * norm.pdf(z)).sum() * (z[1] - z[0])
    assert expected_rate(np.array([[2.0]]), np.array([1.3]), np.ones(1))[0] == pytest.approx(
        by_hand, abs=1e-9
    )
    halves = expected_rate(np.array([[2.0, -1.0]]), np.zeros(1), np.array([0.5, 0.5]))
    assert halves[0] == pytest.approx((expit(2.0) + expit(-1.0)) / 2)
