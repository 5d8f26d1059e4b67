"""Whether a row judged by one rule says anything under another: a 符合 is worth what was asked for it.

The question is only what was asked and how it was measured. Other points, other bands or another pass rate change what
becomes of the rows, not the rows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from dabiao.core.framework import CheckItem
from dabiao.core.judging_demands import ALL, UNDEMANDING, Demand, demand_of
from dabiao.core.rubric import (
    BandRule,
    BonusRule,
    NegativeListRule,
    RatioRule,
    Rule,
    SatisfactionRule,
    ThresholdRule,
)
from dabiao.core.tally_rules import plain


class Fit(Enum):
    """How far an old row serves a new rule."""

    AS_IT_IS = "as it is"
    """The same was asked: the row stands as it was written."""
    BY_FIGURE = "by figure"
    """The same was measured, but more or less of it was asked: rows that give the figure are judged by it anew."""
    BY_WORD = "by word"
    """Somebody looked and said whether it conformed, and that is asked again: the verdict stands."""
    NOT = "not"
    """Something else was asked or measured."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks of rows of one item. ``text`` is what the item says, empty for the standard as a whole."""

    rule: Rule | None
    word: str | None
    item: CheckItem | None
    text: str = ""

    @property
    def demand(self) -> Demand:
        """The demand on the row's figures, exceptions apart."""
        return replace(self.full_demand, exceptions=())

    @property
    def full_demand(self) -> Demand:
        """The demand on the row."""
        return demand_of(self.rule, self.word, self.item) if self.rule else UNDEMANDING

    @property
    def measured(self) -> str:
        """What figures the rule adds up, empty where it judges rows."""
        rule = plain(self.rule) if self.rule else None
        if isinstance(rule, BandRule) and rule.measure != "rate":
            return f"{rule.measure} {rule.unit if rule.measure == 'value' else ''}".strip()
        if isinstance(rule, RatioRule | SatisfactionRule):
            return "ratio"
        if isinstance(rule, NegativeListRule | BonusRule):
            return type(rule).__name__
        return ""

    @property
    def unit(self) -> str:
        """The unit of the figure asked of the item; empty where none is stated."""
        rule = plain(self.rule) if self.rule else None
        if isinstance(rule, ThresholdRule):
            names = {self.word, *((self.item.id, self.item.text) if self.item else ())}
            alone = names == {None} and len(rule.measures) == 1
            asked = [one.unit for one in rule.measures if alone or one.item in names]
            if asked:
                return asked[0]
        if self.item and self.item.quantity:
            return f"{self.item.quantity.unit}/{self.item.quantity.per_unit}"
        return ""


_PLAIN = (UNDEMANDING, Demand(per_base=ALL))
"""Demands that ask no more than that everything looked at conforms."""


def fit(old: Asked, new: Asked) -> Fit:
    """Say how far rows of ``old`` serve ``new``."""
    if old.measured or new.measured:
        return Fit.AS_IT_IS if old.measured == new.measured else Fit.NOT
    before, after = old.demand, new.demand
    if before == after and old.unit == new.unit:
        return Fit.AS_IT_IS
    if before.hits and after.hits:
        return Fit.BY_FIGURE
    if before in _PLAIN or before.hits:
        easy = after in _PLAIN or after.hits
        return Fit.BY_WORD if easy or _says_the_same(old, new) else Fit.NOT
    if after in _PLAIN:
        return Fit.BY_WORD if _says_the_same(old, new) else Fit.NOT
    return Fit.BY_FIGURE if old.unit == new.unit and not after.hits else Fit.NOT


def _says_the_same(old: Asked, new: Asked) -> bool:
    """Whether the words ask the same, so that a 符合 meant the figure that only one of the two packs has in numbers."""
    return bool(old.text) and old.text == new.text
