"""Intervals with explicit ends, and whether a set of them says something of every value, and one thing only.

Papers often leave one value out: the responsibility letter of Tongliang (铜梁创卫) takes 4 points for (80,85)
and 5 below 80, and says nothing of exactly 80. Such a gap is refused and named, never filled by a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


class RubricError(ValueError):
    """A rule that cannot be applied as written, e.g. bands that leave a gap. The message names the gap."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A range with explicit open and closed ends; None is unbounded. Written ``[80,90)``, ``(85,+inf)``."""

    low: Decimal | None
    high: Decimal | None
    low_closed: bool
    high_closed: bool

    def __post_init__(self) -> None:
        if (self.low is None and self.low_closed) or (self.high is None and self.high_closed):
            raise RubricError(f"区间 {format_interval(self)} 没有尽头的一端只能用圆括号")
        if self.low is None or self.high is None:
            return
        if self.low > self.high:
            raise RubricError(f"区间 {format_interval(self)} 的下限大于上限")
        if self.low == self.high and not (self.low_closed and self.high_closed):
            raise RubricError(
                f"区间 {format_interval(self)} 里没有任何值，单独一个值写作 [{self.low:f},{self.low:f}]"
            )


_END = r"([-+]?(?:[0-9]{1,15}(?:\.[0-9]{1,15})?|inf|∞))"
_WRITTEN = re.compile(rf"\s*([\[(])\s*{_END}\s*,\s*{_END}\s*([\])])\s*")


def parse_interval(text: str) -> Interval:
    """Read ``[80,90)`` or ``(85,+inf)``; full-width brackets, commas and ∞ are understood too.

    Raises RubricError when it is written otherwise or holds no value.
    """
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None:
        raise RubricError(
            f"“{text[:40]}”不是区间，应写作 [80,90)：方括号含这一端，圆括号不含，没有尽头写 +inf 或 -inf"
        )
    opening, low, high, closing = found.groups()
    return Interval(_end(low, "-", text), _end(high, "+", text), opening == "[", closing == "]")


def _end(written: str, sign: str, text: str) -> Decimal | None:
    if written.lstrip("+-") not in ("inf", "∞"):
        return Decimal(written)
    if ("-" if written.startswith("-") else "+") != sign:
        raise RubricError(f"区间“{text[:40]}”的无穷一端写反了：下限是 -inf，上限是 +inf")
    return None


def format_interval(interval: Interval) -> str:
    """Write ``interval`` so that ``parse_interval`` reads it back."""
    low = "-inf" if interval.low is None else f"{interval.low:f}"
    high = "+inf" if interval.high is None else f"{interval.high:f}"
    return f"{'[' if interval.low_closed else '('}{low},{high}{']' if interval.high_closed else ')'}"


def contains(interval: Interval, value: Fraction | Decimal) -> bool:
    """Whether ``value`` lies in ``interval``, exactly."""
    exact = Fraction(value)
    return _above_low(interval, exact) and _below_high(interval, exact)


def _above_low(interval: Interval, value: Fraction) -> bool:
    if interval.low is None:
        return True
    low = Fraction(interval.low)
    return value >= low if interval.low_closed else value > low


def _below_high(interval: Interval, value: Fraction) -> bool:
    if interval.high is None:
        return True
    high = Fraction(interval.high)
    return value <= high if interval.high_closed else value < high


_Cut = tuple[Fraction, int]
"""A place between values: (x, 0) just below x, (x, 1) just above it. Ends of intervals compare exactly so."""


def check_bands(bands: Sequence[tuple[str, Interval]], domain: Interval) -> None:
    """Refuse (grade, interval) pairs that leave a gap in ``domain``, overlap, or reach beyond it.

    Raises RubricError naming the values that no grade, or two, speak of.
    """
    if not bands:
        raise RubricError("没有写任何等级区间")
    reached = _low(domain)
    before = ""
    for grade, interval in sorted(bands, key=lambda band: (_low(band[1]), _high(band[1]))):
        low = _low(interval)
        if low < _low(domain) or _high(interval) > _high(domain):
            raise RubricError(
                f"等级 {grade} 的区间 {format_interval(interval)} 超出了取值范围 {format_interval(domain)}"
            )
        if low > reached:
            raise RubricError(f"{_values(reached, low)}，各等级区间都没有包括，请写明它属于哪一级")
        if low < reached:
            shared = _values(low, min(reached, _high(interval)))
            raise RubricError(f"等级 {before} 和等级 {grade} 的区间重叠：{shared}，请改成只属于一级")
        reached, before = _high(interval), grade
    if reached < _high(domain):
        raise RubricError(f"{_values(reached, _high(domain))}，各等级区间都没有包括，请写明它属于哪一级")


_FAR = Fraction(10) ** 40
"""Stands for infinity: farther out than any end that ``parse_interval`` reads."""


def _low(interval: Interval) -> _Cut:
    return (-_FAR, 0) if interval.low is None else (Fraction(interval.low), int(not interval.low_closed))


def _high(interval: Interval) -> _Cut:
    return (_FAR, 0) if interval.high is None else (Fraction(interval.high), int(interval.high_closed))


def _values(start: _Cut, end: _Cut) -> str:
    """Name the values between two cuts: 恰为 80, or an interval."""
    if start[0] == end[0]:
        return f"恰为 {_shown(start[0])} 时"
    low = "-inf" if start[0] == -_FAR else _shown(start[0])
    high = "+inf" if end[0] == _FAR else _shown(end[0])
    opening = "[" if start[1] == 0 and low != "-inf" else "("
    return f"{opening}{low},{high}{']' if end[1] == 1 else ')'} 之内"


def _shown(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
