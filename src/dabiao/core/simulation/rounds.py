"""Inspectors go out: rows of observations, round by round, as they would stand in the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from scipy.special import expit

from dabiao.core.beta_binomial import Floats
from dabiao.core.framework import CheckItem
from dabiao.core.observation import NOT_APPLICABLE, SCHEMA, WORD, Observations
from dabiao.core.simulation.answers import NOT_ASKED, Answer, answer, counted_answer
from dabiao.core.simulation.names import INSPECTORS
from dabiao.core.simulation.places import Place, Places
from dabiao.core.simulation.questions import Question, named_items

NOT_APPLICABLE_PLACE, NOT_APPLICABLE_ITEM = 0.02, 0.03
"""How often a standard, or a single item of it, does not apply at a place."""

FURTHER_FAULT = 0.15
"""Where a standard fails at one item, how often each other item fails too."""

SECOND_INSPECTOR, DISAGREEMENT = 0.04, 0.06
"""Share of visits repeated by a second inspector, and how often the two differ on an item."""

DAYS_OF_A_ROUND = 10

FILED_LEVEL, ASKED_LEVEL, LEVEL_SPREAD = 1.8, 2.0, 0.6
"""Log-odds of what is not field inspection: filed material in order, people satisfied."""


@dataclass(frozen=True, eq=False)
class Visits:
    """What is looked at. ``log_odds`` float64[field questions, rounds]; ``street_effects`` float64[streets];
    ``sizes`` places per round and type.
    """

    field: Sequence[Question]
    other: Sequence[Question]
    log_odds: Floats
    street_effects: Floats
    sizes: Mapping[str, int]


Counts = list[list[tuple[str, int, int]]]
"""Per field question its (round, n, y), oldest first: places, the second inspector left out."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """One inspector at one place on one day."""

    round: str
    day: date
    place: Place
    inspector: str


@dataclass(eq=False)
class _Sheet:
    """Rows so far, column by column."""

    columns: dict[str, list[object]] = field(default_factory=lambda: {name: [] for name in SCHEMA.names})

    def write(self, visit: _Visit, question: Question, item: CheckItem | None, found: Answer) -> None:
        place = visit.place
        row = {
            "round": visit.round,
            "date": visit.day,
            "site_id": place.id,
            "site_name": place.name,
            "site_type": place.site_type,
            "lon": place.lon,
            "lat": place.lat,
            "street": place.street,
            "community": place.community,
            "unit": question.unit or place.unit,
            "standard_id": question.standard_id,
            "item": item.id if item else None,
            "method": question.method.value,
            "result": found.result,
            "count": found.count,
            "value": found.value,
            "base": found.base,
            "problem": found.problem,
            "inspector": visit.inspector,
            "photo": None,
            "source_row": len(self.columns["round"]) + 2,
        }
        for name, value in row.items():
            self.columns[name].append(value)

    def table(self) -> pa.Table:
        arrays = [
            pa.array(self.columns[one.name], pa.string()).dictionary_encode()
            if one.type == WORD
            else pa.array(self.columns[one.name], one.type)
            for one in SCHEMA
        ]
        return pa.Table.from_arrays(arrays, schema=SCHEMA)


def draw_rounds(
    generator: np.random.Generator, places: Places, visits: Visits, days: Sequence[date]
) -> tuple[Observations, Counts]:
    """Every round of every type. The rows of a second inspector follow those of the first."""
    sheet = _Sheet()
    names = tuple(f"{day.year}年{day.month}月" for day in days)
    if len(set(names)) < len(names):
        names = tuple(f"第{number + 1}轮" for number in range(len(days)))
    counts: Counts = [[] for _ in visits.field]
    asked_at = _by_type(visits.field)
    others_at = _by_type(visits.other)
    level = generator.normal(0.0, LEVEL_SPREAD, len(visits.other))
    for t, (name, day) in enumerate(zip(names, days, strict=True)):
        for site_type in places.types:
            going = list(_visits(generator, places.by_type[site_type], visits.sizes[site_type], name, day))
            effects = visits.street_effects[[visit.place.street_number for visit in going]]
            for j in asked_at.get(site_type, ()):
                applies = generator.random(len(going)) >= NOT_APPLICABLE_PLACE
                passed = generator.random(len(going)) < expit(visits.log_odds[j, t] + effects)
                counts[j].append((name, int(applies.sum()), int((applies & passed).sum())))
                _inspect(generator, sheet, visits.field[j], going, passed, applies)
            for k in others_at.get(site_type, ()):
                _look_up(generator, sheet, visits.other[k], going, level[k] + effects)
    return Observations(sheet.table(), names), counts


def _by_type(questions: Sequence[Question]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    for number, question in enumerate(questions):
        numbers.setdefault(question.site_type, []).append(number)
    return numbers


def _visits(
    generator: np.random.Generator, places: Sequence[Place], size: int, name: str, day: date
) -> Iterator[_Visit]:
    """Draw places without replacement; inspectors rotate over all of them."""
    chosen = generator.choice(len(places), size, replace=False)
    inspectors = generator.integers(0, len(INSPECTORS), size)
    after = generator.integers(0, DAYS_OF_A_ROUND, size)
    for index, inspector, wait in zip(chosen.tolist(), inspectors.tolist(), after.tolist(), strict=True):
        yield _Visit(name, day + timedelta(days=wait), places[index], INSPECTORS[inspector])


def _inspect(
    generator: np.random.Generator,
    sheet: _Sheet,
    question: Question,
    going: Sequence[_Visit],
    passed: np.typing.NDArray[np.bool_],
    applies: np.typing.NDArray[np.bool_],
) -> None:
    """Write the rows of one question; then, here and there, those of a second inspector."""
    for visit, good, applicable in zip(going, passed.tolist(), applies.tolist(), strict=True):
        items = question.items or (None,)
        found = _answers(generator, question, items, good) if applicable else [NOT_ASKED] * len(items)
        for item, one in zip(items, found, strict=True):
            sheet.write(visit, question, item, one)
        if generator.random() < SECOND_INSPECTOR:
            _repeat(generator, sheet, question, visit, list(zip(items, found, strict=True)))


def _answers(
    generator: np.random.Generator, question: Question, items: Sequence[CheckItem | None], good: bool
) -> list[Answer]:
    """One answer per item such that the place passes exactly when ``good``: somewhere it must go wrong, or
    nowhere.
    """
    decisive = int(generator.integers(0, len(items)))
    found = []
    for number, item in enumerate(items):
        if number != decisive and generator.random() < NOT_APPLICABLE_ITEM:
            found.append(NOT_ASKED)
            continue
        fails = not good and (number == decisive or generator.random() < FURTHER_FAULT)
        found.append(answer(generator, question.rule, item, passed=not fails))
    return found


def _repeat(
    generator: np.random.Generator,
    sheet: _Sheet,
    question: Question,
    visit: _Visit,
    first: Sequence[tuple[CheckItem | None, Answer]],
) -> None:
    other = INSPECTORS[(INSPECTORS.index(visit.inspector) + 1) % len(INSPECTORS)]
    second = _Visit(visit.round, visit.day, visit.place, other)
    for item, seen in first:
        if seen.result == NOT_APPLICABLE:
            sheet.write(second, question, item, seen)
            continue
        same = generator.random() >= DISAGREEMENT
        sheet.write(
            second, question, item, answer(generator, question.rule, item, passed=(seen.result == 1) == same)
        )


def _look_up(
    generator: np.random.Generator, sheet: _Sheet, question: Question, going: Sequence[_Visit], odds: Floats
) -> None:
    """Write filed material, interviews and figures: what is counted as figures, the rest as 符合 or
    不符合.
    """
    named = named_items(question.rule) if question.counted else frozenset()
    for visit, log_odds in zip(going, odds.tolist(), strict=True):
        for item in question.items:
            if question.counted and item.id not in named:
                found = counted_answer(generator, question.rule, item, float(expit(ASKED_LEVEL + log_odds)))
            else:
                passed = bool(generator.random() < expit(FILED_LEVEL + log_odds))
                found = answer(generator, question.rule, item, passed=passed)
            sheet.write(visit, question, item, found)
