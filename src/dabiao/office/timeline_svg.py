"""A timeline of several years as one SVG picture: years across, a lane for each kind of date, today marked.

Drawn for a desk; a phone shows the table beside it instead. Colours come from CSS classes ``timeline-*``, shapes tell
the same without colour, and every word from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from dabiao.office.cells_safe import one_line

WIDTH = 960
"""Units across: at the full width of a desk's page, text of 12 units is about 15 pixels high."""

LEFT, RIGHT = 108.0, WIDTH - 12.0
"""Where the first day begins and the last one ends; lane names stand before it."""

HEAD, ROW, BAR, FOOT, UNDER = 44.0, 24.0, 16.0, 6.0, 20.0
"""Heights: years and months above, a row, a bar in it, the room of a lane, and the line that names today."""

GAP = 4.0
"""Units that must lie between two marks of a row; closer ones go to a row of their own."""

TEXT, SMALL = 12, 11
WORDS_FIT = 12.5
"""Units a Chinese character of a bar's label takes, with a little room."""

POINT = 6.0
"""Half the width of the mark of a single day."""

CLASSES = {
    "stage": "timeline-stage",
    "window": "timeline-window",
    "test": "timeline-test",
    "meeting": "timeline-meeting",
    "met": "timeline-met",
    "missed": "timeline-missed",
    "open": "timeline-open",
}
"""Written out, because the style sheet keeps only what it finds somewhere."""

FAR = 80.0
"""Units from an edge within which the word for today is written on the other side of its line."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span or a day. ``style`` is a key of ``CLASSES``; ``mine`` is outlined."""

    since: date
    until: date
    label: str
    note: str
    style: str
    mine: bool = False
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """A kind of date with its marks, in any order."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the timeline and what its head says."""

    year: int
    head: str


def timeline_svg(
    years: Sequence[Year],
    lanes: Sequence[Lane],
    *,
    today: date,
    today_word: str,
    title: str,
    description: str,
) -> str:
    """Draw ``years``, which follow each other; marks outside of them are cut off at the edge or left out."""
    scale = _Scale(date(years[0].year, 1, 1), date(years[-1].year, 12, 31))
    parts: list[str] = []
    top = HEAD
    for lane in lanes:
        rows = _rows(lane, scale)
        height = ROW * max(1, len(rows)) + FOOT
        parts.append(_line(0, top, WIDTH, top, "timeline-rule"))
        parts.append(_text(4, top + ROW / 2 + 7, lane.name, "start", "timeline-name"))
        for at, row in enumerate(rows):
            parts += [_mark(one, scale, top + FOOT / 2 + ROW * at) for one in row]
        top += height
    behind = [_year(one, at, scale, top) for at, one in enumerate(years)]
    now = _today(scale, today, today_word, top)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(top + UNDER)}" role="img" '
        f'class="timeline-svg" font-size="{TEXT}"><title>{_safe(title)}</title><desc>{_safe(description)}</desc>'
        f"{''.join(behind)}{''.join(parts)}{now}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def __call__(self, day: date) -> float:
        """Where ``day`` begins."""
        whole = (self.last - self.first).days + 1
        return LEFT + (RIGHT - LEFT) * (day - self.first).days / whole

    def holds(self, mark: Mark) -> bool:
        return mark.since <= self.last and mark.until >= self.first

    def ends(self, mark: Mark) -> tuple[float, float]:
        """Left and right edge of a mark; a single day is as wide as its sign."""
        if mark.since == mark.until:
            middle = self(mark.since)
            return middle - POINT, middle + POINT
        return self(max(mark.since, self.first)), self(min(mark.until, self.last) + timedelta(days=1))


def _rows(lane: Lane, scale: _Scale) -> list[list[Mark]]:
    """Put marks that would touch below each other."""
    rows: list[list[Mark]] = []
    free: list[float] = []
    for mark in sorted(filter(scale.holds, lane.marks), key=lambda one: (one.since, one.until, one.label)):
        left, right = scale.ends(mark)
        gap = 0.0 if mark.style == "stage" else GAP
        at = next((at for at, end in enumerate(free) if end + gap <= left + 0.01), None)
        if at is None:
            rows.append([])
            free.append(right)
            at = len(rows) - 1
        rows[at].append(mark)
        free[at] = right
    return rows


