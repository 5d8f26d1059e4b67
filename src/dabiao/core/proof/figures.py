"""Printed figures and what they stand for.

A printed figure is one exact number only when it is a count. Everything else was rounded before it was printed, so it
stands for an interval: 97.76 for 97.755 to 97.765 when rounded half-up, for 97.76 up to but not including 97.77 when
the digits behind were cut off. Both ends of a half-up interval count as inside, because spreadsheet programs and
binary floats take an exact half either way. All ends are exact fractions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from dabiao.core.ranking import display


class Rounding(Enum):
    """How a figure lost its further digits."""

    HALF_UP = "四舍五入"
    TRUNCATED = "截尾"


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``lo`` to ``hi``; an open end is not itself inside."""

    lo: Fraction
    hi: Fraction
    lo_open: bool = False
    hi_open: bool = False

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            self.lo + other.lo,
            self.hi + other.hi,
            self.lo_open or other.lo_open,
            self.hi_open or other.hi_open,
        )

    def __neg__(self) -> Interval:
        return Interval(-self.hi, -self.lo, self.hi_open, self.lo_open)

    def __mul__(self, other: Interval) -> Interval:
        corners = [
            (a * b, (a_open and (b != 0 or b_open)) or (b_open and (a != 0 or a_open)))
            for a, a_open in ((self.lo, self.lo_open), (self.hi, self.hi_open))
            for b, b_open in ((other.lo, other.lo_open), (other.hi, other.hi_open))
        ]
        lo, hi = min(corner[0] for corner in corners), max(corner[0] for corner in corners)
        return Interval(
            lo,
            hi,
            all(is_open for value, is_open in corners if value == lo),
            all(is_open for value, is_open in corners if value == hi),
        )

    def reciprocal(self) -> Interval | None:
        """One over it; None when zero is inside or at an end, since then it has no bound."""
        if self.lo <= 0 <= self.hi:
            return None
        return Interval(1 / self.hi, 1 / self.lo, self.hi_open, self.lo_open)

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return _reaches(self.hi, self.hi_open, other.lo, other.lo_open) and _reaches(
            other.hi, other.hi_open, self.lo, self.lo_open
        )


def _reaches(hi: Fraction, hi_open: bool, lo: Fraction, lo_open: bool) -> bool:
    return hi > lo or (hi == lo and not hi_open and not lo_open)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed. A percentage is kept as a share: 90.71% has value 0.9071 and unit 0.0001."""

    text: str
    value: Fraction
    unit: Fraction
    """What one step of the last printed digit is worth."""
    percent: bool = False
    exact: bool = False
    """A count: it stands for itself alone."""

    @property
    def digits(self) -> int:
        """Decimals printed, of the percentage where it is one."""
        unit, digits = self.unit * (100 if self.percent else 1), 0
        while unit < 1:
            unit, digits = unit * 10, digits + 1
        return digits

    def interval(self, rounding: Rounding) -> Interval:
        """Every number that could have been printed like this."""
        if self.exact:
            return Interval(self.value, self.value)
        if rounding is Rounding.HALF_UP:
            return Interval(self.value - self.unit / 2, self.value + self.unit / 2)
        if self.value < 0:
            return Interval(self.value - self.unit, self.value, lo_open=True)
        return Interval(self.value, self.value + self.unit, hi_open=True)

    def shown_like(self, value: Fraction) -> str:
        """``value`` printed as this figure is: the same decimals, rounded half-up, with its percent sign."""
        # A whole number that was no count may have needed decimals: show two when it is not whole.
        digits = self.digits
        if self.exact and value.denominator != 1:
            digits = 2
        shown = display(value * 100 if self.percent else value, digits)
        return f"{shown:f}%" if self.percent else f"{shown:f}"


LONGEST_FIGURE = 40
"""Characters. Longer runs of digits are account numbers or mischief, not figures of a circular."""

_FIGURE = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?"
    r"(?P<unit>%|分|件|个|处|户|人|条|项|次|名|家|起|宗|份|块|辆|例|场|天|位|元|万元|亿元)?"
)
_PLACE = re.compile(r"第(\d{1,6})名?")
_NOTHING = frozenset(
    ("", "-", "--", "—", "——", "–", "/", "\\", "无", "无数据", "不适用", "n/a", "na", "*", "…")
)


def plain(text: str) -> str:
    """Text without full-width forms and without any blank, for comparing labels and reading figures."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def says_nothing(text: str) -> bool:
    """Whether a cell is empty or holds one of the marks that stand for nothing."""
    return plain(text).lower() in _NOTHING


def read_figure(text: str) -> Figure | None:
    """The figure a cell holds, or None when it holds something else. ``１,２３４`` ``90.71%`` ``12件`` ``第3名``."""
    if len(text) > LONGEST_FIGURE:
        return None
    bare = plain(text).replace("−", "-")
    if place := _PLACE.fullmatch(bare):
        return Figure(text.strip(), Fraction(place[1]), Fraction(1))
    found = _FIGURE.fullmatch(bare)
    if found is None:
        return None
    decimals = found["decimals"] or ""
    whole = found["whole"].replace(",", "")
    value = Fraction(int(whole + decimals), 10 ** len(decimals)) * (-1 if found["sign"] == "-" else 1)
    unit = Fraction(1, 10 ** len(decimals))
    if found["unit"] == "%":
        return Figure(text.strip(), value / 100, unit / 100, percent=True)
    return Figure(text.strip(), value, unit)


Derivation = Callable[[Rounding], Interval | None]
"""What the other figures give, when they were rounded like this; None when they give nothing."""

_WAYS = (
    (Rounding.HALF_UP, Rounding.HALF_UP),
    (Rounding.TRUNCATED, Rounding.TRUNCATED),
    (Rounding.HALF_UP, Rounding.TRUNCATED),
)
"""How the given figures, and how the stated one, may have been rounded. First the usual way."""


def agreement(stated: Figure, derived: Derivation) -> Rounding | None:
    """The rounding under which ``stated`` agrees with what is derived; None when no rounding explains it."""
    for given, printed in _WAYS:
        interval = derived(given)
        if interval is not None and interval.meets(stated.interval(printed)):
            return printed
    return None
