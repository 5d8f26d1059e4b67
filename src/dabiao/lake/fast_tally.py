"""Observations in cell order → what each cell counts, in one pass and in bounded memory.

Rows of a cell lie together, so counting is a run-length sum: no grouping, no hashing. Each thread decodes one
row group at a time and keeps only its cells; what is left is to join the cells that go on in the next group.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dabiao.core.compiled import compiled
from dabiao.core.defects import BadInput, Defect
from dabiao.core.sum_table import Integers, starts_of
from dabiao.lake.page_decoder import UnfamiliarError, decoded_columns

COUNTED = ("places", "places_ok", "rows", "rows_ok", "faults")
"""What is counted, by the names cells have for it."""

_KINDS = {
    "cell": pa.int32(),
    "judged": pa.int8(),
    "counted": pa.bool_(),
    "place": pa.int8(),
    "faults": pa.int32(),
}

_OUT_OF_ORDER = -1

_UNREADABLE = (OSError, ValueError, KeyError, pa.ArrowNotImplementedError)
"""What a Parquet reader raises for a file that is none, is damaged or has other columns."""

Group = tuple[NDArray[np.int32], Integers]


@dataclass(frozen=True, eq=False)
class CellCounts:
    """``cell`` ascending, each once; ``sums`` by the names of COUNTED, int64, one entry per cell."""

    cell: NDArray[np.int32]
    sums: dict[str, Integers]

    def __len__(self) -> int:
        return len(self.cell)


def count_cells(path: Path, threads: int | None = None) -> CellCounts:
    """Count the sorted file at ``path``.

    ``threads`` defaults to the processors there are; memory is some 20 MB per thread plus 200 bytes per cell,
    whatever the number of rows. Raises BadInput, naming the file, when it cannot be read or is not in order.
    Hold a file from elsewhere against its manifest first (``observation_store.verify``): damaged pages are
    refused here, but a forged footer can make the Parquet library end the process.
    """
    try:
        groups = list(_groups(path, threads or os.cpu_count() or 1))
    except _UNREADABLE as error:
        raise BadInput(Defect("不是完好的观测数据文件，请用备份恢复", str(path))) from error
    cell = np.concatenate([np.zeros(0, np.int32), *(cells for cells, _ in groups)])
    if np.any(cell[1:] < cell[:-1]):
        raise _disorder(path)
    starts = starts_of(cell.astype(np.int64))
    figures = np.concatenate([np.zeros((0, len(COUNTED)), np.int64), *(sums for _, sums in groups)])
    sums = np.add.reduceat(figures, starts, axis=0) if len(starts) else figures
    return CellCounts(cell[starts], {name: sums[:, place].copy() for place, name in enumerate(COUNTED)})


def _groups(path: Path, threads: int) -> Iterator[Group]:
    """Cells and sums of every row group, in file order; whichever thread is free takes the next one."""
    with pq.ParquetFile(path) as file:
        count = file.num_row_groups
    threads = max(1, min(threads, count))
    waiting = iter(range(count))
    with ThreadPoolExecutor(threads) as pool:
        shares = pool.map(lambda _: _share(path, waiting), range(threads))
        found = dict(group for share in shares for group in share)
    return iter([found[number] for number in range(count)])


def _share(path: Path, waiting: Iterator[int]) -> list[tuple[int, Group]]:
    found = []
    with path.open("rb") as pages, pq.ParquetFile(path) as file:
        if any(file.schema_arrow.field(name).type != kind for name, kind in _KINDS.items()):
            raise pa.ArrowInvalid("a counted column is not of its type")
        for number in waiting:
            try:
                columns = decoded_columns(pages, file.metadata, number, _KINDS)
            except UnfamiliarError:  # not written by us: slower
                table = file.read_row_group(number, columns=list(_KINDS), use_threads=False)
                columns = {name: _column(table, name) for name in _KINDS}
            found.append((number, _counted(path, columns)))
    return found


def _counted(path: Path, columns: dict[str, NDArray[Any]]) -> Group:
    """Count one row group; its cells in order, and (cells, COUNTED) sums."""
    starts = np.empty(len(columns["cell"]) + 1, np.int64)
    runs = _starts(columns["cell"], starts)
    if runs == _OUT_OF_ORDER:
        raise _disorder(path)
    sums = np.empty((runs, len(COUNTED)), np.int64)
    judged, counted = columns["judged"], columns["counted"]
    _count(starts[: runs + 1], judged, counted, columns["place"], columns["faults"], sums)
    return columns["cell"][starts[:runs]], sums


def _column(table: pa.Table, name: str) -> NDArray[Any]:
    """View a column without missing values as an array; a flag is one byte, 0 or 1."""
    column = table.column(name).combine_chunks()
    if column.null_count:
        raise pa.ArrowInvalid(f"{name} has missing values")
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    return np.asarray(column)


def _disorder(path: Path) -> BadInput:
    return BadInput(Defect("各行没有按单元格排序，不能计数，请用备份恢复", str(path)))


def _starts_python(cell: NDArray[np.int32], starts: Integers) -> int:
    """Fill ``starts`` with where runs of equal cells begin, and the end; how many runs, or _OUT_OF_ORDER."""
    rows = len(cell)
    runs, ascending = 0, True
    starts[0] = 0
    for row in range(1, rows):
        ascending &= cell[row] >= cell[row - 1]
        starts[runs + 1] = row
        runs += cell[row] != cell[row - 1]
    runs += rows > 0
    starts[runs] = rows
    return runs if ascending else _OUT_OF_ORDER


def _count_python(
    starts: Integers,
    judged: NDArray[np.int8],
    counted: NDArray[np.uint8],
    place: NDArray[np.int8],
    faults: NDArray[np.int32],
    sums: Integers,
) -> None:
    """Sum each run. Plain loops over one run at a time: the compiler turns them into wide instructions."""
    for run in range(len(starts) - 1):
        here = slice(starts[run], starts[run + 1])
        verdicts, counts, of_place, wrong = judged[here], counted[here], place[here], faults[here]
        places = passed = looked_at = conforming = np.uint32(0)
        faulty = np.int64(0)
        for row in range(len(of_place)):
            places += np.uint32(of_place[row] >= 0)
            passed += np.uint32(of_place[row] > 0)
        for row in range(len(verdicts)):
            looked_at += np.uint32(counts[row] & (verdicts[row] >= 0))
            conforming += np.uint32(counts[row] & (verdicts[row] > 0))
        for row in range(len(wrong)):
            faulty += wrong[row]
        sums[run, 0], sums[run, 1] = places, passed
        sums[run, 2], sums[run, 3] = looked_at, conforming
        sums[run, 4] = faulty


_starts = compiled(_starts_python)
_count = compiled(_count_python)
