"""Charts for print: PNG pictures of the figures in a circular, in restrained colour that survives a grey printer.

The same assessment gives the same pictures on the same machine. Without a typeface that has Chinese characters
there are none: boxes in place of words would be worse, and the tables say the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from math import ceil
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dabiao.core.assessment import Assessment, RankedUnit, StabilityClass
from dabiao.office.aligned_text import text_width
from dabiao.office.cells_safe import one_line
from dabiao.office.numbers import exact, shown
from dabiao.office.whole_file import whole_file

FACES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimSun",
    "Noto Serif CJK SC",
    "Noto Sans CJK JP",
    "Noto Serif CJK JP",
)
"""Faces with Simplified Chinese characters, best for charts first. A Noto collection holds all regional forms in
one file, which goes by the name of the first of them, JP."""

WIDTH, DPI = 6.14, 200
"""Inches: 156 mm, the width of a document's text; 200 dots an inch print sharp."""

COLOURS = {
    StabilityClass.COMPLIANT: "#1f7a4d",
    StabilityClass.UNSTABLE: "#d9a441",
    StabilityClass.NON_COMPLIANT: "#b3261e",
    StabilityClass.INSUFFICIENT: "#c3c9d0",
}
INK, QUIET, LINE, PALE = "#1d2530", "#5b6675", "#1f5f8b", "#dfe3e8"

MOST_STANDARDS, MOST_UNITS = 12, 30
"""Lines in one chart: more could not be read on paper."""

LONGEST_LABEL = 14
"""Characters of a name beside an axis."""

FONT_SIZE = 9
"""Points; a Chinese character is as wide as it is high, a digit about half."""

AXIS_SHARE = 0.9
"""Of a chart's width, what the axis has; the rest is figures and names beside it."""

Row = tuple[str, float, float, float]
"""Name, figure, and the ends of its interval."""


@cache
def chart_font() -> str | None:
    """Find a typeface for Chinese on this machine; None where there is none (``doctor`` says what to install)."""
    return installed(FACES)


def installed(faces: Sequence[str]) -> str | None:
    """Find the first of ``faces`` that this machine has."""
    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return next((face for face in faces if face in known), None)


def draw_charts(assessment: Assessment, folder: Path) -> tuple[Path, ...]:
    """Draw what there is data for into ``folder``, made if need be, and list the files; none without a typeface.

    Raises OSError where ``folder`` cannot be written to.
    """
    face = chart_font()
    if face is None:
        return ()
    folder.mkdir(parents=True, exist_ok=True)
    drawn: list[Path] = []
    with mpl.rc_context({"font.family": [face], "font.size": FONT_SIZE, "axes.unicode_minus": False}):
        for title, chart in _charts(assessment):
            path = folder / f"图{len(drawn) + 1} {title}.png"
            _save(chart, path)
            drawn.append(path)
    return tuple(drawn)


def _charts(assessment: Assessment) -> list[tuple[str, Figure]]:
    asked = {float(one.pass_rate) * 100 for one in assessment.standards if one.stability}
    worst = sorted(
        (
            (
                one.title,
                100 * one.stability.rate,
                100 * one.stability.interval[0],
                100 * one.stability.interval[1],
            )
            for one in assessment.standards
            if one.stability
        ),
        key=lambda row: row[1],
    )[:MOST_STANDARDS]
    counts = Counter(one.stability.stability_class for one in assessment.standards if one.stability)
    scored = [(one.name, float(exact(one.score))) for one in assessment.rounds if one.score is not None]
    wanted: list[tuple[str, bool, Callable[[], Figure]]] = [
        ("测评标准达标情况", bool(counts), lambda: _classes(counts)),
        ("各轮综合得分", len(scored) > 1, lambda: _trend(scored)),
        ("街道得分", bool(assessment.streets), lambda: _whiskers(_rows(assessment.streets), "得分")),
        ("责任单位符合率", bool(assessment.units), lambda: _whiskers(_rows(assessment.units), "符合率（%）")),
        (
            "估计合格率最低的测评标准",
            bool(worst),
            lambda: _whiskers(worst, "估计合格率（%）", line=asked.pop() if len(asked) == 1 else None),
        ),
    ]
    return [(title, draw()) for title, there, draw in wanted if there]


def _rows(ranked: Sequence[RankedUnit]) -> list[Row]:
    several = len({one.group for one in ranked}) > 1
    return [
        (f"{one.name}（{one.group}）" if several else one.name, float(exact(one.score)), *one.interval)
        for one in ranked[:MOST_UNITS]
    ]


