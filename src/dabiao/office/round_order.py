"""The order of rounds: by earliest date, else by their numerals, else as the files have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_NUMERAL = re.compile(r"\d+|[零〇一二三四五六七八九十百两]+")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SEASONS = {"春": 1, "夏": 2, "秋": 3, "冬": 4, "上": 1, "下": 2}
_SEASON = re.compile(r"([春夏秋冬](?=季))|([上下](?=半年))")


def chinese_number(text: str) -> int:
    """Read a numeral below 1000, or digits in a row: 三 → 3, 一百零五 → 105, 二〇二六 → 2026."""
    if not re.search("[十百]", text):
        return int("".join(str(_DIGITS[digit]) for digit in text))
    total, digit = 0, 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def numerals(name: str) -> tuple[int, ...]:
    """Return the numbers in a round's name, in order: 2026年第三轮 → (2026, 3), 2025年下半年 → (2025, 2)."""
    plain = _SEASON.sub(lambda found: str(_SEASONS[found[0]]), name)
    return tuple(int(one) if one.isdigit() else chinese_number(one) for one in _NUMERAL.findall(plain))


def order_rounds(
    names: Sequence[str], earliest: Mapping[str, int | None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Order ``names``, given in file order, oldest first. ``earliest``: first date of each as days, or None.

    Returns the rounds and the warnings to give.
    """
    if len(names) < 2:
        return tuple(names), ()
    counted = {name: numerals(name) for name in names}
    ordered, warnings = _ordered(names, earliest, counted)
    return ordered, (*warnings, *_alike(names, counted))


def _alike(names: Sequence[str], counted: Mapping[str, tuple[int, ...]]) -> Iterator[str]:
    """Point out names that may be one round written in two ways: 第1轮 and 第一轮."""
    spellings: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for name in names:
        around = "".join(_NUMERAL.sub("#", name).split())
        spellings.setdefault((around, counted[name]), []).append(name)
    for found in spellings.values():
        if len(found) > 1:
            yield (
                f"轮次 {'、'.join(found)} 像是同一轮的不同写法，现在按 {len(found)} 轮分开算。"
                "如果是同一轮，请改成一样的写法"
            )


def _ordered(
    names: Sequence[str], earliest: Mapping[str, int | None], counted: Mapping[str, tuple[int, ...]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Order by dates, else by the numerals ``counted`` in the names, else leave the order and say so."""
    countable = len(set(counted.values())) == len(names) and len({len(one) for one in counted.values()}) == 1
    countable = countable and all(counted.values())
    days = {name: day for name, day in earliest.items() if day is not None}
    if len(days) == len(names):
        place = {name: at for at, name in enumerate(names)}
        ordered = sorted(
            names, key=lambda name: (days[name], counted[name] if countable else (), place[name])
        )
        if countable and ordered != sorted(names, key=lambda name: counted[name]):
            return tuple(ordered), (
                f"轮次按最早日期排列为 {'、'.join(ordered)}，与轮次名称里的序号不一致，请核对日期",
            )
        return tuple(ordered), ()
    if countable:
        return tuple(sorted(names, key=lambda name: counted[name])), ()
    undated = "、".join(name for name in names if name not in days)
    return tuple(names), (
        f"轮次 {undated} 没有日期，名称里也看不出先后，各轮按在文件中出现的先后排列。"
        "请填写日期，或写成“第1轮”“第2轮”",
    )
