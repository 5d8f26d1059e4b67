"""Observations made under one framework, told in the words of another: carried, or named with the reason why not.

Nothing is invented. A row is carried only where what was seen answers what is asked now. Whether it is carried does
not depend on whether it was 符合 or 不符合, or what remains would be better, or worse, than what was seen; only rows
that were 符合 by an exception that is no more stay behind, for nobody can say what they are now. Rows are judged by the
new framework afterwards (``core.judging``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dabiao.core.crosswalk.fit import Fit
from dabiao.core.crosswalk.model import Crosswalk
from dabiao.core.crosswalk.routes import Reason, Route, Routes, RowKind
from dabiao.core.framework import Framework
from dabiao.core.judging import judge
from dabiao.core.judging_demands import EXCEPTION, Demand, excepted
from dabiao.core.observation import CONFORMING, FAILING, NOT_APPLICABLE, UNSTATED, WORD, Observations
from dabiao.core.occurring import occurring
from dabiao.core.sum_table import combined

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Verdicts = NDArray[np.int8]

KIND = ("standard_id", "method", "item", "site_type")
"""Columns that decide where a row goes."""

_SEVERITY = {FAILING: 0, CONFORMING: 1, UNSTATED: 2, NOT_APPLICABLE: 3}
"""Of items that become one, the one that counts at a place: what failed before what conformed, what was found out
before what was not."""


@dataclass(frozen=True, slots=True)
class NotCarried:
    """Rows of one old standard and item (empty: none named) that were not carried, and why."""

    standard: str
    item: str
    reason: Reason
    rows: int


@dataclass(frozen=True)
class Carried:
    """``observations`` in the new framework's words; with ``not_carried`` they are all the rows there were."""

    observations: Observations
    not_carried: tuple[NotCarried, ...]
    rows: int
    """How many rows there were."""


def carry(observations: Observations, crosswalk: Crosswalk, source: Framework, target: Framework) -> Carried:
    """Tell ``observations``, made under ``source``, as observations under ``target``. Rows keep their order and
    ``source_row``; rounds of which nothing could be carried are left out.
    """
    table = observations.table.unify_dictionaries().combine_chunks()
    found, of_row = occurring(table, KIND)
    kinds = [RowKind(one[0] or "", one[1] or "", one[2], one[3] or "") for one in found]
    known = Routes(crosswalk, source, target)
    routes = [known.of(kind) for kind in kinds]
    reasons = _Reasons(kinds, of_row)
    lost = np.array([isinstance(route, Reason) for route in routes], np.bool_)[of_row]
    for at, route in enumerate(routes):
        if isinstance(route, Reason):
            reasons.note((of_row == at), route)
    results, unfit = _results(observations, source, routes, of_row)
    for reason, rows in unfit.items():
        reasons.note(rows & ~lost, reason)
        lost |= rows
    told = _told(table, routes, of_row, results)
    hidden = _hidden(replace(observations, table=told), _sources(kinds)[of_row], ~lost, target)
    reasons.note(hidden, Reason.JOINED)
    kept = _only(Observations(told, observations.rounds), ~(lost | hidden))
    return Carried(kept, reasons.named(), len(table))


def without(observations: Observations, key: Sequence[str], known: pa.Table) -> tuple[Observations, int]:
    """Leave out the rows that ``known`` has already, and say how many: what was put in directly counts, once. ``key``
    are the columns that make two rows the same.
    """
    table = observations.table
    numbered = _plain(table, key).append_column("at", pa.array(np.arange(len(table))))
    again = numbered.join(_plain(known, key).group_by(list(key)).aggregate([]), list(key), join_type="inner")
    if not len(again):
        return observations, 0
    there = np.zeros(len(table), np.bool_)
    there[again.column("at").to_numpy()] = True
    return _only(observations, ~there), int(there.sum())


def _only(observations: Observations, rows: Flags) -> Observations:
    """Keep ``rows`` and the rounds they belong to."""
    kept = observations.table.filter(pa.array(rows))
    present = set(pc.unique(kept.column("round").cast(pa.string())).to_pylist())
    return Observations(kept, tuple(name for name in observations.rounds if name in present))


