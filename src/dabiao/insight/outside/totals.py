"""From the results that stand to the cycle's total: which of them counts how, year by year.

The arithmetic is the core's (``cycle``, ``negative``, ``eligibility``); here its inputs are found among the rows.
Points are those that were written down with each event, so that a later edition of the pack changes no past year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dabiao.core.cycle import (
    ANNUAL,
    CycleTotal,
    GateYears,
    StillNeeded,
    cycle_total,
    gate_years,
    still_needed,
    year_score,
)
from dabiao.core.eligibility import Ban, bans_on, free_from
from dabiao.core.framework import AnnualPart, Framework, Grade, NegativeItem, Source
from dabiao.core.framework import Cycle as PackCycle
from dabiao.core.negative import AnnualTotal, Bonus, annual_total
from dabiao.duties.cycle.models import Cycle
from dabiao.insight.outside.models import Kind, OutsideResult
from dabiao.insight.outside.packs import full_marks


@dataclass(frozen=True, slots=True)
class Counted:
    """Bonuses of one rule in a year: what was granted, and what counts of it."""

    bonus: Bonus
    title: str
    results: tuple[OutsideResult, ...]

    @property
    def is_capped(self) -> bool:
        """Whether some of it does not count."""
        return self.bonus.granted > self.bonus.cap


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year of the cycle: what was entered, and what it comes to. ``total`` None: not known yet, which is not zero."""

    year: int
    weight: Decimal
    annual: OutsideResult | None
    parts: tuple[tuple[AnnualPart, OutsideResult | None], ...]
    score: Fraction | None
    total: AnnualTotal | None
    events: tuple[OutsideResult, ...]
    bonuses: tuple[Counted, ...]
    others: tuple[OutsideResult, ...]
    """Other annual scores (minors where they are no part), tests, lists and opinions: they change no figure."""

    @property
    def settled(self) -> bool:
        """Whether the published score holds bonuses and deductions already."""
        return self.annual is not None and self.annual.settled

    @property
    def weighed(self) -> Fraction | None:
        """What the year brings to the cycle."""
        return None if self.total is None else self.total.total * Fraction(self.weight)


@dataclass(frozen=True, slots=True)
class BanLine:
    """A ban or suspension, and the result that brought it about."""

    ban: Ban
    result: OutsideResult
    what: str
    source: Source


@dataclass(frozen=True, slots=True)
class CycleBook:
    """A cycle with everything from outside that counts in it."""

    cycle: Cycle
    framework: Framework
    years: tuple[YearLine, ...]
    totals: CycleTotal
    gates: tuple[GateYears, ...]
    vetoes: tuple[OutsideResult, ...]
    bans: tuple[BanLine, ...]
    suspensions: tuple[BanLine, ...]
    gate_results: Mapping[str, tuple[OutsideResult | None, ...]] = field(default_factory=dict)
    """By measure: the annual scores the gates looked at."""

    def banned_on(self, day: date) -> tuple[BanLine, ...]:
        """Bans that hold on ``day``, the one that ends last first."""
        holding = bans_on((one.ban for one in self.bans), day)
        return tuple(one for ban in dict.fromkeys(holding) for one in self.bans if one.ban == ban)

    def free_from(self, day: date) -> date:
        """The first day from ``day`` on on which the city may apply."""
        return free_from((one.ban for one in self.bans), day)

    def needed(self, wanted: Decimal) -> StillNeeded | None:
        """What the years to come need for ``wanted``; None once all are known."""
        return still_needed(self.totals, wanted, full_marks(self.framework))


def book_of(cycle: Cycle, framework: Framework, standing: Sequence[OutsideResult]) -> CycleBook:
    """Add up ``standing``: results of the cycle that were neither corrected nor withdrawn, oldest first."""
    rules = framework.cycle
    ours = Source("", cycle.weights_source or cycle.title, None, Grade.OURS)
    weighed = PackCycle(
        len(cycle.years),
        cycle.weights,
        rules.gates if rules else (),
        rules.source if rules else ours,
        rules.parts if rules else (),
    )
    by_year: defaultdict[int, list[OutsideResult]] = defaultdict(list)
    for one in standing:
        by_year[one.year].append(one)
    years = tuple(
        _year(year, weight, weighed, by_year[year])
        for year, weight in zip(cycle.years, cycle.weights, strict=True)
    )
    scores = _scores(weighed, by_year, cycle)
    figures: dict[str, list[Fraction | None]] = {
        measure: [None if one is None or one.score is None else Fraction(one.score) for one in found]
        for measure, found in scores.items()
    }
    figures[ANNUAL] = [None if one.total is None else one.total.total for one in years]
    gates = gate_years(weighed, figures)
    known = {
        measure: [one for one in found if one is not None]
        for measure, found in figures.items()
        if measure != ANNUAL
    }
    events = [one for one in standing if one.kind == Kind.EVENT]
    return CycleBook(
        cycle,
        framework,
        years,
        cycle_total(weighed, [one.total for one in years], known),
        gates,
        tuple(one for one in events if one.veto and one.ban_months is None),
        tuple(_bans(events, framework)),
        tuple(_suspensions(gates, scores)),
        scores,
    )


