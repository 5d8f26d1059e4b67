"""Columns that add up: parts and their whole, weighted totals, weighted columns beside raw ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from dabiao.core.proof.check import Check, Verdict, check_column, choose_first, make_check
from dabiao.core.proof.formula import (
    Column,
    Formula,
    Negative,
    Product,
    Sum,
    column_sum,
    constant,
    mean_of,
    weighted_sum,
)
from dabiao.core.proof.table import ColumnKind, Heading, Layout, RowKind, is_whole

_PLAIN_WHOLE = re.compile(r"(合计|总计|共计|小计|总分|总得分|(grand_?|sub_?)?total|sum)(\(.*\))?")
_MEAN = re.compile(r"(平均|均值|平均分|平均值|平均得分|均分|mean|average)(\(.*\))?")
_COMPLEMENT = re.compile(r"(?P<not>不|未|非|没)(?P<stem>.+)")
_DEDUCTION = re.compile(r".*(扣分|扣减|减分|扣除|负面清单).*|deduct.*")
_NO_PART = re.compile(r".*(满分|标准分|目标|上期|上月|上轮|上次|上年|去年|同期|平均|均分|最高|最低|系数).*")
"""Figures that stand beside the parts of a total without being one."""

_BASE = re.compile(r".*(总|合计|应|任务|交办|检查|测评|问题|项目|标准|点位|调查|抽查|样本|观测|件数|total).*")

MANY_COLUMNS, FEW_COLUMNS = 40, 14
"""Above the first only neighbours are tried as parts; up to the second any two or three columns are."""


def check_sums(layout: Layout, spoken_for: frozenset[int]) -> list[Check]:
    """Check every column that is a sum, a weighted sum or a mean of others on the same row."""
    checks: list[Check] = []
    for heading in layout.numeric(ColumnKind.COUNT, ColumnKind.SCORE):
        if heading.index not in spoken_for:
            checks += _check_target(layout, heading)
    return checks


def _check_target(layout: Layout, heading: Heading) -> list[Check]:
    column = heading.index
    named = is_whole(heading)
    weights = _weighted(layout, heading) if named else []
    first = [*weights, *_defaults(layout, heading)]
    choice = choose_first(layout, column, first, _candidates(layout, heading), named=named)
    if choice.formulas:
        return check_column(layout, column, choice.formulas)
    if not choice.held and choice.rows <= 2 and (weights or (first and _says_how(layout, heading))):
        return check_column(layout, column, first)
    return [] if not named else _unexplained(layout, column)


def _says_how(layout: Layout, heading: Heading) -> bool:
    """Whether the heading leaves no doubt which columns add up, so that one row is enough to find it wrong."""
    return bool(_PLAIN_WHOLE.fullmatch(heading.own)) or bool(_complements(layout, heading))


def _unexplained(layout: Layout, column: int) -> list[Check]:
    return [
        make_check(
            layout,
            row,
            column,
            Verdict.UNCHECKABLE,
            reason="找不到哪几列相加或加权等于它；可用 --roles 说明",
        )
        for row in layout.of_kind(RowKind.DATA)
        if row.figures[column] is not None
    ]


def _weighted(layout: Layout, heading: Heading) -> list[Formula]:
    """The weighted total and the sum of columns weighted already, where headings state weights that sum to 1."""
    stated = [
        (one.index, one.weight)
        for one in layout.numeric()
        if one.weight is not None and one.index != heading.index and not is_whole(one)
    ]
    if len(stated) < 2 or sum((weight for _, weight in stated), Fraction(0)) != 1:
        return []
    return [weighted_sum(stated), column_sum([index for index, _ in stated])]


def _defaults(layout: Layout, heading: Heading) -> list[Formula]:
    """The parts the layout itself points at: complements, the columns under the same heading, those to the left."""
    if pair := _complements(layout, heading):
        return pair
    if not is_whole(heading):
        return []
    formulas: list[Formula] = []
    additive = _additive(layout, heading)
    together = [one.index for one in additive if heading.group and one.group == heading.group]
    if len(together) > 1:
        formulas.append(column_sum(together))
    left: list[int] = []
    for one in reversed([one for one in additive if one.index < heading.index]):
        if is_whole(one):
            break
        if not _NO_PART.fullmatch(one.own):
            left.insert(0, one.index)
    wholes = [one.index for one in layout.numeric() if is_whole(one) and one.index < heading.index]
    taken_off = [index for index in left if _DEDUCTION.fullmatch(layout.columns[index].own)]
    if len(left) > 1:
        if taken_off:
            formulas.append(_less(left, taken_off))
        formulas.append(column_sum(left))
    elif len(wholes) > 1:
        formulas.append(column_sum(wholes))
    return formulas


def _less(columns: Sequence[int], taken_off: Sequence[int]) -> Formula:
    """The sum with the deductions taken off."""
    return Sum(tuple(Negative(Column(index)) if index in taken_off else Column(index) for index in columns))


def _complements(layout: Layout, heading: Heading) -> list[Formula]:
    """符合 and 不符合 (and 不适用) make up 检查项数, when exactly one column can be the whole."""
    counts = layout.numeric(ColumnKind.COUNT)
    for one in counts:
        found = _COMPLEMENT.fullmatch(one.own)
        if found is None or one.index == heading.index:
            continue
        partners = [
            other
            for other in counts
            if other.own in (found["stem"], f"已{found['stem']}") and other.index != one.index
        ]
        parts = {one.index, *(other.index for other in partners)}
        wholes = [other for other in counts if other.index not in parts and _BASE.fullmatch(other.own)]
        if partners and len(wholes) == 1 and wholes[0].index == heading.index:
            formulas: list[Formula] = [column_sum(sorted(parts))]
            rest = [other.index for other in counts if other.index not in (*parts, heading.index)]
            return formulas + ([column_sum(sorted((*parts, *rest)))] if 0 < len(rest) <= 3 else [])
    return []


def _additive(layout: Layout, heading: Heading) -> list[Heading]:
    """Columns that may be parts of ``heading``: its own kind, or counts and scores where there are few."""
    return [
        one
        for one in layout.numeric(ColumnKind.COUNT, ColumnKind.SCORE)
        if one.index != heading.index
        and (one.kind is heading.kind or heading.kind is ColumnKind.SCORE or is_whole(heading))
    ]


def _candidates(layout: Layout, heading: Heading) -> list[Formula]:
    indices = [one.index for one in _additive(layout, heading)]
    sets = dict.fromkeys(_part_sets(indices, heading.index))
    formulas: list[Formula] = [column_sum(parts) for parts in sets]
    if _MEAN.fullmatch(heading.own):
        formulas = [mean_of([Column(index) for index in parts]) for parts in sets]
    if heading.weight is not None and not is_whole(heading):
        formulas += [Product(Column(index), constant(heading.weight)) for index in indices]
    return formulas


def _part_sets(indices: Sequence[int], target: int) -> Iterator[tuple[int, ...]]:
    """Runs of neighbours, every second or third column, and, among few columns, any two or three."""
    near = list(indices)
    if len(near) > MANY_COLUMNS:
        near = sorted(sorted(near, key=lambda index: abs(index - target))[:FEW_COLUMNS])
    for step in (1, 2, 3):
        for start in range(len(near)):
            for stop in range(start + step + 1, len(near) + 1, step):
                yield tuple(near[start:stop:step])
    if len(near) <= FEW_COLUMNS:
        yield from combinations(near, 2)
        yield from combinations(near, 3)


def stated_weights(layout: Layout) -> list[Check]:
    """Columns whose headings state weights that do not sum to 100 %, said once, at the first row."""
    stated = [one for one in layout.numeric() if one.weight is not None and not is_whole(one)]
    total = sum((one.weight for one in stated if one.weight is not None), Fraction(0))
    wholes = [one for one in layout.numeric() if is_whole(one)]
    rows = [row for row in layout.of_kind(RowKind.DATA) if wholes and row.figures[wholes[0].index]]
    if len(stated) < 2 or total == 1 or not rows:
        return []
    words = "+".join(constant(one.weight).text for one in stated if one.weight is not None)
    reason = f"表头的权重合计不是 1（{words}={constant(total).text}），不能按权重复算"
    return [make_check(layout, rows[0], wholes[0].index, Verdict.UNCHECKABLE, reason=reason)]