def _plain(table: pa.Table, key: Sequence[str]) -> pa.Table:
    """Key columns as plain words; a missing one is the empty word, since missing words never match."""
    return pa.table({name: pc.fill_null(table.column(name).cast(pa.string()), "") for name in key})


class _Reasons:
    """Counts the rows that stay behind, by old standard, item and reason."""

    def __init__(self, kinds: Sequence[RowKind], of_row: Integers) -> None:
        self._kinds, self._of_row = kinds, of_row
        self._counted: Counter[tuple[str, str, Reason]] = Counter()

    def note(self, rows: Flags, reason: Reason) -> None:
        """Count the rows that stay behind for ``reason``."""
        counts = np.bincount(self._of_row[rows], minlength=len(self._kinds))
        for at in np.flatnonzero(counts).tolist():
            kind = self._kinds[at]
            self._counted[kind.standard, kind.item or "", reason] += int(counts[at])

    def named(self) -> tuple[NotCarried, ...]:
        """All of them, in order of standard and item."""
        return tuple(NotCarried(*key, rows) for key, rows in sorted(self._counted.items()))


def _results(
    observations: Observations, source: Framework, routes: Sequence[Route | Reason], of_row: Integers
) -> tuple[Verdicts, dict[Reason, Flags]]:
    """Say what each row states under the new rules, and which rows cannot be judged by them."""
    table = observations.table
    stated = np.array(table.column("result").combine_chunks().to_numpy(zero_copy_only=False), np.int8)
    old = judge(observations, source)
    by_word, by_figure = (
        np.array([isinstance(route, Route) and route.fit is one for route in routes], np.bool_)[of_row]
        for one in (Fit.BY_WORD, Fit.BY_FIGURE)
    )
    results = np.where(by_word & (stated != UNSTATED), old, stated).astype(np.int8)
    wordless = by_word & (stated == UNSTATED)
    figureless, anew = _by_figure(table, routes, of_row, stated, by_figure)
    results[anew] = UNSTATED
    unfit = {
        Reason.OTHER_DEMAND: wordless,
        Reason.NO_FIGURE: figureless,
        Reason.EXCEPTION_GONE: _exceptions_gone(table, routes, of_row),
    }
    return results, unfit


def _by_figure(
    table: pa.Table, routes: Sequence[Route | Reason], of_row: Integers, stated: Verdicts, chosen: Flags
) -> tuple[Flags, Flags]:
    """Among ``chosen``, find rows without the figure now asked for, and rows whose figure decides anew.

    A row that says 不符合 though its figure sufficed stays 不符合: the inspector saw something else.
    """
    figureless, anew = np.zeros(len(stated), np.bool_), np.zeros(len(stated), np.bool_)
    rows = np.flatnonzero(chosen & (stated != NOT_APPLICABLE))
    if not len(rows):
        return figureless, anew
    part = table.select(["count", "value", "base"]).take(pa.array(rows)).to_pylist()
    for row, figures in zip(rows.tolist(), part, strict=True):
        route = routes[of_row[row]]
        assert isinstance(route, Route), "only rows that lead somewhere are judged anew"
        before, after = route.old.demand, route.new.demand
        if after.hits:
            figureless[row] = figures["count"] is None
            anew[row] = figures["count"] is not None and stated[row] == FAILING and figures["count"] > 0
            continue
        met = _met(after, figures["value"], figures["base"])
        figureless[row] = met is None
        sufficed = _met(before, figures["value"], figures["base"])
        anew[row] = met is not None and not (stated[row] == FAILING and sufficed is not False)
    return figureless, anew


def _met(demand: Demand, value: int | None, base: int | None) -> bool | None:
    """Whether the figures meet ``demand``; None where they say nothing."""
    if value is None:
        return None
    if base is None or demand.per_base is None:
        return None if demand.alone is None else value >= demand.alone
    return None if base <= 0 else value * demand.per_base.denominator >= demand.per_base.numerator * base


