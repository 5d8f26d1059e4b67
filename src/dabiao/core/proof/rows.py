"""Rows that sum up: 合计 and 小计 by adding, 平均 by averaging, 全区 by whichever the figures bear out.

Rates and scores are not added as a rule, yet circulars print them in a 合计 row, and then mean a simple mean, a
pooled rate or a weighted mean. Each is tried. What no averaging can give, being above the largest or below the
smallest row, does not hold; what some unknown base could give cannot be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from dabiao.core.proof.check import Check, Verdict, best_of, check_formula, judged, make_check
from dabiao.core.proof.figures import Figure, Interval, Rounding, plain, says_nothing
from dabiao.core.proof.formula import Formula
from dabiao.core.proof.table import BodyRow, ColumnKind, Heading, Layout, RowKind

_SUMMING = (RowKind.TOTAL, RowKind.SUBTOTAL, RowKind.MEAN, RowKind.OVERALL)
_FIRST_LEVEL = re.compile(r"[一二三四五六七八九十]+[、.．].*")
_LARGER_AREA = re.compile(r"(全|本)(区|市|县|省|州|旗|国).*")

SHOWN_ROWS = 8
"""Summands written out in a message; more are shortened to the first, the last and their number."""

Rates = Mapping[int, Sequence[Formula]]


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows that may have been summed up."""

    rows: tuple[BodyRow, ...]
    words: str


def check_rows(layout: Layout, rates: Rates) -> list[Check]:
    """Check every figure of the rows that sum up. ``rates``: the formulas found for the rate columns."""
    checks = []
    for place, row in enumerate(layout.body):
        if row.kind not in _SUMMING:
            continue
        sources = _sources(layout.body, place)
        for heading in layout.numeric(ColumnKind.COUNT, ColumnKind.SCORE, ColumnKind.RATE, ColumnKind.WEIGHT):
            usable = [source for source in sources if any(one.figures[heading.index] for one in source.rows)]
            if usable and row.figures[heading.index] is not None:
                checks.append(_check(layout, row, heading, usable, rates.get(heading.index, ())))
    return checks


def _sources(body: Sequence[BodyRow], place: int) -> list[_Source]:
    row = body[place]
    before, after = body[:place], body[place + 1 :]
    block = _until(reversed(before), _SUMMING)[::-1]
    below = _until(after, _SUMMING)
    found: list[_Source] = []
    if row.kind is RowKind.SUBTOTAL:
        found = [_Source(block, "上面各行"), _Source(below, "下面各行")]
        found.append(_Source(_same_section(body, row), "同一部分各行"))
    else:
        data = _of(before, RowKind.DATA) or _of(after, RowKind.DATA)
        found = [_Source(data, "各行"), _Source(_until_kind(before, RowKind.TOTAL), "上一个合计以下各行")]
        found += [_Source(_of(body, RowKind.DATA), "各行"), _Source(below, "下面各行")]
        for kind in (RowKind.SUBTOTAL, RowKind.TOTAL):
            others = tuple(one for one in _of(body, kind) if one is not row)
            found.append(_Source(others, f"各{kind.value}"))
        found.append(_Source(tuple(one for one in data if _FIRST_LEVEL.fullmatch(one.label)), "各大项"))
    unique: dict[tuple[int, ...], _Source] = {}
    for source in found:
        if source.rows:
            unique.setdefault(tuple(one.number for one in source.rows), source)
    return list(unique.values())


def _until(rows: Iterable[BodyRow], stops: Sequence[RowKind]) -> tuple[BodyRow, ...]:
    taken: list[BodyRow] = []
    for row in rows:
        if row.kind in stops:
            break
        if row.kind is RowKind.DATA:
            taken.append(row)
    return tuple(taken)


def _until_kind(before: Sequence[BodyRow], kind: RowKind) -> tuple[BodyRow, ...]:
    return _until(reversed(before), (kind,))[::-1]


def _of(rows: Iterable[BodyRow], kind: RowKind) -> tuple[BodyRow, ...]:
    return tuple(row for row in rows if row.kind is kind)


def _same_section(body: Sequence[BodyRow], row: BodyRow) -> tuple[BodyRow, ...]:
    return tuple(
        one for one in body if one.kind is RowKind.DATA and row.section and one.section == row.section
    )


def _check(
    layout: Layout, row: BodyRow, heading: Heading, sources: Sequence[_Source], rate: Sequence[Formula]
) -> Check:
    column = heading.index
    checks = [check_formula(layout, row, column, formula, "按合并后的分子、分母") for formula in rate]
    checks = [check for check in checks if check.verdict is not Verdict.UNCHECKABLE]
    in_row = bool(checks)
    for source in sources:
        checks += _derived(layout, row, heading, source)
    best = best_of(checks)
    if best.verdict is not Verdict.FAILS:
        return best
    return _excused(layout, row, heading, sources, best, in_row)


def _derived(layout: Layout, row: BodyRow, heading: Heading, source: _Source) -> list[Check]:
    """The sum, the mean and the weighted means that the kind of row and column allow, the likeliest first."""
    summed = [_sum_check(layout, row, heading, source)]
    if heading.kind is ColumnKind.WEIGHT or (heading.kind is ColumnKind.COUNT and row.kind in _ADDING):
        return summed
    means = [_mean_check(layout, row, heading, source)]
    if heading.kind is not ColumnKind.COUNT:
        for base in layout.numeric(ColumnKind.WEIGHT, ColumnKind.COUNT):
            if all(one.figures[base.index] for one in source.rows if one.figures[heading.index]):
                means.append(_weighted_check(layout, row, heading, source, base))
    if row.kind is RowKind.MEAN:
        return means
    if heading.kind is ColumnKind.SCORE or row.kind is RowKind.OVERALL:
        return summed + means
    return means + summed


