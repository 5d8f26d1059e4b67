"""Every engine counts the same cells: the core, DuckDB through Ibis, Polars, the pass over sorted rows."""

import ibis
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis.backends.sql.compilers import PostgresCompiler, PySparkCompiler
from sqlglot.expressions import Table

from dabiao.core.cells import KEYS
from dabiao.core.defects import BadInput
from dabiao.core.observation import SCALE
from dabiao.core.score import score
from dabiao.core.tally import tally
from dabiao.lake.cell_queries import cell_expression, cells_of, counted_rows, item_expression
from dabiao.lake.fast_tally import COUNTED, count_cells
from dabiao.lake.observation_store import write_observations

SIZES = (1, 97, 400, 3000)


def by_key(sums):
    """Sums of a table by the words of its key."""
    figures = zip(*(column.tolist() for column in sums.sums.values()), strict=True)
    return {sums.row_words(row): figure for row, figure in enumerate(figures)}


def polars_cells(path):
    """Count with Polars, as one who knows only the rules would: nothing of ours is called."""
    rows = (
        pl.scan_parquet(path)
        .rename({"standard_id": "standard"})
        .with_columns(pl.col(pl.Categorical).cast(str))
    )
    place = ["standard", "method", "round", "site_id"]
    first = rows.sort("position").unique([*place, "item"], keep="first", maintain_order=True)
    looked_at, failing = pl.col("judged") >= 0, pl.col("judged") == 0
    first = first.with_columns(
        first_row=pl.col("position") == pl.col("position").min().over(place),
        place=looked_at.any().over(place),
        passed=looked_at.any().over(place) & ~failing.any().over(place),
    )
    cells = first.group_by(KEYS).agg(
        places=(pl.col("first_row") & pl.col("place")).sum(),
        places_ok=(pl.col("first_row") & pl.col("passed")).sum(),
        rows=looked_at.sum(),
        rows_ok=(pl.col("judged") == 1).sum(),
        faults=pl.coalesce(pl.col("count"), failing.cast(pl.Int32)).cast(pl.Int64).sum(),
    )
    return {tuple(row[: len(KEYS)]): tuple(row[len(KEYS) :]) for row in cells.collect().iter_rows()}


@settings(max_examples=15)
@given(seed=st.integers(0, 10**6), rows=st.sampled_from(SIZES))
def test_every_engine_counts_the_same_cells(district, pack, tmp_path_factory, seed, rows):
    observations, judged = district(seed, rows)
    stored = write_observations(observations, judged, pack, tmp_path_factory.mktemp("lake") / "轮次")
    ours = tally(observations, pack, judged)
    queried = cells_of(stored, pack)
    assert by_key(queried.cells) == by_key(ours.cells)
    assert by_key(queried.items) == by_key(ours.items)
    assert queried.overlap == ours.overlap
    assert queried.rounds == ours.rounds
    passed_over = count_cells(stored.observations)
    assert passed_over.cell.tolist() == list(range(len(ours)))
    for name in COUNTED:
        assert passed_over.sums[name].tolist() == ours.cells.sums[name].tolist()
    counted = {key: sums[: len(COUNTED)] for key, sums in by_key(ours.cells).items()}
    assert polars_cells(stored.observations) == counted


def test_the_same_cells_give_the_same_score(district, pack, tmp_path):
    observations, judged = district(seed=5, rows=2000)
    stored = write_observations(observations, judged, pack, tmp_path / "轮次")
    ours = score(pack, tally(observations, pack, judged))
    assert ours.points is not None
    assert score(pack, cells_of(stored, pack)) == ours


def test_values_are_added_exactly(observed, pack, tmp_path):
    rows = [
        {
            "round": "1",
            "site_id": f"P{number}",
            "site_type": "T1",
            "standard_id": "B",
            "method": "实地",
            "result": -2,
            "value": SCALE // 10,
            "base": 2**52,
            "source_row": number + 2,
        }
        for number in range(300)
    ]
    observations = observed(rows)
    judged = np.full(300, -2, np.int8)
    stored = write_observations(observations, judged, pack, tmp_path / "轮次")
    evidence = cells_of(stored, pack).evidence("B", "实地")
    assert evidence == tally(observations, pack, judged).evidence("B", "实地")
    assert evidence.value == 30
    assert evidence.base * SCALE == 300 * 2**52


@pytest.mark.parametrize(
    ("compiler", "dialect"), [(PySparkCompiler, "spark"), (PostgresCompiler, "postgres")]
)
def test_the_expressions_are_of_no_single_engine(stored_schema, pack, compiler, dialect):
    rows = counted_rows(ibis.table(stored_schema, name="observations"), pack)
    for expression in (cell_expression(rows), item_expression(rows)):
        query = compiler().to_sqlglot(expression).sql(dialect)
        assert "observations" in {table.name for table in sqlglot.parse_one(query, dialect).find_all(Table)}


@pytest.fixture
def stored_schema(district, pack, tmp_path):
    observations, judged = district(rows=5)
    stored = write_observations(observations, judged, pack, tmp_path / "轮次")
    return ibis.duckdb.connect().read_parquet(stored.observations).schema()


def test_a_truncated_file_is_refused_by_name(district, pack, tmp_path):
    observations, judged = district()
    stored = write_observations(observations, judged, pack, tmp_path / "轮次")
    stored.observations.write_bytes(stored.observations.read_bytes()[:-100])
    with pytest.raises(BadInput, match=r"observations\.parquet"):
        cells_of(stored, pack)


def test_a_file_of_other_columns_is_refused_by_name(district, pack, tmp_path):
    observations, judged = district()
    stored = write_observations(observations, judged, pack, tmp_path / "轮次")
    pq.write_table(pa.table({"standard_id": ["A"]}), stored.observations)
    with pytest.raises(BadInput, match=r"observations\.parquet"):
        cells_of(stored, pack)
