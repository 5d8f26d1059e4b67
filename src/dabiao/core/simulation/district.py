"""示范区, a made-up district: places, streets, offices, and what inspectors found there round after round.

The same truth as ``simulate.twin``, place by place: a standard at the places of one type passes at
logistic(μ + τ·z_t + δ_street) of them, the streets differing by δ. All draws come from one generator, so a
seed gives the same district every time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from scipy.special import expit
from scipy.stats import binom

from dabiao.core.beta_binomial import Floats
from dabiao.core.framework import Framework
from dabiao.core.observation import Observations
from dabiao.core.simulation.places import Organisation, Place, draw_places
from dabiao.core.simulation.questions import Question, plain_questions, questions_of
from dabiao.core.simulation.rounds import Visits, draw_rounds
from dabiao.core.simulation.twin import NODE_WEIGHTS, NODES, TRUTH, Truth, checks_per_type, latent
from dabiao.core.stability import Series
from dabiao.core.stability_outlook import places_asked

STREET_SPREAD = 0.3
"""Streets differ by this much on the logit scale: enough to matter, too little to see in a month."""


FUTURES = 4000
"""Next rounds drawn for a standard that is asked at several types of places."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of a district. Without a framework there are ``types`` × ``per_type`` standards; ``days`` are
    the first days of the rounds, oldest first; ``checks`` places per type and round on average.
    """

    days: tuple[date, ...]
    checks: int = 6
    types: int = 40
    per_type: int = 6
    streets: int = 8
    communities: int = 40
    pass_rate: Decimal = Decimal("0.90")
    truth: Truth = TRUTH


@dataclass(frozen=True, slots=True)
class TrueStandard:
    """What is true of a standard at the places of one type: its expected rate and the chance that next
    round's rate over all of them reaches the rate asked. ``series`` is what the inspectors saw of it.
    """

    standard_id: str
    site_type: str | None
    pass_rate: Decimal
    long_run: float
    reliability: float
    series: Series


@dataclass(frozen=True, eq=False)
class District:
    """Everything about the district. ``frame`` is N per place type; ``truth`` covers field inspections
    only.
    """

    observations: Observations
    frame: Mapping[str, int]
    places: tuple[Place, ...]
    organisations: tuple[Organisation, ...]
    street_effects: Mapping[str, float]
    truth: tuple[TrueStandard, ...]


def simulate_district(
    generator: np.random.Generator, plan: Plan, framework: Framework | None = None
) -> District:
    """Draw a district. With a framework its standards, place types and items are used; an open-ended one has
    none of its own and is treated like no framework. Raises ValueError when a framework asks nothing
    anywhere.
    """
    questions = _questions(plan, framework)
    if not questions:
        raise ValueError("the framework has no check item that applies to a place type")
    places = draw_places(generator, plan.streets, plan.communities, questions, framework)
    effects = generator.normal(0.0, STREET_SPREAD, len(places.streets))
    field = [question for question in questions if question.visited]
    other = [question for question in questions if not question.visited]
    type_of = np.array([places.types.index(question.site_type) for question in field], dtype=np.int64)
    hidden = latent(generator, type_of, len(plan.days), plan.truth)
    sizes = checks_per_type(generator, np.array([places.count(one) for one in places.types]), plan.checks)
    planned = dict(zip(places.types, sizes.tolist(), strict=True))
    visits = Visits(field, other, hidden.log_odds[:, :-1], effects, planned)
    observations, counts = draw_rounds(generator, places, visits, plan.days)
    series = [
        _Hidden(
            question,
            float(hidden.location[j, -1]),
            float(hidden.swing[j]),
            places.street_shares(question.site_type),
            places.count(question.site_type),
            counts[j],
        )
        for j, question in enumerate(field)
    ]
    return District(
        observations=observations,
        frame={one: places.count(one) for one in places.types},
        places=places.all,
        organisations=places.organisations,
        street_effects=dict(zip(places.streets, effects.tolist(), strict=True)),
        truth=_truth(generator, series, effects),
    )


def _truth(
    generator: np.random.Generator, series: Sequence[_Hidden], effects: Floats
) -> tuple[TrueStandard, ...]:
    by_standard: dict[str, list[_Hidden]] = {}
    for one in series:
        by_standard.setdefault(one.question.standard_id, []).append(one)
    pooled = [
        _truth_of_all_types(generator, parts, effects) for parts in by_standard.values() if len(parts) > 1
    ]
    return (*(_truth_of_type(one, effects) for one in series), *pooled)


def _questions(plan: Plan, framework: Framework | None) -> list[Question]:
    if framework is None or framework.open_ended:
        return list(plain_questions(plan.types, plan.per_type, plan.pass_rate))
    return list(questions_of(framework))


@dataclass(frozen=True, eq=False)
class _Hidden:
    """The truth of one series: its question, latent numbers, the street shares of its places, and what was
    seen.
    """

    question: Question
    location: float
    swing: float
    shares: Floats
    places: int
    counts: Sequence[tuple[str, int, int]]

    def rate(self, weather: Floats, effects: Floats) -> Floats:
        """Expected share of passing places when z is ``weather``; same shape."""
        rate: Floats = expit(self.location + self.swing * weather[:, None] + effects) @ self.shares
        return rate


def _truth_of_type(hidden: _Hidden, effects: Floats) -> TrueStandard:
    """Integrate over next round's weather; given it, the passing places are taken as binomial."""
    question, rate = hidden.question, hidden.rate(NODES, effects)
    reached = binom.sf(places_asked(question.pass_rate, hidden.places) - 1, hidden.places, rate)
    rounds, n, y = zip(*hidden.counts, strict=True)
    return TrueStandard(
        standard_id=question.standard_id,
        site_type=question.site_type,
        pass_rate=question.pass_rate,
        long_run=float(rate @ NODE_WEIGHTS),
        reliability=float(reached @ NODE_WEIGHTS),
        series=Series(question.standard_id, {question.site_type: 1.0}, rounds, n, y, hidden.places),
    )


def _truth_of_all_types(
    generator: np.random.Generator, parts: Sequence[_Hidden], effects: Floats
) -> TrueStandard:
    """Pool the places of several types; the weather of each is its own, so next rounds are drawn."""
    total = sum(part.places for part in parts)
    rate, passing = np.zeros(FUTURES), np.zeros(FUTURES)
    for part in parts:
        of_part = part.rate(generator.standard_normal(FUTURES), effects)
        rate += of_part * part.places / total
        passing += generator.binomial(part.places, of_part)
    pass_rate = parts[0].question.pass_rate
    name = parts[0].question.standard_id
    rounds = tuple(name for name, _, _ in parts[0].counts)
    n, y = np.array([[count[1:] for count in part.counts] for part in parts]).sum(axis=0).T.tolist()
    weights = {part.question.site_type: part.places / total for part in parts}
    return TrueStandard(
        standard_id=name,
        site_type=None,
        pass_rate=pass_rate,
        long_run=float(rate.mean()),
        reliability=float(np.mean(passing >= places_asked(pass_rate, total))),
        series=Series(name, weights, rounds, tuple(n), tuple(y), total),
    )
