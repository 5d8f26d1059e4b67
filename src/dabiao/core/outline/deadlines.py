"""Until when a sentence asks for something: 5月20日前, 6月底前, 三个工作日内, counted from the document's day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from dabiao.core.outline.numerals import NUMERAL, value_of
from dabiao.core.working_days import working_day_after

_COUNT = rf"(?:\d{{1,3}}|{NUMERAL}|两|半)"
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:之?前|以前|前后)?")
_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(底|末|上旬|中旬|下旬)|(?:(\d{4})年)?(?:年)?(年底|年末|年内)")
_BARE_MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:份)?(?:之?前|以前)")
_WITHIN = re.compile(rf"({_COUNT})个?(工作日|日|天|周|星期|月)(?:之?内|以内)")
_SOON = re.compile(r"(本周|本月|当天|当日|今天)(?:内|底|之?前)?")

_ENDS = {"上旬": 10, "中旬": 20}
"""Last day of the first two thirds of a month."""

_DECEMBER = 12
_FRIDAY, _WEEK = 4, 7


def deadline_in(text: str, day: date) -> date | None:
    """The last day a sentence names, counted from ``day``; None where it names none, or one that cannot be.

    A month that is over by then is next year's: a speech of November says 3月底前 of the spring to come.
    """
    bare = "".join(text.split())
    found = [one for one in (_by_date(bare, day), _by_count(bare, day)) if one is not None]
    return max(found, default=None)


def _by_date(text: str, day: date) -> date | None:
    named = [
        *(_made(found[1], int(found[2]), int(found[3]), day) for found in _DAY.finditer(text)),
        *(_end_of(found, day) for found in _MONTH.finditer(text)),
        *(_before_month(found, day) for found in _BARE_MONTH.finditer(text)),
    ]
    return max((one for one in named if one is not None), default=None)


def _end_of(found: re.Match[str], day: date) -> date | None:
    if found[5]:
        return date(int(found[4]) if found[4] else day.year, _DECEMBER, 31)
    return _made(found[1], int(found[2]), _ENDS.get(found[3], 0), day)


def _before_month(found: re.Match[str], day: date) -> date | None:
    """Before a month is on the last day of the one before it."""
    first = _made(found[1], int(found[2]), 1, day)
    return None if first is None else first - timedelta(days=1)


def _made(year: str | None, month: int, of_month: int, day: date) -> date | None:
    """A day of a month, 0 its last; in the coming twelve months where no year is named."""
    if not 1 <= month <= _DECEMBER:
        return None
    chosen = int(year) if year else day.year + (1 if month < day.month else 0)
    try:
        return date(chosen, month, of_month or monthrange(chosen, month)[1])
    except ValueError:
        return None


def _by_count(text: str, day: date) -> date | None:
    within = _WITHIN.search(text)
    if within:
        return _after(day, within[1], within[2])
    soon = _SOON.search(text)
    if soon is None:
        return None
    if soon[1] == "本周":
        return day + timedelta(days=(_FRIDAY - day.weekday()) % _WEEK)
    return date(day.year, day.month, monthrange(day.year, day.month)[1]) if soon[1] == "本月" else day


def _after(day: date, count: str, unit: str) -> date | None:
    number = 2 if count == "两" else value_of(count)
    if number is None or number == 0:
        return None
    if unit == "工作日":
        return working_day_after(day, number)
    return day + timedelta(days=number * {"日": 1, "天": 1, "周": 7, "星期": 7, "月": 30}[unit])
