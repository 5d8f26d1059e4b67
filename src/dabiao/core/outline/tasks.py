"""Whether a sentence asks somebody to do something, and if not, what else it is.

Cues add up: words of command, who is named as the doer, until when; against them stand words of the past, of praise,
of reporting. The heading above tilts the scale: under 下一步工作 a plain statement is an order, under 存在问题 it is
not. Every judgement names the words that decided, so that a person can see why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dabiao.core.outline.context import Context, Judgement
from dabiao.core.outline.model import Reason
from dabiao.core.outline.quotes import pairs
from dabiao.core.outline.reasons import ADMIRED, AWARENESS, DEEDS, FAULT, MEANING, PRAISE, RATES
from dabiao.core.outline.sayings import saying
from dabiao.core.outline.weights import BEYOND_DOUBT, TASK_FROM, Signs, signs_of, weight_of

_QUOTED = '“「『"《'
"""What opens words that are not the sentence's own."""

_SHORT_OF = re.compile(r"仍|还有|不足|仅|只有|反复")
_TELLS = re.compile(r"\d|今年|本次|这次|会议|根据|按照|为了?(?=.{2,30}，)|安排")
"""Words of a sentence that tells rather than exhorts."""


def judge(text: str, context: Context) -> Judgement:
    """Say what a sentence is. ``text`` is the sentence as it stands, without the mark of its heading.

    Blanks are left out: typesetting puts some between figures and characters (4 月 20 日).
    """
    signs = signs_of(_masked("".join(text.split())))
    told = saying(signs, context)
    if told is not None:
        return told
    weight = weight_of(signs, context)
    praised = _praised(signs, weight)
    if praised:
        return Judgement(Reason.PRAISE, praised)
    return Judgement(None, signs.cue) if weight >= TASK_FROM else _other(signs, context)


def _praised(signs: Signs, weight: int) -> str:
    """The words of praise that outweigh what speaks for a task, or an empty text."""
    admired = ADMIRED.search(signs.masked)
    if admired and signs.command in ("", "要") and not signs.responsible:
        return admired[0]
    deeds = DEEDS.search(signs.masked)
    praise = PRAISE.search(signs.masked) or deeds
    if praise and (weight < BEYOND_DOUBT or (deeds and not signs.deadline and not signs.command)):
        return praise[0]
    return ""


def _masked(text: str) -> str:
    """The sentence with what others said taken out: their commands are not its own."""
    masked = text
    for start, end in reversed(_outermost(pairs(text))):
        if text[start] in _QUOTED:
            masked = masked[: start + 1] + "□" + masked[end:]
    return masked


def _outermost(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs that lie in no other."""
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start > kept[-1][1]:
            kept.append((start, end))
    return kept


def _other(signs: Signs, context: Context) -> Judgement:
    """What a sentence is that asks for nothing."""
    fault, meaning, rates = (words.search(signs.masked) for words in (FAULT, MEANING, RATES))
    tells = _TELLS.search(signs.masked)
    exhorts = AWARENESS.search(signs.masked) or not (tells or context.before_first_heading)
    if context.among_faults and (fault or signs.past or not meaning):
        reason, cue = Reason.PROBLEM, fault
    elif rates and not _SHORT_OF.search(signs.masked):
        reason, cue = Reason.BACKGROUND, rates
    elif fault and (signs.past or not meaning):
        reason, cue = Reason.PROBLEM, fault
    elif meaning:
        reason, cue = Reason.MEANING, meaning
    elif exhorts and not signs.past:
        reason, cue = Reason.MEANING, None
    else:
        reason, cue = Reason.BACKGROUND, tells
    return Judgement(reason, cue[0] if cue else "")
