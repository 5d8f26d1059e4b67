"""Sending: to whom, when it is too much or too late, and what is written down of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from noticed import PLENTY, at, plain, row_of, sent_task, task

from dabiao.core.defects import BadInput
from dabiao.duties.notices.actions import Said, decide, respond, send_notice, withdraw_notice
from dabiao.duties.notices.flow import State, Step
from dabiao.duties.notices.models import Notice, NoticeEvent, Recipient
from dabiao.house.models import AuditEntry
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Organisation, Post, Role

THURSDAY_NOON = datetime(2026, 6, 4, 4, 0, tzinfo=UTC)
"""12:00 in Shanghai on an ordinary working day."""


@pytest.fixture
def noon(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is noon on a Thursday, and people have held their posts for long."""
    Post.objects.update(since=date(2026, 1, 1))
    monkeypatch.setattr("django.utils.timezone.now", lambda: THURSDAY_NOON)
    return THURSDAY_NOON


def test_a_task_reaches_each_organisation_once_and_is_counted_as_asked_of_it(cast: Cast) -> None:
    sent = send_notice(cast.创建办, task(at("东湖街道", "城管局")))
    assert {(row.organisation.name, row.state, row.due) for row in sent.recipients.all()} == {
        ("东湖街道", State.SENT, sent.due),
        ("城管局", State.SENT, sent.due),
    }
    asks = Ask.objects.filter(resource="notice", resource_id=str(sent.pk))
    assert {(one.organisation.name, one.minutes, one.due) for one in asks} == {
        ("东湖街道", 15, sent.due),
        ("城管局", 15, sent.due),
    }
    assert set(asks.values_list("address", flat=True)) == {f"/duties/notices/{sent.pk}/"}


def test_what_is_sent_is_told_to_the_audit_chain_without_its_words(cast: Cast) -> None:
    sent_task(cast, "东湖街道", title="电话联系", text="请打 13800138000 核实。")
    told = AuditEntry.objects.get(resource="notice")
    assert told.after["organisations"] == [at("东湖街道")[0].pk]
    assert "13800138000" not in str(told.after)
    assert "电话" not in str(told.after)


@pytest.mark.parametrize(("hours", "short"), [(24, False), (23.99, True), (1, True), (24 + 1 / 60, False)])
def test_less_than_a_working_day_needs_a_reason(
    cast: Cast, noon: datetime, hours: float, short: bool
) -> None:
    draft = task(at("东湖街道"), due=noon + timedelta(hours=hours))
    if not short:
        send_notice(cast.创建办, draft)
        return
    with pytest.raises(BadInput, match="不足一个工作日"):
        send_notice(cast.创建办, draft)
    assert not Notice.objects.exists()
    assert not Ask.objects.exists()
    assert not AuditEntry.objects.filter(resource="notice").exists()
    send_notice(cast.创建办, draft, "气象预警")
    assert Ask.objects.get().reason == "气象预警"


def test_more_than_a_week_may_bring_needs_a_reason_and_names_who(cast: Cast) -> None:
    for _ in range(5):
        send_notice(cast.创建办, plain(at("东湖街道")))
    with pytest.raises(BadInput, match="东湖街道") as refused:
        send_notice(cast.创建办, plain(at("东湖街道", "城管局")))
    assert "城管局" not in str(refused.value)
    assert Notice.objects.count() == 5
    send_notice(cast.创建办, plain(at("东湖街道", "城管局")), "必须")


def test_a_deadline_that_is_over_is_refused_whatever_the_reason(cast: Cast, noon: datetime) -> None:
    for due in (noon, noon - timedelta(days=1), datetime(1, 1, 1, tzinfo=UTC)):
        with pytest.raises(BadInput, match="期限已经过去"):
            send_notice(cast.创建办, task(at("东湖街道"), due=due), "急")


def test_a_notice_to_nobody_is_refused(cast: Cast) -> None:
    with pytest.raises(BadInput, match="至少选一个单位"):
        send_notice(cast.创建办, plain([]))


@pytest.mark.parametrize("who", ["领导", "街道", "社区", "责任单位", "测评员", "系统管理员", "外人"])
def test_only_创建办_sends_presses_and_withdraws(cast: Cast, who: str) -> None:
    person = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        send_notice(person, plain(at("东湖街道")))
    with pytest.raises(PermissionDenied):
        withdraw_notice(person, sent_task(cast, "东湖街道"), "发错了")


def test_a_withdrawn_notice_stays_and_what_was_answered_stays_answered(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道", "城管局", "和平社区")
    respond(cast.街道, row_of(sent, "东湖街道"), Step.ANSWER, Said("办好了"))
    respond(cast.责任单位, row_of(sent, "城管局"), Step.SEND_BACK, Said("办不了"))
    withdraw_notice(cast.创建办, sent, "气象解除预警")
    states = {row.organisation.name: row.state for row in Recipient.objects.filter(notice=sent)}
    assert states == {"东湖街道": State.ANSWERED, "城管局": State.WITHDRAWN, "和平社区": State.WITHDRAWN}
    assert NoticeEvent.objects.filter(step=Step.WITHDRAW).count() == 2
    with pytest.raises(BadInput, match="已经撤回过"):
        withdraw_notice(cast.创建办, sent, "再撤一次")
    with pytest.raises(BadInput, match="现在是“已撤回”"):
        respond(cast.社区, row_of(sent, "和平社区"), Step.RECEIVE)


def test_withdrawing_wants_a_reason(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道")
    with pytest.raises(BadInput, match="撤回的原因"):
        withdraw_notice(cast.创建办, sent, "  ")
    assert Notice.objects.get().withdrawn_at is None


def test_a_sender_on_leave_is_covered_by_colleagues(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道")
    colleague = type(cast.创建办).objects.create(username="colleague", display_name="同事", password="!")
    colleague.posts.create(role="创建办", organisation=at("示范区")[0])
    withdraw_notice(colleague, sent, "发错了")
    assert Notice.objects.get().withdrawn_by == colleague


def test_the_reason_of_one_week_does_not_follow_into_the_next(cast: Cast, monkeypatch) -> None:
    for _ in range(5):
        send_notice(cast.创建办, plain(at("东湖街道")), PLENTY)
    later = timezone.now() + timedelta(days=7)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    send_notice(cast.创建办, plain(at("东湖街道")))


def test_nobody_lets_off_the_organisation_they_answer_for_themselves(cast: Cast) -> None:
    sent = sent_task(cast, "城管局")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.SEND_BACK, Said("没有登高车"))
    Post.objects.create(
        account=cast.创建办, role=Role.UNIT, organisation=Organisation.objects.get(name="城管局")
    )
    both = Account.objects.get(pk=cast.创建办.pk)
    with pytest.raises(BadInput, match="也在这个单位任职"):
        decide(both, row_of(sent, "城管局"), Step.RELEASE, "同意")
    assert row_of(sent, "城管局").state == State.SENT_BACK
