"""What a changed rule would have made of what was seen: the same rows judged and scored by the old and the new rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from dabiao.core.assessment import Base
from dabiao.core.cells import CellTable
from dabiao.core.framework import CheckItem, Framework, MethodRule, Standard
from dabiao.core.judging import judge
from dabiao.core.observation import Observations
from dabiao.core.rubric import BonusRule, NegativeListRule
from dabiao.core.rubric_evaluate import sampled_pass_fail
from dabiao.core.score import adjustments, score, tree_of
from dabiao.core.tally import tally
from dabiao.core.tally_rules import plain


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule makes of a scope. ``points`` is None where there is nothing to judge (无数据).

    ``meets``: whether the places that pass are as many as the standard asks; None where its rule is not sampled
    pass/fail, or nothing was seen.
    """

    points: Fraction | None
    maximum: Decimal
    grade: str | None
    base: Base
    meets: bool | None

    @property
    def rate(self) -> Fraction | None:
        """符合率: conforming rows of those that are not 不适用."""
        return Fraction(self.base.rows_ok, self.base.rows) if self.base.rows else None

    @property
    def place_rate(self) -> Fraction | None:
        """合格率: places that pass of those looked at."""
        return Fraction(self.base.places_ok, self.base.places) if self.base.places else None


@dataclass(frozen=True, slots=True)
class Effect:
    """A scope before and after; ``name`` is the street, '' for the whole. Where there was no rule, no ``before``."""

    name: str
    before: Result | None
    after: Result

    @property
    def moved(self) -> bool:
        """Whether the points come out differently."""
        return self.before is not None and self.before.points != self.after.points


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """The effect on everything that was seen, and street by street, by name."""

    whole: Effect
    streets: tuple[Effect, ...]

    @property
    def changed(self) -> bool:
        """Whether anything comes out differently anywhere."""
        return any(one.before != one.after for one in (self.whole, *self.streets))


def narrowed(
    framework: Framework, standard: Standard, rule: MethodRule, items: Sequence[CheckItem]
) -> Framework:
    """Make the framework of one standard with one rule; all else that scores is left out."""
    alone = replace(standard, rules=(rule,), points=rule.points)
    return replace(
        framework, tree=(alone,), items=tuple(items), components=(), negative_list=(), open_ended=False
    )


def effect(observations: Observations, before: Framework | None, after: Framework) -> RuleEffect:
    """Judge ``observations`` by both; each is ``narrowed`` to the same standard and method, of which the rows are.

    ``before`` is None where the standard had no rule of this method.
    """
    old = _cells(observations, before) if before else None
    new = _cells(observations, after)
    scopes: list[tuple[str, CellTable | None, CellTable]] = [
        (name, old.where("street", name) if old else None, new.where("street", name))
        for name in new.words("street")
        if name
    ]
    return RuleEffect(
        Effect("", _result(before, old, whole=True), _made(after, new, whole=True)),
        tuple(
            Effect(name, _result(before, was, whole=False), _made(after, now, whole=False))
            for name, was, now in scopes
        ),
    )


def _cells(observations: Observations, framework: Framework) -> CellTable:
    return tally(observations, framework, judge(observations, framework))


def _result(framework: Framework | None, cells: CellTable | None, *, whole: bool) -> Result | None:
    return _made(framework, cells, whole=whole) if framework and cells else None


def _made(framework: Framework, cells: CellTable, *, whole: bool) -> Result:
    (standard,) = framework.standards.values()
    (rule,) = standard.rules
    base = cells.bases.get((standard.id, rule.method.value), Base(0, 0, 0, 0))
    meets = None
    if sampled_pass_fail(rule.rule) and base.places:
        meets = Fraction(base.places_ok, base.places) >= Fraction(standard.pass_rate)
    if isinstance(plain(rule.rule), NegativeListRule | BonusRule):
        adjusting = adjustments(framework, cells)
        points = adjusting[0].points if adjusting else None
        return Result(points, rule.points, None, base, None)
    (node,) = tree_of(framework, cells).children
    points = score(framework, cells).points if whole else node.points
    return Result(points, rule.points, node.outcome.grade if node.outcome else None, base, meets)
