"""Verdicts on single figures, and the choice of the formula a column follows.

A column follows a formula when its rows say so. Where the heading names the relation (合计, 整改率, a weight) most rows
are enough. Where nothing is named, the agreement must also be beyond chance: the probability that unrelated
figures agree in so many rows, times the number of formulas tried, stays below ``CHANCE_UNNAMED``. Only then does a
row that disagrees count as wrong, and only when every formula that explains the other rows equally well disagrees.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

import numpy as np

from dabiao.core.proof.figures import Derivation, Figure, Rounding, agreement, says_nothing
from dabiao.core.proof.formula import Floats, Formula, Sum, row_names
from dabiao.core.proof.table import BodyRow, ColumnKind, Layout, RowKind, letters


class Verdict(Enum):
    """What can be said of a printed figure."""

    HOLDS = "成立"
    FAILS = "不成立"
    UNCHECKABLE = "不能核对"


@dataclass(frozen=True, slots=True)
class Check:
    """One figure held against one formula."""

    row: int
    """As the file shows it, from 1."""
    column: int
    """0-based; ``letters`` gives the spreadsheet's name."""
    heading: str
    label: str
    stated: str
    verdict: Verdict
    formula: str = ""
    """In words: 现场×85%+问卷×15%."""
    working: str = ""
    """The same with its figures: 97.96×0.85+96.65×0.15."""
    expected: str = ""
    rounding: Rounding | None = None
    """How the figure must have been rounded for it to hold; None unless it holds."""
    reason: str = ""
    """Why it cannot be checked, or what else is worth knowing."""

    @property
    def cell(self) -> str:
        """The address a spreadsheet shows: D5."""
        return f"{letters(self.column)}{self.row}"


CHANCE_NAMED, CHANCE_UNNAMED = 1e-2, 1e-6
"""Largest probability that the agreement is an accident, for headings that name a relation and for those that do not.
Ours: strict enough that ten thousand unrelated columns of random figures raise no alarm, loose enough that four rows
of four-digit figures are proof."""

SAMPLE_ROWS = 60
"""Rows a formula is chosen by, spread over the table. All rows are then checked."""

SHORTLIST = 12
"""Formulas examined exactly, after a quick estimate has sorted out the rest."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Formulas that explain a column, all equally well; empty when none does."""

    formulas: tuple[Formula, ...] = ()
    held: int = 0
    failed: int = 0
    rows: int = 0


def make_check(
    layout: Layout,
    row: BodyRow,
    column: int,
    verdict: Verdict,
    *,
    formula: str = "",
    working: str = "",
    expected: str = "",
    reason: str = "",
) -> Check:
    """A check of the figure at ``row`` and ``column``, which must be there."""
    figure = row.figures[column]
    stated = figure.text if figure else ""
    return Check(
        row.number,
        column,
        layout.columns[column].name,
        row.label,
        stated,
        verdict,
        formula=formula,
        working=working,
        expected=expected,
        reason=reason,
    )


def judged(
    layout: Layout,
    row: BodyRow,
    column: int,
    derived: Derivation,
    *,
    point: Fraction | None,
    formula: str,
    working: str,
    reason: str = "",
) -> Check:
    """Hold the figure against what is derived; ``point`` is the value on the printed figures."""
    figure = row.figures[column]
    assert figure is not None
    rounding = agreement(figure, derived)
    check = make_check(
        layout,
        row,
        column,
        Verdict.HOLDS if rounding else Verdict.FAILS,
        formula=formula,
        working=working,
        expected=figure.shown_like(point) if point is not None else "",
        reason=reason,
    )
    return replace(check, rounding=rounding)


def check_formula(layout: Layout, row: BodyRow, column: int, formula: Formula, reason: str = "") -> Check:
    """Hold a figure against a formula on its own row."""
    figures = row.own_figures()
    filled = _with_zeros(row, figures, formula)
    words = formula.words(layout.names)
    if figures[column] is None:
        return make_check(
            layout, row, column, Verdict.UNCHECKABLE, formula=words, reason="这个数属于合并的几行"
        )
    if formula.interval(filled, Rounding.HALF_UP) is None:
        return make_check(
            layout,
            row,
            column,
            Verdict.UNCHECKABLE,
            formula=words,
            reason=_why_missing(layout, filled, formula),
        )
    check = judged(
        layout,
        row,
        column,
        lambda rounding: formula.interval(filled, rounding),
        point=formula.point(filled),
        formula=words,
        working=formula.words(row_names(filled)),
        reason=reason,
    )
    if check.verdict is Verdict.FAILS and filled != figures:
        return replace(
            check, verdict=Verdict.UNCHECKABLE, reason="同一行有空格，按 0 计对不上；请补齐空格再核对"
        )
    return check


