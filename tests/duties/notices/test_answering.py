"""Answering: received once, done, not possible, later; and what the sender says to that."""

from datetime import timedelta

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from noticed import at, in_good_time, plain, receive, row_of, sent_task

from dabiao.core.defects import BadInput
from dabiao.duties.notices.actions import Said, decide, respond, send_notice
from dabiao.duties.notices.flow import State, Step
from dabiao.duties.notices.models import NoticeEvent
from dabiao.duties.notices.queries import is_overdue
from dabiao.house.models import AuditEntry
from dabiao.people.models import Account, Organisation, Post, Role


def test_a_receipt_says_who_and_when_and_is_given_once(cast: Cast) -> None:
    sent = send_notice(cast.创建办, plain(at("和平社区")))
    receive(cast.社区, sent, "和平社区")
    told = NoticeEvent.objects.get()
    assert (told.step, told.by, told.at <= timezone.now()) == (Step.RECEIVE, cast.社区, True)
    with pytest.raises(BadInput, match="现在是“已签收”，不能“签收”"):
        receive(cast.社区, sent, "和平社区")
    assert NoticeEvent.objects.count() == 1


def test_of_two_colleagues_only_one_receives(cast: Cast) -> None:
    sent = send_notice(cast.创建办, plain(at("和平社区")))
    stale = row_of(sent, "和平社区")
    receive(cast.社区, sent, "和平社区")
    with pytest.raises(BadInput):
        respond(cast.社区, stale, Step.RECEIVE)


def test_whoever_answers_at_once_has_received_by_that(cast: Cast) -> None:
    sent = sent_task(cast, "和平社区")
    respond(cast.社区, row_of(sent, "和平社区"), Step.ANSWER, Said("没有变化。"))
    assert list(NoticeEvent.objects.values_list("step", flat=True)) == [Step.RECEIVE, Step.ANSWER]
    assert row_of(sent, "和平社区").state == State.ANSWERED


@pytest.mark.parametrize("step", [Step.ANSWER, Step.SEND_BACK])
@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_answer_without_words_is_refused_and_receives_nothing(cast: Cast, step: Step, text: str) -> None:
    sent = sent_task(cast, "和平社区")
    with pytest.raises(BadInput, match="要写明情况"):
        respond(cast.社区, row_of(sent, "和平社区"), step, Said(text))
    assert row_of(sent, "和平社区").state == State.SENT
    assert not NoticeEvent.objects.exists()


def test_a_plain_notice_cannot_be_answered(cast: Cast) -> None:
    sent = send_notice(cast.创建办, plain(at("和平社区")))
    for step in (Step.ANSWER, Step.SEND_BACK, Step.ASK_EXTENSION):
        with pytest.raises(BadInput):
            respond(cast.社区, row_of(sent, "和平社区"), step, Said("话", in_good_time(9)))


def test_办不了_is_a_way_out_that_the_sender_may_take(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.SEND_BACK, Said("不归本单位管"))
    assert not is_overdue(row_of(sent, "城管局"), timezone.now() + timedelta(days=99))
    decide(cast.创建办, row_of(sent, "城管局"), Step.RELEASE)
    assert row_of(sent, "城管局").state == State.RELEASED
    with pytest.raises(BadInput):
        respond(cast.责任单位, row_of(sent, "城管局"), Step.ANSWER, Said("还是办了"))


def test_the_sender_may_answer_and_ask_to_go_on(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.SEND_BACK, Said("不归本单位管"))
    with pytest.raises(BadInput, match="要写明情况"):
        decide(cast.创建办, row_of(sent, "城管局"), Step.REPLY, "")
    decide(cast.创建办, row_of(sent, "城管局"), Step.REPLY, "职责文件第三条写明归你单位。")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ANSWER, Said("办好了"))
    assert row_of(sent, "城管局").state == State.ANSWERED


