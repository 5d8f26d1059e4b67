"""Whether the model keeps its promises on districts whose truth is not of its own family.

Twenty districts, eight rounds of about six checks, one fixed seed. In the long run (160 districts) the accuracy is
.666, the Brier score .149 and the coverage .905; with twenty districts the Brier score has a standard error of
.003, so that a change of seed alone can move it across the line. A change of the model must not.
"""

from statistics import fmean

import numpy as np
import pytest

from dabiao.core.calibration import (
    LAST,
    LAST_THREE,
    MODEL_ARGMAX,
    MODEL_LOSS,
    POOLED,
    Replicate,
    Setting,
    replicate,
)

SEED = 2026


@pytest.fixture(scope="module")
def replicates() -> list[Replicate]:
    generator = np.random.default_rng(SEED)
    return [replicate(generator, Setting(rounds=8, checks=6)) for _ in range(20)]


def mean_of(replicates: list[Replicate], method: str, measure: str) -> float:
    return fmean(getattr(one.methods[method], measure) for one in replicates)


def honesty(replicates: list[Replicate], measure: str) -> float:
    return fmean(getattr(one.honesty, measure) for one in replicates)


def test_the_model_finds_the_true_class_far_more_often_than_the_last_round(replicates) -> None:
    accuracy = mean_of(replicates, MODEL_ARGMAX, "accuracy")
    assert accuracy >= 0.65
    assert accuracy >= mean_of(replicates, LAST, "accuracy") + 0.12


def test_a_failing_standard_is_hardly_ever_called_met(replicates) -> None:
    assert mean_of(replicates, MODEL_ARGMAX, "hard_miss") <= 0.05
    assert mean_of(replicates, MODEL_LOSS, "hard_miss") <= 0.005
    assert mean_of(replicates, LAST, "hard_miss") >= 0.30


def test_the_chance_of_reaching_the_rate_next_round_is_well_stated(replicates) -> None:
    brier = mean_of(replicates, MODEL_ARGMAX, "brier")
    assert brier <= 0.152
    for rival in (LAST, LAST_THREE, POOLED):
        assert brier < mean_of(replicates, rival, "brier") - 0.02


def test_the_interval_covers_what_it_says(replicates) -> None:
    assert 0.88 <= honesty(replicates, "coverage") <= 0.96


def test_a_confident_call_is_as_often_right_as_it_says(replicates) -> None:
    assert abs(honesty(replicates, "confident_accuracy") - honesty(replicates, "stated_confidence")) <= 0.06
    assert honesty(replicates, "confident") >= 0.2


def test_fresh_rounds_fall_into_the_tails_of_their_prediction_as_often_as_they_should(replicates) -> None:
    assert 0.03 <= honesty(replicates, "low_tail") <= 0.07
    assert 0.03 <= honesty(replicates, "high_tail") <= 0.07


def test_the_loss_rule_costs_less_than_any_rule_in_use_today(replicates) -> None:
    losses = {method: mean_of(replicates, method, "loss") for method in replicates[0].methods}
    assert losses[MODEL_LOSS] < min(losses[LAST], losses[LAST_THREE], losses[POOLED])
