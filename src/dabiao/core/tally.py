"""Observations → cells, in whole columns: a million rows take about a second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dabiao.core.cells import ITEM_KEYS, ITEM_SUMS, KEYS, SUMS, CellTable, Overlap
from dabiao.core.framework import Framework
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, SCALE, Observations
from dabiao.core.sum_table import (
    Integers,
    SumTable,
    Word,
    checked_sum,
    combined,
    sorted_words,
    starts_of,
)
from dabiao.core.tally_rules import CountingNeeds, counting_needs

COLUMNS = {"standard": "standard_id"}
"""Key columns whose name in the observation schema differs."""

PLACE = ("standard", "method", "round", "site_id")
"""A place is judged per standard, method and round."""


@dataclass(frozen=True)
class _Rows:
    """Coded columns of the rows that count, one inspector per item, grouped by place.

    ``rule`` is standard and method in one code. ``place_starts`` is where each place begins. ``place_row`` is
    each place's first row in source order: its street, unit and place type are the place's, since a place
    counts once though its rows may name several units.
    """

    words: Mapping[str, tuple[Word, ...]]
    codes: Mapping[str, Integers]
    judged: Integers
    rule: Integers
    place_starts: Integers
    place_row: Integers


def tally(observations: Observations, framework: Framework, judged: NDArray[np.int8]) -> CellTable:
    """Count ``observations`` into cells; ``judged`` is each row's verdict (``core.judging.judge``).

    Of several rows on the same item, place, round and method the first in source order counts; the others are
    overlap. Rows judged 不适用, or not judged because they give a figure only, are no rows of the 符合率 and
    make no places; the figures of the latter still add up. A failing row without 数量 is one fault.
    Raises OverflowError when figures add up to more than exact integers hold.
    """
    words, codes = _coded_columns(observations)
    kept, overlap = _first_inspections(words, codes, judged)
    rows = _rows(words, codes, judged, kept)
    needs = counting_needs(framework, words["standard"], words["method"])
    sums = _row_sums(observations.table, kept, rows, needs)
    sums |= _place_sums(rows, _shortfalls(rows, needs, sums))
    named = rows.codes["item"] < len(words["item"]) - 1
    everything = np.arange(len(kept))
    with_items = np.flatnonzero(needs.items[rows.rule] & named)
    return CellTable(
        observations.rounds,
        _summed(rows, KEYS, {name: sums[name] for name in SUMS}, everything),
        _summed(rows, ITEM_KEYS, {name: sums[name] for name in ITEM_SUMS}, with_items),
        overlap,
    )


def _coded_columns(
    observations: Observations,
) -> tuple[dict[str, tuple[Word, ...]], dict[str, Integers]]:
    """Codes and words of every key column; the last word of ``item`` is always the missing one."""
    words: dict[str, tuple[Word, ...]] = {}
    codes: dict[str, Integers] = {}
    for name in (*KEYS, "site_id", "item"):
        found = observations.table.column(COLUMNS.get(name, name)).unify_dictionaries().combine_chunks()
        vocabulary: list[Word] = [*found.dictionary.to_pylist(), None]
        code = pc.fill_null(found.indices.cast(pa.int64()), len(vocabulary) - 1).to_numpy()
        if name == "site_id":  # never leaves this module, so the order of its words does not matter
            words[name], codes[name] = tuple(vocabulary), code
            continue
        used = np.bincount(code, minlength=len(vocabulary)) > 0
        seen = [word for word, occurs in zip(vocabulary, used, strict=True) if occurs]
        words[name] = observations.rounds if name == "round" else sorted_words(seen)
        if name == "item" and None not in seen:
            words[name] = (*words[name], None)
        place = {word: number for number, word in enumerate(words[name])}
        codes[name] = np.array([place.get(word, -1) for word in vocabulary], np.int64)[code]
    return words, codes


def _first_inspections(
    words: Mapping[str, tuple[Word, ...]], codes: Mapping[str, Integers], judged: NDArray[np.int8]
) -> tuple[Integers, Overlap]:
    """Rows that count, grouped by place, and how far second inspectors agreed with them."""
    names = (*PLACE, "item")
    key = combined([codes[name] for name in names], [len(words[name]) for name in names])
    order = np.argsort(key, kind="stable")
    starts = starts_of(key[order])
    kept = order[starts]
    sizes = np.diff(np.append(starts, len(order)))
    agreeing = judged[order] == np.repeat(judged[kept], sizes)
    return kept, Overlap(len(order) - len(kept), int(agreeing.sum()) - len(kept))


def _rows(
    words: Mapping[str, tuple[Word, ...]],
    codes: Mapping[str, Integers],
    judged: NDArray[np.int8],
    kept: Integers,
) -> _Rows:
    counting = {name: column[kept] for name, column in codes.items()}
    starts = starts_of(combined([counting[name] for name in PLACE], [len(words[name]) for name in PLACE]))
    position = np.zeros(len(judged), np.int64)
    position[kept] = np.arange(len(kept))
    first = np.minimum.reduceat(kept, starts) if len(kept) else kept
    rule = counting["standard"] * len(words["method"]) + counting["method"]
    return _Rows(words, counting, judged[kept].astype(np.int64), rule, starts, position[first])


def _row_sums(table: pa.Table, kept: Integers, rows: _Rows, needs: CountingNeeds) -> dict[str, Integers]:
    """Say what each row adds to its cell, places apart."""
    applicable, conforming = rows.judged >= FAILING, rows.judged == CONFORMING
    count, counted = _figures(table, "count", kept)
    value, has_value = _figures(table, "value", kept)
    base, has_base = _figures(table, "base", kept)
    has_value &= rows.judged != NOT_APPLICABLE
    has_base &= rows.judged != NOT_APPLICABLE
    pair = has_value & has_base
    watch = needs.watches[rows.rule] & ~pair & applicable
    value, base = np.where(watch, conforming * SCALE, value), np.where(watch, SCALE, base)
    only_pairs = needs.pairs[rows.rule]
    has_value, has_base = (np.where(only_pairs, pair | watch, has) for has in (has_value, has_base))
    return {
        "rows": applicable.astype(np.int64),
        "rows_ok": conforming.astype(np.int64),
        "faults": np.where(counted, count, rows.judged == FAILING),
        "value": value * has_value,
        "value_rows": has_value.astype(np.int64),
        "base": base * has_base,
        "base_rows": has_base.astype(np.int64),
    }


def _figures(table: pa.Table, name: str, kept: Integers) -> tuple[Integers, NDArray[np.bool_]]:
    """Read a nullable integer column of the rows that count, 0 where missing, and where it is given."""
    column = table.column(name).combine_chunks().cast(pa.int64())
    given = pc.is_valid(column).to_numpy(zero_copy_only=False)
    return pc.fill_null(column, 0).to_numpy()[kept], given[kept]


def _shortfalls(rows: _Rows, needs: CountingNeeds, sums: Mapping[str, Integers]) -> Integers:
    """Per row, by how much (in millionths) the 数值 seen falls short of what is asked of its item."""
    short = np.zeros(len(rows.judged), np.int64)
    item_code = {word: code for code, word in enumerate(rows.words["item"])}
    for rule, requirements in needs.requirements.items():
        of_rule = (rows.rule == rule) & (sums["value_rows"] > 0)
        for asked in requirements:
            here = of_rule & (rows.codes["item"] == item_code.get(asked.item, -1))
            short[here] = np.maximum(short[here], int(asked.at_least * SCALE) - sums["value"][here])
    return short


def _place_sums(rows: _Rows, short: Integers) -> dict[str, Integers]:
    """Say what each place adds, at its first row: it passes when every applicable row is 符合."""
    failing = np.maximum.reduceat(rows.judged == FAILING, rows.place_starts)
    looked_at = np.maximum.reduceat(rows.judged >= FAILING, rows.place_starts)
    figures = {
        "places": looked_at,
        "places_ok": looked_at & ~failing,
        "missing": np.maximum.reduceat(short, rows.place_starts),
    }
    sums = {}
    for name, figure in figures.items():
        sums[name] = np.zeros(len(rows.judged), np.int64)
        sums[name][rows.place_row] = figure
    return sums


def _summed(rows: _Rows, keys: tuple[str, ...], sums: Mapping[str, Integers], chosen: Integers) -> SumTable:
    key = combined([rows.codes[name][chosen] for name in keys], [len(rows.words[name]) for name in keys])
    order = np.argsort(key, kind="stable")
    starts = starts_of(key[order])
    order = chosen[order]
    return SumTable(
        {name: rows.words[name] for name in keys},
        {name: rows.codes[name][order[starts]] for name in keys},
        {name: checked_sum(column[order], starts) for name, column in sums.items()},
    )
