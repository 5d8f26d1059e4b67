"""What decides a row: the demand that a standard's rule, or the item itself, makes of an item's figures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from dabiao.core.framework import CheckItem, Framework, Method, Quantity
from dabiao.core.observation import SCALE
from dabiao.core.rubric import (
    PERCENT,
    BandRule,
    BonusRule,
    DeductRule,
    ExceptionRule,
    NegativeListRule,
    QuantifiedRule,
    RatioRule,
    Rule,
    SatisfactionRule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)

EXCEPTION = "例外"
"""Stands, with a colon, before an exception at the start of 问题描述."""

ALL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Demand:
    """What makes a row 符合.

    ``per_base``: least 数值/基数 where a 基数 is given. ``alone``: least 数值, in millionths, where none is,
    or nothing is asked of it. ``binding``: a row that states 符合 has to meet them too. ``hits``: 数量
    decides instead, less the hits dissuaded (数值) where ``dissuaded_cures``.
    """

    per_base: Fraction | None = None
    alone: int | None = None
    binding: bool = False
    hits: bool = False
    dissuaded_cures: bool = False
    exceptions: tuple[str, ...] = ()

    @property
    def asks_of_base(self) -> bool:
        """Whether 数值 and 基数 together are judged."""
        return not self.hits and self.per_base is not None

    @property
    def asks_alone(self) -> bool:
        """Whether 数值 alone is judged."""
        return not self.hits and self.alone is not None

    @property
    def asks(self) -> bool:
        """Whether any figure is judged."""
        return self.asks_of_base or self.asks_alone


UNDEMANDING = Demand()


def excepted(problem: str | None, exceptions: Iterable[str]) -> bool:
    """Whether ``problem`` begins with 例外：(or 例外:) and one of ``exceptions``."""
    if problem is None or not (begun := problem.lstrip()).startswith(EXCEPTION):
        return False
    said = begun.removeprefix(EXCEPTION).lstrip()
    return said[:1] in ("：", ":") and said[1:].lstrip().startswith(tuple(exceptions))


class Demands:
    """Demands by standard, method and item, looked up once each. Items answer to their id and their text."""

    def __init__(self, framework: Framework) -> None:
        self._rules = {
            (standard.id, one.method.value): one.rule
            for standard in framework.standards.values()
            for one in standard.rules
        }
        self._items = {
            (item.standard_id, word): item for item in framework.items for word in (item.text, item.id)
        }

    def of(self, standard: str | None, method: str | None, item: str | None) -> Demand:
        """Find the demand on rows of ``item`` (None: the standard as a whole)."""
        rule = self._rules.get((standard or "", method or Method.FIELD.value))
        if rule is None:
            return UNDEMANDING
        return demand_of(rule, item, self._items.get((standard or "", item or "")))


def demand_of(rule: Rule, word: str | None, item: CheckItem | None) -> Demand:
    """Say what ``rule`` demands of rows whose item is written ``word`` (``item``, where the pack knows it).

    Rules over sums (ratios, satisfaction, measured bands …) judge no single row.
    """
    if isinstance(rule, ExceptionRule):
        return replace(demand_of(rule.base, word, item), exceptions=rule.exceptions)
    if _is_over_sums(rule):
        return UNDEMANDING
    if isinstance(rule, SingleHitRule):
        return Demand(hits=True, dissuaded_cures=rule.dissuaded_cures)
    if isinstance(rule, DeductRule) and rule.counting == "faults":
        return Demand(hits=True)
    names = {word} | ({item.id, item.text} if item else set())
    return _named_in(rule, names) or _of_item(item)


def _is_over_sums(rule: Rule) -> bool:
    if isinstance(rule, BandRule):
        return rule.measure != "rate"
    return isinstance(rule, RatioRule | ScoreRateRule | SatisfactionRule | NegativeListRule | BonusRule)


def _named_in(rule: Rule, names: set[str | None]) -> Demand | None:
    """Find the demand ``rule`` itself makes of an item it names."""
    if isinstance(rule, QuantifiedRule):
        for sample in rule.samples:
            if sample.item in names:
                return Demand(Fraction(sample.at_least, sample.of), sample.at_least * SCALE, binding=True)
    if isinstance(rule, ThresholdRule):
        for measure in rule.measures:
            if measure.item in names or (names == {None} and len(rule.measures) == 1):
                return Demand(Fraction(measure.at_least) / 100, _scaled(measure.at_least), binding=True)
    if isinstance(rule, DeductRule):
        for asked in rule.requirements:
            if asked.item in names:
                return Demand(None, _scaled(asked.at_least), binding=True)
    return None


def _of_item(item: CheckItem | None) -> Demand:
    """Take what the item's own quantity asks; where it asks none, every one that was looked at must do."""
    if item is None or item.quantity is None:
        return Demand(per_base=ALL)
    return Demand(_per_base(item.quantity), _scaled(item.quantity.at_least))


def _per_base(quantity: Quantity) -> Fraction:
    if quantity.unit == PERCENT:
        return Fraction(quantity.at_least) / 100
    return Fraction(quantity.at_least) / Fraction(quantity.per) if quantity.per else ALL


def _scaled(at_least: Decimal) -> int:
    """Smallest stored figure that is not below ``at_least``."""
    return math.ceil(Fraction(at_least) * SCALE)
