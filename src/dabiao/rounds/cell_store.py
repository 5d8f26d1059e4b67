"""Cells between the core's columns and the database's rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dabiao.core.cells import ITEM_KEYS, ITEM_SUMS, KEYS, SUMS, CellTable, Overlap
from dabiao.core.sum_table import SumTable, Word, sorted_words
from dabiao.rounds.models import Round, StoredCell

COLUMNS = {"standard": "standard_id", "round": "round__name"}
"""Key columns whose name in the table differs."""

BATCH = 2000
"""Rows per INSERT; SQLite takes 32,766 parameters in one statement."""


def replace_cells(stored: Round, cells: CellTable) -> int:
    """Put the cells of one round in place of what was there. Returns how many there are now."""
    StoredCell.objects.filter(round=stored).delete()
    rows = [*_rows(stored, cells.cells, SUMS), *_rows(stored, cells.items, ITEM_SUMS)]
    StoredCell.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def cell_table(rounds: Sequence[Round]) -> CellTable:
    """Read the cells of ``rounds``, which are in order, oldest first."""
    names = tuple(one.name for one in rounds)
    found = StoredCell.objects.filter(round__in=rounds)
    overlap = Overlap(sum(one.overlap_rows for one in rounds), sum(one.overlap_agreeing for one in rounds))
    return CellTable(
        names,
        _table(found.filter(item=""), KEYS, SUMS, names),
        _table(found.exclude(item=""), ITEM_KEYS, ITEM_SUMS, names),
        overlap,
    )


def _rows(stored: Round, table: SumTable, sums: Sequence[str]) -> Iterator[StoredCell]:
    figures = [table.sums[name].tolist() for name in sums]
    for at in range(len(table)):
        # A standard, a method and a place type are never missing; street and unit may be.
        key = {name: word or "" for name, word in zip(table.codes, table.row_words(at), strict=True)}
        yield StoredCell(
            round=stored,
            standard_id=key["standard"],
            method=key["method"],
            street=key["street"],
            site_type=key["site_type"],
            unit=key["unit"],
            item=key.get("item", ""),
            **{name: column[at] for name, column in zip(sums, figures, strict=True)},
        )


def _table(found: Any, keys: Sequence[str], sums: Sequence[str], rounds: tuple[str, ...]) -> SumTable:
    columns = [COLUMNS.get(name, name) for name in keys]
    records = list(found.values_list(*columns, *sums))
    words: dict[str, tuple[Word, ...]] = {}
    codes = {}
    for place, name in enumerate(keys):
        seen = [record[place] or None for record in records]
        words[name] = rounds if name == "round" else sorted_words(seen)
        code = {word: number for number, word in enumerate(words[name])}
        codes[name] = np.array([code[word] for word in seen], np.int64)
    order = np.lexsort([codes[name] for name in reversed(keys)])
    figures: Mapping[str, Any] = {
        name: np.array([record[len(keys) + place] for record in records], np.int64)
        for place, name in enumerate(sums)
    }
    return SumTable(
        words,
        {name: column[order] for name, column in codes.items()},
        {name: column[order] for name, column in figures.items()},
    )
