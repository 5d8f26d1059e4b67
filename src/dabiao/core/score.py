"""Cells → points → the score tree (得分树).

Points are exact. A node's points are its maximum times the points of its children per their maximum, over the
children that have data: what was not looked at is left out and named, never counted as zero. Negative-list
deductions and bonuses are added to the total and listed beside the tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from dabiao.core.assessment import Base, ScoreNode
from dabiao.core.cells import CellTable
from dabiao.core.framework import Framework, MethodRule, Node, Pooling, Standard
from dabiao.core.rubric import BonusRule, NegativeListRule, Outcome
from dabiao.core.rubric_evaluate import evaluate
from dabiao.core.tally_rules import asks_for_items, plain

SCORE_KEYS = ("standard", "method", "street", "round")
"""What a score asks of the cells; pool to these before scoring many parts."""

TOTAL, STANDARD, METHOD, ADJUSTMENT = "总分", "测评标准", "测评方法", "加减分"
"""Levels of the score tree beside those a pack names."""

METHOD_MARK = "/"
"""Between a standard's id and the method, in the id of the node of one of several methods."""

HUNDRED = Decimal(100)
"""Maximum of an open-ended framework, whose standards are only known from the file."""


def score(framework: Framework, cells: CellTable) -> ScoreNode:
    """Score ``cells`` (full key, or ``SCORE_KEYS``) by the framework's tree.

    A framework that pools counts all cells alike; one that takes the mean of means scores every street alone
    and averages the streets that have data, node by node; cells without a street are then left out.
    """
    once = cells.pooled(("standard", "method", "round"))  # the one pass over all cells
    whole = tree_of(framework, once)
    if framework.pooling is Pooling.MEAN_OF_MEANS:
        narrow = cells.pooled(SCORE_KEYS)
        streets = [tree_of(framework, narrow.where("street", name)) for name in cells.words("street") if name]
        if streets:
            whole = _mean(whole, streets)
    return _adjusted(whole, adjustments(framework, once))


def score_part(framework: Framework, cells: CellTable) -> ScoreNode:
    """Score one part (a street, a place type) as a whole, whatever the framework does with its streets."""
    return _adjusted(tree_of(framework, cells), adjustments(framework, cells))


def tree_of(framework: Framework, cells: CellTable) -> ScoreNode:
    """Score pooled cells, adjustments apart. The shape of the tree depends on the framework alone."""
    children = [_scored(top, cells) for top in framework.tree if _counts(top)]
    maximum = sum((child.maximum for child in children), Decimal(0))
    return _combined(
        framework.id, framework.title, TOTAL, HUNDRED if framework.open_ended else maximum, children
    )


def scored_rules(standard: Standard) -> tuple[MethodRule, ...]:
    """Pick the rules that earn a share of the standard's points: all but negative list and bonus."""
    return tuple(rule for rule in standard.rules if not _adjusts(rule))


@dataclass(frozen=True, slots=True)
class WeightedLeaf:
    """One rule with data and its share of the total's rate: the total's rate is Σ weight × share earned."""

    standard: Standard
    rule: MethodRule
    weight: Fraction
    share: Fraction
    base: Base


def weighted_leaves(framework: Framework, root: ScoreNode) -> list[WeightedLeaf]:
    """Lay the re-normalised tree out in one line; the weights sum to 1, or there is no leaf with data.

    Not for a mean of means, whose streets each have weights of their own.
    """
    return list(_spread(framework, root, Fraction(1)))


def adjustments(framework: Framework, cells: CellTable) -> tuple[ScoreNode, ...]:
    """Deductions and bonuses of the standards that were observed."""
    found = []
    for standard in framework.standards.values():
        for rule in standard.rules:
            base = cells.bases.get((standard.id, rule.method.value))
            if _adjusts(rule) and base is not None:
                outcome = _outcome(standard, rule, cells)
                points = Fraction(outcome.adjustment)
                found.append(
                    ScoreNode(
                        standard.id, standard.title, ADJUSTMENT, Decimal(0), points, base, outcome=outcome
                    )
                )
    return tuple(found)


def _adjusted(root: ScoreNode, adjusting: Sequence[ScoreNode]) -> ScoreNode:
    if root.points is None or not adjusting:
        return root
    points = root.points + sum((node.points or Fraction(0) for node in adjusting), Fraction(0))
    return replace(root, points=points, children=(*root.children, *adjusting))


def _adjusts(rule: MethodRule) -> bool:
    return isinstance(plain(rule.rule), NegativeListRule | BonusRule)


def _counts(node: Node | Standard) -> bool:
    if isinstance(node, Standard):
        return bool(scored_rules(node))
    return any(_counts(child) for child in node.children)


def _scored(node: Node | Standard, cells: CellTable) -> ScoreNode:
    if isinstance(node, Standard):
        return _leaf(node, cells)
    children = [_scored(child, cells) for child in node.children if _counts(child)]
    return _combined(node.id, node.title, node.level, node.points, children)


