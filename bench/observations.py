"""Counting stored observations into cells: ours against Polars, both from the same sorted file; and re-scoring.

``python bench/observations.py [--rows N] [--rounds N] [--home DIR]`` prints the figures. The hundred million rows
are made once, in ``DABIAO_BENCH_HOME`` or the folder given (about 150 MB), and used again afterwards.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.observation_data import stored_observations
from bench.timing import profile, timed

from dabiao.core.cells import CellTable
from dabiao.core.score import score
from dabiao.lake.fast_tally import COUNTED, CellCounts, count_cells
from dabiao.lake.observation_store import StoredObservations, read_cells
from dabiao.standards.pack_files import load_pack

ROWS = 100_000_000
TARGET = 1.3
"""Times Polars' streaming engine."""

RESCORE_TARGET = 20.0
"""Times faster than the fastest scan, ours or Polars'."""


def run(rounds: int = 5, rows: int = ROWS, home: Path | None = None) -> dict[str, object]:
    """Time ours, Polars and re-scoring in turns, ``rounds`` each (at least five), after one turn to warm up.

    Returns seconds (best of each), the ratios with their targets, a profile of what misses its own, and
    ``text``. Raises AssertionError when the three ways of counting do not give the same cells.
    """
    framework = load_pack("district-practice")
    stored = stored_observations(framework, rows, home or _home())
    cells = read_cells(stored.folder)
    path = stored.observations
    _check_equal(count_cells(path), polars_sorted(path), polars_plain(path), cells)
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: count_cells(path),
        "polars_sorted": lambda: polars_sorted(path),
        "polars_plain": lambda: polars_plain(path),
        "rescore": lambda: score(framework, _unread(cells)),
    }
    works["rescore"]()
    seconds = dict.fromkeys(works, float("inf"))
    for _ in range(max(rounds, 5)):
        for name, work in works.items():
            seconds[name] = min(seconds[name], timed(work))
    peer = min(seconds["polars_sorted"], seconds["polars_plain"])
    ratio = seconds["ours"] / peer
    rescore_ratio = min(peer, seconds["ours"]) / seconds["rescore"]
    slow = "" if ratio <= TARGET else profile(works["ours"])
    slow += "" if rescore_ratio >= RESCORE_TARGET else profile(works["rescore"])
    held = ratio <= TARGET and rescore_ratio >= RESCORE_TARGET
    return {
        "text": f"{_text(stored, seconds, ratio, rescore_ratio)}\n{slow}".strip(),
        "rows": stored.rows,
        "cells": stored.cells,
        "seconds": seconds,
        "ratio": ratio,
        "target": TARGET,
        "rescore_ratio": rescore_ratio,
        "rescore_target": RESCORE_TARGET,
        "held": held,
        "profile": slow,
    }


def polars_sorted(path: Path) -> pl.DataFrame:
    """Count with the streaming engine, told that the file is in cell order."""
    return _polars(pl.scan_parquet(path).set_sorted("cell"))


def polars_plain(path: Path) -> pl.DataFrame:
    """Count with the streaming engine and its hash table."""
    return _polars(pl.scan_parquet(path))


def _polars(rows: pl.LazyFrame) -> pl.DataFrame:
    place, judged, counted = pl.col("place"), pl.col("judged"), pl.col("counted")
    sums = (
        (place >= 0).sum().alias("places"),
        (place == 1).sum().alias("places_ok"),
        (counted & (judged >= 0)).sum().alias("rows"),
        (counted & (judged == 1)).sum().alias("rows_ok"),
        pl.col("faults").sum(),
    )
    return rows.group_by("cell").agg(sums).collect(engine="streaming")


def _check_equal(ours: CellCounts, told: pl.DataFrame, plain: pl.DataFrame, cells: CellTable) -> None:
    """Hold every way of counting against the cells counted while the rows were made."""
    peers = [frame.sort("cell") for frame in (told, plain)]
    for cell in (ours.cell, *(frame["cell"].to_numpy() for frame in peers)):
        assert np.array_equal(cell, np.arange(len(cells)))
    for name in COUNTED:
        for sums in (ours.sums[name], *(frame[name].to_numpy() for frame in peers)):
            assert np.array_equal(sums, cells.cells.sums[name]), name


def _unread(cells: CellTable) -> CellTable:
    """The same cells with nothing remembered from an earlier score."""
    return CellTable(cells.rounds, cells.cells, cells.items, cells.overlap)


def _text(stored: StoredObservations, seconds: dict[str, float], ratio: float, rescore_ratio: float) -> str:
    size = stored.manifest.files[stored.observations.name].bytes
    return (
        f"{stored.rows:,} observations ({size / 1e6:.0f} MB, sorted) into {stored.cells:,} cells: ours "
        f"{seconds['ours']:.3f} s; Polars streaming, told the order {seconds['polars_sorted']:.3f} s, not told "
        f"{seconds['polars_plain']:.3f} s; ratio {ratio:.2f} (target {TARGET:g}, {_said(ratio <= TARGET)})\n"
        f"re-scoring from the cells: {seconds['rescore'] * 1000:.1f} ms, {rescore_ratio:.0f} times faster than "
        f"the fastest scan (target {RESCORE_TARGET:g}, {_said(rescore_ratio >= RESCORE_TARGET)})"
    )


def _said(held: bool) -> str:
    return "held" if held else "missed"


def _home() -> Path:
    given = os.environ.get("DABIAO_BENCH_HOME")
    return Path(given) if given else Path(tempfile.gettempdir()) / "dabiao-bench"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=lambda text: int(float(text)), default=ROWS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    print(run(given.rounds, given.rows, given.home)["text"])
