"""Observations and their cells as one folder that is written once: Parquet files and a manifest.

A folder appears whole or not at all. It never changes: a correction is another folder. Whatever is read from
it is first held against the manifest's digests.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from dabiao.core.cells import ITEM_KEYS, ITEM_SUMS, KEYS, SUMS, CellTable, Overlap
from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.core.observation import SCHEMA, Observations
from dabiao.core.system_reason import reason_of
from dabiao.core.tally import tally
from dabiao.lake.cell_files import read_sums, write_sums
from dabiao.lake.fast_tally import COUNTED, count_cells
from dabiao.lake.manifest import (
    LAYOUT,
    MANIFEST_FILE,
    FileStamp,
    Manifest,
    PackStamp,
    digest_of,
    read_manifest,
    stamp,
)
from dabiao.lake.row_cells import RowCells, row_cells
from dabiao.lake.sorted_file import STORED_SCHEMA, SortedFile

OBSERVATIONS_FILE, CELLS_FILE, ITEMS_FILE = "observations.parquet", "cells.parquet", "items.parquet"

FILES = (OBSERVATIONS_FILE, CELLS_FILE, ITEMS_FILE)


@dataclass(frozen=True)
class StoredObservations:
    """A folder of stored observations. ``digest``, the manifest's SHA-256, vouches for every file."""

    folder: Path
    manifest: Manifest
    digest: str

    @property
    def observations(self) -> Path:
        """The Parquet file of observations in cell order."""
        return self.folder / OBSERVATIONS_FILE

    @property
    def rows(self) -> int:
        """Number of observations."""
        return self.manifest.files[OBSERVATIONS_FILE].rows

    @property
    def cells(self) -> int:
        """Number of cells."""
        return self.manifest.files[CELLS_FILE].rows


def write_observations(
    observations: Observations, judged: NDArray[np.int8], framework: Framework, folder: Path
) -> StoredObservations:
    """Store ``observations`` and their cells in the new ``folder``.

    ``judged`` is each row's verdict (``core.judging.judge``) under ``framework``, whose edition and digest
    the manifest keeps. Raises BadInput when the folder is there already; a write that fails leaves nothing.
    """
    cells = tally(observations, framework, judged)
    table = sorted_table(observations, judged, row_cells(observations, judged, cells))
    pack = PackStamp(framework.id, framework.edition, framework.digest)

    def fill(file: SortedFile) -> CellTable:
        file.write(table)
        return cells

    return store(folder, fill, pack, observations.warnings)


def sorted_table(observations: Observations, judged: NDArray[np.int8], found: RowCells) -> pa.Table:
    """Put the rows in cell order, with the columns of STORED_SCHEMA."""
    table = observations.table.unify_dictionaries()
    added = [
        np.arange(len(table)),
        judged.astype(np.int8),
        found.cell,
        found.counted,
        found.place,
        found.faults,
    ]
    columns = [*table.columns, *(pa.array(column) for column in added)]
    return pa.table(columns, schema=STORED_SCHEMA).take(pa.array(found.in_cell_order()))


def store(
    folder: Path, fill: Callable[[SortedFile], CellTable], pack: PackStamp, warnings: tuple[str, ...] = ()
) -> StoredObservations:
    """Make ``folder`` whole: ``fill`` writes the observations and gives their cells.

    For observations too many to hold at once; ``write_observations`` is the usual way. Raises what that does.
    """
    if folder.exists():
        raise BadInput(Defect("这个文件夹已经存在。存好的数据不改动，请换一个名称", str(folder)))
    with _whole(folder) as target:
        with SortedFile(target / OBSERVATIONS_FILE) as file:
            cells = fill(file)
        write_sums(cells.cells, target / CELLS_FILE)
        write_sums(cells.items, target / ITEMS_FILE)
        manifest = Manifest(
            layout=LAYOUT,
            software=version("dabiao"),
            pack=pack,
            rounds=cells.rounds,
            warnings=warnings,
            overlap=(cells.overlap.rows, cells.overlap.agreeing),
            files={name: _stamped(target / name) for name in FILES},
        )
        (target / MANIFEST_FILE).write_bytes(manifest.to_json())
    return open_stored(folder)


def open_stored(folder: Path) -> StoredObservations:
    """Read the manifest of ``folder``, and no other file. Raises BadInput when it cannot be used."""
    manifest, digest = read_manifest(folder / MANIFEST_FILE, FILES)
    return StoredObservations(folder, manifest, digest)


