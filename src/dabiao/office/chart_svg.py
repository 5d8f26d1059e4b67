"""Charts for pages: small SVG pictures that need no script, scale to a phone and say in words what they show.

Each function returns one ``<svg>`` element with ``<title>`` and ``<desc>``. Colours come from CSS: shapes carry the
classes ``chart-mark`` ``chart-band`` ``chart-limit`` ``chart-axis`` ``chart-signal``; without a style sheet all is
drawn in ``currentColor``. Every word from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape

from dabiao.core.control_chart import ChartPoint, ewma
from dabiao.office.cells_safe import one_line
from dabiao.office.numbers import ABSENT, Number, percent, shown

Say = Callable[[str], str]
"""Gives the words of a picture in the reader's language; ``str`` leaves them Chinese."""

WIDTH = 400
"""Units across. The style sheet lets a picture fill its column up to 40 rem: text of 12 units is then 11 pixels on a
phone of 360 and 18 pixels on a desk. Nothing is styled inline, so that a strict content policy holds."""

TEXT, SMALL = 12, 11

ABOVE = 9
"""Units from a dot up to the foot of its figure."""

MOST_MARKED, LONGEST_ROUND = 5, 8
"""Rounds named below a chart, and characters of such a name: more would run into each other."""

_BAND = 'fill="currentColor" fill-opacity="0.1"'


@dataclass(frozen=True, slots=True)
class Whisker:
    """A dot with its interval: a score, a rate or a rank. ``figure`` is what is written beside it."""

    name: str
    value: float
    low: float
    high: float
    figure: str = ""


def trend_svg(
    points: Sequence[tuple[str, Number | None]],
    *,
    title: str,
    unit: str = "分",
    say: Say = str,
    limit: tuple[str, Number] | None = None,
    digits: int = 2,
) -> str:
    """Draw a figure round by round, oldest first. A round without data leaves a gap and is named 无数据.

    ``limit`` is a name and a figure that is not to be passed, drawn dashed; figures have ``digits`` decimals.
    """
    said = say("，").join(
        f"{name} {say(ABSENT) if value is None else shown(value, digits) + unit}" for name, value in points
    )
    known = [float(value) for _, value in points if value is not None]
    if not known:
        return _nothing(title, say)
    held = known if limit is None else [*known, float(limit[1])]
    scale = _Scale(_padded(min(held), max(held), 0.45), 130.0, 20.0)
    across = _spread(len(points))
    parts = [_line(20, 138, WIDTH - 20, 138, "chart-axis")]
    if limit is not None:
        said += f"{say('；')}{limit[0]} {shown(limit[1], 0)}{unit}"
        y, last = scale(float(limit[1])), points[-1][1]
        in_the_way = last is not None and abs(scale(float(last)) - ABOVE - (y - 4)) < TEXT
        parts += _limit_line(f"{limit[0]} {shown(limit[1], 0)}", y, named_left=in_the_way)
    dots = [
        None if value is None else (x, scale(float(value)))
        for x, (_, value) in zip(across, points, strict=True)
    ]
    parts += [_polyline(run, "chart-mark") for run in _runs(dots) if len(run) > 1]
    before = None
    for at, (x, dot, (name, value)) in enumerate(zip(across, dots, points, strict=True)):
        marked = _is_marked(at, len(points))
        if dot is not None:
            figure = shown(value, digits)
            parts.append(_dot(*dot, 4, "chart-mark", f"{name} {figure}{unit}"))
            above = before is None or dot[1] <= before
            if marked:
                parts.append(_text(x, dot[1] + (-ABOVE if above else 19), figure, "middle", "chart-figure"))
            before = dot[1]
        if marked:
            parts.append(_text(x, 156, _short(name, LONGEST_ROUND), "middle", "chart-label", SMALL))
    return _svg(title, f"{title}{say('：')}{said}", 164, parts)


