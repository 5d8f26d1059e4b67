"""What a notice goes through at one organisation: the states, the steps, and the one table of which follows which."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """What is asked: to read it, or to do something and answer by a deadline."""

    NOTICE = "通知", _("通知")
    URGENT_TASK = "突发任务", _("突发任务")


class State(models.TextChoices):
    """How a notice stands at one organisation."""

    SENT = "待签收", _("待签收")
    RECEIVED = "已签收", _("已签收")
    EXTENSION_ASKED = "申请延期", _("申请延期")
    SENT_BACK = "办不了", _("办不了")
    ANSWERED = "已办结", _("已办结")
    RELEASED = "不用办", _("不用办")
    WITHDRAWN = "已撤回", _("已撤回")


class Step(models.TextChoices):
    """What somebody does about it."""

    RECEIVE = "签收", _("签收")
    ANSWER = "办结", _("办结")
    SEND_BACK = "办不了", _("办不了")
    ASK_EXTENSION = "申请延期", _("申请延期")
    GRANT = "同意延期", _("同意延期")
    REFUSE = "不同意延期", _("不同意延期")
    RELEASE = "同意不办", _("同意不办")
    REPLY = "答复后请继续办", _("答复后请继续办")
    PRESS = "催办", _("催办")
    WITHDRAW = "撤回", _("撤回")


RESPONSES = frozenset({Step.RECEIVE, Step.ANSWER, Step.SEND_BACK, Step.ASK_EXTENSION})
"""Steps of the organisation that was asked."""

DECISIONS = frozenset({Step.GRANT, Step.REFUSE, Step.RELEASE, Step.REPLY, Step.PRESS})
"""Steps of the sender about one organisation; to withdraw is about all of them."""

FAVOURS = frozenset({Step.GRANT, Step.RELEASE})
"""Decisions that let an organisation off: nobody who answers for it takes them."""

Follows = Mapping[tuple[State, Step], State]

_NOTICE: Follows = {
    (State.SENT, Step.RECEIVE): State.RECEIVED,
    (State.SENT, Step.PRESS): State.SENT,
    (State.SENT, Step.WITHDRAW): State.WITHDRAWN,
}

_URGENT_TASK: Follows = {
    **_NOTICE,
    (State.RECEIVED, Step.ANSWER): State.ANSWERED,
    (State.RECEIVED, Step.SEND_BACK): State.SENT_BACK,
    (State.RECEIVED, Step.ASK_EXTENSION): State.EXTENSION_ASKED,
    (State.RECEIVED, Step.PRESS): State.RECEIVED,
    (State.RECEIVED, Step.WITHDRAW): State.WITHDRAWN,
    (State.EXTENSION_ASKED, Step.GRANT): State.RECEIVED,
    (State.EXTENSION_ASKED, Step.REFUSE): State.RECEIVED,
    (State.EXTENSION_ASKED, Step.ANSWER): State.ANSWERED,
    (State.EXTENSION_ASKED, Step.SEND_BACK): State.SENT_BACK,
    (State.EXTENSION_ASKED, Step.WITHDRAW): State.WITHDRAWN,
    (State.SENT_BACK, Step.RELEASE): State.RELEASED,
    (State.SENT_BACK, Step.REPLY): State.RECEIVED,
    (State.SENT_BACK, Step.WITHDRAW): State.WITHDRAWN,
}

TABLE: Mapping[NoticeKind, Follows] = {NoticeKind.NOTICE: _NOTICE, NoticeKind.URGENT_TASK: _URGENT_TASK}
"""Which state a step leads to; a step that is not here cannot be taken. The database checks the same table.

Nobody is pressed while it is the sender who owes an answer (申请延期, 办不了).
"""

ON_RECIPIENT: Mapping[NoticeKind, frozenset[State]] = {
    NoticeKind.NOTICE: frozenset({State.SENT}),
    NoticeKind.URGENT_TASK: frozenset({State.SENT, State.RECEIVED, State.EXTENSION_ASKED}),
}
"""States in which something is still asked of the organisation."""

ON_SENDER = frozenset({State.EXTENSION_ASKED, State.SENT_BACK})
"""States in which the sender owes an answer."""

OVERDUE_IN = frozenset({State.SENT, State.RECEIVED})
"""States in which a deadline that is over counts against the organisation."""


def first_step(kind: NoticeKind, state: State, step: Step) -> Step:
    """The step to take first: whoever answers what was not yet received has received it by that."""
    skipped = state == State.SENT and step in RESPONSES and (state, step) not in TABLE[kind]
    return Step.RECEIVE if skipped else step


def steps_from(kind: NoticeKind, state: State) -> frozenset[Step]:
    """What can be done in ``state``, at once or after the receipt that goes with it."""
    follows = TABLE[kind]
    at_once = {step for before, step in follows if before == state}
    if state == State.SENT:
        at_once |= {step for before, step in follows if before == State.RECEIVED and step in RESPONSES}
    return frozenset(at_once)
