"""Figures as circulars print them: rounded once, half up, from the exact value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

Number = int | float | Decimal | Fraction

ABSENT = "无数据"
"""What stands where nothing was looked at. Nothing looked at is not zero."""

_DIGITS = "零一二三四五六七八九"


def exact(value: Number) -> Fraction:
    """The value without binary noise: a float counts as the shortest decimal that names it (0.285 is 285/1000)."""
    return Fraction(Decimal(repr(value))) if isinstance(value, float) else Fraction(value)


def half_up(value: Number, digits: int = 2) -> Decimal:
    """``value`` rounded to ``digits`` decimals, halves away from zero. Never a negative zero."""
    scaled = exact(value) * 10**digits
    magnitude = (abs(scaled) * 2 + 1) // 2
    return Decimal(int(-magnitude if scaled < 0 else magnitude)).scaleb(-digits)


def shown(value: Number | None, digits: int = 2) -> str:
    """``value`` with exactly ``digits`` decimals, or 无数据."""
    return ABSENT if value is None else f"{half_up(value, digits):f}"


def percent(share: Number | None, digits: int = 2) -> str:
    """A share of 1 as a percentage, ``Fraction(410, 452)`` → ``90.71%``."""
    return ABSENT if share is None else f"{shown(exact(share) * 100, digits)}%"


def plain(figure: Decimal) -> str:
    """A declared figure without needless zeros: 100, 1.8."""
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_percent(share: Number) -> str:
    """A declared share as a percentage without needless zeros: 90%, 92.5%."""
    return f"{plain(half_up(exact(share) * 100, 4))}%"


def percent_of(part: int, whole: int, digits: int = 2) -> str:
    """``part`` per ``whole`` as a percentage; without a denominator there is no rate."""
    return percent(Fraction(part, whole) if whole else None, digits)


def percent_range(interval: tuple[float, float], digits: int = 1) -> str:
    """An interval of shares in percent, for a column headed %: ``45.1～63.0``. One decimal: a model's estimate
    claims no more.
    """
    return "～".join(shown(exact(share) * 100, digits) for share in interval)


def chance(probability: float) -> str:
    """A probability in whole percent. A model is never quite certain, so never 0% and never 100%."""
    whole = half_up(exact(probability) * 100, 0)
    if whole < 1:
        return "不足1%"
    return "超过99%" if whole > 99 else f"{whole}%"


def numeral(number: int) -> str:
    """1 … 99 as a Chinese numeral, for headings: 一, 十二, 二十."""
    if not 0 < number < 100:
        raise ValueError(f"headings are numbered 1 to 99, not {number}")
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def day(when: date) -> str:
    """A date as documents write it, without leading zeros: 2026年3月2日."""
    return f"{when.year}年{when.month}月{when.day}日"


def day_span(first: date | None, last: date | None) -> str:
    """From the first to the last day, without repeating what is the same; empty when neither is known."""
    if first is None or last is None:
        known = first or last
        return day(known) if known else ""
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)}至{day(last)}"
    if first.month != last.month:
        return f"{day(first)}至{last.month}月{last.day}日"
    return f"{day(first)}至{last.day}日"
