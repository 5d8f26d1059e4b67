"""Whether a sentence asks somebody to do something, and if not, what else it is.

Cues add up: words of command, who is named as the doer, until when; against them stand words of the past, of praise,
of reporting. The heading above tilts the scale: under 下一步工作 a plain statement is an order, under 存在问题 it is
not. Every judgement names the words that decided, so that a person can see why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from dabiao.core.outline_model import Reason
from dabiao.core.outline_quotes import pairs
from dabiao.core.outline_reasons import (
    ACCORDING,
    ADMIRED,
    ANNOUNCES,
    APPEAL,
    AWARENESS,
    COMING,
    COURTESY,
    DEEDS,
    ELSEWHERE,
    FAULT,
    FAULTS_ABOVE,
    MEANING,
    NOT_ONLY,
    ORDERS_ABOVE,
    PAST,
    PRAISE,
    QUOTED_SPEECH,
    RATES,
    REPORT_ABOVE,
    REPORTED,
    RULE,
    SCHEDULE,
)
from dabiao.core.outline_words import (
    ACTION,
    COMMANDS,
    CONDITION,
    DEADLINE,
    DOER,
    FOUND,
    HANDLES,
    IMPERATIVE,
    NOT_RESPONSIBLE,
    OPENS_WITH,
    RESPONSIBLE,
    SANCTION,
    SEEING,
    SHORT_ORDER,
    TARGET,
    WEAK_YAO,
    YAO,
)


class Tilt(Enum):
    """What the heading, or the words that announced a list, let one expect."""

    ORDERS = 1
    NEITHER = 0
    REPORT = -1
    FAULTS = -2


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds a sentence. ``counted``: it is a counted point; ``tilt`` of the headings above it."""

    tilt: Tilt = Tilt.NEITHER
    announced: Tilt = Tilt.NEITHER
    counted: bool = False
    item: bool = False
    """Whether it is a numbered list item that is one whole sentence."""
    plan: bool = False
    """Whether the document is one that orders: a plan, a notice; not a speech, nor a circular that reports."""
    before_first_heading: bool = False
    after_task: bool = False
    """Whether the sentence before it in the paragraph asked for something."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """``reason`` is None for a task."""

    reason: Reason | None
    cue: str


TASK_FROM = 2
"""Weight from which a sentence is a task: one word of command, or a doer with an action and a heading that orders."""


def tilt_of(heading: str) -> Tilt:
    """What a heading lets one expect of the sentences below it."""
    if FAULTS_ABOVE.search(heading) and not re.search(r"整改|解决|抓|补齐", heading):
        return Tilt.FAULTS
    if re.search(r"整改|抓|落实|压实|补齐", heading) and not re.search(r"情况|回顾|成效", heading):
        return Tilt.ORDERS
    if REPORT_ABOVE.search(heading):
        return Tilt.REPORT
    return Tilt.ORDERS if ORDERS_ABOVE.search(heading) else Tilt.NEITHER


def announced_by(sentence: str) -> Tilt:
    """What a sentence that announces a list lets one expect of its points."""
    if re.search(r"问题|不足|短板|差距|表现|原因|隐患|不够|弱项|情况[：:]$", sentence) and not re.search(
        r"整改|解决|要|抓", sentence
    ):
        return Tilt.FAULTS
    if re.search(r"成效|成绩|变化|特点|亮点|经验|体会|原因|看到|在于|得益|意义|取得|背景", sentence):
        return Tilt.REPORT
    return Tilt.ORDERS


def judge(text: str, context: Context) -> Judgement:
    """Say what a sentence is. ``text`` is the sentence as it stands, without the mark of its heading."""
    masked = _masked(text)
    found = _set_phrase(text, masked, context)
    if found is not None:
        return found
    weight, cue = _weight(masked, context)
    praise = PRAISE.search(masked) or DEEDS.search(masked)
    admired = ADMIRED.search(masked)
    if admired and _commands(masked) in ("", "要") and not RESPONSIBLE.search(masked):
        return Judgement(Reason.PRAISE, admired[0])
    if praise and weight < _BEYOND_DOUBT:
        return Judgement(Reason.PRAISE, praise[0])
    if praise and DEEDS.search(masked) and not DEADLINE.search(masked) and not _commands(masked):
        return Judgement(Reason.PRAISE, praise[0])
    if weight >= TASK_FROM:
        return Judgement(None, cue)
    return _other(masked, context)


_BEYOND_DOUBT = 4
"""Weight from which words of praise no longer tell against a task: 要学习……的好经验，6月底前推广."""


def _masked(text: str) -> str:
    """The sentence with what others said taken out: their commands are not its own."""
    masked, outer = text, len(text)
    for start, end in reversed([pair for pair in _outermost(pairs(text)) if text[pair[0]] in '“「『"《']):
        assert end < outer, "outermost pairs do not overlap"
        masked, outer = masked[: start + 1] + "□" + masked[end:], start
    return masked


def _outermost(found: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs that lie in no other."""
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if not kept or start > kept[-1][1]:
            kept.append((start, end))
    return kept


