"""What each rule needs counted beyond places and rows: watched pairs, single items, shortfalls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dabiao.core.framework import Framework, Method
from dabiao.core.rubric import (
    BandRule,
    CountRule,
    DeductRule,
    ExceptionRule,
    RatioRule,
    Requirement,
    Rule,
    SatisfactionRule,
    ScoreRateRule,
)

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class CountingNeeds:
    """Per combination standard × len(methods) + method: which sums its rule asks for.

    ``pairs``: 数值 counts only together with its 基数, or the ratio of the two would be of different rows.
    ``watches``: a row without them is one watch that conformed or not. ``items``: single items are tallied.
    ``requirements``: units asked per place, by combination.
    """

    pairs: Flags
    watches: Flags
    items: Flags
    requirements: dict[int, tuple[Requirement, ...]]


def counting_needs(
    framework: Framework, standards: Sequence[str | None], methods: Sequence[str | None]
) -> CountingNeeds:
    """Look up the rule of each combination once, so that rows only index into the answer."""
    rules = [_rule(framework, standard, method) for standard in standards for method in methods]
    asked = {
        place: rule.requirements
        for place, rule in enumerate(rules)
        if isinstance(rule, DeductRule) and rule.counting == "missing"
    }
    return CountingNeeds(
        pairs=np.array([_is_ratio(rule) for rule in rules], np.bool_),
        watches=np.array([isinstance(rule, ScoreRateRule) for rule in rules], np.bool_),
        items=np.array([asks_for_items(rule) for rule in rules], np.bool_),
        requirements=asked,
    )


def plain(rule: Rule) -> Rule:
    """Take a rule out of its list of exceptions, which only change how a row is judged."""
    return rule.base if isinstance(rule, ExceptionRule) else rule


def _rule(framework: Framework, standard: str | None, method: str | None) -> Rule | None:
    known = framework.standards.get(standard or "")
    found = known.rule_for(Method(method)) if known and method in _METHODS else None
    return plain(found.rule) if found else None


_METHODS = frozenset(method.value for method in Method)


def _is_ratio(rule: Rule | None) -> bool:
    if isinstance(rule, BandRule):
        return rule.measure == "ratio"
    return isinstance(rule, RatioRule | SatisfactionRule | ScoreRateRule)


def asks_for_items(rule: Rule | None) -> bool:
    """Whether a rule asks after single items by name, rather than adding rows or places up."""
    if isinstance(rule, BandRule):
        return any(band.requires for band in rule.bands)
    return isinstance(rule, CountRule) or (isinstance(rule, DeductRule) and bool(rule.zero_if_absent))
