"""From a score down to what it rests on: the cells under a node of the score tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dabiao.core.assessment import Cell, ScoreNode
from dabiao.core.framework import Framework
from dabiao.core.rubric_evaluate import FORMS
from dabiao.core.score import ADJUSTMENT, METHOD, METHOD_MARK, scored_rules
from dabiao.core.tally_rules import plain

Leaf = tuple[str, str]
"""Standard and method."""


def cells_under(framework: Framework, node: ScoreNode, cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Give the cells that ``node`` was scored from, in their order; their counts add up to its base.

    ``framework`` and ``cells`` are those the tree was scored with (an open-ended framework already extended).
    Cells of a method without a rule are under no node. A mean of means leaves out the cells without a street.
    """
    wanted = set(leaves_under(framework, node))
    return tuple(cell for cell in cells if (cell.standard_id, cell.method) in wanted)


def leaves_under(framework: Framework, node: ScoreNode) -> Iterator[Leaf]:
    """Name what ``node`` puts together: (standard, method), in the order of the tree."""
    if node.children:
        for child in node.children:
            if child.level != ADJUSTMENT:  # changes the total, but no base of the tree counts it
                yield from leaves_under(framework, child)
    elif node.level == METHOD:
        standard_id, _, method = node.id.rpartition(METHOD_MARK)
        yield standard_id, method
    elif node.id in framework.standards:
        standard = framework.standards[node.id]
        form = node.outcome.form if node.outcome and node.level == ADJUSTMENT else None
        rules = scored_rules(standard) if form is None else standard.rules
        yield from (
            (standard.id, rule.method.value)
            for rule in rules
            if form in (None, FORMS[type(plain(rule.rule))])
        )
