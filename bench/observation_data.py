"""Made-up observations in cell order, as many as wanted: the same every time, never all in memory at once.

A province's scale: the field standards of the district pack, four place types each, 36 rounds, and as many
streets as the number of rows asks for; about 33 places a cell, three items a place. Cells are counted here with
plain NumPy while rows are made, so that the product's counts can be held against them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from dabiao.core.cells import ITEM_KEYS, ITEM_SUMS, KEYS, SUMS, CellTable, Overlap
from dabiao.core.framework import Framework, Method
from dabiao.core.sum_table import SumTable
from dabiao.lake.manifest import PackStamp
from dabiao.lake.observation_store import StoredObservations, open_stored, store
from dabiao.lake.sorted_file import STORED_SCHEMA, SortedFile

SEED = 20260101
ROUNDS, TYPES, ITEMS = 36, 4, 3
FEWEST_PLACES, MOST_PLACES = 20, 46
ROWS_PER_CELL = 100
"""About: 33 places of 3 items, and one row in a hundred seen by a second inspector."""

PROBLEMS = (
    "有烟头、纸屑",
    "非机动车乱停放",
    "公益广告破损",
    "地面有积水",
    "消防通道被占用",
    "宣传栏内容过期",
)


@dataclass(frozen=True)
class Shape:
    """How the rows are laid out: one batch of rows per standard."""

    standards: tuple[str, ...]
    site_types: tuple[str, ...]
    streets: int

    @property
    def cells_per_standard(self) -> int:
        """Every street, place type and round has a cell."""
        return self.streets * TYPES * ROUNDS


def shape_of(framework: Framework, rows: int) -> Shape:
    """Choose as many streets as ``rows`` ask for."""
    field = [one.id for one in framework.standards.values() if one.rule_for(Method.FIELD)]
    streets = math.ceil(rows / (ROWS_PER_CELL * len(field) * TYPES * ROUNDS))
    site_types = tuple(sorted(kind.id for kind in framework.site_types))[:TYPES]
    return Shape(tuple(sorted(field)), site_types, streets)


def stored_observations(framework: Framework, rows: int, home: Path) -> StoredObservations:
    """Make about ``rows`` observations in a folder below ``home``, or open those made before."""
    folder = home / f"observations-{rows}-{framework.digest[:12]}-{SEED}"
    if folder.exists():
        return open_stored(folder)
    shape = shape_of(framework, rows)

    def fill(file: SortedFile) -> CellTable:
        generator = np.random.default_rng(SEED)
        counted, position, repeated, agreeing = [], 0, 0, 0
        for number in range(len(shape.standards)):
            batch = _batch(generator, shape, number)
            file.write(_table(shape, batch, position))
            counted.append(_count(shape, batch))
            again = np.flatnonzero(~batch.counted)
            repeated += len(again)
            agreeing += int((batch.result[again] == batch.result[again - 1]).sum())
            position += len(batch.cell)
        return _cell_table(shape, np.concatenate(counted), Overlap(repeated, agreeing))

    return store(folder, fill, PackStamp(framework.id, framework.edition, framework.digest))


@dataclass(frozen=True)
class _Batch:
    """Rows of one standard. ``cell`` counts from 0 within the standard; ``site`` within the cell."""

    number: int
    cell: np.ndarray
    site: np.ndarray
    item: np.ndarray
    result: np.ndarray
    counted: np.ndarray
    place: np.ndarray
    count: np.ndarray
    faults: np.ndarray


def _batch(generator: np.random.Generator, shape: Shape, number: int) -> _Batch:
    places = generator.integers(FEWEST_PLACES, MOST_PLACES + 1, shape.cells_per_standard)
    quality = np.repeat(generator.beta(8, 1, len(places)), places)
    cell_of_place = np.repeat(np.arange(len(places)), places)
    site = np.arange(len(cell_of_place)) - np.repeat(np.cumsum(places) - places, places)
    kept = np.arange(len(site) * ITEMS)
    result = (generator.random(len(kept)) < np.repeat(quality, ITEMS)).astype(np.int8)
    result[generator.random(len(kept)) < 0.03] = -1
    by_place = result.reshape(-1, ITEMS)
    verdict = np.where((by_place >= 0).any(axis=1), ~(by_place == 0).any(axis=1), -1).astype(np.int8)
    place = np.full(len(kept), -1, np.int8)
    place[::ITEMS] = verdict
    faults = np.where(result == 0, generator.integers(1, 5, len(kept)), 0).astype(np.int32)
    row = np.repeat(kept, 1 + (generator.random(len(kept)) < 0.01))
    counted = np.concatenate(([True], row[1:] != row[:-1]))
    seen = result[row]
    changed = ~counted & (generator.random(len(row)) < 0.15)
    seen[changed] = 1 - np.maximum(seen[changed], 0)
    return _Batch(
        number=number,
        cell=cell_of_place[row // ITEMS],
        site=site[row // ITEMS],
        item=row % ITEMS,
        result=seen,
        counted=counted,
        place=np.where(counted, place[row], -1).astype(np.int8),
        count=faults[row],
        faults=np.where(counted, faults[row], 0).astype(np.int32),
    )


def _keys(cell: np.ndarray) -> dict[str, np.ndarray]:
    """Codes of street, place type and round by the number of the cell within its standard."""
    return {
        "street": cell // (TYPES * ROUNDS),
        "site_type": cell // ROUNDS % TYPES,
        "round": cell % ROUNDS,
    }


def _words(shape: Shape) -> dict[str, tuple[str, ...]]:
    return {
        "standard": shape.standards,
        "method": (Method.FIELD.value,),
        "street": tuple(f"街道{number:04d}" for number in range(shape.streets)),
        "site_type": shape.site_types,
        "unit": tuple(f"责任单位{number}" for number in range(8)),
        "round": tuple(f"2024年第{number:02d}轮" for number in range(1, ROUNDS + 1)),
    }


def _table(shape: Shape, batch: _Batch, position: int) -> pa.Table:
    rows, words, keys = len(batch.cell), _words(shape), _keys(batch.cell)
    nowhere = np.zeros(rows, np.int64)
    site = (keys["street"] * TYPES + keys["site_type"]) * (MOST_PLACES + 1) + batch.site
    site_words = [f"P{number:07d}" for number in range(shape.streets * TYPES * (MOST_PLACES + 1))]
    first_day = date(2024, 1, 5)
    days = pa.array([first_day + timedelta(days=30 * number) for number in range(ROUNDS)], pa.date32())
    failing = batch.result == 0
    text = pa.DictionaryArray.from_arrays(
        pa.array((batch.site % len(PROBLEMS)).astype(np.int32), mask=~failing), pa.array(PROBLEMS)
    )
    order = np.arange(position, position + rows)
    columns = {
        "round": _coded(keys["round"], words["round"]),
        "date": days.take(pa.array(keys["round"])),
        "site_id": _coded(site, site_words),
        "site_type": _coded(keys["site_type"], words["site_type"]),
        "lon": pa.array(120 + site % 997 / 1000),
        "lat": pa.array(30 + site % 991 / 1000),
        "street": _coded(keys["street"], words["street"]),
        "unit": _coded(nowhere + batch.number % 8, words["unit"]),
        "standard_id": _coded(nowhere + batch.number, words["standard"]),
        "item": _coded(batch.item, [f"{shape.standards[batch.number]}-{n + 1}" for n in range(ITEMS)]),
        "method": _coded(nowhere, words["method"]),
        "result": pa.array(batch.result),
        "count": pa.array(batch.count, mask=~failing),
        "problem": text.cast(pa.string()),
        "inspector": _coded(keys["street"] % 50 * 2 + ~batch.counted, [f"测评员{n}" for n in range(100)]),
        "source_row": pa.array((order % 1_000_000 + 2).astype(np.int32)),
        "position": pa.array(order),
        "judged": pa.array(batch.result),
        "cell": pa.array((batch.cell + batch.number * shape.cells_per_standard).astype(np.int32)),
        "counted": pa.array(batch.counted),
        "place": pa.array(batch.place),
        "faults": pa.array(batch.faults),
    }
    arrays = [
        columns[field.name] if field.name in columns else pa.nulls(rows, field.type)
        for field in STORED_SCHEMA
    ]
    return pa.table(arrays, schema=STORED_SCHEMA)


def _coded(codes: np.ndarray, words: list[str] | tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words, pa.string()))


def _count(shape: Shape, batch: _Batch) -> np.ndarray:
    """Count one standard's cells: int64[cells, 5], in the order of ``SUMS``."""
    weights = (
        batch.place >= 0,
        batch.place == 1,
        batch.counted & (batch.result >= 0),
        batch.counted & (batch.result == 1),
        batch.faults,
    )
    columns = [np.bincount(batch.cell, weight, shape.cells_per_standard) for weight in weights]
    return np.stack(columns, axis=1).astype(np.int64)


def _cell_table(shape: Shape, counts: np.ndarray, overlap: Overlap) -> CellTable:
    words = _words(shape)
    cell = np.arange(len(counts))
    standard = cell // shape.cells_per_standard
    codes = {
        "standard": standard,
        "method": np.zeros_like(cell),
        "unit": standard % len(words["unit"]),
        **_keys(cell % shape.cells_per_standard),
    }
    nothing = np.zeros(len(counts), np.int64)
    sums = dict(zip(SUMS, _columns(counts, nothing), strict=True))
    no_items = np.zeros(0, np.int64)
    return CellTable(
        words["round"],
        SumTable({name: words[name] for name in KEYS}, {name: codes[name] for name in KEYS}, sums),
        SumTable(
            {name: words.get(name, (None,)) for name in ITEM_KEYS},
            dict.fromkeys(ITEM_KEYS, no_items),
            dict.fromkeys(ITEM_SUMS, no_items),
        ),
        overlap,
    )


def _columns(counts: np.ndarray, nothing: np.ndarray) -> Iterator[np.ndarray]:
    for place in range(len(SUMS)):
        yield counts[:, place].copy() if place < counts.shape[1] else nothing
