"""What an inspector writes down: the answer to one item at one place, once it is decided whether it
passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from dabiao.core.framework import CheckItem
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCALE, UNSTATED
from dabiao.core.rubric import (
    BandRule,
    DeductRule,
    QuantifiedRule,
    Rule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)
from dabiao.core.simulation.names import PLAIN_PROBLEMS

_INTERVIEWED = 15
"""People asked at one place of a survey, on average."""

_WATCHES = 10
"""Times an inspector watches a crossing before leaving."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One row's findings, in the units of ``observation.SCHEMA`` (value and base in millionths)."""

    result: int
    count: int | None = None
    value: int | None = None
    base: int | None = None
    problem: str | None = None


NOT_ASKED = Answer(NOT_APPLICABLE)


def answer(generator: np.random.Generator, rule: Rule, item: CheckItem | None, *, passed: bool) -> Answer:
    """符合 or 不符合, with the figures the rule wants to see beside it."""
    value, base = _figures(generator, rule, item, passed)
    if passed:
        return Answer(CONFORMING, 0 if isinstance(rule, SingleHitRule) else None, value, base)
    faults = 1 + int(generator.poisson(0.6))
    return Answer(FAILING, faults, value, base, _problem(generator, item))


def counted_answer(generator: np.random.Generator, rule: Rule, item: CheckItem, rate: float) -> Answer:
    """Give a figure without a verdict: so many of those asked, or a measured value; the rule judges it."""
    if isinstance(rule, BandRule) and rule.measure == "value":
        return Answer(UNSTATED, value=_measured(generator, rule))
    asked = item.quantity.at_least if item.quantity else Decimal(3 + int(generator.poisson(_INTERVIEWED - 3)))
    base = max(int(asked), 1)
    return Answer(UNSTATED, value=int(generator.binomial(base, rate)) * SCALE, base=base * SCALE)


def _figures(
    generator: np.random.Generator, rule: Rule, item: CheckItem | None, passed: bool
) -> tuple[int | None, int | None]:
    if isinstance(rule, ScoreRateRule):
        return _part_of(generator, _WATCHES, _WATCHES - 1, passed)
    if item is None:
        return None, None
    if isinstance(rule, QuantifiedRule):
        sample = next((one for one in rule.samples if one.item == item.id), None)
        return _part_of(generator, sample.of, sample.at_least, passed) if sample else (None, None)
    asked = {
        **({one.item: one.at_least for one in rule.requirements} if isinstance(rule, DeductRule) else {}),
        **({one.item: one.at_least for one in rule.measures} if isinstance(rule, ThresholdRule) else {}),
    }.get(item.id)
    return (None if asked is None else _against(generator, asked, passed)), None


def _part_of(generator: np.random.Generator, of: int, at_least: int, passed: bool) -> tuple[int, int]:
    """So many of ``of`` did, on the right side of ``at_least``."""
    done = generator.integers(at_least, of + 1) if passed else generator.integers(0, max(at_least, 1))
    return int(done) * SCALE, of * SCALE


def _against(generator: np.random.Generator, asked: Decimal, passed: bool) -> int:
    """Draw a whole figure that meets ``asked`` just so, or falls short of it by up to a fifth (by one at
    least).
    """
    whole = int(asked.to_integral_value(rounding="ROUND_CEILING"))
    if passed:
        return whole * SCALE
    return max(whole - 1 - int(generator.integers(0, max(whole // 5, 1))), 0) * SCALE


def _measured(generator: np.random.Generator, rule: BandRule) -> int:
    """Draw a value around the edge between two bands, where it matters; one decimal, within the rule's
    domain.
    """
    low = float(rule.domain.low if rule.domain.low is not None else 0)
    high = float(rule.domain.high if rule.domain.high is not None else low + 100.0)
    edges = [float(edge) for band in rule.bands for edge in (band.interval.low,) if edge is not None]
    inner = sorted({edge for edge in edges if low < edge < high}) or [(low + high) / 2.0]
    value = generator.choice(inner) + generator.normal(0.0, 0.03 * (high - low))
    return round(float(np.clip(value, low, high)) * 10) * (SCALE // 10)


def _problem(generator: np.random.Generator, item: CheckItem | None) -> str:
    if item is None:
        return str(generator.choice(PLAIN_PROBLEMS))
    if item.quantity is not None and item.quantity.per is None and item.quantity.at_least >= 1:
        seen = int(generator.integers(0, int(item.quantity.at_least)))
        unit = item.quantity.unit
        return f"应不少于 {item.quantity.at_least} {unit}，现场见到 {seen} {unit}：{item.text}"
    return f"{generator.choice(_OPENINGS)}：{item.text}"


_OPENINGS = ("不符合", "现场未做到", "检查时不符合", "部分未做到")
