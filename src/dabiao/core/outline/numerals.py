"""Chinese numerals as official documents count with them: 一 to 九十九."""

from __future__ import annotations

DIGITS = "一二三四五六七八九"
NUMERAL = "[一二三四五六七八九十]{1,3}"
"""A pattern for one."""

TEN = 10


def value_of(numeral: str) -> int | None:
    """The number ``numeral`` says, Arabic digits too; None for what is no number below 100."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    tens, found, units = numeral.partition("十")
    if not found:
        return DIGITS.index(tens) + 1 if len(tens) == 1 and tens in DIGITS else None
    if len(tens) > 1 or len(units) > 1 or any(one not in DIGITS for one in tens + units):
        return None
    return (DIGITS.index(tens) + 1 if tens else 1) * TEN + (DIGITS.index(units) + 1 if units else 0)


def numeral_of(value: int) -> str:
    """``value``, 1 to 99, in Chinese."""
    tens, units = divmod(value, TEN)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{DIGITS[tens - 1]}十")
    return head + (DIGITS[units - 1] if units else "")
