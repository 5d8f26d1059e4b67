"""The stored rows of one standard in one round, for a look at what a rule would make of them.

Only these rows are read, and of very many only whole places, evenly spread. Nothing is published from them, so the
files are not held against their digests first: that would read all of every import.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dabiao.core.defects import BadInput, Defect
from dabiao.core.observation import SCHEMA, Observations
from dabiao.lake.observation_store import OBSERVATIONS_FILE

MOST_ROWS = 60_000
"""Rows that are looked at: judged twice in a tenth of a second, and some 6,000 places, more than any round sees."""


@dataclass(frozen=True)
class StandardRows:
    """Rows of a standard; ``places`` of ``of_places`` were taken."""

    observations: Observations
    places: int
    of_places: int


def standard_rows(
    folders: Iterable[Path], round_name: str, standard_id: str, method: str, most: int = MOST_ROWS
) -> StandardRows:
    """Read the rows of one standard, method and round out of stored observations, in the order of ``folders``.

    Raises BadInput naming the file when one cannot be read.
    """
    wanted = [("round", "==", round_name), ("standard_id", "==", standard_id), ("method", "==", method)]
    parts = [_read(folder / OBSERVATIONS_FILE, wanted) for folder in folders]
    table = pa.concat_tables(parts) if parts else SCHEMA.empty_table()
    places = pc.unique(table.column("site_id").cast(pa.string())).sort()
    taken = places
    if table.num_rows > most:
        step = -(-table.num_rows // most)
        taken = places.take(pa.array(range(0, len(places), step)))
        table = table.filter(pc.is_in(table.column("site_id").cast(pa.string()), taken))
    rows = table.unify_dictionaries().combine_chunks().cast(SCHEMA)
    return StandardRows(Observations(rows, (round_name,)), len(taken), len(places))


def _read(path: Path, wanted: list[tuple[str, str, str]]) -> pa.Table:
    try:
        table = pq.read_table(path, columns=[*SCHEMA.names, "position"], filters=wanted, partitioning=None)
    except (OSError, ValueError) as error:
        raise BadInput(Defect("不是完好的观测数据文件，请用备份恢复", str(path))) from error
    return table.sort_by("position").select(SCHEMA.names)