def history_svg(
    series: Sequence[tuple[str, int, int]], *, title: str, asked: Number | None = None, say: Say = str
) -> str:
    """Draw a standard's rounds (name, n, y), oldest first: each rate, their moving average, its control limits.

    ``asked`` is the pass rate asked, a share. An average outside the limits is marked: more than chance explains.
    """
    points = ewma([y for _, _, y in series], [n for _, n, _ in series])
    if not points:
        return _nothing(title, say)
    scale = _Scale(_rate_range(points, asked), 150.0, 14.0)
    across = _spread(len(points), 44.0)
    parts = [_grid_line(scale, share) for share in _ticks(scale)]
    band = [(x, scale(one.upper)) for x, one in zip(across, points, strict=True)]
    band += [(x, scale(one.lower)) for x, one in reversed(list(zip(across, points, strict=True)))]
    parts.append(f'<polygon class="chart-band" points="{_points(band)}" {_BAND}/>')
    if asked is not None:
        parts += _limit_line(say("要求%(rate)s") % {"rate": percent(asked, 0)}, scale(float(asked)), 44)
    parts.append(
        _polyline([(x, scale(one.average)) for x, one in zip(across, points, strict=True)], "chart-mark")
    )
    for at, (x, one, (name, n, y)) in enumerate(zip(across, points, series, strict=True)):
        if one.rate is not None:
            note = say("%(name)s：%(ok)d/%(n)d 个点次合格，%(rate)s") % {
                "name": name,
                "ok": y,
                "n": n,
                "rate": percent(Fraction(y, n), 1),
            }
            parts.append(_dot(x, scale(one.rate), 3.5, "chart-second", note, hollow=True))
        if one.signals:
            outside = say("移动平均超出控制限")
            parts.append(_dot(x, scale(one.average), 6, "chart-signal", outside, hollow=True))
        if _is_marked(at, len(points)):
            parts.append(_text(x, 170, _short(name, LONGEST_ROUND), "middle", "chart-label", SMALL))
    parts += [
        _dot(50, 187, 3.5, "chart-second", hollow=True),
        _text(59, 191, say("各轮合格率"), "start", size=SMALL),
    ]
    parts += [
        _polyline([(136, 187), (154, 187)], "chart-mark"),
        _text(159, 191, say("移动平均"), "start", size=SMALL),
    ]
    parts.append(f'<rect class="chart-band" x="226" y="181" width="18" height="12" {_BAND}/>')
    parts.append(_text(249, 191, say("控制限之内"), "start", size=SMALL))
    return _svg(title, _history_said(title, series, points, asked, say), 200, parts)


def whiskers_svg(
    rows: Sequence[Whisker], *, title: str, measure: str, best_low: bool = False, say: Say = str
) -> str:
    """Draw dots with intervals, first row on top: scores, rates, or ranks (``best_low``: 1 is at the right)."""
    if not rows:
        return _nothing(title, say)
    low, high = _padded(min(one.low for one in rows), max(one.high for one in rows), 0.04)
    left, right, step = 118.0, WIDTH - 50.0, 24.0
    scale = _Scale((high, low) if best_low else (low, high), left, right)
    foot = 8 + step * len(rows)
    parts = []
    for at, one in enumerate(rows):
        y = 20 + step * at
        figure = one.figure or shown(one.value)
        note = say("%(name)s %(figure)s，90%% 区间 %(low)s～%(high)s") % {
            "name": one.name,
            "figure": figure,
            "low": shown(one.low),
            "high": shown(one.high),
        }
        parts.append(f"<g><title>{_safe(note)}</title>")
        parts.append(_line(left, y, right, y, "chart-grid", faint=True))
        parts.append(_text(left - 10, y + 4, _short(one.name, 8), "end", "chart-label"))
        parts.append(_line(scale(one.low), y, scale(one.high), y, "chart-whisker", width=4, faint=False))
        parts.append(_dot(scale(one.value), y, 5, "chart-mark"))
        parts.append(_text(WIDTH, y + 4, figure, "end", "chart-figure"))
        parts.append("</g>")
    parts.append(
        _text(
            left,
            foot + 18,
            say("%(measure)s，粗线为 90%% 区间") % {"measure": measure},
            "start",
            "chart-label",
            SMALL,
        )
    )
    said = say("；").join(
        f"{one.name} {one.figure or shown(one.value)} [{shown(one.low)}, {shown(one.high)}]" for one in rows
    )
    return _svg(title, f"{title}{say('：')}{said}", foot + 26, parts)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Maps ``values`` (from, to) onto positions ``start`` … ``end``."""

    values: tuple[float, float]
    start: float
    end: float

    def __call__(self, value: float) -> float:
        low, high = self.values
        return self.start + (value - low) / (high - low) * (self.end - self.start)


def _padded(low: float, high: float, share: float) -> tuple[float, float]:
    room = max(high - low, 1e-3 * max(abs(high), 1.0))
    return low - share * room, high + share * room


def _rate_range(points: Sequence[ChartPoint], asked: Number | None) -> tuple[float, float]:
    """Range of a chart of rates: tens of percent that hold all of it."""
    values = [0.9 if asked is None else float(asked)]
    for one in points:
        values += [one.lower, one.upper, one.average] + ([] if one.rate is None else [one.rate])
    low = max(0.0, (min(values) * 10 - 0.3) // 1 / 10)
    return min(low, 0.8), 1.0


def _ticks(scale: _Scale) -> list[float]:
    low, high = scale.values
    step = 0.1 if high - low < 0.45 else 0.2
    count = round((high - low) / step + 1e-9)
    return [round(high - step * at, 2) for at in range(count + 1) if high - step * at >= low - 1e-9]


def _spread(count: int, left: float = 34.0) -> list[float]:
    right = WIDTH - 34.0
    if count == 1:
        return [(left + right) / 2]
    return [left + 14 + (right - left - 14) * at / (count - 1) for at in range(count)]


def _is_marked(at: int, count: int) -> bool:
    """Whether round ``at`` is named below the chart: the last one, and every few before it."""
    every = -(-count // MOST_MARKED)
    return at % every == (count - 1) % every


def _nothing(title: str, say: Say = str) -> str:
    absent = say(ABSENT)
    return _svg(title, f"{title}{say('：')}{absent}", 60, [_text(WIDTH / 2, 34, absent, "middle")])


def _runs(dots: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Split a line where data are missing."""
    runs: list[list[tuple[float, float]]] = [[]]
    for dot in dots:
        if dot is None:
            runs.append([])
        else:
            runs[-1].append(dot)
    return runs


