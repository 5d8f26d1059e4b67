"""Cycle arithmetic (创建周期): weighted annual totals and the gates on the way.

The three annual scores weighed 15, 25 and 60 % in 2015–2017 and 2018–2020; a pack holds the weights as data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dabiao.core.framework import Cycle, Gate
from dabiao.core.negative import AnnualTotal
from dabiao.core.ranking import Exact

ANNUAL = "annual"
"""The measure whose gates every year's total has to clear."""


@dataclass(frozen=True, slots=True)
class GateFinding:
    """Whether a gate is cleared; None while its measure is not known. ``lowest`` decides."""

    gate: Gate
    lowest: Fraction | None

    @property
    def cleared(self) -> bool | None:
        """The gate's limit itself clears it: 85 of "at least 85" is enough."""
        return None if self.lowest is None else self.lowest >= Fraction(self.gate.at_least)


@dataclass(frozen=True, slots=True)
class GateYears:
    """One gate in every year of the cycle, oldest first; a year whose measure is not known is None."""

    gate: Gate
    figures: tuple[Fraction | None, ...]

    @property
    def cleared(self) -> tuple[bool | None, ...]:
        """Year by year; the gate's limit itself clears it."""
        return tuple(GateFinding(self.gate, figure).cleared for figure in self.figures)


@dataclass(frozen=True, slots=True)
class StillNeeded:
    """What the years to come have to bring for a wanted total. ``each``: the annual total that all of them need alike.

    ``best``: the cycle's total if every one of them brings ``highest``. Both say nothing of chances.
    """

    wanted: Fraction
    weight: Fraction
    each: Fraction
    highest: Fraction
    best: Fraction

    @property
    def reachable(self) -> bool:
        """Whether full marks would be enough."""
        return self.each <= self.highest


@dataclass(frozen=True, slots=True)
class CycleTotal:
    """``earned`` is Σ weight × annual total of the years known, ``known_weight`` the sum of their weights.

    A year not yet tested is not zero: ``total`` is None until every year is known.
    """

    earned: Fraction
    known_weight: Fraction
    gates: tuple[GateFinding, ...]
    vetoed_by: tuple[str, ...]

    @property
    def total(self) -> Fraction | None:
        """The cycle's total, once all years are known."""
        return self.earned if self.known_weight == 1 else None

    @property
    def so_far(self) -> Fraction | None:
        """The weighted mean of the years known, on the scale of one year."""
        return self.earned / self.known_weight if self.known_weight else None


def cycle_total(
    cycle: Cycle,
    years: Sequence[AnnualTotal | None],
    measures: Mapping[str, Sequence[Exact]] | None = None,
) -> CycleTotal:
    """Weigh ``years`` (oldest first, None for a year not tested yet) and look at the gates.

    ``measures`` gives the figures of other gates, e.g. the minors' score of each year; a gate
    is cleared when its lowest figure is. Raises ValueError when there are more or fewer years than weights.
    """
    if len(years) != len(cycle.weights):
        raise ValueError(f"周期有 {len(cycle.weights)} 年，给了 {len(years)} 年")
    known = [
        (Fraction(weight), year)
        for weight, year in zip(cycle.weights, years, strict=True)
        if year is not None
    ]
    figures: dict[str, Sequence[Exact]] = {ANNUAL: [year.total for _, year in known], **(measures or {})}
    return CycleTotal(
        earned=sum((weight * year.total for weight, year in known), Fraction(0)),
        known_weight=sum((weight for weight, _ in known), Fraction(0)),
        gates=tuple(
            GateFinding(
                gate, min((Fraction(figure) for figure in figures.get(gate.measure, ())), default=None)
            )
            for gate in cycle.gates
        ),
        vetoed_by=tuple(name for _, year in known for name in year.vetoed_by),
    )


def year_score(cycle: Cycle, annual: Exact | None, parts: Mapping[str, Exact | None]) -> Fraction | None:
    """A year's score out of ``annual`` and of the figures that make up a share of it (``Cycle.parts``).

    ``annual`` weighs what the parts leave. None while a figure that counts is not known: it is not zero.
    """
    if annual is None:
        return None
    rest, score = Fraction(1), Fraction(0)
    for part in cycle.parts:
        figure = parts.get(part.measure)
        if figure is None:
            return None
        rest -= Fraction(part.share)
        score += Fraction(part.share) * Fraction(figure)
    return score + rest * Fraction(annual)


def gate_years(cycle: Cycle, measures: Mapping[str, Sequence[Exact | None]]) -> tuple[GateYears, ...]:
    """Look at every gate in every year. ``measures`` has one figure a year, oldest first, None where not known.

    Raises ValueError for a measure with more or fewer years than the cycle.
    """
    unknown: tuple[None, ...] = (None,) * len(cycle.weights)
    for name, figures in measures.items():
        if len(figures) != len(cycle.weights):
            raise ValueError(f"周期有 {len(cycle.weights)} 年，“{name}”给了 {len(figures)} 年")
    return tuple(
        GateYears(
            gate,
            tuple(
                None if figure is None else Fraction(figure) for figure in measures.get(gate.measure, unknown)
            ),
        )
        for gate in cycle.gates
    )


def still_needed(total: CycleTotal, wanted: Exact, highest: Exact) -> StillNeeded | None:
    """The annual total that each year to come needs for the cycle to reach ``wanted``; None once all years are known.

    ``highest`` is what a year can bring at most. Plain arithmetic: (wanted − earned) ÷ weight of the years to come.
    """
    weight = 1 - total.known_weight
    if weight <= 0:
        return None
    return StillNeeded(
        Fraction(wanted),
        weight,
        (Fraction(wanted) - total.earned) / weight,
        Fraction(highest),
        total.earned + weight * Fraction(highest),
    )