def _set_phrase(text: str, masked: str, context: Context) -> Judgement | None:
    """Courtesies, quotations, announcements, appeals and reported orders: told by their words alone."""
    courtesy = COURTESY.search(masked)
    if courtesy and not _commands(masked):
        return Judgement(Reason.FORMAL, courtesy[0])
    quoted = QUOTED_SPEECH.search(masked)
    if quoted and not re.search(r"[”」\"].{6,}$", masked[quoted.end() :]):
        return Judgement(Reason.QUOTATION, quoted[0])
    rule = RULE.search(masked)
    if rule and not ACCORDING.search(masked[: rule.start()]):
        return Judgement(Reason.QUOTATION, rule[0])
    announces = ANNOUNCES.search(masked)
    if announces and not (
        _commands(masked) and not masked.rstrip().endswith(("：", ":")) and DOER.search(masked)
    ):
        faults = masked.rstrip().endswith(("：", ":")) and announced_by(masked) is Tilt.FAULTS
        return Judgement(Reason.PROBLEM if faults else Reason.BACKGROUND, announces[0])
    elsewhere = ELSEWHERE.search(masked)
    if elsewhere and not re.search(r"(?:学习|借鉴|对标|我们|我区)", masked):
        return Judgement(Reason.BACKGROUND, elsewhere[0])
    coming = COMING.search(masked)
    if coming and not _commands(masked.replace(coming[0], "")) and not RESPONSIBLE.search(masked):
        return Judgement(Reason.BACKGROUND, coming[0])
    not_only = NOT_ONLY.search(masked)
    if not_only and not DOER.search(masked) and not DEADLINE.search(masked):
        return Judgement(Reason.MEANING, not_only[0])
    if _is_maxim(masked):
        return Judgement(Reason.MEANING, masked.rstrip("。！"))
    schedule = SCHEDULE.search(masked)
    if schedule and not _commands(masked) and not RESPONSIBLE.search(masked):
        return Judgement(Reason.BACKGROUND, schedule[0])
    appeal = APPEAL.search(masked)
    if appeal and not DEADLINE.search(masked):
        return Judgement(Reason.MEANING, appeal[0])
    reported = REPORTED.search(masked)
    if (
        reported
        and not ACCORDING.search(masked[: reported.start() + 1])
        and not _own_order(masked[reported.end() :])
    ):
        faults = FAULT.search(masked[reported.end() :]) and context.tilt is Tilt.FAULTS
        return Judgement(Reason.PROBLEM if faults else Reason.BACKGROUND, reported[0])
    if masked.rstrip().endswith(("：", ":")) and not _commands(masked):
        return Judgement(Reason.PROBLEM if announced_by(masked) is Tilt.FAULTS else Reason.BACKGROUND, "：")
    return None


def _is_maxim(masked: str) -> bool:
    """Whether a sentence is a saying: two short halves of one length, without figure, doer or command."""
    halves = re.split(r"[，,；]", masked.rstrip("。！!；"))
    if len(halves) != 2 or _commands(masked) or re.search(r"\d", masked):
        return False
    first, second = (len(one) for one in halves)
    return (
        first == second
        and _SHORTEST_HALF <= first <= _LONGEST_HALF
        and not re.match(r"把|将|对", masked)
        and not IMPERATIVE.search(masked)
    )


_SHORTEST_HALF, _LONGEST_HALF = 4, 9
"""Characters of each half of a saying (为者常成，行者常至)."""


def _own_order(rest: str) -> bool:
    """Whether what follows a reported order draws a conclusion of its own: 我区必须提前到5月底."""
    return bool(
        re.search(
            r"[，；](?:因此|所以|为此|对此|我们|我区|全区|请|现要求|大家)[^；]{0,30}?(?:要|必须|务必|应|须|请|抓紧)",
            rest,
        )
    )


