"""The dates of a cycle: what kinds there are, how stages follow each other, and where a day stands among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class CalendarKind(StrEnum):
    """What a date of the cycle is."""

    STAGE = "阶段"
    COVERAGE = "材料所属期"
    FILING = "材料申报期"
    MOCK = "模拟测评"
    TEST = "正式测评"
    OTHER_WINDOW = "其他窗口"
    GATE = "关口"
    MEETING = "会议"
    DEADLINE = "期限"


WINDOWS = frozenset(
    {
        CalendarKind.COVERAGE,
        CalendarKind.FILING,
        CalendarKind.MOCK,
        CalendarKind.TEST,
        CalendarKind.OTHER_WINDOW,
    }
)
"""Spans in which something happens."""

ASKING = frozenset({CalendarKind.MEETING, CalendarKind.DEADLINE})
"""What asks something of the units it names: to come, or to hand in."""

ENDS_ON_A_WORKING_DAY = ASKING | {CalendarKind.FILING}
"""Kinds whose last day is one on which somebody has to do something."""


@dataclass(frozen=True, slots=True)
class Span:
    """``since`` and ``until`` are both part of it."""

    since: date
    until: date

    def holds(self, day: date) -> bool:
        """Whether ``day`` lies in it."""
        return self.since <= day <= self.until


def stage_spans(starts: Iterable[date], last_day: date) -> dict[date, Span]:
    """Each stage by its first day: up to the day before the next begins, the last one up to ``last_day``.

    Stages of a cycle can therefore neither overlap nor leave a day out between them. Raises ValueError for two that
    begin on one day and for one that begins after ``last_day``.
    """
    ordered = sorted(starts)
    if len(set(ordered)) < len(ordered) or (ordered and ordered[-1] > last_day):
        raise ValueError("阶段要从不同的日子开始，都在周期之内")
    after = [*(start - timedelta(days=1) for start in ordered[1:]), last_day]
    return {start: Span(start, until) for start, until in zip(ordered, after, strict=False)}


def current(spans: Sequence[Span], day: date) -> int | None:
    """Which of ``spans`` holds ``day``: the place in the sequence, None when none does."""
    return next((at for at, span in enumerate(spans) if span.holds(day)), None)


def upcoming(spans: Sequence[Span], day: date) -> int | None:
    """Which of ``spans`` is nearest: one that is open on ``day`` and ends first, else the next to begin."""
    open_now = [at for at, span in enumerate(spans) if span.holds(day)]
    if open_now:
        return min(open_now, key=lambda at: spans[at].until)
    ahead = [at for at, span in enumerate(spans) if span.since > day]
    return min(ahead, key=lambda at: spans[at].since) if ahead else None