_ADDING = (RowKind.TOTAL, RowKind.SUBTOTAL)


def _figures(source: _Source, column: int) -> list[tuple[BodyRow, Figure]]:
    return [(row, figure) for row in source.rows if (figure := row.figures[column]) is not None]


def _sum_check(layout: Layout, row: BodyRow, heading: Heading, source: _Source) -> Check:
    figures = [figure for _, figure in _figures(source, heading.index)]
    return judged(
        layout,
        row,
        heading.index,
        lambda rounding: _sum(figures, rounding),
        point=sum((figure.value for figure in figures), Fraction(0)),
        formula=f"{source.words}之和",
        working=_joined([figure.text for figure in figures]),
    )


def _mean_check(layout: Layout, row: BodyRow, heading: Heading, source: _Source) -> Check:
    figures = [figure for _, figure in _figures(source, heading.index)]
    share = Fraction(1, len(figures))
    return judged(
        layout,
        row,
        heading.index,
        lambda rounding: _sum(figures, rounding) * Interval(share, share),
        point=sum((figure.value for figure in figures), Fraction(0)) * share,
        formula=f"{source.words}的简单平均",
        working=f"({_joined([figure.text for figure in figures])})÷{len(figures)}",
    )


def _weighted_check(layout: Layout, row: BodyRow, heading: Heading, source: _Source, base: Heading) -> Check:
    pairs = [(figure, one.figures[base.index]) for one, figure in _figures(source, heading.index)]
    weights = [weight.value if weight else Fraction(0) for _, weight in pairs]
    whole = sum(weights, Fraction(0))
    if whole <= 0 or min(weights) < 0:
        return make_check(layout, row, heading.index, Verdict.FAILS)

    def derived(rounding: Rounding) -> Interval:
        total = Interval(Fraction(0), Fraction(0))
        for (figure, _), weight in zip(pairs, weights, strict=True):
            total += figure.interval(rounding) * Interval(weight / whole, weight / whole)
        return total

    texts = [f"{figure.text}×{weight.text if weight else ''}" for figure, weight in pairs]
    return judged(
        layout,
        row,
        heading.index,
        derived,
        point=sum((f.value * w for (f, _), w in zip(pairs, weights, strict=True)), Fraction(0)) / whole,
        formula=f"{source.words}按“{base.name}”加权的平均",
        working=f"({_joined(texts)})÷{_decimal(whole)}",
    )


def _sum(figures: Sequence[Figure], rounding: Rounding) -> Interval:
    total = Interval(Fraction(0), Fraction(0))
    for figure in figures:
        total += figure.interval(rounding)
    return total


def _joined(texts: Sequence[str]) -> str:
    if len(texts) <= SHOWN_ROWS:
        return "+".join(texts)
    return f"{texts[0]}+{texts[1]}+…+{texts[-1]}（共 {len(texts)} 个数）"


def _decimal(value: Fraction) -> str:
    return f"{value.numerator}" if value.denominator == 1 else f"{float(value):g}"


def _excused(
    layout: Layout, row: BodyRow, heading: Heading, sources: Sequence[_Source], failed: Check, in_row: bool
) -> Check:
    """Leave ``failed`` standing only where nothing unknown can explain the figure."""
    reason = _excuse(layout, row, heading, sources, in_row)
    if not reason:
        return failed
    return replace(failed, verdict=Verdict.UNCHECKABLE, reason=reason, formula="", working="", expected="")


def _excuse(layout: Layout, row: BodyRow, heading: Heading, sources: Sequence[_Source], in_row: bool) -> str:
    column = heading.index
    parts = any(one.kind is RowKind.PART for one in layout.body)
    if parts and row.kind is not RowKind.MEAN:
        return "表里有“其中”行，看不出哪些行已计入别的行"
    if _has_gaps(sources[0], column):
        return "有的行是空格或文字，按不计对不上；请补齐再核对"
    if heading.kind is ColumnKind.WEIGHT or in_row:
        return ""
    if row.kind is RowKind.MEAN:
        larger = _LARGER_AREA.fullmatch(plain(row.label))
        return "不是表中各行的简单平均；可能包括没有列出的单位，或是合并计算，请注明基数" if larger else ""
    return _pooled(layout, row, heading, sources)


def _pooled(layout: Layout, row: BodyRow, heading: Heading, sources: Sequence[_Source]) -> str:
    """Say so where a base the table does not show could give the figure."""
    if row.kind is RowKind.OVERALL:
        return "对不上各行之和，也对不上简单平均；可能是合并计算，请注明基数或用 --roles 说明"
    weighted = any(one.kind is ColumnKind.WEIGHT for one in layout.columns)
    if heading.kind is ColumnKind.COUNT or weighted or not _between(row, heading, sources):
        return ""
    return "比率和分数不能直接相加，也对不上简单平均；可能是合并计算，请注明基数或用 --roles 说明"


def _has_gaps(source: _Source, column: int) -> bool:
    return any(
        row.figures[column] is None
        and column not in row.spanned
        and (column >= len(row.texts) or says_nothing(row.texts[column]) or bool(row.texts[column].strip()))
        for row in source.rows
    )


def _between(row: BodyRow, heading: Heading, sources: Sequence[_Source]) -> bool:
    """Whether some weights could give the figure as a mean of the rows."""
    stated = row.figures[heading.index]
    values = [figure for source in sources for _, figure in _figures(source, heading.index)]
    assert stated is not None
    slack = max(figure.unit for figure in values) + stated.unit
    lowest, highest = min(one.value for one in values), max(one.value for one in values)
    return lowest - slack <= stated.value <= highest + slack
