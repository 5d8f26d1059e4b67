"""How much speaks for a sentence being a task, and how much against it."""

from __future__ import annotations

from dataclasses import dataclass

from dabiao.core.outline.context import Context, Tilt
from dabiao.core.outline.reasons import AWARENESS, FAULT, MEANING, PAST
from dabiao.core.outline.words import (
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

TASK_FROM = 2
"""Weight from which a sentence is a task: one word of command, or a doer with an action and a heading that orders."""

BEYOND_DOUBT = 4
"""Weight from which words of praise no longer tell against a task: 要学习……的好经验，6月底前推广."""

_TILTED = {Tilt.ORDERS: 1, Tilt.NEITHER: 0, Tilt.REPORT: -1, Tilt.FAULTS: -2}
_COUNTED = {Tilt.ORDERS: 1, Tilt.NEITHER: 0, Tilt.REPORT: -1, Tilt.FAULTS: -3}

_PLAIN = ("必须", "严禁", "请", "确保", "应当")
"""Commands that stay commands even where the sentence also tells of what was."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs found in a sentence from which quotations were taken out; an empty text where there is none."""

    masked: str
    command: str
    weak_command: bool
    doer: bool
    responsible: str
    deadline: str
    past: bool
    acts: bool
    imperative: bool

    @property
    def cue(self) -> str:
        """The words that weighed most."""
        told = [one for one in (self.command, self.responsible, self.deadline) if one]
        return "、".join(told) or (self.masked[:2] if self.imperative else "")


def signs_of(masked: str) -> Signs:
    """Look for everything that tells a task from another sentence."""
    acts = bool(ACTION.search(masked))
    responsible = None if NOT_RESPONSIBLE.search(masked) else RESPONSIBLE.search(masked)
    deadline = DEADLINE.search(masked)
    return Signs(
        masked=masked,
        command=command_in(masked),
        weak_command=bool(WEAK_YAO.search(masked) and YAO.search(masked)),
        doer=bool(DOER.search(masked)),
        responsible=responsible[0] if responsible else "",
        deadline=deadline[0].strip("，、") if deadline else "",
        past=bool(PAST.search(masked)),
        acts=acts,
        imperative=acts and bool(IMPERATIVE.search(masked)),
    )


def command_in(masked: str) -> str:
    """The first word of command, or an empty text."""
    for name, pattern in COMMANDS:
        if pattern.search(masked):
            return name
    if SEEING.search(masked):
        return ""
    return "要" if any(not WEAK_YAO.match(found[0]) for found in YAO.finditer(masked)) else ""


def weight_of(signs: Signs, context: Context) -> int:
    """Add up what speaks for a task and against it."""
    return _for(signs, context) + _around(signs, context) - _against(signs)


def _for(signs: Signs, context: Context) -> int:
    masked = signs.masked
    opens = OPENS_WITH.search(masked) and (context.tilt is Tilt.ORDERS or signs.acts)
    weights = (
        (3, bool(signs.command)),
        (2, signs.weak_command and not signs.command),
        (3, bool(signs.responsible)),
        (1, bool(signs.deadline)),
        (2, signs.imperative),
        (1, not signs.imperative and bool(opens)),
        (2, signs.acts and bool(SANCTION.search(masked))),
        (1, signs.acts and signs.doer),
        (1, signs.doer and bool(signs.deadline) and not signs.past),
        (1, bool(HANDLES.search(masked))),
        (2, not signs.past and bool(TARGET.search(masked))),
    )
    return sum(weight for weight, holds in weights if holds)


def _around(signs: Signs, context: Context) -> int:
    """What the headings, the list and the sentence before let one expect."""
    short = SHORT_ORDER.match(signs.masked)
    weights = (
        (_TILTED[context.tilt], True),
        (_COUNTED[context.announced], context.counted),
        (1, context.after_task and not signs.past),
        (1, context.plan and not context.before_first_heading and (context.item or signs.acts)),
        (1, context.counted and context.announced is Tilt.ORDERS and bool(short)),
        (-1, context.before_first_heading and not signs.command),
    )
    return sum(weight for weight, holds in weights if holds)


def _against(signs: Signs) -> int:
    masked = signs.masked
    ordered = bool(signs.command or signs.responsible)
    vague = not signs.deadline and not signs.responsible
    weights = (
        (1 if signs.command in _PLAIN else 3, signs.past),
        (2, not ordered and bool(FAULT.search(_without_conditions(masked)))),
        (2, vague and bool(AWARENESS.search(masked))),
        (1 if signs.command else 2, vague and bool(MEANING.search(masked))),
    )
    return sum(weight for weight, holds in weights if holds)


def _without_conditions(masked: str) -> str:
    """The sentence without what it says is to be prevented or dealt with."""
    return FOUND.sub("", CONDITION.sub("", masked))