def _exceptions_gone(table: pa.Table, routes: Sequence[Route | Reason], of_row: Integers) -> Flags:
    """Rows that were 符合 by an exception that the new rule does not know."""
    gone = np.zeros(len(of_row), np.bool_)
    had = np.array(
        [isinstance(route, Route) and bool(route.old.full_demand.exceptions) for route in routes], np.bool_
    )
    if not had.any():
        return gone
    begins = pc.fill_null(pc.starts_with(pc.utf8_ltrim_whitespace(table.column("problem")), EXCEPTION), False)
    rows = np.flatnonzero(had[of_row] & begins.to_numpy())
    problems = table.column("problem").take(pa.array(rows)).to_pylist()
    for row, problem in zip(rows.tolist(), problems, strict=True):
        route = routes[of_row[row]]
        assert isinstance(route, Route), "only rows that lead somewhere had an exception here"
        gone[row] = excepted(problem, route.old.full_demand.exceptions) and not excepted(
            problem, route.new.full_demand.exceptions
        )
    return gone


def _told(table: pa.Table, routes: Sequence[Route | Reason], of_row: Integers, results: Verdicts) -> pa.Table:
    """Put the new framework's words in place of the old; those of rows that lead nowhere are empty."""
    told = table
    places = pa.array(of_row)
    for name, words in (
        ("standard_id", [one.standard if isinstance(one, Route) else "" for one in routes]),
        ("item", [one.item if isinstance(one, Route) else None for one in routes]),
        ("site_type", [one.site_type if isinstance(one, Route) else "" for one in routes]),
    ):
        column = pa.array(words, pa.string()).take(places).dictionary_encode().cast(WORD)
        told = told.set_column(told.schema.get_field_index(name), told.schema.field(name), column)
    at = told.schema.get_field_index("result")
    return told.set_column(at, told.schema.field(at), pa.array(results, pa.int8()))


def _sources(kinds: Sequence[RowKind]) -> Integers:
    """Number the old items, the same for every method and place type."""
    known: dict[tuple[str, str | None], int] = {}
    return np.array([known.setdefault((kind.standard, kind.item), len(known)) for kind in kinds], np.int64)


def _hidden(told: Observations, source: Integers, open_: Flags, target: Framework) -> Flags:
    """Rows that stand behind a worse one: where several old items became one, a place has one of them, the worst.

    Of each old item the first inspector's row decides, since that is the row that counts; a second inspector's goes
    where the first's goes.
    """
    hidden = np.zeros(len(source), np.bool_)
    rows = np.flatnonzero(open_)
    if not len(rows):
        return hidden
    part = replace(told, table=told.table.take(pa.array(rows)))
    key = _place_items(part.table)
    several = _several(key, source[rows])
    if not len(several):
        return hidden
    judged = judge(part, target)
    worst: dict[int, tuple[int, int]] = {}
    seen: set[tuple[int, int]] = set()
    shared = np.flatnonzero(np.isin(key, several)).tolist()
    for at in shared:
        one = (int(key[at]), int(source[rows[at]]))
        if one in seen:
            continue
        seen.add(one)
        standing = (_SEVERITY[int(judged[at])], one[1])
        worst[one[0]] = min(worst.get(one[0], standing), standing)
    for at in shared:
        hidden[rows[at]] = worst[int(key[at])][1] != int(source[rows[at]])
    return hidden


def _place_items(table: pa.Table) -> Integers:
    """Number the rows by round, place, standard, method and item: rows of a number are the same item's there."""
    words = _plain(table, ("round", "site_id", "standard_id", "method", "item"))
    codes = [column.combine_chunks().dictionary_encode() for column in words.columns]
    sizes = [len(one.dictionary) for one in codes]
    return combined([one.indices.cast(pa.int64()).to_numpy() for one in codes], sizes)


def _several(key: Integers, source: Integers) -> Integers:
    """Keys that rows of more than one source have."""
    order = np.lexsort((source, key))
    keys, sources = key[order], source[order]
    return np.unique(keys[1:][(keys[1:] == keys[:-1]) & (sources[1:] != sources[:-1])])
