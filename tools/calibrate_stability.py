"""Compute the calibration table of the stability model: made-up districts, judged and compared with their truth."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import numpy as np
import numpy.typing as npt

from dabiao.core.assessment import StabilityClass
from dabiao.core.calibration import (
    DEFAULTS,
    LAST,
    LAST_THREE,
    MODEL_ARGMAX,
    MODEL_LOSS,
    POOLED,
    Honesty,
    Replicate,
    Setting,
    Verdicts,
    replicate,
    series_of,
)
from dabiao.core.simulation.twin import Truth, twin
from dabiao.core.stability import CLASSES, demand_of, fit
from dabiao.core.stability_outlook import outlook

PAGE = Path(__file__).parents[1] / "docs" / "methods" / "stability.md"
BEGIN, END = "<!-- calibration: begin -->", "<!-- calibration: end -->"

SEED, REPLICATES = 2026, 40
"""Forty districts of 240 series: the standard error of an accuracy is about .005."""

SETTINGS: Mapping[str, Setting] = {
    "4 rounds of 6": Setting(4, 6),
    "8 rounds of 6": Setting(8, 6),
    "12 rounds of 6": Setting(12, 6),
    "8 rounds of 12": Setting(8, 12),
    "24 rounds of 12": Setting(24, 12),
    "8 rounds of 6, rounds correlated .6": Setting(8, 6, Truth(persistence=0.6)),
    "8 rounds of 6, 35 % jump": Setting(8, 6, Truth(jumping=0.35)),
    "12 rounds of 12, 35 % jump": Setting(12, 12, Truth(jumping=0.35)),
}
"""Rounds and places checked per round and standard; the last three have a truth that changes."""

METHODS = (LAST, LAST_THREE, POOLED, MODEL_ARGMAX, MODEL_LOSS)

BINNED = "8 rounds of 6"
"""The setting whose reliabilities and classes are set out in full."""

BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Told:
    """What was said of every series and what was true: stated reliability float64[n], whether the next round
    reached the rate bool[n], said class int64[n] (3: 证据不足) and true class int64[n].
    """

    stated: npt.NDArray[np.float64]
    reached: npt.NDArray[np.bool_]
    said: Integers
    true: Integers


def tell(setting: Setting, replicates: int, seed: int) -> Told:
    """Judge ``replicates`` districts as an office would see them."""
    generator = np.random.default_rng(seed)
    limits = [float(DEFAULTS.unstable_from), float(DEFAULTS.compliant_from)]
    parts = []
    for _ in range(replicates):
        district = twin(generator, rounds=setting.rounds, checks=setting.checks, truth=setting.truth)
        series = series_of(district)
        found = outlook(fit(series).posterior(series), demand_of(DEFAULTS.pass_rate, None, DEFAULTS))
        chance = found.class_probability
        sure = chance.max(axis=1) >= float(DEFAULTS.confidence)
        parts.append(
            (
                found.reliability,
                district.next_rate >= float(DEFAULTS.pass_rate),
                np.where(sure, chance.argmax(axis=1), len(CLASSES)),
                np.searchsorted(limits, district.reliability, side="right"),
            )
        )
    stated, reached, said, true = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Told(stated, reached, said, true)


def calibration(replicates: int = REPLICATES, seed: int = SEED) -> str:
    """Write the whole table as Markdown; the same arguments give the same text."""
    results = {name: _replicates(setting, replicates, seed) for name, setting in SETTINGS.items()}
    told = tell(SETTINGS[BINNED], replicates, seed)
    district = f"{replicates} made-up districts of 240 series each, seed {seed}"
    return "\n\n".join(
        [
            f"Computed by `tools/calibrate` on {district}, for each setting.",
            "### Methods compared",
            _methods_table(results),
            "### Does it keep its promises?",
            _honesty_table(results),
            f"### Stated reliability and what followed ({BINNED})",
            _bins_table(told),
            f"### What was said and what was true ({BINNED})",
            _confusion_table(told),
        ]
    )


def _replicates(setting: Setting, replicates: int, seed: int) -> list[Replicate]:
    generator = np.random.default_rng(seed)
    return [replicate(generator, setting) for _ in range(replicates)]


def _methods_table(results: Mapping[str, Sequence[Replicate]]) -> str:
    rows = []
    for name, replicates in results.items():
        for method in METHODS:
            means = _means(Verdicts, [one.methods[method] for one in replicates])
            first = name if method == METHODS[0] else ""
            rows.append([first, method, *(_number(means[one.name]) for one in fields(Verdicts))])
    heads = ["setting", "method", "accuracy", "false alarm", "miss", "hard miss", "loss", "Brier"]
    return _table(heads, rows)


def _honesty_table(results: Mapping[str, Sequence[Replicate]]) -> str:
    rows = []
    for name, replicates in results.items():
        means = _means(Honesty, [one.honesty for one in replicates])
        rows.append([name, *(_number(means[one.name]) for one in fields(Honesty))])
    heads = [
        "setting",
        "90 % interval covers",
        "below 5 %",
        "above 95 %",
        "settled",
        "of these right",
        "of these promised",
    ]
    return _table(heads, rows)


def _bins_table(told: Told) -> str:
    place = np.clip(np.searchsorted(BINS, told.stated, side="right") - 1, 0, len(BINS) - 2)
    rows = []
    for number, (low, high) in enumerate(pairwise(BINS)):
        inside = place == number
        if inside.any():
            stated, reached = float(told.stated[inside].mean()), float(told.reached[inside].mean())
            rows.append([f"{low:.2f}–{high:.2f}", f"{inside.sum()}", _number(stated), _number(reached)])
        else:
            rows.append([f"{low:.2f}–{high:.2f}", "0", "–", "–"])
    return _table(["stated reliability", "series", "stated, mean", "next round reached the rate"], rows)


def _confusion_table(told: Told) -> str:
    said = [*CLASSES, StabilityClass.INSUFFICIENT]
    counts = np.zeros((len(CLASSES), len(said)), dtype=np.int64)
    np.add.at(counts, (told.true, told.said), 1)
    rows = [
        [one.value, *(f"{count}" for count in row), f"{sum(row)}"]
        for one, row in zip(CLASSES, counts.tolist(), strict=True)
    ]
    return _table(["truly \\ said", *(one.value for one in said), "all"], rows)


def _means(
    kind: type[Verdicts] | type[Honesty], found: Sequence[Verdicts] | Sequence[Honesty]
) -> dict[str, float | None]:
    columns = {one.name: [getattr(each, one.name) for each in found] for one in fields(kind)}
    return {name: None if None in values else fmean(values) for name, values in columns.items()}


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def put(page: str, table: str) -> str:
    """Put ``table`` between the markers of ``page``. Raises ValueError when they are not there, once each."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise ValueError(f"the page needs {BEGIN} and {END}, once each and in this order")
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}"


def main(arguments: Sequence[str], page: Path = PAGE, made: Callable[[], str] = calibration) -> int:
    """Print the table, or write it into ``page``."""
    parser = argparse.ArgumentParser(prog="tools/calibrate", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"put it into {PAGE.name} between its markers")
    if not parser.parse_args(arguments).write:
        print(made())
        return 0
    before = page.read_text(encoding="utf-8")
    put(before, "")  # refuse a page without markers before the work
    page.write_text(put(before, made()), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
