"""Deduction bands as a picture: a step for each, a full dot for an end that belongs to it, an empty one for one not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dabiao.core.deduction_bands import DeductionBand, in_order, plain

WIDTH, HEIGHT, MARGIN = 480, 190, 28
"""Units of the picture, about pixels on a desk."""


@dataclass(frozen=True, slots=True)
class Step:
    """A band as drawn: from ``left`` to ``right`` at ``level``, with its dots and what is written beside it."""

    left: float
    right: float
    level: float
    left_full: bool
    right_full: bool
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A score on the axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class BandChart:
    """Steps and the scores at their ends; ``begins`` is the lowest score drawn."""

    steps: tuple[Step, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT


def band_chart(bands: Sequence[DeductionBand]) -> BandChart | None:
    """Draw the bands; None without any. Below the lowest edge only a stub is drawn: bands of [0,80) would fill all."""
    if not bands:
        return None
    edges = sorted({edge for one in bands for edge in (one.low, one.high)})
    inner = [edge for edge in edges if edge > 0]
    span = inner[-1] - inner[0]
    begins = max(Decimal(0), inner[0] - (span / 4 if span else Decimal(10)))
    most = max(one.deduction for one in bands) or Decimal(1)

    def across(score: Decimal) -> float:
        share = (max(score, begins) - begins) / (inner[-1] - begins)
        return round(MARGIN + float(share) * (WIDTH - 2 * MARGIN), 1)

    def down(deduction: Decimal) -> float:
        return round(MARGIN + float(deduction / most) * (HEIGHT - 3 * MARGIN), 1)

    steps = tuple(
        Step(
            across(one.low),
            across(one.high),
            down(one.deduction),
            one.low_closed,
            one.high_closed,
            f"−{plain(one.deduction)}" if one.deduction else "0",
        )
        for one in in_order(bands)
    )
    ticks = [Tick(across(edge), plain(edge)) for edge in inner]
    if begins < inner[0]:
        ticks.insert(0, Tick(across(begins), "0" if begins == 0 else "…"))
    return BandChart(steps, tuple(ticks))
