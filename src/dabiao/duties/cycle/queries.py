"""Read the cycle: its calendar, one date with its history, and where a day stands. All readers see all of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Prefetch, Q
from django.utils import timezone

from dabiao.core.cycle import ANNUAL, CycleTotal, cycle_total
from dabiao.core.cycle_calendar import (
    ASKING,
    ENDS_ON_A_WORKING_DAY,
    CalendarKind,
    Span,
    current,
    stage_spans,
    upcoming,
)
from dabiao.core.cycle_proposal import exact
from dabiao.core.framework import Cycle as PackCycle
from dabiao.core.framework import Grade, Source
from dabiao.core.negative import AnnualTotal
from dabiao.core.working_days import is_announced, is_working_day, working_day_after
from dabiao.duties.cycle.drafts import due_of
from dabiao.duties.cycle.models import CalendarEntry, Cycle, EntryChange, GateOutcome, GateState
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.reach import predecessors

SOON = timedelta(days=14)
"""How far ahead 我的 looks: two working weeks, enough to prepare and near enough to matter."""


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A date as a reader sees it. ``mine``: it names a unit the reader answers for."""

    entry: CalendarEntry
    span: Span
    organisations: tuple[str, ...]
    mine: bool
    outcome: GateOutcome | None = None

    @property
    def state(self) -> GateState:
        """How a gate stands; 未定 before anything was entered."""
        return GateState(self.outcome.state) if self.outcome else GateState.OPEN

    @property
    def next_working_day(self) -> date | None:
        """Where the last day is a day off on which somebody has to do something: the working day after it."""
        return day_off(CalendarKind(self.entry.kind), self.span.until)

    @property
    def is_announced(self) -> bool:
        """Whether the holidays of the year it ends in are known."""
        return is_announced(self.span.until)