def _mark(mark: Mark, scale: _Scale, top: float) -> str:
    left, right = scale.ends(mark)
    classes = CLASSES[mark.style] + (" timeline-mine" if mark.mine else "")
    dash = ' stroke-dasharray="3 2"' if mark.tentative else ""
    note = f"<title>{_safe(mark.note)}</title>"
    middle = top + ROW / 2
    if mark.since == mark.until:
        return _sign(mark.style, (left + right) / 2, middle, f'class="{classes}"{dash}', note)
    y = middle - BAR / 2
    shape = (
        f'<rect class="{classes}" x="{_n(left + 0.5)}" y="{_n(y)}" width="{_n(max(right - left - 1, 2))}" '
        f'height="{_n(BAR)}" rx="3"{dash}>{note}</rect>'
    )
    if len(mark.label) * WORDS_FIT > right - left - 6:
        return shape
    return shape + _text(left + 6, middle + 4, mark.label, "start", "timeline-label", SMALL)


def _sign(style: str, x: float, y: float, attributes: str, note: str) -> str:
    """A diamond for what is to come, a disc for what was met, a square for what was missed or is a meeting."""
    if style == "met":
        return f'<circle {attributes} cx="{_n(x)}" cy="{_n(y)}" r="{_n(POINT)}">{note}</circle>'
    if style in ("missed", "meeting"):
        side = POINT * 0.85
        return (
            f'<rect {attributes} x="{_n(x - side)}" y="{_n(y - side)}" width="{_n(2 * side)}" '
            f'height="{_n(2 * side)}">{note}</rect>'
        )
    corners = " ".join(
        f"{_n(x + across)},{_n(y + down)}"
        for across, down in ((0, -POINT), (POINT, 0), (0, POINT), (-POINT, 0))
    )
    return f'<polygon {attributes} points="{corners}">{note}</polygon>'


def _year(one: Year, at: int, scale: _Scale, bottom: float) -> str:
    left, right = scale(date(one.year, 1, 1)), scale(date(one.year, 12, 31) + timedelta(days=1))
    shade = (
        f'<rect class="timeline-shade" x="{_n(left)}" y="0" width="{_n(right - left)}" height="{_n(bottom)}"/>'
        if at % 2 == 0
        else ""
    )
    quarters = "".join(
        _line(
            scale(date(one.year, month, 1)),
            HEAD - 14,
            scale(date(one.year, month, 1)),
            bottom,
            "timeline-grid",
        )
        + _text(scale(date(one.year, month, 1)) + 3, HEAD - 6, str(month), "start", "timeline-month", SMALL)
        for month in (1, 4, 7, 10)
    )
    return shade + quarters + _text((left + right) / 2, 17, one.head, "middle", "timeline-head")


def _today(scale: _Scale, today: date, word: str, bottom: float) -> str:
    if not scale.first <= today <= scale.last:
        return ""
    x = scale(today)
    near_end = x > RIGHT - FAR
    return _line(x, HEAD - 4, x, bottom + 4, "timeline-today") + _text(
        x - 5 if near_end else x + 5, bottom + 14, word, "end" if near_end else "start", "timeline-now", SMALL
    )


def _line(x: float, y: float, to_x: float, to_y: float, name: str) -> str:
    return f'<line class="{name}" x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to_x)}" y2="{_n(to_y)}"/>'


def _text(x: float, y: float, text: str, anchor: str, name: str, size: int = TEXT) -> str:
    return (
        f'<text class="{name}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{size}">'
        f"{_safe(text)}</text>"
    )


def _n(value: float) -> str:
    """A coordinate, to a tenth of a unit, without needless zeros."""
    return f"{value:.1f}".removesuffix(".0")


def _safe(text: str) -> str:
    return escape(one_line(text), quote=True)