def _year(year: int, weight: Decimal, rules: PackCycle, found: Sequence[OutsideResult]) -> YearLine:
    scores = {one.measure: one for one in found if one.kind == Kind.ANNUAL}
    annual = scores.get(ANNUAL)
    parts = tuple((part, scores.get(part.measure)) for part in rules.parts)
    score = year_score(
        rules,
        annual.score if annual else None,
        {part.measure: result.score for part, result in parts if result is not None},
    )
    events = tuple(one for one in found if one.kind == Kind.EVENT)
    bonuses = tuple(_bonuses(found))
    settled = annual is not None and annual.settled
    counting = {ANNUAL, *(part.measure for part in rules.parts)}
    return YearLine(
        year,
        weight,
        annual,
        parts,
        score,
        None if score is None else _total(score, () if settled else events, () if settled else bonuses),
        events,
        bonuses,
        tuple(
            one
            for one in found
            if one.kind in (Kind.TEST, Kind.FEEDBACK)
            or (one.kind == Kind.ANNUAL and one.measure not in counting)
            or (one.kind == Kind.OPINION and one.points is None)
        ),
    )


def _total(score: Fraction, events: Sequence[OutsideResult], bonuses: Sequence[Counted]) -> AnnualTotal:
    """Each event is an item of its own here: the same item may have cost other points under another edition."""
    items = [
        NegativeItem(
            str(one.pk),
            one.rule_text,
            one.points or Decimal(0),
            one.veto,
            Source("", one.rule, None, Grade.OURS),
            one.ban_months,
        )
        for one in events
    ]
    return annual_total(score, {one.id: 1 for one in items}, items, [one.bonus for one in bonuses])


def _bonuses(found: Sequence[OutsideResult]) -> list[Counted]:
    """Bonuses by rule, in the order they were entered; the cap is the one written down last."""
    granted: defaultdict[str, list[OutsideResult]] = defaultdict(list)
    for one in found:
        if one.kind in (Kind.BONUS, Kind.OPINION) and one.points is not None:
            granted[one.rule].append(one)
    return [
        Counted(
            Bonus(
                rule,
                sum((Fraction(one.points or 0) for one in results), Fraction(0)),
                Fraction(results[-1].cap or 0),
            ),
            results[-1].rule_text,
            tuple(results),
        )
        for rule, results in granted.items()
    ]


def _scores(
    rules: PackCycle, by_year: Mapping[int, Sequence[OutsideResult]], cycle: Cycle
) -> dict[str, tuple[OutsideResult | None, ...]]:
    wanted = dict.fromkeys([ANNUAL, *(gate.measure for gate in rules.gates)])
    return {
        measure: tuple(
            next(
                (one for one in by_year.get(year, ()) if one.kind == Kind.ANNUAL and one.measure == measure),
                None,
            )
            for year in cycle.years
        )
        for measure in wanted
    }


def _bans(events: Sequence[OutsideResult], framework: Framework) -> list[BanLine]:
    sources = {one.id: one.source for one in framework.negative_list}
    return [
        BanLine(
            Ban(one.rule, one.happened_on, one.ban_months),
            one,
            one.rule_text,
            sources.get(one.rule, Source("", one.pack_id, None, Grade.OURS)),
        )
        for one in events
        if one.ban_months is not None
    ]


def _suspensions(
    gates: Sequence[GateYears], scores: Mapping[str, Sequence[OutsideResult | None]]
) -> list[BanLine]:
    """The title is suspended from the day of the document on that told the score."""
    return [
        BanLine(
            Ban(one.gate.id, result.document.dated, one.gate.suspended_months),
            result,
            one.gate.below,
            one.gate.source,
        )
        for one in gates
        if one.gate.suspended_months is not None
        for cleared, result in zip(one.cleared, scores.get(one.gate.measure, ()), strict=False)
        if cleared is False and result is not None
    ]
