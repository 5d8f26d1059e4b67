"""Pages decoded here give what Arrow gives; what is not ours is left to Arrow; no bytes lead astray."""

import contextlib
import io

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dabiao.core.defects import BadInput
from dabiao.lake.fast_tally import count_cells
from dabiao.lake.page_decoder import UnfamiliarError, decoded_columns

KINDS = {
    "cell": pa.int32(),
    "judged": pa.int8(),
    "counted": pa.bool_(),
    "place": pa.int8(),
    "faults": pa.int32(),
}
REQUIRED = pa.schema([pa.field(name, kind, nullable=False) for name, kind in KINDS.items()])


def random_table(seed, rows, spread=100):
    """Runs and noise in turn, so that both kinds of coding occur."""
    draw = np.random.default_rng(seed)
    judged = np.where(draw.random(rows) < draw.choice([0.02, 0.5]), draw.integers(-2, 2, rows), 1)
    columns = [
        np.sort(draw.integers(0, max(rows // 20, 1), rows)).astype(np.int32),
        judged.astype(np.int8),
        draw.random(rows) < draw.choice([0.99, 0.5]),
        np.repeat(draw.integers(-1, 2, rows // 7 + 1), 7)[:rows].astype(np.int8),
        draw.integers(-spread, spread, rows).astype(np.int32),
    ]
    return pa.table(columns, schema=REQUIRED)


def in_memory(table, **options):
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file


def decoded(file):
    metadata = pq.read_metadata(file)
    groups = [decoded_columns(file, metadata, group, KINDS) for group in range(metadata.num_row_groups)]
    return {name: np.concatenate([group[name] for group in groups]) for name in KINDS}


@settings(max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    rows=st.integers(1, 3000),
    spread=st.sampled_from([1, 3, 100, 2**31 - 1]),
    codec=st.sampled_from(["zstd", "snappy", "none"]),
    dictionary=st.sampled_from([True, False, ["cell", "judged"]]),
    block=st.sampled_from([64, 1000, 10**6]),
    page=st.sampled_from([50, 20_000]),
)
def test_columns_are_what_arrow_reads(seed, rows, spread, codec, dictionary, block, page):
    table = random_table(seed, rows, spread)
    file = in_memory(
        table, compression=codec, use_dictionary=dictionary, row_group_size=block, max_rows_per_page=page
    )
    found = decoded(file)
    for name in KINDS:
        assert np.array_equal(found[name], table[name].to_numpy())
        assert len(found[name]) == rows


@pytest.mark.parametrize(
    ("table", "options"),
    [
        (random_table(1, 500), {"data_page_version": "2.0"}),
        (random_table(1, 500), {"compression": "gzip"}),
        (
            random_table(1, 500),
            {"use_dictionary": False, "column_encoding": {"faults": "DELTA_BINARY_PACKED"}},
        ),
        (random_table(1, 500).cast(pa.schema(list(KINDS.items()))), {}),
    ],
    ids=["page version 2", "another codec", "another encoding", "columns that may be missing"],
)
def test_a_file_that_another_tool_wrote_is_counted_all_the_same(tmp_path, table, options):
    with pytest.raises(UnfamiliarError):
        decoded(in_memory(table, **options))
    pq.write_table(table, tmp_path / "别家.parquet", **options)
    pq.write_table(table, tmp_path / "自家.parquet", compression="zstd")
    theirs, ours = count_cells(tmp_path / "别家.parquet"), count_cells(tmp_path / "自家.parquet")
    assert theirs.cell.tolist() == ours.cell.tolist()
    assert {name: sums.tolist() for name, sums in theirs.sums.items()} == {
        name: sums.tolist() for name, sums in ours.sums.items()
    }


@settings(max_examples=300)
@given(
    seed=st.integers(0, 3),
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=4),
    codec=st.sampled_from(["zstd", "none"]),
)
def test_changed_pages_are_refused_or_counted_but_never_lead_astray(tmp_path_factory, seed, flips, codec):
    data = bytearray(in_memory(random_table(seed, 400), compression=codec, row_group_size=100).getvalue())
    pages = len(data) - 8 - int.from_bytes(data[-8:-4], "little")  # what follows is the footer
    for share, flip in flips:
        data[4 + int(share * (pages - 4))] ^= flip
    path = tmp_path_factory.mktemp("lake") / "观测.parquet"
    path.write_bytes(bytes(data))
    with contextlib.suppress(BadInput):
        counts = count_cells(path)
        assert np.all(np.diff(counts.cell) > 0)
        assert 0 <= counts.sums["places_ok"].sum() <= counts.sums["places"].sum() <= 400
