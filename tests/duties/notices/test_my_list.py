"""What notices put into 我的: until it is done, marked when pressed for, back when it comes back."""

import pytest
from cast import Cast
from django.db import connection
from django.test.utils import CaptureQueriesContext
from noticed import PLENTY, at, in_good_time, plain, receive, row_of, sent_task

from dabiao.duties.notices.actions import (
    Said,
    decide,
    press_notice,
    respond,
    send_notice,
    withdraw_notice,
)
from dabiao.duties.notices.flow import Step
from dabiao.duties.notices.my_list import my_entries
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Organisation, Post, Role


def titles(person: Account) -> list[str]:
    return [one.title for one in my_entries(Account.objects.get(pk=person.pk))]


def test_a_notice_stands_there_until_it_is_received(cast: Cast) -> None:
    sent = send_notice(cast.创建办, plain(at("和平社区")))
    (entry,) = my_entries(cast.社区)
    assert (entry.kind, entry.title, entry.asked_by, entry.asked_at, entry.due) == (
        "通知", "测评安排", "创建办", sent.sent_at, None,
    )  # fmt: skip
    receive(cast.社区, sent, "和平社区")
    assert titles(cast.社区) == []


def test_a_task_stands_there_until_it_is_answered(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    receive(cast.责任单位, sent, "城管局")
    (entry,) = my_entries(cast.责任单位)
    assert (entry.due, entry.pressed_at) == (sent.due, None)
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ANSWER, Said("办好了"))
    assert titles(cast.责任单位) == []


def test_being_pressed_is_marked(cast: Cast) -> None:
    sent = sent_task(cast, "城管局", "东湖街道")
    decide(cast.创建办, row_of(sent, "城管局"), Step.PRESS)
    (pressed,) = my_entries(cast.责任单位)
    (other,) = my_entries(cast.街道)
    assert pressed.pressed_at is not None
    assert other.pressed_at is None


def test_what_was_sent_back_is_the_senders_turn_until_it_comes_back(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.SEND_BACK, Said("不归本单位管"))
    assert titles(cast.责任单位) == []
    (entry,) = my_entries(cast.创建办)
    assert (entry.kind, entry.asked_by) == ("待答复", "城管局")
    decide(cast.创建办, row_of(sent, "城管局"), Step.REPLY, "请继续")
    assert titles(cast.责任单位) == ["检查广告牌"]
    assert titles(cast.创建办) == []


def test_an_extension_asked_for_is_on_both_lists(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ASK_EXTENSION, Said("忙", in_good_time(9)))
    assert titles(cast.责任单位) == titles(cast.创建办) == ["检查广告牌"]
    decide(cast.创建办, row_of(sent, "城管局"), Step.GRANT)
    (entry,) = my_entries(cast.责任单位)
    assert entry.due == in_good_time(9)
    assert titles(cast.创建办) == []


def test_a_withdrawn_one_drops_out(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    withdraw_notice(cast.创建办, sent, "发错了")
    assert titles(cast.责任单位) == []


def test_a_withdrawn_one_counts_as_asked_no_more_except_where_it_was_done(cast: Cast) -> None:
    sent = sent_task(cast, "城管局", "东湖街道")
    done = row_of(sent, "城管局")
    respond(cast.责任单位, done, Step.ANSWER, Said("已检查"))
    withdraw_notice(cast.创建办, sent, "预警解除")
    asked = Ask.objects.filter(resource="notice", withdrawn_at=None)
    assert [one.organisation.name for one in asked] == ["城管局"], "time that was spent stays counted"


def test_somebody_of_two_organisations_sees_for_which_it_is(cast: Cast) -> None:
    Post.objects.create(
        account=cast.责任单位, role=Role.STREET, organisation=Organisation.objects.get(name="东湖街道")
    )
    sent_task(cast, "城管局", "东湖街道")
    assert sorted(titles(cast.责任单位)) == ["检查广告牌（东湖街道）", "检查广告牌（城管局）"]


@pytest.mark.parametrize("who", ["责任单位", "创建办"])
def test_many_cost_as_many_questions_as_one(cast: Cast, who: str) -> None:
    def asked() -> int:
        person = Account.objects.get(pk=getattr(cast, who).pk)
        with CaptureQueriesContext(connection) as captured:
            assert list(my_entries(person))
        return len(captured)

    def one_more() -> None:
        sent = send_notice(cast.创建办, plain(at("城管局")), PLENTY)
        back = sent_task(cast, "城管局")
        press_notice(cast.创建办, sent)
        respond(cast.责任单位, row_of(back, "城管局"), Step.SEND_BACK, Said("办不了"))

    one_more()
    few = asked()
    for _ in range(20):
        one_more()
    assert asked() == few
