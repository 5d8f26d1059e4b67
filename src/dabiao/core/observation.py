"""Observations as one Arrow table: a row is one item, at one place, in one round, by one inspector."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

WORD = pa.dictionary(pa.int32(), pa.string())

CONFORMING, FAILING, NOT_APPLICABLE, UNSTATED = 1, 0, -1, -2
"""符合, 不符合, 不适用; and a row that gives 数值 only, which the standard's rule judges."""

SCALE = 1_000_000
"""数值 and 基数 are stored as integers of a millionth: exact for every figure a circular prints, and equal on
every engine (binary floats are not)."""

SCHEMA = pa.schema(
    [
        pa.field("round", WORD, nullable=False),
        pa.field("date", pa.date32()),
        pa.field("site_id", WORD, nullable=False),
        pa.field("site_name", WORD),
        pa.field("site_type", WORD, nullable=False),
        pa.field("lon", pa.float64()),
        pa.field("lat", pa.float64()),
        pa.field("street", WORD),
        pa.field("community", WORD),
        pa.field("unit", WORD),
        pa.field("standard_id", WORD, nullable=False),
        pa.field("item", WORD),
        pa.field("method", WORD, nullable=False),
        pa.field("result", pa.int8(), nullable=False),
        pa.field("count", pa.int32()),
        pa.field("value", pa.int64()),
        pa.field("base", pa.int64()),
        pa.field("problem", pa.string()),
        pa.field("inspector", WORD),
        pa.field("photo", pa.string()),
        pa.field("source_row", pa.int32(), nullable=False),
    ]
)
"""Missing words are null, never empty. ``site_type`` is the pack's id where it knows the type. ``method`` is one of
``framework.Method``, 实地 when the file does not say. ``source_row`` is the row of the file, for messages."""


@dataclass(frozen=True)
class Observations:
    """A table of ``SCHEMA`` and its rounds, oldest first (by earliest date, else numeral, else file order)."""

    table: pa.Table
    rounds: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return int(self.table.num_rows)


FrameSizes = Mapping[str, int]
"""N per place type (id of the pack): places that exist, inspected or not."""