def _sheet(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(QUIET)
    axes.tick_params(colors=INK, length=0)
    return figure, axes


def _classes(counts: Counter[StabilityClass]) -> Figure:
    figure, axes = _sheet(1.25)
    total, left = sum(counts.values()), 0
    for kind in StabilityClass:
        axes.barh(0, counts[kind], left=left, color=COLOURS[kind], height=0.6, edgecolor="white")
        if counts[kind]:
            bright = kind in (StabilityClass.UNSTABLE, StabilityClass.INSUFFICIENT)
            axes.text(
                left + counts[kind] / 2,
                0,
                str(counts[kind]),
                ha="center",
                va="center",
                color=INK if bright else "white",
            )
        left += counts[kind]
    axes.set_xlim(0, total)
    axes.set_axis_off()
    marks = [
        mpl.patches.Patch(color=COLOURS[kind], label=f"{kind.value} {counts[kind]}条")
        for kind in StabilityClass
    ]
    figure.legend(
        handles=marks, loc="outside lower center", ncols=4, frameon=False, handlelength=1, columnspacing=1.5
    )
    return figure


def _trend(scored: Sequence[tuple[str, float]]) -> Figure:
    figure, axes = _sheet(2.4)
    places, scores = range(len(scored)), [score for _, score in scored]
    names, figures = [_label(name) for name, _ in scored], [shown(score) for score in scores]
    named, numbered = _apart(names), _apart(figures) | {scores.index(min(scores)), scores.index(max(scores))}
    axes.plot(places, scores, color=LINE, marker="o", markersize=5, linewidth=1.8)
    for at, score in zip(places, scores, strict=True):
        if at not in numbered:
            continue
        above = at == 0 or score >= scores[at - 1]
        axes.annotate(
            figures[at],
            (at, score),
            (0, 7 if above else -15),
            textcoords="offset points",
            ha="center",
            color=INK,
        )
    axes.set_xticks(sorted(named), [names[at] for at in sorted(named)])
    spread = max(max(scores) - min(scores), 1.0)
    axes.set_ylim(min(scores) - 0.6 * spread, max(scores) + 0.5 * spread)
    axes.set_xlim(-0.4, len(scored) - 0.6)
    axes.set_ylabel("综合得分", color=QUIET)
    axes.grid(axis="y", color=PALE, linewidth=0.7)
    axes.set_axisbelow(True)
    return figure


def _apart(texts: Sequence[str]) -> set[int]:
    """Choose, from the last one back, the places whose texts do not run into each other along the axis."""
    room = WIDTH * 72 * AXIS_SHARE / len(texts)
    widest = max(map(text_width, texts)) * FONT_SIZE / 2
    step = ceil((widest + FONT_SIZE) / room)
    return set(range(len(texts) - 1, -1, -step))


def _whiskers(rows: Sequence[Row], measure: str, line: float | None = None) -> Figure:
    """Draw a dot and its interval per row, first row on top; ``line`` marks what is asked."""
    figure, axes = _sheet(0.75 + 0.24 * len(rows))
    places = range(len(rows), 0, -1)
    for at, (_, value, low, high) in zip(places, rows, strict=True):
        axes.plot([low, high], [at, at], color=LINE, linewidth=1.6, alpha=0.55, solid_capstyle="butt")
        axes.plot([value], [at], color=LINE, marker="o", markersize=5)
        axes.annotate(
            shown(value, 1),
            (high, at),
            (5, 0),
            textcoords="offset points",
            va="center",
            color=QUIET,
            fontsize=8,
        )
    axes.set_yticks(list(places), [_label(name) for name, *_ in rows])
    axes.set_ylim(0.4, len(rows) + 0.6)
    low, high = min(row[2] for row in rows), max(row[3] for row in rows)
    if line is not None:
        low, high = min(low, line), max(high, line)
        axes.axvline(line, color=COLOURS[StabilityClass.NON_COMPLIANT], linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(
            f"要求{line:g}",
            (line, len(rows) + 0.6),
            (3, -1),
            textcoords="offset points",
            va="top",
            fontsize=8,
            color=COLOURS[StabilityClass.NON_COMPLIANT],
        )
    room = max(high - low, 1.0)
    axes.set_xlim(max(0.0, low - 0.05 * room), high + 0.12 * room)
    axes.set_xlabel(f"{measure}，横线为90%区间", color=QUIET)
    axes.grid(axis="x", color=PALE, linewidth=0.7)
    axes.set_axisbelow(True)
    return figure


def _label(text: str) -> str:
    """Shorten a name to fit beside an axis; ``$`` would start a formula."""
    name = one_line(text).replace("$", "＄")
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"


def _save(figure: Figure, path: Path) -> None:
    with whole_file(path) as making:
        figure.savefig(making, format="png", metadata={"Software": None})
