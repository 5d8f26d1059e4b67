"""The Parquet file of observations in cell order: its columns, and how it is written.

Rows lie in cell order, so the cell numbers are runs and counting again is one pass. Beside the observation
itself every row carries its verdict and what it adds to its cell.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from dabiao.core.observation import SCHEMA

TALLY_FIELDS = (
    pa.field("position", pa.int64(), nullable=False),
    pa.field("judged", pa.int8(), nullable=False),
    pa.field("cell", pa.int32(), nullable=False),
    pa.field("counted", pa.bool_(), nullable=False),
    pa.field("place", pa.int8(), nullable=False),
    pa.field("faults", pa.int32(), nullable=False),
)
"""``position`` is where the row stood before sorting, from 0; ``judged`` its verdict; the others as in
``row_cells.RowCells``. None is ever missing, which spares a reader one level of decoding."""

STORED_SCHEMA = pa.schema([*SCHEMA, *TALLY_FIELDS])

BLOCK_ROWS = 1 << 19
"""Rows of a row group, and of its pages. A reader holds one per thread: 6 MB of the columns that are counted."""

_ASCENDING = ("position", "source_row")
"""Nearly consecutive numbers: stored as differences."""


class SortedFile:
    """Write observations that come in cell order, in row groups of BLOCK_ROWS. A context manager."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(
            path,
            STORED_SCHEMA,
            compression="zstd",
            use_dictionary=[name for name in STORED_SCHEMA.names if name not in _ASCENDING],
            column_encoding=dict.fromkeys(_ASCENDING, "DELTA_BINARY_PACKED"),
            max_rows_per_page=BLOCK_ROWS,
            sorting_columns=[pq.SortingColumn(STORED_SCHEMA.get_field_index("cell"))],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Append rows of STORED_SCHEMA; ``cell`` never goes down from one row to the next."""
        self._writer.write_table(table, row_group_size=BLOCK_ROWS)
