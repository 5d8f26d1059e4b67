"""The plain intervals and the control chart that are shown beside the model."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from dabiao.core.stability import ewma, jeffreys, wilson


@pytest.mark.parametrize(("y", "n", "low", "high"), [(27, 30, 0.7745, 0.9593), (9, 10, 0.6523, 0.9774)])
def test_the_wilson_interval_at_90_percent(y: int, n: int, low: float, high: float) -> None:
    assert wilson(y, n, 0.90) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("y", "n", "low", "high"), [(27, 30, 0.7827, 0.9630), (9, 10, 0.6694, 0.9821)])
def test_the_jeffreys_interval_at_90_percent(y: int, n: int, low: float, high: float) -> None:
    assert jeffreys(y, n, 0.90) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 200), st.data())
def test_the_wilson_interval_is_scipys(n: int, data: st.DataObject) -> None:
    y = data.draw(st.integers(0, n))
    theirs = binomtest(y, n).proportion_ci(0.9, method="wilson")
    assert wilson(y, n, 0.9) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize("interval", [wilson, jeffreys])
def test_intervals_reach_the_ends_and_refuse_what_cannot_be(interval) -> None:
    assert interval(0, 5, 0.9)[0] == 0.0
    assert interval(5, 5, 0.9)[1] == 1.0
    assert interval(0, 0, 0.9) == (0.0, 1.0)
    for y, n, level in ((6, 5, 0.9), (-1, 5, 0.9), (1, 5, 1.0), (1, 5, 0.0)):
        with pytest.raises(ValueError, match=r"0 ≤ y ≤ n|confidence"):
            interval(y, n, level)


def test_the_average_moves_by_lambda_and_starts_at_the_pooled_rate() -> None:
    points = ewma([10, 10, 4], [10, 10, 10], weight=0.5)
    assert points[0].centre == pytest.approx(0.8)
    assert [one.average for one in points] == pytest.approx([0.9, 0.95, 0.675])
    assert [one.rate for one in points] == pytest.approx([1.0, 1.0, 0.4])


def test_the_limits_tend_to_roberts_formula() -> None:
    points = ewma([45, 54] * 40, [50, 60] * 40, weight=0.3, width=3.0)
    equal = ewma([45] * 80, [50] * 80, weight=0.3, width=3.0)
    expected = 3.0 * np.sqrt(0.3 / 1.7 * 0.9 * 0.1 / 50)
    assert equal[-1].upper - equal[-1].centre == pytest.approx(expected)
    assert equal[0].upper - equal[0].centre == pytest.approx(3.0 * 0.3 * np.sqrt(0.9 * 0.1 / 50))
    assert points[-1].centre - points[-1].lower == pytest.approx(expected, rel=0.1)


def test_a_slide_leaves_the_limits_and_a_steady_series_does_not() -> None:
    slide = ewma([20] * 10 + [12] * 5, [20] * 15)
    assert slide[-1].signals
    assert not any(point.signals for point in ewma([18, 19, 18, 17, 18] * 3, [20] * 15))
    assert not any(point.signals for point in ewma([5] * 6, [5] * 6))


def test_a_round_not_looked_at_changes_nothing() -> None:
    points = ewma([9, 0, 7], [10, 0, 10])
    assert points[1].rate is None
    assert (points[1].average, points[1].upper) == (points[0].average, points[0].upper)
    assert ewma([0, 0], [0, 0]) == ()


@pytest.mark.parametrize("bad", [{"weight": 0.0}, {"weight": 1.1}, {"width": 0.0}])
def test_a_chart_refuses_settings_that_mean_nothing(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="weight"):
        ewma([1], [2], **bad)
    with pytest.raises(ValueError, match="0 ≤ y ≤ n"):
        ewma([3], [2])