def _leaf(standard: Standard, cells: CellTable) -> ScoreNode:
    rules = scored_rules(standard)
    if len(rules) == 1:
        return _by_rule(standard, rules[0], cells, standard.id, standard.title, STANDARD, standard.points)
    methods = [
        _by_rule(
            standard,
            rule,
            cells,
            f"{standard.id}{METHOD_MARK}{rule.method}",
            rule.method,
            METHOD,
            rule.points,
        )
        for rule in rules
    ]
    return _combined(standard.id, standard.title, STANDARD, standard.points, methods)


def _by_rule(
    standard: Standard,
    rule: MethodRule,
    cells: CellTable,
    id_: str,
    title: str,
    level: str,
    maximum: Decimal,
) -> ScoreNode:
    outcome = _outcome(standard, rule, cells)
    points = None if outcome.share is None else outcome.share * Fraction(maximum)
    base = cells.bases.get((standard.id, rule.method.value), Base(0, 0, 0, 0))
    return ScoreNode(id_, title, level, maximum, points, base, outcome=outcome)


def _outcome(standard: Standard, rule: MethodRule, cells: CellTable) -> Outcome:
    if asks_for_items(plain(rule.rule)):
        rounds = _round_outcomes(standard, rule, cells)
        if len(rounds) > 1:
            return _mean_of_rounds(rounds)
    return evaluate(rule.rule, cells.evidence(standard.id, rule.method.value), rule.points)


def _round_outcomes(standard: Standard, rule: MethodRule, cells: CellTable) -> list[Outcome]:
    """Judge each round alone, oldest first, as far as it can be judged.

    Whether a named item holds is a yes or no of one round: pooled, a single 不符合 would count for good.
    """
    found = (
        evaluate(rule.rule, evidence, rule.points)
        for evidence in cells.round_evidence(standard.id, rule.method.value)
    )
    return [outcome for outcome in found if outcome.share is not None]


def _mean_of_rounds(rounds: Sequence[Outcome]) -> Outcome:
    """Take the mean share over the rounds; grade and explanation are the latest round's."""
    latest = rounds[-1]
    share = sum((outcome.share or Fraction(0) for outcome in rounds), Fraction(0)) / len(rounds)
    return replace(latest, share=share, explanation={**latest.explanation, "mean_of_rounds": len(rounds)})


def _combined(id_: str, title: str, level: str, maximum: Decimal, children: Sequence[ScoreNode]) -> ScoreNode:
    known = [child for child in children if child.points is not None]
    weight = sum((Fraction(child.maximum) for child in known), Fraction(0))
    earned = sum((child.points for child in known if child.points is not None), Fraction(0))
    return ScoreNode(
        id=id_,
        title=title,
        level=level,
        maximum=maximum,
        points=Fraction(maximum) * earned / weight if weight else None,
        base=total_base([child.base for child in children]),
        children=tuple(children),
        without_data=tuple(child.id for child in children if child.points is None),
    )


def total_base(bases: Sequence[Base]) -> Base:
    """Add up what figures rest on."""
    return Base(
        sum(base.places for base in bases),
        sum(base.places_ok for base in bases),
        sum(base.rows for base in bases),
        sum(base.rows_ok for base in bases),
    )


def _mean(pooled: ScoreNode, streets: Sequence[ScoreNode]) -> ScoreNode:
    """Average same-shaped trees node by node over the streets with data there."""
    known = [street.points for street in streets if street.points is not None]
    children = tuple(
        _mean(child, [street.children[place] for street in streets])
        for place, child in enumerate(pooled.children)
    )
    points = sum(known, Fraction(0)) / len(known) if known else None
    return replace(
        pooled,
        points=points,
        base=total_base([street.base for street in streets]),
        children=children,
        without_data=tuple(child.id for child in children if child.points is None),
        outcome=_mean_outcome(pooled.outcome, points, pooled.maximum, len(known)),
    )


def _mean_outcome(
    pooled: Outcome | None, points: Fraction | None, maximum: Decimal, streets: int
) -> Outcome | None:
    if pooled is None:
        return None
    share = None if points is None or not maximum else points / Fraction(maximum)
    explained: Mapping[str, str | int | Fraction | Decimal | None] = {
        "streets": streets,
        "pooled_share": pooled.share,
    }
    return Outcome(Pooling.MEAN_OF_MEANS.value, share, pooled.grade, explained)


def _spread(framework: Framework, node: ScoreNode, weight: Fraction) -> Iterator[WeightedLeaf]:
    outcome = node.outcome
    if outcome is not None and outcome.share is not None:
        standard_id, _, method = (
            node.id.rpartition(METHOD_MARK) if node.level == METHOD else (node.id, "", "")
        )
        standard = framework.standards[standard_id]
        rule = next(rule for rule in scored_rules(standard) if method in ("", rule.method.value))
        yield WeightedLeaf(standard, rule, weight, outcome.share, node.base)
        return
    known = [child for child in node.children if child.points is not None and child.maximum]
    total = sum((Fraction(child.maximum) for child in known), Fraction(0))
    for child in known:
        yield from _spread(framework, child, weight * Fraction(child.maximum) / total)