def test_a_deadline_is_put_off_for_whoever_asked_and_nobody_else(cast: Cast) -> None:
    sent = sent_task(cast, "城管局", "东湖街道")
    later = in_good_time(6)
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ASK_EXTENSION, Said("要等材料", later))
    assert row_of(sent, "城管局").due == sent.due, "not before it is granted"
    decide(cast.创建办, row_of(sent, "城管局"), Step.GRANT)
    assert (row_of(sent, "城管局").due, row_of(sent, "东湖街道").due) == (later, sent.due)
    sent.refresh_from_db()
    assert sent.due != later


def test_a_refused_extension_leaves_the_deadline(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ASK_EXTENSION, Said("忙", in_good_time(6)))
    decide(cast.创建办, row_of(sent, "城管局"), Step.REFUSE, "请按期。")
    row = row_of(sent, "城管局")
    assert (row.state, row.due) == (State.RECEIVED, sent.due)


def test_an_extension_wants_a_later_day_than_the_deadline(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    for due in (None, timezone.now() - timedelta(days=1), sent.due, sent.due - timedelta(minutes=1)):
        with pytest.raises(BadInput, match="新期限"):
            respond(cast.责任单位, row_of(sent, "城管局"), Step.ASK_EXTENSION, Said("忙", due))
    assert not NoticeEvent.objects.exists()


def test_an_extension_that_has_run_out_meanwhile_is_not_granted(cast: Cast, monkeypatch) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ASK_EXTENSION, Said("忙", in_good_time(4)))
    later = in_good_time(5)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    with pytest.raises(BadInput, match="已经过去"):
        decide(cast.创建办, row_of(sent, "城管局"), Step.GRANT)


def test_overdue_begins_with_the_deadline_and_is_no_obstacle_to_answering(cast: Cast, monkeypatch) -> None:
    sent = sent_task(cast, "城管局")
    row = row_of(sent, "城管局")
    assert sent.due is not None
    assert not is_overdue(row, sent.due)
    assert is_overdue(row, sent.due + timedelta(seconds=1))
    late = sent.due + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    respond(cast.责任单位, row, Step.ANSWER, Said("晚了一天，办好了"))
    assert not is_overdue(row_of(sent, "城管局"), late)


def test_a_street_may_answer_for_its_community_and_nobody_for_another(cast: Cast) -> None:
    sent = sent_task(cast, "和平社区", "城管局")
    for stranger in (cast.社区, cast.街道, cast.领导, cast.创建办, cast.测评员, cast.外人):
        with pytest.raises(PermissionDenied):
            respond(stranger, row_of(sent, "城管局"), Step.RECEIVE)
    respond(cast.街道, row_of(sent, "和平社区"), Step.ANSWER, Said("代社区答复"))
    assert NoticeEvent.objects.filter(by=cast.街道).count() == 2


def test_decisions_are_the_senders_alone(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.SEND_BACK, Said("不归本单位管"))
    for other in (cast.责任单位, cast.领导, cast.街道, cast.外人):
        with pytest.raises(PermissionDenied):
            decide(other, row_of(sent, "城管局"), Step.RELEASE)


def test_each_step_is_audited_without_its_words(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ANSWER, Said("联系人电话 13800138000"))
    told = AuditEntry.objects.get(resource="notice_recipient")
    assert (told.actor, told.before, told.after["step"]) == ("unit", {"state": "待签收"}, "办结")
    assert "13800138000" not in f"{told.before}{told.after}"


def test_a_post_that_ended_answers_no_more(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    Post.objects.filter(account=cast.责任单位).update(until=timezone.localdate())
    gone = Account.objects.get(pk=cast.责任单位.pk)
    with pytest.raises(PermissionDenied):
        respond(gone, row_of(sent, "城管局"), Step.RECEIVE)


def test_whoever_takes_over_a_post_goes_on_where_the_other_stopped(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    receive(cast.责任单位, sent, "城管局")
    successor = Account.objects.create(username="next", display_name="接手的人", password="!")
    Post.objects.create(
        account=successor, role=Role.UNIT, organisation=Organisation.objects.get(name="城管局")
    )
    respond(successor, row_of(sent, "城管局"), Step.ANSWER, Said("接着办好了"))
    assert [one.by for one in NoticeEvent.objects.order_by("pk")] == [cast.责任单位, successor]
