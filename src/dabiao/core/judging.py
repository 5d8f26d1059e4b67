"""Rows → verdicts: 符合, 不符合, 不适用, or not judged (the row gives a figure that only counts as a sum).

Which verdict a row gets:

* 不适用 stays 不适用, whatever figures stand beside it.
* A row whose 问题描述 begins with ``例外：`` and an exception of its rule is 符合.
* Where hits are counted, one (数量 ≥ 1) makes the row 不符合, even if it says 符合: a volunteer who stops
  somebody at a red light does not undo it (2015 测评要点), unless the rule says that it does (昭通 2021).
* Where the rule asks a figure of the item (3 of 5 pupils, 95 % of the lamps lit), a figure that falls short
  makes the row 不符合 even if it says 符合. One that suffices does not clear a row that says 不符合: the
  inspector has seen something else.
* A row without a result is judged by its figure, if the rule or the item says what is asked of it.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dabiao.core.framework import Framework
from dabiao.core.judging_demands import Demand, Demands, excepted
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCALE, UNSTATED, Observations
from dabiao.core.occurring import occurring

Verdicts = NDArray[np.int8]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

EXACT = 2**62
"""Products up to this are formed in int64; larger ones in Python integers, so that none wraps around."""


def judge_row(
    demand: Demand,
    result: int,
    count: int | None = None,
    value: int | None = None,
    base: int | None = None,
    problem: str | None = None,
) -> int:
    """Judge one row; ``value`` and ``base`` in millionths. ``judge`` says the same of whole tables."""
    if result == NOT_APPLICABLE:
        return NOT_APPLICABLE
    if demand.exceptions and excepted(problem, demand.exceptions):
        return CONFORMING
    if demand.hits:
        return _by_hits(demand, result, count, value)
    met = _meets(demand, value, base)
    if met is None or result == FAILING or (result == CONFORMING and not demand.binding):
        return result
    return CONFORMING if met else FAILING


def _by_hits(demand: Demand, result: int, count: int | None, value: int | None) -> int:
    if count is None:
        return result
    dissuaded = max(value or 0, 0) if demand.dissuaded_cures else 0
    if count * SCALE > dissuaded:
        return FAILING
    return FAILING if result == FAILING and count <= 0 else CONFORMING


def _meets(demand: Demand, value: int | None, base: int | None) -> bool | None:
    """Whether the figures meet the demand; None where they say nothing (0 of 0 is no rate)."""
    if value is None:
        return None
    if base is None or demand.per_base is None:
        return None if demand.alone is None else value >= demand.alone
    if base <= 0:
        return None
    return value * demand.per_base.denominator >= demand.per_base.numerator * base


def judge(observations: Observations, framework: Framework) -> Verdicts:
    """Judge every row, int8[rows] of CONFORMING, FAILING, NOT_APPLICABLE and UNSTATED, in the table's order.

    Rows of standards or methods without a rule keep what they state.
    """
    table = observations.table
    verdicts = np.array(table.column("result").combine_chunks().to_numpy(zero_copy_only=False), np.int8)
    found, of_row = occurring(table, ("standard_id", "method", "item"))
    known = Demands(framework)
    demands = [known.of(one[0], one[1], one[2]) for one in found]
    open_ = verdicts != NOT_APPLICABLE
    hits = np.flatnonzero(_those(demands, of_row, "hits") & open_)
    verdicts[hits] = _judged_by_hits(table, demands, of_row[hits], hits, verdicts[hits])
    binding = _those(demands, of_row, "binding") & (verdicts == CONFORMING)
    figures = _those(demands, of_row, "asks") & ((verdicts == UNSTATED) | binding)
    rows = np.flatnonzero(figures)
    verdicts[rows] = _judged_by_figures(table, demands, of_row[rows], rows, verdicts[rows])
    excused = _excused(table, demands, of_row, open_)
    verdicts[excused] = CONFORMING
    return verdicts


def _those(demands: list[Demand], of_row: Integers, trait: str) -> Flags:
    """Rows whose demand has ``trait``."""
    return np.array([getattr(demand, trait) for demand in demands], np.bool_)[of_row]


def _figure(table: pa.Table, name: str, rows: Integers) -> tuple[Integers, Flags]:
    """Read an integer column at ``rows``, 0 where missing, and where it is given."""
    column = table.column(name).take(pa.array(rows)).combine_chunks().cast(pa.int64())
    return pc.fill_null(column, 0).to_numpy(), pc.is_valid(column).to_numpy(zero_copy_only=False)


def _judged_by_hits(
    table: pa.Table, demands: list[Demand], of_row: Integers, rows: Integers, stated: Verdicts
) -> Verdicts:
    count, counted = _figure(table, "count", rows)
    value, _ = _figure(table, "value", rows)
    cured = np.where(_those(demands, of_row, "dissuaded_cures"), np.maximum(value, 0), 0)
    failing = (count * SCALE > cured) | ((stated == FAILING) & (count <= 0))
    return np.where(counted, np.where(failing, FAILING, CONFORMING), stated).astype(np.int8)


def _judged_by_figures(
    table: pa.Table, demands: list[Demand], of_row: Integers, rows: Integers, stated: Verdicts
) -> Verdicts:
    value, has_value = _figure(table, "value", rows)
    base, has_base = _figure(table, "base", rows)
    least = np.array([demand.alone or 0 for demand in demands], np.int64)[of_row]
    of_base = has_base & _those(demands, of_row, "asks_of_base")
    alone = has_value & ~of_base & _those(demands, of_row, "asks_alone")
    pair = has_value & of_base & (base > 0)
    met = np.where(alone, value >= least, False)
    at = np.flatnonzero(pair)
    met[at] = _at_least(value[at], base[at], [demand.per_base for demand in demands], of_row[at])
    return np.where(alone | pair, np.where(met, CONFORMING, FAILING), stated).astype(np.int8)


def _at_least(value: Integers, base: Integers, asked: list[Fraction | None], of_row: Integers) -> Flags:
    """Whether value/base ≥ what is asked, compared exactly as whole numbers."""
    ratios = [one or Fraction(0) for one in asked]
    numerator = np.array([min(one.numerator, EXACT + 1) for one in ratios], np.int64)[of_row]
    denominator = np.array([min(one.denominator, EXACT + 1) for one in ratios], np.int64)[of_row]
    largest = EXACT // denominator
    small = (value <= largest) & (value >= -largest) & (base <= EXACT // np.maximum(numerator, 1))
    met = np.zeros(len(value), np.bool_)
    met[small] = value[small] * denominator[small] >= base[small] * numerator[small]
    for row in np.flatnonzero(~small).tolist():
        met[row] = Fraction(int(value[row]), int(base[row])) >= ratios[of_row[row]]
    return met


def _excused(table: pa.Table, demands: list[Demand], of_row: Integers, open_: Flags) -> Integers:
    """Rows whose problem names an exception of their rule. Each different problem is read once."""
    excusing = [at for at, demand in enumerate(demands) if demand.exceptions]
    if not excusing:
        return np.zeros(0, np.int64)
    rows = np.flatnonzero(np.isin(of_row, excusing) & open_)
    problems = table.column("problem").take(pa.array(rows)).combine_chunks().dictionary_encode()
    texts = problems.dictionary.to_pylist()
    verdict: dict[tuple[int, int], bool] = {}
    chosen = []
    for row, at, code in zip(rows.tolist(), of_row[rows].tolist(), problems.indices.to_pylist(), strict=True):
        if code is None:
            continue
        if (at, code) not in verdict:
            verdict[at, code] = excepted(texts[code], demands[at].exceptions)
        if verdict[at, code]:
            chosen.append(row)
    return np.array(chosen, np.int64)
