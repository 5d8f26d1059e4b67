"""Sentences that are told by their words alone: courtesies, quotations, announcements, appeals, reported orders."""

from __future__ import annotations

import re
from collections.abc import Callable

from dabiao.core.outline.context import Context, Judgement, Tilt, announced_by
from dabiao.core.outline.model import Reason
from dabiao.core.outline.reasons import (
    ACCORDING,
    ANNOUNCES,
    APPEAL,
    COMING,
    COURTESY,
    ELSEWHERE,
    FAULT,
    NOT_ONLY,
    QUOTED_SPEECH,
    REPORTED,
    RULE,
    SCHEDULE,
)
from dabiao.core.outline.weights import Signs
from dabiao.core.outline.words import IMPERATIVE

Teller = Callable[[Signs, Context], Judgement | None]

_SHORTEST_HALF, _LONGEST_HALF = 4, 9
"""Characters of each half of a saying (为者常成，行者常至)."""

_OURS = re.compile(r"学习|借鉴|对标|我们|我区")
_OWN_ORDER = re.compile(
    r"[，；](?:因此|所以|为此|对此|我们|我区|全区|请|现要求|大家)[^；]{0,30}?(?:要|必须|务必|应|须|请|抓紧)"
)
"""What draws a conclusion from an order of others: 我区必须提前到5月底."""


def saying(signs: Signs, context: Context) -> Judgement | None:
    """What a sentence is, if its words alone tell that it is no task."""
    for teller in _TELLERS:
        found = teller(signs, context)
        if found is not None:
            return found
    return None


def _courtesy(signs: Signs, _context: Context) -> Judgement | None:
    found = COURTESY.search(signs.masked)
    return Judgement(Reason.FORMAL, found[0]) if found and not signs.command else None


def _quotation(signs: Signs, _context: Context) -> Judgement | None:
    """Somebody's words, with nothing behind them; or a rule, unless it is the reason of an order."""
    found = QUOTED_SPEECH.search(signs.masked)
    if found and not re.search(r"[”」\"].{6,}$", signs.masked[found.end() :]):
        return Judgement(Reason.QUOTATION, found[0].replace("□", "……"))
    rule = RULE.search(signs.masked)
    if rule and not ACCORDING.search(signs.masked[: rule.start()]):
        return Judgement(Reason.QUOTATION, rule[0].replace("□", "……"))
    return None


def _announcement(signs: Signs, _context: Context) -> Judgement | None:
    found = ANNOUNCES.search(signs.masked)
    if not found:
        return None
    announces_list = _opens_list(signs)
    if signs.command and signs.doer and not announces_list:
        return None
    faults = announces_list and announced_by(signs.masked) is Tilt.FAULTS
    return Judgement(Reason.PROBLEM if faults else Reason.BACKGROUND, found[0])


def _elsewhere(signs: Signs, _context: Context) -> Judgement | None:
    found = ELSEWHERE.search(signs.masked)
    return Judgement(Reason.BACKGROUND, found[0]) if found and not _OURS.search(signs.masked) else None


def _event(signs: Signs, _context: Context) -> Judgement | None:
    """What others will do, and when it takes place."""
    if signs.responsible:
        return None
    found = COMING.search(signs.masked) or SCHEDULE.search(signs.masked)
    return Judgement(Reason.BACKGROUND, found[0]) if found and not signs.command else None


def _truth(signs: Signs, _context: Context) -> Judgement | None:
    found = NOT_ONLY.search(signs.masked)
    if found and not signs.doer and not signs.deadline:
        return Judgement(Reason.MEANING, found[0])
    if _is_maxim(signs):
        return Judgement(Reason.MEANING, signs.masked.rstrip("。！"))
    return None


def _appeal(signs: Signs, _context: Context) -> Judgement | None:
    found = APPEAL.search(signs.masked)
    return Judgement(Reason.MEANING, found[0]) if found and not signs.deadline else None


def _reported(signs: Signs, context: Context) -> Judgement | None:
    found = REPORTED.search(signs.masked)
    if not found or ACCORDING.search(signs.masked[: found.start() + 1]):
        return None
    behind = signs.masked[found.end() :]
    if _OWN_ORDER.search(behind):
        return None
    faults = context.tilt is Tilt.FAULTS and FAULT.search(behind)
    return Judgement(Reason.PROBLEM if faults else Reason.BACKGROUND, found[0])


def _lead_in(signs: Signs, _context: Context) -> Judgement | None:
    if not _opens_list(signs) or signs.command:
        return None
    faults = announced_by(signs.masked) is Tilt.FAULTS
    return Judgement(Reason.PROBLEM if faults else Reason.BACKGROUND, "：")


_TELLERS: tuple[Teller, ...] = (
    _courtesy,
    _quotation,
    _announcement,
    _elsewhere,
    _event,
    _truth,
    _appeal,
    _reported,
    _lead_in,
)
"""In order: what comes first tells more surely."""


def _opens_list(signs: Signs) -> bool:
    return signs.masked.rstrip().endswith(("：", ":"))


def _is_maxim(signs: Signs) -> bool:
    """Whether a sentence is a saying: two short halves of one length, without figure, doer or command."""
    halves = re.split(r"[，,；]", signs.masked.rstrip("。！!；"))
    if len(halves) != len(("first", "second")) or signs.command or re.search(r"\d", signs.masked):
        return False
    first, second = (len(one) for one in halves)
    return (
        first == second
        and _SHORTEST_HALF <= first <= _LONGEST_HALF
        and not re.match(r"把|将|对", signs.masked)
        and not IMPERATIVE.search(signs.masked)
    )
