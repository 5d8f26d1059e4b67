"""What is said of a series: the class or 证据不足, and how much more it would take."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom

from dabiao.core.assessment import Stability, StabilityClass
from dabiao.core.beta_binomial import GRID
from dabiao.core.calibration import series_of
from dabiao.core.checks_needed import MOST_CHECKS, checks_needed, expected_confidence
from dabiao.core.framework import StabilitySettings
from dabiao.core.simulation.twin import twin
from dabiao.core.stability import CLASSES, Fitted, Series, demand_of, fit
from dabiao.core.stability_outlook import outlook, places_asked

SETTINGS = StabilitySettings()
RATE = SETTINGS.pass_rate


@pytest.fixture(scope="module")
def district() -> tuple[Fitted, list[Series]]:
    series = series_of(twin(np.random.default_rng(21), types=40, per_type=6))
    return fit(series), series


def judge_one(fitted: Fitted, one: Series, settings: StabilitySettings = SETTINGS) -> Stability:
    return fitted.judge([one], [settings.pass_rate], settings)[0]


def a_series(n: list[int], y: list[int], frame: int | None = None) -> Series:
    return Series("例", {"T0": 1.0}, tuple(f"第{t + 1}轮" for t in range(len(n))), tuple(n), tuple(y), frame)


def test_without_a_check_the_prior_comes_back_and_the_evidence_is_insufficient(district) -> None:
    fitted, _ = district
    for empty in (a_series([], []), a_series([0, 0], [0, 0])):
        found = judge_one(fitted, empty)
        prior = fitted.prior.cells(GRID, empty.groups)
        assert np.abs(fitted.posterior([empty])[0] - prior).max() <= 1e-12
        assert found.stability_class is StabilityClass.INSUFFICIENT
        assert (found.n, found.y, found.observed_rate, found.series) == (0, 0, None, ())
        assert found.rate == pytest.approx(prior @ GRID.rate)


def test_without_a_check_even_a_certain_prior_is_not_evidence(district) -> None:
    fitted, _ = district
    asked_little = replace(SETTINGS, pass_rate=Decimal("0.05"))
    found = judge_one(fitted, a_series([], []), asked_little)
    assert found.class_probability[StabilityClass.COMPLIANT] > 0.9
    assert found.stability_class is StabilityClass.INSUFFICIENT
    assert found.leaning is StabilityClass.COMPLIANT
    assert found.more_checks_needed == 1


def test_every_judgement_is_consistent(district) -> None:
    fitted, series = district
    for one, found in zip(series, fitted.judge(series, [RATE] * len(series), SETTINGS), strict=True):
        chance = found.class_probability
        assert sum(chance.values()) == pytest.approx(1.0)
        assert found.leaning is max(CLASSES, key=chance.__getitem__)
        sure = chance[found.leaning] >= 0.70
        assert found.stability_class is (found.leaning if sure else StabilityClass.INSUFFICIENT)
        assert (found.more_checks_needed == 0) is sure
        assert found.interval[0] < found.rate < found.interval[1]
        assert found.n == sum(one.n)
        assert found.work_list is work_list_by_hand(chance)


def work_list_by_hand(chance: Mapping[StabilityClass, float]) -> StabilityClass:
    cost = [
        sum(float(SETTINGS.losses[k][d]) * chance[truth] for k, truth in enumerate(CLASSES)) for d in range(3)
    ]
    return CLASSES[cost.index(min(cost))]


def test_the_work_list_flags_more_than_the_label_because_a_hard_miss_costs_six(district) -> None:
    fitted, series = district
    judged = fitted.judge(series, [RATE] * len(series), SETTINGS)
    leaning = sum(one.leaning is StabilityClass.COMPLIANT for one in judged)
    listed = sum(one.work_list is StabilityClass.COMPLIANT for one in judged)
    assert 0 < listed < leaning
    even = tuple(tuple(Decimal(int(truth != said)) for said in range(3)) for truth in range(3))
    for one in fitted.judge(series, [RATE] * len(series), replace(SETTINGS, losses=even)):
        assert one.work_list is one.leaning


def test_steady_swinging_and_failing_standards_are_told_apart(district) -> None:
    fitted, _ = district
    steady, swinging, failing = fitted.judge(
        [
            a_series([20] * 12, [20] * 11 + [19]),
            a_series([20] * 12, [20, 20, 16, 20, 19, 15, 20, 20, 18, 20, 14, 20]),
            a_series([20] * 12, [9, 10, 12, 8, 11, 9, 10, 12, 9, 10, 11, 8]),
        ],
        [RATE] * 3,
        SETTINGS,
    )
    assert steady.stability_class is StabilityClass.COMPLIANT
    assert swinging.leaning is StabilityClass.UNSTABLE
    assert failing.stability_class is StabilityClass.NON_COMPLIANT


def test_the_order_of_the_series_and_repeated_ones_do_not_matter(district) -> None:
    fitted, series = district
    asked = [Decimal("0.8"), Decimal("0.9"), Decimal("0.95")] * (len(series) // 3)
    straight = fitted.judge(series, asked, SETTINGS)
    turned = fitted.judge([*series[::-1], *series], [*asked[::-1], *asked], SETTINGS)
    assert turned == (*straight[::-1], *straight)


def test_a_demand_more_is_never_met_more_surely(district) -> None:
    fitted, series = district
    judged = [
        fitted.judge(series, [Decimal(c)] * len(series), SETTINGS) for c in ("0.5", "0.7", "0.9", "0.98")
    ]
    for easier, harder in pairwise(judged):
        assert all(a.reliability >= b.reliability - 1e-12 for a, b in zip(easier, harder, strict=True))


def test_the_reliability_in_a_finite_frame_counts_whole_places(district) -> None:
    fitted, _ = district
    one = a_series([5] * 4, [5, 4, 5, 5], frame=10)
    cells = fitted.posterior([one])[0]
    found = judge_one(fitted, one)
    assert found.reliability == pytest.approx(cells @ betabinom.sf(8, 10, GRID.a, GRID.b), abs=1e-10)
    assert found.official_chance == pytest.approx(cells @ betabinom.sf(8, 10, GRID.a, GRID.b), abs=1e-10)
    unlimited = judge_one(fitted, replace(one, frame=None))
    huge = judge_one(fitted, replace(one, frame=200_000))
    assert huge.reliability == pytest.approx(unlimited.reliability, abs=1e-3)


def test_the_official_sample_is_never_larger_than_the_places_there_are(district) -> None:
    fitted, _ = district
    one = a_series([3, 3], [3, 3], frame=4)
    cells = fitted.posterior([one])[0]
    assert judge_one(fitted, one).official_chance == pytest.approx(cells @ betabinom.sf(3, 4, GRID.a, GRID.b))


def test_a_frame_smaller_than_what_was_seen_is_read_as_what_was_seen(district) -> None:
    fitted, _ = district
    seen = a_series([6, 4], [6, 4], frame=6)
    assert judge_one(fitted, replace(seen, frame=2)) == judge_one(fitted, seen)
    assert replace(seen, frame=0, n=(0, 0), y=(0, 0)).places == 1


@pytest.mark.parametrize(
    ("rate", "places", "asked"),
    [
        ("0.9", 10, 9),
        ("0.90", 20, 18),
        ("0.7", 10, 7),
        ("0.9", 11, 10),
        ("0.95", 1, 1),
        ("1", 7, 7),
        ("0", 7, 0),
    ],
)
def test_the_places_asked_are_exact(rate: str, places: int, asked: int) -> None:
    assert places_asked(Decimal(rate), places) == asked


def test_a_census_leaves_nothing_open_about_its_round(district) -> None:
    fitted, _ = district
    found = fitted.last_round(a_series([5, 12, 0], [4, 10, 0], frame=12))
    assert (found.round, found.interval) == ("第2轮", (10 / 12, 10 / 12))
    assert found.rate == pytest.approx(10 / 12)


def test_the_fewer_places_are_unseen_the_narrower_is_the_rate_of_the_round(district) -> None:
    fitted, _ = district
    wide, middle, narrow = (fitted.last_round(a_series([20], [18], frame=frame)) for frame in (400, 40, 22))
    widths = [one.interval[1] - one.interval[0] for one in (wide, middle, narrow)]
    assert widths[0] > widths[1] > widths[2]
    assert narrow.interval[0] >= 18 / 22
    assert narrow.interval[1] <= 20 / 22


@pytest.mark.parametrize("one", [a_series([3], [3]), a_series([0], [0], frame=9)])
def test_the_rate_of_the_last_round_needs_a_frame_and_a_check(district, one: Series) -> None:
    with pytest.raises(ValueError, match="number of places"):
        district[0].last_round(one)


def test_the_checks_needed_are_the_first_that_reach_the_confidence(district) -> None:
    fitted, series = district
    demand = demand_of(RATE, None, SETTINGS)
    cells = fitted.posterior(series)
    cells = cells[outlook(cells, demand).class_probability.max(axis=1) < 0.70]
    needed = checks_needed(cells, demand, 0.70, most=60)
    each = np.array([expected_confidence(cells, demand, m) for m in range(1, 61)])
    by_hand = np.where((each >= 0.70).any(axis=0), (each >= 0.70).argmax(axis=0) + 1, 0)
    assert np.array_equal(needed, by_hand)
    assert (needed == 0).any()
    assert np.unique(needed).size > 3


@given(st.integers(0, 47), st.integers(1, 199))
@settings(max_examples=25)
def test_a_larger_round_is_never_expected_to_tell_less(row: int, checks: int) -> None:
    series = series_of(twin(np.random.default_rng(21), types=12, per_type=4))
    cells = fit(series).posterior([series[row]])
    demand = demand_of(RATE, None, SETTINGS)
    now = outlook(cells, demand).class_probability.max()
    fewer, more = (expected_confidence(cells, demand, m)[0] for m in (checks, checks + 1))
    assert now - 1e-12 <= fewer <= more + 1e-12 <= 1.0 + 2e-12


def test_no_more_checks_are_asked_for_than_there_are_places(district) -> None:
    fitted, series = district
    for one in fitted.judge([replace(one, frame=40) for one in series], [RATE] * len(series), SETTINGS):
        assert one.more_checks_needed is None or 0 <= one.more_checks_needed <= 40
    assert checks_needed(fitted.posterior(series), demand_of(RATE, None, SETTINGS), 0.999999).max() == 0
    assert MOST_CHECKS == 200


def test_draws_follow_the_posterior_and_the_seed(district) -> None:
    fitted, series = district
    draws = fitted.draw_rates(series[:6], np.random.default_rng(2), 4000)
    judged = fitted.judge(series[:6], [RATE] * 6, SETTINGS)
    assert draws.shape == (6, 4000)
    for row, one in zip(draws, judged, strict=True):
        assert row.mean() == pytest.approx(one.rate, abs=0.01)
        assert np.quantile(row, [0.05, 0.95]) == pytest.approx(one.interval, abs=0.02)
    assert np.array_equal(draws, fitted.draw_rates(series[:6], np.random.default_rng(2), 4000))
    instability = fitted.draw_parameters(series[:6], np.random.default_rng(2), 50)[1]
    assert set(np.unique(instability)) <= set(GRID.instabilities)


def test_no_series_gives_no_judgement(district) -> None:
    assert district[0].judge([], [], SETTINGS) == ()