def _with_zeros(
    row: BodyRow, figures: tuple[Figure | None, ...], formula: Formula
) -> tuple[Figure | None, ...]:
    """In a plain sum an empty cell adds nothing, as long as one part is there."""
    parts = formula.columns()
    if not isinstance(formula, Sum) or not any(figures[index] for index in parts):
        return figures
    zero = Figure("0", Fraction(0), Fraction(1), exact=True)
    return tuple(
        zero
        if figure is None and index in parts and index not in row.spanned and says_nothing(_text(row, index))
        else figure
        for index, figure in enumerate(figures)
    )


def _text(row: BodyRow, index: int) -> str:
    return row.texts[index] if index < len(row.texts) else ""


def _why_missing(layout: Layout, figures: Sequence[Figure | None], formula: Formula) -> str:
    missing = [layout.columns[index].name for index in sorted(formula.columns()) if figures[index] is None]
    if missing:
        return f"这一行缺“{'”“'.join(missing)}”的数"
    return "分母是 0 或可能是 0，没有这个率"


def best_of(checks: Sequence[Check]) -> Check:
    """Of several explanations the one that holds; else one that fails; a failing figure fails by all of them."""
    order = {Verdict.HOLDS: 0, Verdict.UNCHECKABLE: 1, Verdict.FAILS: 2}
    return min(checks, key=lambda check: (order[check.verdict], check.rounding is Rounding.TRUNCATED))


def sample(layout: Layout, column: int) -> list[BodyRow]:
    """Rows of data that have a figure of their own in ``column``, at most ``SAMPLE_ROWS``, evenly spread."""
    rows = [row for row in layout.of_kind(RowKind.DATA) if row.own_figures()[column] is not None]
    step = max(1, math.ceil(len(rows) / SAMPLE_ROWS))
    return rows[::step]


def choose(
    layout: Layout, column: int, formulas: Sequence[Formula], *, named: bool, pointed_at: bool = False
) -> Choice:
    """The formulas that explain ``column`` best, if they explain enough of it (see the head of this module).

    ``pointed_at``: the headings themselves give the few formulas, so they need no evidence beyond most of the rows.
    """
    rows = sample(layout, column)
    if not rows or not formulas:
        return Choice(rows=len(rows))
    shortlist = _shortlist(rows, column, formulas)
    results = [(formula, _results(layout, rows, column, formula)) for formula in shortlist]
    held = max((sum(result is True for result in one) for _, one in results), default=0)
    best = [(formula, one) for formula, one in results if sum(result is True for result in one) == held]
    if not held or not best:
        return Choice(rows=len(rows))
    fewest = min(sum(result is False for result in one) for _, one in best)
    best = [(formula, one) for formula, one in best if sum(result is False for result in one) == fewest]
    if not _enough(held, fewest, named):
        return Choice(held=held, rows=len(rows))
    limit = CHANCE_NAMED if named else CHANCE_UNNAMED
    first, outcome = best[0]
    if not pointed_at and _chance(rows, column, first, outcome, len(formulas)) > limit:
        return Choice(held=held, rows=len(rows))
    return Choice(tuple(formula for formula, _ in best), held, fewest, len(rows))


def choose_first(
    layout: Layout, column: int, pointed_at: Sequence[Formula], others: Sequence[Formula], *, named: bool
) -> Choice:
    """Choose among the formulas the headings point at, unless another one explains strictly more of the rows."""
    first = choose(layout, column, pointed_at, named=True, pointed_at=True)
    if first.formulas and not first.failed:
        return first
    wide = choose(layout, column, [*pointed_at, *others], named=named)
    if wide.formulas and (not first.formulas or wide.failed < first.failed):
        return wide
    return first if first.formulas else replace(wide, held=max(first.held, wide.held))


