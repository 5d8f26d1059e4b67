"""The three years as a picture: which date stands in which lane, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dabiao.core.cycle_calendar import CalendarKind
from dabiao.duties.cycle.models import GateState
from dabiao.duties.cycle.queries import Calendar, CalendarLine
from dabiao.office.timeline_svg import Lane, Mark, Year, timeline_svg

GATE_STYLES = {GateState.OPEN: "open", GateState.MET: "met", GateState.MISSED: "missed"}
STYLES = {
    CalendarKind.STAGE: "stage",
    CalendarKind.TEST: "test",
    CalendarKind.MEETING: "meeting",
    CalendarKind.DEADLINE: "open",
}


def drawn(seen: Calendar, today: date) -> SafeString:
    """Draw a cycle's dates; ``office.timeline_svg`` escapes every word."""
    lanes = [Lane(name, tuple(map(_mark, marks))) for name, marks in _lanes(seen.lines) if marks]
    years = [
        Year(
            year,
            _("%(year)d 年 · 占 %(weight)s%%") % {"year": year, "weight": f"{(weight * 100).normalize():f}"},
        )
        for year, weight in zip(seen.cycle.years, seen.cycle.weights, strict=True)
    ]
    picture = timeline_svg(
        years,
        lanes,
        today=today,
        today_word=_("今天 %(day)s") % {"day": f"{today:%m-%d}"},
        title=_("三年日历"),
        description=_("%(title)s的 %(count)d 个日期，按类别分行；同样的内容在下面列成表。")
        % {"title": seen.cycle.title, "count": len(seen.lines)},
    )
    return mark_safe(picture)  # noqa: S308  # escaped where it is drawn


def _lanes(lines: Sequence[CalendarLine]) -> list[tuple[str, list[CalendarLine]]]:
    return [
        (name, [one for one in lines if one.entry.kind in kinds])
        for name, kinds in (
            (_("阶段"), (CalendarKind.STAGE,)),
            (_("材料所属期"), (CalendarKind.COVERAGE,)),
            (_("材料申报期"), (CalendarKind.FILING,)),
            (_("模拟测评"), (CalendarKind.MOCK,)),
            (_("正式测评"), (CalendarKind.TEST,)),
            (_("其他窗口"), (CalendarKind.OTHER_WINDOW,)),
            (_("关口"), (CalendarKind.GATE,)),
            (_("会议和期限"), (CalendarKind.MEETING, CalendarKind.DEADLINE)),
        )
    ]


def _mark(line: CalendarLine) -> Mark:
    entry, span = line.entry, line.span
    kind = CalendarKind(entry.kind)
    days = f"{span.since}" if span.since == span.until else f"{span.since} — {span.until}"
    style = GATE_STYLES[line.state] if kind is CalendarKind.GATE else STYLES.get(kind, "window")
    return Mark(
        span.since,
        span.until,
        entry.title,
        f"{entry.title} {days}",
        style,
        mine=line.mine,
        tentative=not entry.is_settled,
    )
