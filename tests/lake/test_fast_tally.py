"""One pass over sorted rows: cells going on in the next row group are joined, disorder is refused."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.defects import BadInput
from dabiao.lake.fast_tally import COUNTED, CellCounts, count_cells

TYPES = {
    "cell": pa.int32(),
    "judged": pa.int8(),
    "counted": pa.bool_(),
    "place": pa.int8(),
    "faults": pa.int32(),
}

row_of = st.tuples(
    st.integers(0, 9), st.integers(-2, 1), st.booleans(), st.integers(-1, 1), st.integers(0, 2**31 - 1)
)


def written(path, rows, block, fields=TYPES):
    """Write rows (cell, judged, counted, place, faults) in row groups of ``block``."""
    columns = [
        pa.array(list(column), kind)
        for column, kind in zip(zip(*rows, strict=True), fields.values(), strict=True)
    ]
    pq.write_table(pa.table(columns, names=list(fields)), path, row_group_size=block)
    return path


def by_cell(counts: CellCounts):
    figures = zip(*(counts.sums[name].tolist() for name in COUNTED), strict=True)
    return dict(zip(counts.cell.tolist(), figures, strict=True))


def plainly(rows):
    """The same sums, one row at a time."""
    cells = {}
    for cell, judged, counted, place, faults in rows:
        sums = cells.setdefault(cell, [0] * len(COUNTED))
        sums[0] += place >= 0
        sums[1] += place == 1
        sums[2] += counted and judged >= 0
        sums[3] += counted and judged == 1
        sums[4] += faults
    return {cell: tuple(sums) for cell, sums in cells.items()}


@settings(max_examples=60)
@given(st.lists(row_of, min_size=1, max_size=50), st.integers(1, 20), st.integers(1, 3))
def test_cells_are_counted_whatever_the_row_groups_and_threads(tmp_path_factory, rows, block, threads):
    rows = sorted(rows)
    path = written(tmp_path_factory.mktemp("lake") / "观测.parquet", rows, block)
    assert by_cell(count_cells(path, threads)) == plainly(rows)


def test_no_rows_make_no_cells(tmp_path):
    path = tmp_path / "观测.parquet"
    pq.write_table(pa.table({name: pa.array([], kind) for name, kind in TYPES.items()}), path)
    assert len(count_cells(path)) == 0


def test_one_cell_over_many_row_groups_is_one_cell(tmp_path):
    path = written(tmp_path / "观测.parquet", [(7, 1, True, 1, 2)] * 1000, block=9)
    assert by_cell(count_cells(path)) == {7: (1000, 1000, 1000, 1000, 2000)}


@pytest.mark.parametrize("threads", [1, 2])
def test_memory_does_not_grow_with_the_rows(tmp_path, threads):
    """Arrow's own peak for 4 and for ten times as many row groups: no reader holds more than it is reading.

    Readers may or may not be busy at the same moment, so each may hold as much as one reader alone.
    """

    def peak(groups, threads):
        rows = groups * 20_000
        cell = np.arange(rows, dtype=np.int32) // 100
        draw = np.random.default_rng(1)
        columns = [
            cell,
            draw.integers(-1, 2, rows).astype(np.int8),
            draw.random(rows) < 0.9,
            draw.integers(-1, 2, rows).astype(np.int8),
            draw.integers(0, 1000, rows).astype(np.int32),
        ]
        path = tmp_path / f"{groups}.parquet"
        pq.write_table(pa.table(columns, names=list(TYPES)), path, row_group_size=20_000)
        pool, before = pa.system_memory_pool(), pa.default_memory_pool()
        counting = pa.proxy_memory_pool(pool)
        pa.set_memory_pool(counting)
        try:
            assert len(count_cells(path, threads)) == rows // 100
        finally:
            pa.set_memory_pool(before)
        return counting.max_memory()

    alone = peak(4, threads=1)
    assert alone > 0
    assert peak(40, threads) < (threads + 1) * alone


@pytest.mark.parametrize("block", [2, 100])
def test_rows_out_of_order_are_refused(tmp_path, block):
    rows = [(0, 1, True, 1, 0), (1, 1, True, 1, 0), (0, 1, True, 1, 0), (2, 1, True, 1, 0)]
    path = written(tmp_path / "观测.parquet", rows, block)
    with pytest.raises(BadInput, match="没有按单元格排序") as refused:
        count_cells(path)
    assert refused.value.defects[0].file == str(path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-30]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\x03\x04 a workbook"),
        lambda path: path.unlink(),
        lambda path: pq.write_table(pa.table({"cell": [1]}), path),
        lambda path: written(path, [(1, 1, True, 1, 0)], 9, TYPES | {"faults": pa.int64()}),
        lambda path: written(path, [(1, None, True, 1, 0)], 9),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(tmp_path, spoil):
    path = written(tmp_path / "观测.parquet", [(1, 1, True, 1, 0)] * 50, 9)
    spoil(path)
    with pytest.raises(BadInput) as refused:
        count_cells(path)
    assert [defect.file for defect in refused.value.defects] == [str(path)]