def _history_said(
    title: str,
    series: Sequence[tuple[str, int, int]],
    points: Sequence[ChartPoint],
    asked: Number | None,
    say: Say,
) -> str:
    opened, closed = say("（"), say("）")
    each = say("，").join(
        f"{name} {y}/{n}{opened}{percent(Fraction(y, n), 1)}{closed}" if n else f"{name} {say(ABSENT)}"
        for name, n, y in series
    )
    out = say("、").join(name for (name, _, _), one in zip(series, points, strict=True) if one.signals)
    sentences = [say("%(title)s。各轮合格点次/检查点次：%(each)s。") % {"title": title, "each": each}]
    if asked is not None:
        sentences.append(say("要求合格率 %(rate)s。") % {"rate": percent(asked, 0)})
    if out:
        sentences.append(say("移动平均在%(rounds)s超出控制限，变化大于抽样误差。") % {"rounds": out})
    else:
        sentences.append(say("移动平均没有超出控制限。"))
    return "".join(sentences)


def _svg(title: str, description: str, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(height)}" role="img" class="chart-svg" '
        f'font-size="{TEXT}">'
        f"<title>{_safe(title)}</title><desc>{_safe(description)}</desc>{''.join(parts)}</svg>"
    )


def _limit_line(said: str, y: float, start: float = 20, *, named_left: bool = False) -> list[str]:
    """A dashed line across, with what it is at its right end, or at its left where a figure stands in the way."""
    return [
        _line(start, y, WIDTH - 10, y, "chart-limit", dashed=True),
        _text(start, y - 4, said, "start", "chart-label", SMALL)
        if named_left
        else _text(WIDTH - 10, y - 4, said, "end", "chart-label", SMALL),
    ]


def _grid_line(scale: _Scale, share: float) -> str:
    y = scale(share)
    label = _text(38, y + 4, percent(Decimal(str(share)), 0), "end", "chart-label", SMALL)
    return _line(44, y, WIDTH - 10, y, "chart-grid", faint=True) + label


def _line(
    x: float,
    y: float,
    to_x: float,
    to_y: float,
    name: str,
    *,
    width: float = 1,
    dashed: bool = False,
    faint: bool = False,
) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    pale = ' stroke-opacity="0.15"' if faint else ' stroke-opacity="0.45"' if width > 1 else ""
    return (
        f'<line class="{name}" x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to_x)}" y2="{_n(to_y)}" '
        f'stroke="currentColor" stroke-width="{_n(width)}"{dash}{pale}/>'
    )


def _polyline(points: Sequence[tuple[float, float]], name: str) -> str:
    return (
        f'<polyline class="{name}" points="{_points(points)}" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linejoin="round"/>'
    )


def _dot(x: float, y: float, radius: float, name: str, note: str = "", *, hollow: bool = False) -> str:
    said = f"<title>{_safe(note)}</title>" if note else ""
    paint = 'fill="none" stroke="currentColor" stroke-width="1.5"' if hollow else 'fill="currentColor"'
    return f'<circle class="{name}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" {paint}>{said}</circle>'


def _text(x: float, y: float, text: str, anchor: str, name: str = "chart-label", size: int = TEXT) -> str:
    return (
        f'<text class="{name}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{size}" '
        f'fill="currentColor">{_safe(text)}</text>'
    )


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    """A coordinate, to a tenth of a unit, without needless zeros."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _safe(text: str) -> str:
    return escape(one_line(text), quote=True)


def _short(text: str, most: int) -> str:
    name = one_line(text)
    return name if len(name) <= most else f"{name[: most - 1]}…"
