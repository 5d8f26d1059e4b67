"""The arithmetic in words: every figure exact, as it would stand on paper, rounded only where a total is shown."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction

from dabiao.core.ranking import Exact, display
from dabiao.insight.outside.totals import CycleBook, YearLine

SHOWN_DIGITS = 2
"""Decimals of a total on a page, as circulars publish scores."""

_EXACTLY = Context(prec=60)
"""More digits than products of three-decimal figures, weights and shares can have."""


def figure(value: Exact) -> str:
    """A figure with all its digits and no needless zeros; one that never ends has 60."""
    exactly = _EXACTLY.divide(Decimal(Fraction(value).numerator), Decimal(Fraction(value).denominator))
    text = f"{exactly:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Exact) -> str:
    """A total as it is shown: half up, two decimals."""
    return f"{display(value, SHOWN_DIGITS):f}"


def at_least(value: Exact) -> str:
    """What is needed, rounded up: a figure that was rounded down would not be enough."""
    exactly = _EXACTLY.divide(Decimal(Fraction(value).numerator), Decimal(Fraction(value).denominator))
    return f"{exactly.quantize(Decimal(1).scaleb(-SHOWN_DIGITS), rounding=ROUND_CEILING):f}"


def share(value: Exact) -> str:
    """A weight in percent: 15%."""
    return f"{figure(Fraction(value) * 100)}%"


def of_year(line: YearLine) -> str:
    """How a year's total comes about: ``94.65 − 5 = 89.65``; empty while it is not known."""
    if line.total is None or line.score is None or line.annual is None or line.annual.score is None:
        return ""
    total = line.total
    terms = _score_terms(line)
    terms += "".join(f" + {figure(one.points)}" for one in total.bonuses if one.points)
    terms += "".join(f" − {figure(one.points)}" for one in total.deductions if one.points)
    whole = figure(total.total)
    return whole if terms == whole else f"{terms} = {whole}"


def _score_terms(line: YearLine) -> str:
    assert line.annual is not None
    assert line.annual.score is not None
    if not line.parts:
        return figure(line.annual.score)
    rest = 1 - sum((Fraction(part.share) for part, _ in line.parts), Fraction(0))
    own = [f"{figure(line.annual.score)} × {share(rest)}"]
    own += [
        f"{figure(result.score)} × {share(part.share)}"
        for part, result in line.parts
        if result is not None and result.score is not None
    ]
    return " + ".join(own)


def weighed(line: YearLine) -> str:
    """What a year brings to the cycle: ``89.65 × 60% = 53.79``; empty while it is not known."""
    if line.total is None or line.weighed is None:
        return ""
    return f"{figure(line.total.total)} × {share(line.weight)} = {figure(line.weighed)}"


def of_cycle(book: CycleBook) -> str:
    """How the cycle's total comes about from the years known: ``13.53 + 23.0875 + 53.79 = 90.4075``."""
    known = [one.weighed for one in book.years if one.weighed is not None]
    return _summed(known) if known else ""


def _summed(terms: Iterable[Fraction]) -> str:
    found = list(terms)
    whole = figure(sum(found, Fraction(0)))
    return whole if len(found) == 1 else f"{' + '.join(map(figure, found))} = {whole}"
