"""催办: whoever has not received or answered, at most once a working day, and never with a call."""

from datetime import UTC, date, datetime

import pytest
from cast import Cast
from django.db import IntegrityError, transaction
from noticed import at, in_good_time, plain, receive, row_of, sent_task

from dabiao.core.defects import BadInput
from dabiao.duties.notices.actions import Said, decide, press_day, press_notice, respond, send_notice
from dabiao.duties.notices.flow import Step
from dabiao.duties.notices.models import NoticeEvent
from dabiao.people.models import Post


def on(monkeypatch: pytest.MonkeyPatch, *moment: int) -> None:
    """Set the clock, in UTC; people have held their posts for long."""
    Post.objects.update(since=date(2026, 1, 1))
    now = datetime(*moment, tzinfo=UTC)  # type: ignore[misc]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


def pressed() -> list[str]:
    events = NoticeEvent.objects.filter(step=Step.PRESS).order_by("pk")
    return [one.recipient.organisation.name for one in events]


def test_those_who_have_not_answered_are_pressed_and_only_those(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道", "和平社区", "城管局")
    respond(cast.街道, row_of(sent, "东湖街道"), Step.ANSWER, Said("办好了"))
    receive(cast.社区, sent, "和平社区")
    assert press_notice(cast.创建办, sent) == 2
    assert pressed() == ["和平社区", "城管局"]


def test_a_plain_notice_is_pressed_until_it_is_received(cast: Cast) -> None:
    sent = send_notice(cast.创建办, plain(at("东湖街道", "和平社区")))
    receive(cast.街道, sent, "东湖街道")
    assert press_notice(cast.创建办, sent) == 1
    assert pressed() == ["和平社区"]


def test_once_a_working_day(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 2026, 6, 4, 1)
    sent = sent_task(cast, "东湖街道", due=in_good_time(20))
    press_notice(cast.创建办, sent)
    for hour in (2, 9, 15):  # up to 23:00 in Shanghai
        on(monkeypatch, 2026, 6, 4, hour)
        with pytest.raises(BadInput, match="一个工作日只催一次"):
            press_notice(cast.创建办, sent)
        with pytest.raises(BadInput, match="一个工作日只催一次"):
            decide(cast.创建办, row_of(sent, "东湖街道"), Step.PRESS)
    on(monkeypatch, 2026, 6, 4, 16, 30)  # half past midnight
    press_notice(cast.创建办, sent)
    assert pressed() == ["东湖街道", "东湖街道"]


def test_a_weekend_counts_as_the_monday_after_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, 2026, 6, 4, 1)
    sent = sent_task(cast, "东湖街道", due=in_good_time(20))
    on(monkeypatch, 2026, 6, 6, 1)
    decide(cast.创建办, row_of(sent, "东湖街道"), Step.PRESS)
    for day in (7, 8):
        on(monkeypatch, 2026, 6, day, 1)
        with pytest.raises(BadInput):
            decide(cast.创建办, row_of(sent, "东湖街道"), Step.PRESS)
    on(monkeypatch, 2026, 6, 9, 1)
    decide(cast.创建办, row_of(sent, "东湖街道"), Step.PRESS)


def test_a_saturday_that_makes_up_for_a_holiday_is_a_day_of_its_own() -> None:
    assert press_day(datetime(2026, 1, 4, 2, tzinfo=UTC)).isoformat() == "2026-01-04"
    assert press_day(datetime(2026, 1, 10, 2, tzinfo=UTC)).isoformat() == "2026-01-12"


def test_the_database_holds_to_once_a_day_by_itself(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道")
    press_notice(cast.创建办, sent)
    first = NoticeEvent.objects.get()
    again = NoticeEvent(
        recipient=first.recipient,
        step=first.step,
        before=first.before,
        after=first.after,
        at=first.at,
        by=first.by,
        press_day=first.press_day,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_nobody_is_pressed_who_waits_for_the_sender(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道", "城管局")
    respond(cast.街道, row_of(sent, "东湖街道"), Step.ASK_EXTENSION, Said("忙", in_good_time(9)))
    respond(cast.责任单位, row_of(sent, "城管局"), Step.SEND_BACK, Said("不归本单位管"))
    with pytest.raises(BadInput, match="没有可以催的单位"):
        press_notice(cast.创建办, sent)


def test_pressing_again_presses_only_those_not_pressed_today(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道", "城管局")
    decide(cast.创建办, row_of(sent, "东湖街道"), Step.PRESS)
    assert press_notice(cast.创建办, sent) == 1
    assert pressed() == ["东湖街道", "城管局"]
