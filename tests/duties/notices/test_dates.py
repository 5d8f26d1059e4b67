"""突发任务 in the calendar of whoever was asked: the deadline, what became of it, and nothing of anybody else."""

from __future__ import annotations

from datetime import timedelta

from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from feeds import address_of, events, only, said
from noticed import PLENTY, at, in_good_time, plain, receive, row_of, sent_task

from dabiao.duties.cycle.dates import KEPT
from dabiao.duties.notices.actions import Said, decide, respond, send_notice, withdraw_notice
from dabiao.duties.notices.flow import Step
from dabiao.duties.notices.models import Recipient

STREET = "东湖街道"


def test_a_task_is_there_until_its_deadline_with_a_way_to_it(client: Client, cast: Cast) -> None:
    sent = sent_task(cast, STREET, due=in_good_time(3))
    found = only(client, address_of(cast, STREET))
    assert str(found["summary"]) == "检查广告牌"
    assert found.decoded("dtstart") == in_good_time(3)
    assert found["status"] == "CONFIRMED"
    row = row_of(sent, STREET)
    assert str(found["url"]).endswith(reverse("notice_recipient", args=[row.pk]))
    assert "请检查" not in said(found), "the text is for those who sign in"


def test_a_notice_without_a_deadline_is_no_date(client: Client, cast: Cast) -> None:
    send_notice(cast.创建办, plain(at(STREET)), PLENTY)
    assert events(client, address_of(cast, STREET)) == []


def test_nothing_of_another_organisation_is_in_it(client: Client, cast: Cast) -> None:
    sent_task(cast, "城管局", title="城管局的")
    sent_task(cast, "和平社区", title="社区的")
    sent_task(cast, STREET, "城管局", title="两家的")
    assert [str(one["summary"]) for one in events(client, address_of(cast, STREET))] == ["两家的"]


def test_a_deadline_put_off_moves_for_that_organisation_alone(client: Client, cast: Cast) -> None:
    sent = sent_task(cast, STREET, "城管局", due=in_good_time(3))
    street, unit = address_of(cast, STREET), address_of(cast, "城管局")
    before = only(client, street)
    receive(cast.街道, sent, STREET)
    respond(cast.街道, row_of(sent, STREET), Step.ASK_EXTENSION, Said("人手不够", due=in_good_time(6)))
    asked = only(client, street)
    assert str(asked["summary"]) == "检查广告牌（申请延期）"
    decide(cast.创建办, row_of(sent, STREET), Step.GRANT)
    after = only(client, street)
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") == in_good_time(6)
    assert before.decoded("sequence") < asked.decoded("sequence") < after.decoded("sequence")
    assert after.decoded("dtstamp") >= before.decoded("dtstamp")
    assert only(client, unit).decoded("dtstart") == in_good_time(3)


def test_what_was_done_stays_and_says_so(client: Client, cast: Cast) -> None:
    sent = sent_task(cast, STREET)
    feed = address_of(cast, STREET)
    respond(cast.街道, row_of(sent, STREET), Step.ANSWER, Said("都好了"))
    found = only(client, feed)
    assert (str(found["summary"]), found["status"]) == ("检查广告牌（已办结）", "CONFIRMED")
    assert "都好了" not in said(found)


def test_what_was_withdrawn_or_let_go_is_called_off(client: Client, cast: Cast) -> None:
    withdrawn, let_go = sent_task(cast, STREET), sent_task(cast, STREET, title="能不能不办")
    feed = address_of(cast, STREET)
    withdraw_notice(cast.创建办, withdrawn, "发错了")
    respond(cast.街道, row_of(let_go, STREET), Step.SEND_BACK, Said("不归我们管"))
    decide(cast.创建办, row_of(let_go, STREET), Step.RELEASE)
    assert {one["status"] for one in events(client, feed)} == {"CANCELLED"}
    assert all(one.decoded("sequence") > 0 for one in events(client, feed))


def test_a_telephone_number_in_a_title_is_left_out(client: Client, cast: Cast) -> None:
    sent_task(cast, STREET, title="回电 13912345678")
    assert "13912345678" not in said(only(client, address_of(cast, STREET)))


def test_what_is_long_over_is_gone_and_more_of_it_costs_no_more(client: Client, cast: Cast) -> None:
    feed = address_of(cast, STREET)
    sent_task(cast, STREET)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            events(client, feed)
        return len(found)

    few = cost()
    for at_ in range(12):
        sent_task(cast, STREET, title=f"第 {at_} 件")
    assert cost() == few
    assert len(events(client, feed)) == 13
    Recipient.objects.update(due=timezone.now() - KEPT - timedelta(minutes=1))
    assert events(client, feed) == []