def _commands(masked: str) -> str:
    """The first word of command, or an empty text."""
    for name, pattern in COMMANDS:
        if pattern.search(masked):
            return name
    if SEEING.search(masked):
        return ""
    for found in YAO.finditer(masked):
        if not WEAK_YAO.match(found[0]):
            return "要"
    return ""


def _weight(masked: str, context: Context) -> tuple[int, str]:
    """Add up what speaks for a task and against it; with the words that weighed most."""
    command, doer = _commands(masked), DOER.search(masked)
    responsible = None if NOT_RESPONSIBLE.search(masked) else RESPONSIBLE.search(masked)
    deadline, past = DEADLINE.search(masked), PAST.search(masked)
    imperative = bool(IMPERATIVE.search(masked) and ACTION.search(masked))
    weight = 0
    if command:
        weight += 3
    elif WEAK_YAO.search(masked) and YAO.search(masked):
        weight += 2
    weight += 3 if responsible else 0
    weight += 1 if deadline else 0
    weight += 2 if imperative else 0
    weight += (
        1
        if not imperative
        and OPENS_WITH.search(masked)
        and (context.tilt is Tilt.ORDERS or ACTION.search(masked))
        else 0
    )
    weight += 2 if SANCTION.search(masked) and ACTION.search(masked) else 0
    weight += 1 if doer and ACTION.search(masked) else 0
    weight += 1 if doer and deadline and not past else 0
    weight += 1 if HANDLES.search(masked) else 0
    weight += 2 if not past and TARGET.search(masked) else 0
    weight += _around(masked, context, command)
    weight -= (1 if command in _PLAIN_COMMANDS else 3) if past else 0
    if not command and not responsible:
        weight -= 2 if FAULT.search(_without_conditions(masked)) else 0
    if not deadline and not responsible:
        weight -= 2 if AWARENESS.search(masked) else 0
        weight -= (1 if command else 2) if MEANING.search(masked) else 0
    cues = [command, responsible[0] if responsible else "", deadline[0].strip("，、") if deadline else ""]
    return weight, "、".join(one for one in cues if one) or (masked[:2] if imperative else "")


def _without_conditions(masked: str) -> str:
    """The sentence without what it says is to be prevented or dealt with."""
    return FOUND.sub("", CONDITION.sub("", masked))


_PLAIN_COMMANDS = ("必须", "严禁", "请", "确保", "应当")
"""Commands that stay commands even where the sentence also tells of what was."""


def _around(masked: str, context: Context, command: str) -> int:
    """What the headings, the list and the sentence before let one expect."""
    weight = {Tilt.ORDERS: 1, Tilt.NEITHER: 0, Tilt.REPORT: -1, Tilt.FAULTS: -2}[context.tilt]
    if context.counted:
        weight += {Tilt.ORDERS: 1, Tilt.NEITHER: 0, Tilt.REPORT: -1, Tilt.FAULTS: -3}[context.announced]
    if context.after_task and not PAST.search(masked):
        weight += 1
    if context.plan and not context.before_first_heading and (context.item or ACTION.search(masked)):
        weight += 1
    if context.counted and context.announced is Tilt.ORDERS and SHORT_ORDER.match(masked):
        weight += 1
    if context.before_first_heading and not command:
        weight -= 1
    return weight


def _other(masked: str, context: Context) -> Judgement:
    """What a sentence is that asks for nothing."""
    fault, meaning, past = FAULT.search(masked), MEANING.search(masked), PAST.search(masked)
    if context.tilt is Tilt.FAULTS or (context.counted and context.announced is Tilt.FAULTS):
        if not meaning or fault or past:
            return Judgement(Reason.PROBLEM, fault[0] if fault else "")
    rates = RATES.search(masked)
    if rates and not re.search(r"仍|还有|不足|仅|只有|反复", masked):
        return Judgement(Reason.BACKGROUND, rates[0])
    if fault and not (meaning and not past):
        return Judgement(Reason.PROBLEM, fault[0])
    if meaning:
        return Judgement(Reason.MEANING, meaning[0])
    if past:
        return Judgement(Reason.BACKGROUND, past[0])
    told = re.search(r"\d|今年|本次|这次|会议|根据|按照|为了?(?=.{2,30}，)|安排", masked)
    if AWARENESS.search(masked) or (not told and not context.before_first_heading):
        return Judgement(Reason.MEANING, "")
    return Judgement(Reason.BACKGROUND, told[0] if told else "")
