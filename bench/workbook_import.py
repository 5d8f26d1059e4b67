"""Importing a workbook of observations: read, checked and stored, against calamine's bare read of the same file.

``python bench/workbook_import.py`` prints the figures. The two are timed in turns, the best of each counts.
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.observation_rows import write_xlsx
from bench.timing import profile, timed

from dabiao.core.framework import Framework
from dabiao.core.judging import judge
from dabiao.lake.observation_store import write_observations
from dabiao.office.observation_reader import read_observations
from dabiao.standards.pack_files import load_pack

ROWS = 200_000
TARGET = 4.0
"""Times calamine's bare read."""


def run(rounds: int = 5, rows: int = ROWS) -> dict[str, object]:
    """Time ours and calamine in turns, ``rounds`` each (at least five).

    Returns seconds (best of each), their ratio, the target, a profile of ours when it is missed, and ``text``.
    """
    framework = load_pack("district-practice")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "observations.xlsx"
        write_xlsx(path, framework, rows)
        size = path.stat().st_size
        ours: list[float] = []
        reading: list[float] = []
        bare: list[float] = []
        for turn in range(max(rounds, 5)):
            bare.append(timed(partial(_bare, path)))
            reading.append(timed(partial(_read, path, framework)))
            target = Path(folder) / f"stored-{turn}"
            ours.append(timed(partial(_import, path, framework, target)))
        ratio = min(ours) / min(bare)
        slow = (
            "" if ratio <= TARGET else profile(partial(_import, path, framework, Path(folder) / "profiled"))
        )
    text = (
        f"import of {rows:,} rows ({size / 1e6:.1f} MB): bare read {min(bare):.2f} s; read and checked "
        f"{min(reading):.2f} s ({min(reading) / min(bare):.2f}x); and stored {min(ours):.2f} s = {ratio:.2f}x "
        f"(target {TARGET:g}x, {'held' if ratio <= TARGET else 'missed'})"
    )
    return {
        "text": f"{text}\n{slow}".strip(),
        "rows": rows,
        "bare_seconds": min(bare),
        "read_seconds": min(reading),
        "seconds": min(ours),
        "ratio": ratio,
        "target": TARGET,
        "held": ratio <= TARGET,
        "profile": slow,
    }


def _bare(path: Path) -> int:
    """Every cell as a Python value, which is the least any reader has to do."""
    return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


def _read(path: Path, framework: Framework) -> int:
    return read_observations([path], framework).rows_read


def _import(path: Path, framework: Framework, target: Path) -> None:
    observations = read_observations([path], framework).observations
    write_observations(observations, judge(observations, framework), framework, target)


if __name__ == "__main__":
    print(run()["text"])
