"""The table of steps: whatever people try, in whatever order, only what it names happens, and all of it is kept."""

import pytest
from cast import Cast, make_cast
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from noticed import PLENTY, at, in_good_time, plain, row_of, sent_task, task

from dabiao.core.defects import BadInput
from dabiao.duties.notices.actions import Said, decide, respond, send_notice, withdraw_notice
from dabiao.duties.notices.flow import (
    DECISIONS,
    ON_RECIPIENT,
    ON_SENDER,
    RESPONSES,
    TABLE,
    NoticeKind,
    State,
    Step,
    steps_from,
)
from dabiao.duties.notices.models import NoticeEvent, Recipient


def test_every_step_belongs_to_one_side_and_can_be_taken_from_somewhere() -> None:
    assert RESPONSES | DECISIONS | {Step.WITHDRAW} == set(Step)
    assert not RESPONSES & DECISIONS
    assert {step for _, step in TABLE[NoticeKind.URGENT_TASK]} == set(Step)


def test_every_open_state_is_somebodys_turn_and_leads_on() -> None:
    for kind, follows in TABLE.items():
        reachable = {State.SENT, *follows.values()}
        closed = {state for state in reachable if not any(before == state for before, _ in follows)}
        turns = ON_RECIPIENT[kind] | (ON_SENDER & reachable)
        assert reachable - closed == turns
        if kind == NoticeKind.URGENT_TASK:
            assert closed == {State.ANSWERED, State.RELEASED, State.WITHDRAWN}
        else:
            assert closed == {State.RECEIVED, State.WITHDRAWN}


def test_a_plain_notice_asks_for_a_receipt_and_nothing_more() -> None:
    assert steps_from(NoticeKind.NOTICE, State.SENT) == {Step.RECEIVE, Step.PRESS, Step.WITHDRAW}
    assert steps_from(NoticeKind.NOTICE, State.RECEIVED) == set()


def test_nobody_is_pressed_while_the_sender_owes_an_answer() -> None:
    for state in ON_SENDER:
        assert Step.PRESS not in steps_from(NoticeKind.URGENT_TASK, state)


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("step", list(Step))
def test_the_database_refuses_an_event_that_is_not_in_the_table(
    cast: Cast, before: State, step: Step
) -> None:
    row = row_of(sent_task(cast, "东湖街道"), "东湖街道")
    follows = TABLE[NoticeKind.URGENT_TASK]
    for after in State:
        event = NoticeEvent(
            recipient=row,
            step=step,
            before=before,
            after=after,
            at=timezone.now(),
            by=cast.创建办,
            text="话",
            due=in_good_time(5) if step in (Step.ASK_EXTENSION, Step.GRANT) else None,
            press_day=timezone.localdate() if step == Step.PRESS else None,
        )
        if follows.get((before, step)) == after:
            with transaction.atomic():
                event.save()
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                event.save()


@pytest.mark.parametrize("step", [Step.RECEIVE, Step.ANSWER])
def test_the_database_keeps_one_receipt_and_one_answer(cast: Cast, step: Step) -> None:
    row = row_of(sent_task(cast, "东湖街道"), "东湖街道")
    before = State.SENT if step == Step.RECEIVE else State.RECEIVED
    for number in (1, 2):
        event = NoticeEvent(
            recipient=row,
            step=step,
            before=before,
            after=TABLE[NoticeKind.URGENT_TASK][before, step],
            at=timezone.now(),
            by=cast.街道,
            text="话",
        )
        if number == 1:
            event.save()
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                event.save()


def test_history_is_neither_changed_nor_deleted(cast: Cast) -> None:
    row = row_of(sent_task(cast, "东湖街道"), "东湖街道")
    respond(cast.街道, row, Step.RECEIVE)
    event = NoticeEvent.objects.get()
    event.text = "别的话"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


STEPS = st.lists(st.tuples(st.sampled_from(sorted(Step)), st.integers(1, 9)), max_size=10)


class WhateverPeopleTry(TestCase):
    """Random steps by the right people: what is in the table happens, the rest is refused and leaves nothing."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = make_cast()

    @settings(max_examples=60)
    @given(kind=st.sampled_from(sorted(NoticeKind)), tried=STEPS)
    def test_the_state_is_what_the_events_leave(
        self, kind: NoticeKind, tried: list[tuple[Step, int]]
    ) -> None:
        draft = task if kind == NoticeKind.URGENT_TASK else plain
        sent = send_notice(self.cast.创建办, draft(at("东湖街道")), PLENTY)
        expected, pressed, events = State.SENT, False, 0
        for step, days in tried:
            follows = TABLE[NoticeKind(kind)]
            path = [step]
            if expected == State.SENT and step in RESPONSES - {Step.RECEIVE}:
                path = [Step.RECEIVE, step]
            states = [expected]
            for one in path:
                states.append(follows.get((states[-1], one)))
                if states[-1] is None:
                    break
            allowed = states[-1] is not None and not (step == Step.PRESS and pressed)
            row = row_of(sent, "东湖街道")
            if step == Step.ASK_EXTENSION and in_good_time(days + 3) <= row.due if row.due else False:
                allowed = False
            try:
                self.take(sent, step, days)
            except BadInput:
                assert not allowed, f"{step} from {expected} was refused"
            else:
                assert allowed, f"{step} from {expected} was taken"
                expected, events = states[-1], events + len(path)
                pressed |= step == Step.PRESS
            row = row_of(sent, "东湖街道")
            assert row.state == expected
            assert row.events.count() == events
        last = NoticeEvent.objects.filter(recipient__notice=sent).order_by("-pk").first()
        assert Recipient.objects.get(notice=sent).state == (last.after if last else State.SENT)

    def take(self, sent, step: Step, days: int) -> None:
        row = row_of(sent, "东湖街道")
        if step == Step.WITHDRAW:
            if State(row.state) not in {State.SENT, *ON_SENDER, *ON_RECIPIENT[NoticeKind(sent.kind)]}:
                raise BadInput([])  # the whole notice can be withdrawn, but this row is done already
            withdraw_notice(self.cast.创建办, sent, "发错了")
        elif step in RESPONSES:
            due = in_good_time(days + 3) if step == Step.ASK_EXTENSION else None
            respond(self.cast.街道, row, step, Said("话", due))
        else:
            decide(self.cast.创建办, row, step, "话")