def _shortlist(rows: Sequence[BodyRow], column: int, formulas: Sequence[Formula]) -> list[Formula]:
    values, spreads = _floats(rows)
    likely = [_likely(formula, column, values, spreads) for formula in formulas]
    order = sorted(range(len(formulas)), key=lambda place: -likely[place])
    return [formulas[place] for place in order[:SHORTLIST] if likely[place]]


def _enough(held: int, failed: int, named: bool) -> bool:
    return held >= failed if named else held >= 3 and held >= 4 * failed


def _floats(rows: Sequence[BodyRow]) -> tuple[Floats, Floats]:
    """Values and largest rounding errors, shape (rows, columns); an empty cell is zero and quite uncertain."""
    figures = [row.own_figures() for row in rows]
    values = np.array([[float(one.value) if one else np.nan for one in row] for row in figures])
    spreads = np.array(
        [[0.0 if one is None or one.exact else float(one.unit) for one in row] for row in figures]
    )
    return values, spreads


def _likely(formula: Formula, column: int, values: Floats, spreads: Floats) -> int:
    known = np.nan_to_num(values, nan=0.0) if isinstance(formula, Sum) else values
    estimate, spread = formula.estimate(known, spreads)
    stated, unit = values[:, column], spreads[:, column]
    with np.errstate(invalid="ignore"):
        close = np.abs(estimate - stated) <= (spread + unit) * 1.01 + 1e-9 * (1 + np.abs(stated))
    return int(np.count_nonzero(close))


def _results(layout: Layout, rows: Sequence[BodyRow], column: int, formula: Formula) -> list[bool | None]:
    verdicts = (check_formula(layout, row, column, formula).verdict for row in rows)
    return [None if one is Verdict.UNCHECKABLE else one is Verdict.HOLDS for one in verdicts]


def _chance(
    rows: Sequence[BodyRow], column: int, formula: Formula, outcome: Sequence[bool | None], tried: int
) -> float:
    """Probability that one of ``tried`` unrelated formulas agrees in all the rows that hold.

    A row speaks only when at least two of the figures used are not zero, and equal rows speak once.
    """
    stated = [figure for row in rows if (figure := row.figures[column])]
    values = [figure.value for figure in stated]
    width = max(values) - min(values) or max(abs(value) for value in values)
    seen: set[tuple[Fraction | None, ...]] = set()
    logarithm = math.log10(max(tried, 1))
    for row, held in zip(rows, outcome, strict=True):
        figures = row.own_figures()
        used = [figures[index] for index in sorted(formula.columns())]
        key = tuple(one.value if one else None for one in (figures[column], *used))
        if not held or key in seen or sum(bool(one and one.value) for one in used) < min(2, len(used)):
            continue
        seen.add(key)
        logarithm += math.log10(_row_chance(figures[column], formula, figures, width))
    return float(10**logarithm) if logarithm > -300 else 0.0


def _row_chance(
    figure: Figure | None, formula: Formula, figures: Sequence[Figure | None], width: Fraction
) -> float:
    interval = formula.interval(figures, Rounding.HALF_UP)
    assert figure is not None
    if interval is None or not width:
        return 1.0
    tolerance = interval.hi - interval.lo + figure.unit
    return min(1.0, float(tolerance / (width + figure.unit)))


def applies_to(layout: Layout, row: BodyRow, formula: Formula) -> bool:
    """Whether a formula that holds on rows of data must hold on ``row`` too.

    Sums and means of rows keep linear relations, but a mean only when no row of data lacks a figure.
    """
    if row.kind in (RowKind.DATA, RowKind.PART):
        return True
    if row.kind is RowKind.WEIGHTS or not formula.linear():
        return False
    if row.kind in (RowKind.TOTAL, RowKind.SUBTOTAL) and all(
        layout.columns[index].kind is ColumnKind.COUNT for index in formula.columns()
    ):
        return True
    return all(
        data.figures[index] is not None
        for data in layout.of_kind(RowKind.DATA)
        for index in formula.columns()
    )


def check_column(layout: Layout, column: int, formulas: Sequence[Formula]) -> list[Check]:
    """Check every row the chosen formulas apply to."""
    checks = []
    for row in layout.body:
        if row.figures[column] is None:
            continue
        fitting = [formula for formula in formulas if applies_to(layout, row, formula)]
        if fitting:
            checks.append(best_of([check_formula(layout, row, column, formula) for formula in fitting]))
    return checks
