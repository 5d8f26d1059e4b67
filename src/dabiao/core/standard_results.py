"""One result per observed leaf standard: its stability where it is sampled pass/fail, else why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np

from dabiao.core.assessment import Base, ScoreNode, Stability, StandardResult
from dabiao.core.cells import CellTable
from dabiao.core.framework import Framework, Method, MethodRule, Standard
from dabiao.core.observation import FrameSizes
from dabiao.core.rubric_evaluate import not_sampled_reason, sampled_pass_fail
from dabiao.core.score import METHOD_MARK, scored_rules, total_base
from dabiao.core.stability import Series, fit

Counts = tuple[tuple[int, ...], tuple[int, ...]]
"""n and y by round, oldest first."""

Judged = Mapping[tuple[str, str | None], Stability]
"""By (standard, place type); by (standard, None) for the standard as a whole."""


def standard_results(
    framework: Framework,
    cells: CellTable,
    frames: FrameSizes,
    threshold: Decimal | None,
    tree: ScoreNode,
) -> tuple[StandardResult, ...]:
    """Judge every observed standard of the framework, in its order.

    ``threshold`` replaces the pass rate of every standard. ``tree`` is the scored tree, for the grades.
    """
    judged = _judged(framework, field_series(framework, cells, frames), threshold)
    outcomes = {node.id: node.outcome for node in _nodes(tree) if node.outcome}
    found = []
    for standard in framework.standards.values():
        bases = {Method(method): base for (name, method), base in cells.bases.items() if name == standard.id}
        if not bases:
            continue
        stability = judged.get((standard.id, None))
        base = total_base(list(bases.values()))
        counted = bases[Method.FIELD] if stability else base
        ids = [standard.id, *(f"{standard.id}{METHOD_MARK}{rule.method}" for rule in standard.rules)]
        grades = (outcome.grade for name in ids if (outcome := outcomes.get(name)))
        found.append(
            StandardResult(
                standard_id=standard.id,
                title=standard.title,
                pass_rate=_asked(standard, threshold),
                n=counted.places,
                y=counted.places_ok,
                stability=stability,
                class_reason=None if stability else _reason(standard, bases),
                grade=next((grade for grade in grades if grade), None),
                by_site_type={
                    kind: one for (name, kind), one in judged.items() if name == standard.id and kind
                },
                base=base,
            )
        )
    return tuple(found)


def field_series(
    framework: Framework, cells: CellTable, frames: FrameSizes
) -> dict[tuple[str, str | None], Series]:
    """Make series of 实地 places of sampled pass/fail rules, by (standard, place type) and (standard, None).

    A standard as a whole weighs its place types by places seen; its frame is known when all of theirs are.
    """
    found: dict[tuple[str, str | None], Series] = {}
    for name, by_type in _field_counts(framework, cells).items():
        n = np.sum([counts[0] for counts in by_type.values()], axis=0)
        y = np.sum([counts[1] for counts in by_type.values()], axis=0)
        seen = [kind for kind, counts in by_type.items() if sum(counts[0])] or list(by_type)
        weight = {kind: sum(by_type[kind][0]) / n.sum() if n.sum() else 1 / len(seen) for kind in seen}
        known = all(kind in frames for kind in seen)
        frame = sum(frames[kind] for kind in seen) if known else None
        found[name, None] = Series(name, weight, cells.rounds, tuple(n.tolist()), tuple(y.tolist()), frame)
        for kind, counts in by_type.items():
            key = f"{name}/{kind}"
            found[name, kind] = Series(key, {kind: 1.0}, cells.rounds, *counts, frames.get(kind))
    return found


def _field_counts(framework: Framework, cells: CellTable) -> dict[str, dict[str, Counts]]:
    sampled = {
        standard.id
        for standard in framework.standards.values()
        if (rule := standard.rule_for(Method.FIELD)) and sampled_pass_fail(rule.rule)
    }
    table = cells.cells.pooled(("standard", "method", "site_type", "round"))
    found: dict[str, dict[str, tuple[list[int], list[int]]]] = {}
    columns = zip(
        *(column.tolist() for column in table.codes.values()),
        table.sums["places"].tolist(),
        table.sums["places_ok"].tolist(),
        strict=True,
    )
    for standard, method, kind, at, places, places_ok in columns:
        name = str(table.words["standard"][standard])
        if name in sampled and table.words["method"][method] == Method.FIELD:
            empty = ([0] * len(cells.rounds), [0] * len(cells.rounds))
            n, y = found.setdefault(name, {}).setdefault(str(table.words["site_type"][kind]), empty)
            n[at], y[at] = places, places_ok
    return {
        name: {kind: (tuple(n), tuple(y)) for kind, (n, y) in by_type.items()}
        for name, by_type in found.items()
    }


def _judged(
    framework: Framework, series: Mapping[tuple[str, str | None], Series], threshold: Decimal | None
) -> Judged:
    if not series:
        return {}
    fitted = fit([one for (_, kind), one in series.items() if kind is not None])
    asked = [_asked(framework.standards[name], threshold) for name, _ in series]
    return dict(zip(series, fitted.judge(list(series.values()), asked, framework.stability), strict=True))


def _asked(standard: Standard, threshold: Decimal | None) -> Decimal:
    return standard.pass_rate if threshold is None else threshold


def _reason(standard: Standard, bases: Mapping[Method, Base]) -> str:
    """Why there is no class, said of the rule that was looked at (实地 before others)."""
    seen = [rule for rule in scored_rules(standard) if rule.method in bases]
    rule: MethodRule | None = min(seen, key=lambda one: one.method is not Method.FIELD, default=None)
    if rule is None:
        return "没有与观察相应的评分规则，不判断稳定性"
    if sampled_pass_fail(rule.rule):
        return f"以{rule.method}方式测评，不是实地抽样，不判断稳定性"
    return not_sampled_reason(rule.rule)


def _nodes(tree: ScoreNode) -> Iterator[ScoreNode]:
    yield tree
    for child in tree.children:
        yield from _nodes(child)
