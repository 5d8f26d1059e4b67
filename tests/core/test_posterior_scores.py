"""Posterior draws of rates and scores: where they lie, what moves them, and what does not."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.assessment import Base
from dabiao.core.framework import Method
from dabiao.core.posterior_scores import (
    checks_of,
    district_rates,
    draw_rates,
    draw_scores,
    generator_for,
    interval_around,
)
from dabiao.core.rubric import (
    Band,
    BandRule,
    ConformityRateRule,
    DeductRule,
    Interval,
    NegativeListRule,
    RatioRule,
    SingleHitRule,
)
from dabiao.core.score import SCORE_KEYS, score_part
from dabiao.core.tally import tally


def drawn(n, y, centre, draws=4000, seed=1):
    generator = np.random.default_rng(seed)
    counts, met, centres = (np.array(one, np.float64) for one in (n, y, centre))
    return draw_rates(counts, met, centres, generator, draws)


def logistic(logit):
    return 1 / (1 + np.exp(-logit))


def test_without_checks_a_rate_lies_around_the_districts():
    weather = np.random.default_rng(2).standard_normal(200_000)
    expected = logistic(np.log(0.8 / 0.2) + weather).mean()
    assert drawn([0], [0], [0.8]).mean() == pytest.approx(expected, abs=0.01)


def test_many_checks_settle_a_rate_wherever_the_district_lies():
    rates = drawn([10_000], [3_000], [0.9])
    assert rates.mean() == pytest.approx(0.3, abs=0.005)
    assert rates.std() < 0.01


def test_few_checks_leave_it_between_what_was_seen_and_the_district():
    assert 0.5 < drawn([4], [2], [0.9]).mean() < 0.9


def test_a_streets_level_shows_in_a_standard_it_was_not_looked_at_in():
    centre = [0.8] * 21
    good = drawn([20] * 20 + [0], [19] * 20 + [0], centre)[:, -1]
    bad = drawn([20] * 20 + [0], [8] * 20 + [0], centre)[:, -1]
    assert bad.mean() + 0.2 < good.mean()


def test_one_standard_however_often_checked_tells_little_of_the_others():
    alone = drawn([100_000, 0], [50_000, 0], [0.8, 0.8])[:, 1]
    many = drawn([50] * 40 + [0], [25] * 40 + [0], [0.8] * 41)[:, -1]
    level = np.log(alone.clip(0.001, 0.999) / (1 - alone.clip(0.001, 0.999)))
    others = np.log(many.clip(0.001, 0.999) / (1 - many.clip(0.001, 0.999)))
    assert level.std() > 1.15 * others.std()
    assert alone.mean() > many.mean() + 0.05


def test_more_checks_spread_less():
    spread = [drawn([n], [n * 0.8], [0.8]).std() for n in (0, 5, 50, 500)]
    assert spread == sorted(spread, reverse=True)


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.floats(0, 1), st.floats(1e-4, 1 - 1e-4)), min_size=1, max_size=30
    )
)
def test_every_draw_is_a_rate(checks):
    n, share, centre = zip(*checks, strict=True)
    y = [round(size * part) for size, part in zip(n, share, strict=True)]
    rates = drawn(n, y, centre, draws=50)
    assert rates.shape == (50, len(checks))
    assert ((rates >= 0) & (rates <= 1)).all()


BANDS = BandRule(
    "rate",
    (
        Band("A", Interval(Decimal(90), None, True, False), Decimal(1)),
        Band("B", Interval(None, Decimal(90), False, False), Decimal(0)),
    ),
    Interval(None, None, False, False),
)


@pytest.mark.parametrize(
    ("rule", "checks"),
    [
        (SingleHitRule(), (5, 4)),
        (ConformityRateRule(), (30, 21)),
        (BANDS, (30, 21)),
        (RatioRule(), None),
        (DeductRule("faults", Decimal(1)), None),
    ],
)
def test_a_rule_rests_on_places_on_rows_or_on_no_rate(standard, rule, checks):
    assert checks_of(standard("A", rule).rules[0], Base(5, 4, 30, 21)) == checks


@pytest.fixture(scope="module")
def scored(framework, observed):
    """Draws of the score of all rows together, and the score itself."""

    def result(rows, *tree, seed=1):
        pack = framework(*tree)
        seen = observed(rows)
        cells = tally(seen, pack, seen.table["result"].to_numpy()).pooled(SCORE_KEYS)
        root = score_part(pack, cells)
        rates = district_rates(pack, cells)
        return draw_scores(pack, root, rates, generator_for(seed, "东街"), 2000), root, rates

    return result


def places(standard_id, passed, of, **given):
    return [
        {"standard_id": standard_id, "site_id": f"P{n}", "result": "+" if n < passed else "-"} | given
        for n in range(of)
    ]


def test_the_districts_rate_is_never_quite_0_or_1(scored, standard):
    _, _, rates = scored([*places("A", 0, 9), *places("B", 9, 9)], standard("A"), standard("B"))
    assert rates == {("A", "实地"): 0.5 / 10, ("B", "实地"): 9.5 / 10}


def test_draws_of_a_score_lie_around_it_and_on_its_scale(scored, standard):
    draws, root, _ = scored(
        [*places("A", 160, 200), *places("B", 50, 100)], standard("A", points=3), standard("B", points=1)
    )
    assert root.rate == Fraction(29, 40)
    assert draws.mean() == pytest.approx(72.5, abs=1)
    assert 0 < draws.std() < 5


def test_bands_turn_a_rate_into_all_or_nothing(scored, standard):
    draws, _, _ = scored(places("A", 18, 20), standard("A", BANDS))
    assert set(np.unique(draws.round(9))) == {0, 100}
    assert 0.2 < (draws > 50).mean() < 0.8


def test_deductions_per_unit_have_no_spread_and_events_shift_every_draw(scored, standard):
    deduct = standard("A", DeductRule("faults", Decimal(1)), points=10)
    draws, _, _ = scored([{"result": "-"}, {"site_id": "P2"}], deduct)
    assert np.ptp(draws) == 0
    assert draws[0] == pytest.approx(90)
    event = standard("负", methods={Method.NEGATIVE: NegativeListRule(Decimal(2))}, points=0)
    rows = [*places("B", 8, 10)]
    before, _, _ = scored(rows, standard("B", points=10), event)
    after, _, _ = scored(
        [*rows, {"standard_id": "负", "method": "负面", "result": "-"}], standard("B", points=10), event
    )
    assert (before - after).round(9).tolist() == [20] * 2000


def test_each_name_has_draws_of_its_own():
    first, again, other = (generator_for(1, name).random(4).tolist() for name in ("东街", "东街", "西街"))
    assert first == again
    assert first != other
    assert generator_for(2, "东街").random(4).tolist() != first


def test_an_interval_holds_its_point_even_beyond_the_draws():
    draws = np.linspace(40, 60, 101)
    assert interval_around(Fraction(50), draws) == pytest.approx((41, 59))
    assert interval_around(Fraction(100), draws) == pytest.approx((41, 100))
    assert interval_around(Fraction(0), draws) == pytest.approx((0, 59))