@dataclass(frozen=True, slots=True)
class GateRow:
    """One condition, and how it stands in each year of the cycle."""

    entry: CalendarEntry
    """The first of them: its words are those of all."""
    years: tuple[tuple[int, CalendarLine | None], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A cycle with its dates in order. ``totals`` weighs the annual figures that are known."""

    cycle: Cycle
    lines: tuple[CalendarLine, ...]
    totals: CycleTotal
    annual: tuple[tuple[int, Decimal | None], ...]

    @property
    def gates(self) -> tuple[CalendarLine, ...]:
        """Gates in order of their days."""
        return tuple(one for one in self.lines if one.entry.is_gate)

    @property
    def gate_rows(self) -> tuple[GateRow, ...]:
        """A gate of the pack with its three years side by side; one of our own in the year it ends in."""
        rows: dict[str, dict[int, CalendarLine]] = {}
        for one in self.gates:
            key = one.entry.pack_gate or str(one.entry.pk)
            rows.setdefault(key, {}).setdefault(one.span.until.year, one)
        return tuple(
            GateRow(
                next(iter(by_year.values())).entry,
                tuple((year, by_year.get(year)) for year in self.cycle.years),
            )
            for by_year in rows.values()
        )

    @property
    def unsettled(self) -> tuple[CalendarEntry, ...]:
        """Dates that are only proposed."""
        return tuple(one.entry for one in self.lines if not one.entry.is_settled)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a day stands in the current cycle."""

    cycle: Cycle
    day: date
    stage: CalendarLine | None
    window: CalendarLine | None
    """Open on that day and ending first, else the next one to begin."""
    gate: CalendarLine | None
    """The next one that is still 未定."""

    @property
    def weight(self) -> Decimal | None:
        """Share of the year the day lies in; None outside of the cycle."""
        years = self.cycle.years
        return self.cycle.weights[self.day.year - years[0]] if self.day.year in years else None

    @property
    def percent(self) -> str:
        """The year's weight in percent, without needless zeros; empty outside of the cycle."""
        return "" if self.weight is None else exact(self.weight * 100)

    @property
    def stage_days_left(self) -> int | None:
        """Days to the last day of the stage: 0 on that day."""
        return (self.stage.span.until - self.day).days if self.stage else None

    @property
    def window_is_open(self) -> bool:
        """Whether the window has begun."""
        return self.window is not None and self.window.span.holds(self.day)

    @property
    def window_days(self) -> int | None:
        """Days to the last day of an open window, to the first day of one that is to come."""
        if self.window is None:
            return None
        span = self.window.span
        return ((span.until if self.window_is_open else span.since) - self.day).days

    @property
    def gate_days(self) -> int | None:
        """Days to the last day of the next gate."""
        return (self.gate.span.until - self.day).days if self.gate else None


@dataclass(frozen=True, slots=True)
class Told:
    """One date with everything that became of it, newest first."""

    line: CalendarLine
    changes: tuple[EntryChange, ...]
    outcomes: tuple[GateOutcome, ...]


def cycles(asker: Account) -> list[Cycle]:
    """Every cycle, newest first."""
    policy.require(asker, Action.SEE_CYCLE)
    return list(Cycle.objects.order_by("-first_year", "-pk"))


def current_cycle(asker: Account) -> Cycle | None:
    """The cycle that pages, feeds and reminders speak of."""
    policy.require(asker, Action.SEE_CYCLE)
    return Cycle.objects.filter(is_current=True).first()


def calendar(asker: Account, cycle: Cycle) -> Calendar:
    """A cycle's dates. Three queries, however many there are, besides those for what the asker answers for."""
    policy.require(asker, Action.SEE_CYCLE)
    lines = _lines(cycle, concerned(asker))
    annual = _annual(cycle, lines)
    return Calendar(cycle, lines, _totals(cycle, annual), annual)


def entry(asker: Account, entry_id: int) -> Told:
    """One date. Raises CalendarEntry.DoesNotExist."""
    policy.require(asker, Action.SEE_CYCLE)
    found = CalendarEntry.objects.select_related("cycle").get(pk=entry_id)
    lines = _lines(found.cycle, concerned(asker), only=found)
    return Told(
        lines[0],
        tuple(found.changes.order_by("-sequence")),
        tuple(found.outcomes.order_by("-pk")),
    )


def cycle_by_id(asker: Account, cycle_id: int) -> Cycle:
    """One cycle. Raises Cycle.DoesNotExist."""
    policy.require(asker, Action.SEE_CYCLE)
    return Cycle.objects.get(pk=cycle_id)


def entry_by_id(asker: Account, entry_id: int) -> CalendarEntry:
    """One date, to do something with. Raises CalendarEntry.DoesNotExist."""
    policy.require(asker, Action.SEE_CYCLE)
    return CalendarEntry.objects.get(pk=entry_id)


def where_are_we(asker: Account, day: date | None = None) -> Position | None:
    """The stage of ``day`` (today), its next window and gate, in the current cycle; None without one."""
    cycle = current_cycle(asker)
    return None if cycle is None else position(calendar(asker, cycle), day)


def position(seen: Calendar, day: date | None = None) -> Position:
    """Where ``day`` (today) stands in a calendar that was read already."""
    on = day or timezone.localdate()
    stages = [one for one in seen.lines if one.entry.is_stage]
    windows = [one for one in seen.lines if one.entry.is_window and one.entry.kind != CalendarKind.COVERAGE]
    gates = [one for one in seen.gates if one.state is GateState.OPEN and one.span.until >= on]
    gates.sort(key=lambda one: one.span.until)
    return Position(
        seen.cycle,
        on,
        _at(stages, current([one.span for one in stages], on)),
        _at(windows, upcoming([one.span for one in windows], on)),
        gates[0] if gates else None,
    )


def asked_soon(asker: Account, day: date | None = None) -> list[CalendarEntry]:
    """Meetings and deadlines of the current cycle within ``SOON`` that name a unit at which the asker has a post."""
    if not policy.may(asker, Action.SEE_CYCLE):
        return []
    today = day or timezone.localdate()
    found = CalendarEntry.objects.filter(
        cycle__is_current=True,
        kind__in=[kind.value for kind in ASKING],
        organisations__in=_with_predecessors(own_organisations(asker)),
        since__range=(today, today + SOON),
        withdrawn_at=None,
    )
    return sorted(found.distinct(), key=due_of)


def own_organisations(account: Account) -> frozenset[int]:
    """Organisations at which somebody holds a post that sees the cycle."""
    return policy.organisations_of(account, Action.SEE_CYCLE)


def concerned(asker: Account) -> frozenset[int]:
    """Organisations whose dates are marked as the asker's: none for those who answer for the whole district."""
    if not policy.may(asker, Action.KEEP_FEEDS):
        return frozenset()
    return _with_predecessors(policy.require(asker, Action.KEEP_FEEDS).organisations)


def entries_of(cycle: Cycle, organisation_ids: Iterable[int]) -> tuple[CalendarLine, ...]:
    """Dates of ``cycle`` for everybody and for these organisations, those called off included: what a feed holds."""
    wanted = _with_predecessors(frozenset(organisation_ids))
    return tuple(one for one in _lines(cycle, wanted, withdrawn=True) if one.mine or not one.organisations)


def _with_predecessors(organisations: frozenset[int]) -> frozenset[int]:
    """What named a unit that was merged or split since is the business of whoever came after it."""
    return organisations | predecessors(organisations)


def day_off(kind: CalendarKind, last: date) -> date | None:
    """The next working day, where ``last`` is a day off on which something has to be done; else None."""
    if kind not in ENDS_ON_A_WORKING_DAY or is_working_day(last):
        return None
    return working_day_after(last)


def _lines(
    cycle: Cycle,
    wanted: frozenset[int],
    *,
    only: CalendarEntry | None = None,
    withdrawn: bool = False,
) -> tuple[CalendarLine, ...]:
    entries = list(
        cycle.entries.filter(Q() if withdrawn or only else Q(withdrawn_at=None))
        .prefetch_related(
            "organisations",
            Prefetch("outcomes", GateOutcome.objects.order_by("-pk"), to_attr="outcomes_newest_first"),
        )
        .order_by("since", "pk")
    )
    spans = stage_spans(
        (one.since for one in entries if one.is_stage and one.withdrawn_at is None), cycle.last_day
    )
    return tuple(_line(one, spans, wanted) for one in entries if only is None or one.pk == only.pk)


def _line(one: CalendarEntry, stages: dict[date, Span], wanted: frozenset[int]) -> CalendarLine:
    named = sorted(one.organisations.all(), key=lambda unit: unit.name)
    until = one.until
    if until is None:
        stage = stages.get(one.since) if one.withdrawn_at is None else None
        until = stage.until if stage else one.since
    outcomes: Sequence[GateOutcome] = getattr(one, "outcomes_newest_first", ())
    return CalendarLine(
        one,
        Span(one.since, until),
        tuple(unit.name for unit in named),
        any(unit.pk in wanted for unit in named),
        outcomes[0] if outcomes else None,
    )


def _at(lines: Sequence[CalendarLine], place: int | None) -> CalendarLine | None:
    return None if place is None else lines[place]


def _annual(cycle: Cycle, lines: Iterable[CalendarLine]) -> tuple[tuple[int, Decimal | None], ...]:
    """The annual figure of each year, as entered at its gates; the last one entered, should they differ."""
    known: dict[int, tuple[datetime, Decimal]] = {}
    for one in lines:
        if one.entry.measure == ANNUAL and one.outcome and one.outcome.figure is not None:
            year = one.entry.since.year
            if year not in known or one.outcome.made_at > known[year][0]:
                known[year] = (one.outcome.made_at, one.outcome.figure)
    return tuple((year, known[year][1] if year in known else None) for year in cycle.years)


def _totals(cycle: Cycle, annual: Iterable[tuple[int, Decimal | None]]) -> CycleTotal:
    weighed = PackCycle(len(cycle.years), cycle.weights, (), Source("", cycle.title, None, Grade.OURS))
    return cycle_total(
        weighed,
        [None if figure is None else AnnualTotal(Fraction(figure), (), ()) for _, figure in annual],
    )
