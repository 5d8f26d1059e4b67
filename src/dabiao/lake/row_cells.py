"""Where each row lies among the cells, and what it adds there: worked out once, when observations are stored.

Counting again is then a plain sum over rows in cell order, on any engine, without judging or grouping places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dabiao.core.cells import KEYS, CellTable
from dabiao.core.observation import FAILING, Observations
from dabiao.core.sum_table import Integers, Word, combined, starts_of

NAMES = {"standard": "standard_id"}
"""Key columns whose name in the observation schema differs."""

NO_PLACE = -1
"""``place`` of a row that is not its place's first, or of a place where nothing applied."""


@dataclass(frozen=True)
class RowCells:
    """One entry per row, in the rows' own order.

    ``cell`` is the number of the row's cell (its row in the cell table); a second inspector's row lies with
    the row it repeats. ``counted`` is False for such a row. ``place`` is 1 or 0 at the first row of a place
    that passed or failed, else NO_PLACE. ``faults`` is what the row adds to the faults of its cell. ``site``
    numbers the places' ids, for sorting only.
    """

    cell: NDArray[np.int32]
    counted: NDArray[np.bool_]
    place: NDArray[np.int8]
    faults: NDArray[np.int32]
    site: Integers

    def in_cell_order(self) -> Integers:
        """Rows by cell, by place within the cell, then as they came."""
        return np.lexsort((self.site, self.cell))


def row_cells(observations: Observations, judged: NDArray[np.int8], cells: CellTable) -> RowCells:
    """Find every row's place in ``cells``, the full-key tally of the same rows with the same verdicts.

    Raises ValueError when ``cells`` is not that tally.
    """
    table = observations.table
    codes = {name: _codes(table, name, cells.words(name)) for name in KEYS}
    site, item = _numbered(table, "site_id"), _numbered(table, "item")
    place = [codes["standard"], codes["method"], codes["round"], site]
    sizes = [int(column.max(initial=0)) + 1 for column in (*place, item)]
    item_key = combined([*place, item], sizes)
    order = np.argsort(item_key, kind="stable")
    starts = starts_of(item_key[order])
    kept = order[starts]
    first = np.empty(len(order), np.int64)
    first[order] = np.repeat(kept, np.diff(np.append(starts, len(order))))
    counted = np.zeros(len(order), np.bool_)
    counted[kept] = True
    return RowCells(
        cell=_cell_numbers(codes, cells, kept)[first].astype(np.int32),
        counted=counted,
        place=_place_verdicts(combined(place, sizes[:-1])[kept], kept, judged),
        faults=_faults(table, judged, counted),
        site=site,
    )


def _codes(table: pa.Table, name: str, words: tuple[Word, ...]) -> Integers:
    """Codes of a key column in the order of the cells' own words."""
    found = table.column(NAMES.get(name, name)).unify_dictionaries().combine_chunks()
    place = {word: number for number, word in enumerate(words)}
    known = np.array([place.get(word, -1) for word in [*found.dictionary.to_pylist(), None]], np.int64)
    codes: Integers = known[pc.fill_null(found.indices.cast(pa.int64()), len(known) - 1).to_numpy()]
    if codes.min(initial=0) < 0:
        raise ValueError(f"the cells do not know every {name} of the rows")
    return codes


def _numbered(table: pa.Table, name: str) -> Integers:
    found = table.column(name).unify_dictionaries().combine_chunks()
    indices = pc.fill_null(found.indices.cast(pa.int64()), len(found.dictionary))
    return np.asarray(indices.to_numpy(), np.int64)


def _cell_numbers(codes: dict[str, Integers], cells: CellTable, kept: Integers) -> Integers:
    """Each row's cell by its own words; only those of the ``kept`` rows are meant to be found."""
    count = len(cells)
    columns = [np.concatenate([cells.cells.codes[name], codes[name]]) for name in KEYS]
    key = combined(columns, [len(cells.words(name)) for name in KEYS])
    of_cells, of_rows = key[:count], key[count:]
    number = np.minimum(np.searchsorted(of_cells, of_rows), max(count - 1, 0))
    if len(kept) and not (count and np.array_equal(of_cells[number[kept]], of_rows[kept])):
        raise ValueError("the cells are not the tally of these rows")
    return number


def _place_verdicts(place: Integers, kept: Integers, judged: NDArray[np.int8]) -> NDArray[np.int8]:
    """``place`` is the sorted place key of the ``kept`` rows."""
    verdict = np.full(len(judged), NO_PLACE, np.int8)
    starts = starts_of(place)
    if len(starts):
        failing = np.logical_or.reduceat(judged[kept] == FAILING, starts)
        looked_at = np.logical_or.reduceat(judged[kept] >= FAILING, starts)
        first = np.minimum.reduceat(kept, starts)
        verdict[first[looked_at]] = ~failing[looked_at]
    return verdict


def _faults(table: pa.Table, judged: NDArray[np.int8], counted: NDArray[np.bool_]) -> NDArray[np.int32]:
    """数量 where it is given, else one for a failing row; nothing for a row that does not count."""
    count = table.column("count").combine_chunks()
    given = pc.is_valid(count).to_numpy(zero_copy_only=False)
    faults = np.where(given, pc.fill_null(count, 0).to_numpy(), judged == FAILING)
    return np.where(counted, faults, 0).astype(np.int32)