def read_observations(folder: Path) -> Observations:
    """Read back what was written, rows in their first order. Raises BadInput when anything was changed."""
    stored = open_stored(folder)
    _unchanged(stored, OBSERVATIONS_FILE)
    try:
        table = pq.read_table(stored.observations, partitioning=None)
        if not table.schema.equals(STORED_SCHEMA):
            raise pa.ArrowInvalid("columns differ from those stored")
        table.validate(full=True)
    except (OSError, ValueError) as error:
        raise _broken(stored.observations) from error
    rows = table.select(SCHEMA.names).unify_dictionaries()
    order = np.argsort(np.asarray(table.column("position")), kind="stable")
    rows = rows.take(pa.array(order)).combine_chunks().cast(SCHEMA)
    return Observations(rows, stored.manifest.rounds, stored.manifest.warnings)


def read_cells(folder: Path) -> CellTable:
    """Read the cells, without touching the observations. Raises BadInput when anything was changed."""
    stored = open_stored(folder)
    for name in (CELLS_FILE, ITEMS_FILE):
        _unchanged(stored, name)
    return CellTable(
        stored.manifest.rounds,
        read_sums(folder / CELLS_FILE, KEYS, SUMS),
        read_sums(folder / ITEMS_FILE, ITEM_KEYS, ITEM_SUMS),
        Overlap(*stored.manifest.overlap),
    )


def verify(folder: Path) -> tuple[Defect, ...]:
    """Find what is wrong with ``folder``: files that changed, and where; counts that do not give the cells.

    Empty when every file is as it was written and counting the observations again gives the stored cells.
    Raises BadInput when there is no usable manifest to hold the files against.
    """
    stored = open_stored(folder)
    changed = tuple(defect for name in FILES for defect in _changes(stored, name))
    if changed:
        return changed
    try:
        counted = count_cells(stored.observations)
        cells = read_cells(folder)
    except BadInput as refused:
        return refused.defects
    agree = np.array_equal(counted.cell, np.arange(len(cells))) and all(
        np.array_equal(counted.sums[name], cells.cells.sums[name]) for name in COUNTED
    )
    return (
        () if agree else (Defect("与观测数据重新计数的结果不一致，请用备份恢复", str(folder / CELLS_FILE)),)
    )


def remove(folder: Path) -> None:
    """Remove stored observations; other folders are refused. The folder is gone at once, never half of it."""
    open_stored(folder)
    away = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".removed", dir=folder.parent))
    try:
        folder.rename(away / folder.name)
    finally:
        shutil.rmtree(away)


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Give a folder to write into, which becomes ``folder`` when all went well and vanishes when not."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".writing", dir=folder.parent))
    try:
        target = beside / folder.name
        target.mkdir()
        yield target
        for path in target.iterdir():
            _on_disk(path)
        target.rename(folder)
    finally:
        shutil.rmtree(beside)


def _on_disk(path: Path) -> None:
    """Wait until the bytes of ``path`` are on disk, or a power cut could leave a name without content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _stamped(path: Path) -> FileStamp:
    with pq.ParquetFile(path) as file:
        metadata = file.metadata
        blocks = []
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            columns = [group.column(place) for place in range(group.num_columns)]
            first = min(column.dictionary_page_offset or column.data_page_offset for column in columns)
            length = sum(column.total_compressed_size for column in columns)
            blocks.append((group.num_rows, first, length))
    return stamp(path, metadata.num_rows, blocks)


def _unchanged(stored: StoredObservations, name: str) -> None:
    """Raise BadInput with every change of the file ``name``."""
    changes = _changes(stored, name)
    if changes:
        raise BadInput(changes)


def _changes(stored: StoredObservations, name: str) -> list[Defect]:
    """Say where the file ``name`` differs from its stamp, by rows as far as that can be told."""
    path, kept = stored.folder / name, stored.manifest.files[name]
    try:
        found = stamp(path, kept.rows, [])
    except OSError as error:
        return [
            Defect("读不出来（%(reason)s），请用备份恢复", str(path), parameters={"reason": reason_of(error)})
        ]
    if (found.bytes, found.sha256, found.sm3) == (kept.bytes, kept.sha256, kept.sm3):
        return []
    if found.bytes != kept.bytes:
        sizes = {"found": found.bytes, "kept": kept.bytes}
        return [Defect("应有 %(kept)d 字节，现有 %(found)d 字节，请用备份恢复", str(path), parameters=sizes)]
    first, changes = 1, []
    for block in kept.blocks:
        if digest_of(path, block.offset, block.bytes) != block.sha256:
            rows = {"first": first, "last": first + block.rows - 1}
            template = "存放后被改动：按存放顺序第 %(first)d 至 %(last)d 行之间，请用备份恢复"
            changes.append(Defect(template, str(path), parameters=rows))
        first += block.rows
    return changes or [Defect("存放后被改动：在数据行以外的部分，请用备份恢复", str(path))]


def _broken(path: Path) -> BadInput:
    return BadInput(Defect("不是完好的观测数据文件，请用备份恢复", str(path)))
