"""The pages: what is typed is never lost, groups mean what they say, and a long list costs no more than a short one."""

import re
from datetime import timedelta

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from noticed import PLENTY, at, in_good_time, plain, receive, row_of, sent_task

from dabiao.duties.notices.actions import Said, press_notice, respond, send_notice, withdraw_notice
from dabiao.duties.notices.flow import Step
from dabiao.duties.notices.models import Notice, Recipient
from dabiao.people.models import Line, Organisation, OrganisationKind, Placement
from dabiao.site.home_folder import HomeFolder

HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    client.force_login(cast.创建办)
    return client


def typed(**changes: object) -> dict[str, object]:
    """What somebody fills in for a 突发任务 to 东湖街道."""
    given: dict[str, object] = {
        "kind": "突发任务",
        "title": "检查广告牌",
        "text": "请检查。\n\n办完回一句。",
        "due_day": in_good_time().date().isoformat(),
        "due_time": "18:00",
        "minutes": 15,
        "to": [str(at("东湖街道")[0].pk)],
        **changes,
    }
    return {name: value for name, value in given.items() if value is not None}


def community(name: str, street: str) -> Organisation:
    made = Organisation.objects.create(kind=OrganisationKind.COMMUNITY, name=name)
    Placement.objects.create(
        organisation=made, parent=at(street)[0], line=Line.TERRITORY, since=timezone.localdate()
    )
    return made


def test_a_task_is_sent_from_the_form(office: Client) -> None:
    answer = office.post(reverse("notice_new"), typed(), follow=True)
    assert "已发给 1 个单位。" in answer.content.decode()
    sent = Notice.objects.get()
    assert timezone.localtime(sent.due).strftime("%H:%M") == "18:00"
    assert "<p>请检查。</p>" in answer.content.decode()


def test_too_short_notice_asks_for_a_reason_and_keeps_what_was_typed(office: Client) -> None:
    first = office.get(reverse("notice_new")).content.decode()
    assert "为什么必须现在发" not in first
    soon = timezone.localtime() + timedelta(hours=2)
    given = typed(due_day=soon.date().isoformat(), due_time=soon.strftime("%H:%M"))
    answer = office.post(reverse("notice_new"), given)
    said = answer.content.decode()
    assert answer.status_code == 400
    assert "不足一个工作日" in said
    assert "为什么必须现在发" in said
    assert 'value="检查广告牌"' in said
    assert "办完回一句。" in said
    key = at("东湖街道")[0].pk
    assert re.search(rf'name="to" value="{key}" checked', said)
    assert not Notice.objects.exists()
    assert office.post(reverse("notice_new"), {**given, "reason": "气象预警"}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, 'id="id_title_error"'),
        ({"title": "字" * 101}, 'id="id_title_error"'),
        ({"text": " "}, 'id="id_text_error"'),
        ({"text": "字" * 5001}, 'id="id_text_error"'),
        ({"due_day": None}, "突发任务要有完成时限"),
        ({"due_day": "2026-02-30"}, 'id="id_due_day_error"'),
        ({"due_day": "0001-01-01"}, "期限已经过去"),
        ({"due_time": "25:00"}, 'id="id_due_time_error"'),
        ({"minutes": 0}, 'id="id_minutes_error"'),
        ({"minutes": 10**12}, 'id="id_minutes_error"'),
        ({"minutes": "许多"}, 'id="id_minutes_error"'),
        ({"to": None}, "请至少选一个单位"),
        ({"to": ["999999", "no-such-group", "below-x", HOSTILE]}, "请至少选一个单位"),
        ({"kind": "通知"}, "通知没有期限"),
        ({"kind": "通知", "due_day": None, "wants_attachment": "on"}, "通知只要签收"),
        ({"kind": "别的"}, 'id="id_kind_error"'),
        ({"kept": "no-uuid"}, 'name="title" value="检查广告牌"'),
        ({"kept": "00000000-0000-0000-0000-000000000000"}, "附件已经不在了"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field_and_nothing_is_sent(
    office: Client, changes: dict[str, object], said: str
) -> None:
    answer = office.post(reverse("notice_new"), typed(**changes))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Notice.objects.exists()


def test_the_last_day_there_is_does_no_harm(office: Client) -> None:
    assert office.post(reverse("notice_new"), typed(due_day="9999-12-31")).status_code == 302


def test_groups_mean_everybody_in_them_once(office: Client) -> None:
    street = Organisation.objects.create(kind=OrganisationKind.STREET, name="西湖街道")
    west = community("西湖社区", "西湖街道")
    closed = community("撤并的社区", "西湖街道")
    Organisation.objects.filter(pk=closed.pk).update(closed_on=timezone.localdate())

    def reached(*to: str) -> set[str]:
        office.post(reverse("notice_new"), typed(to=to, title=f"检查{to}", reason=PLENTY))
        return set(Notice.objects.latest("pk").recipients.values_list("organisation__name", flat=True))

    assert reached("streets") == {"东湖街道", "西湖街道"}
    assert reached("departments") == {"城管局"}
    assert reached("communities") == {"和平社区", "西湖社区"}
    assert reached(f"below-{street.pk}") == {"西湖社区"}
    assert reached(f"below-{street.pk}", str(west.pk), "streets") == {"西湖社区", "东湖街道", "西湖街道"}
    assert reached(f"below-{street.pk}", str(closed.pk)) == {"西湖社区"}


def test_who_cannot_be_reached_is_told_before_sending(office: Client) -> None:
    Organisation.objects.create(kind=OrganisationKind.STREET, name="无人街道")
    said = office.get(reverse("notice_new")).content.decode()
    assert re.search(r"无人街道 <span class=\"definition\">无联络员", said)
    assert not re.search(r"东湖街道 <span class=\"definition\">无联络员", said)


def test_the_senders_page_tells_who_received_who_answered_and_who_is_late(
    office: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = sent_task(cast, "东湖街道", "和平社区", "城管局")
    receive(cast.街道, sent, "东湖街道")
    respond(cast.责任单位, row_of(sent, "城管局"), Step.ANSWER, Said("城管局办好了"))
    press_notice(cast.创建办, sent)
    page = reverse("notice", args=[sent.pk])
    said = office.get(page).content.decode()
    assert "街道 " in said
    assert "签收" in said
    assert "城管局办好了" in said
    assert "已超期" not in said
    assert said.index("待签收") < said.index("和平社区") < said.index("东湖街道") < said.index("城管局办好了")
    later = in_good_time(4)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    office.force_login(cast.创建办)
    assert "2 个已超期" in office.get(page).content.decode()


def test_organisations_stand_by_name_not_by_who_was_quick(office: Client, cast: Cast) -> None:
    for name in ("丙街道", "甲街道", "乙街道"):
        Organisation.objects.create(kind=OrganisationKind.STREET, name=name)
    sent = sent_task(cast, "丙街道", "乙街道", "甲街道")
    said = office.get(reverse("notice", args=[sent.pk])).content.decode()
    order = sorted(("丙街道", "甲街道", "乙街道"))
    assert sorted(order, key=said.index) == order


def test_a_withdrawn_notice_says_so_to_everybody_and_asks_for_nothing(cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道")
    withdraw_notice(cast.创建办, sent, "预警解除")
    client = Client()
    client.force_login(cast.街道)
    said = client.get(reverse("notice", args=[sent.pk]), follow=True).content.decode()
    assert "撤回，不用再办。原因：预警解除" in said
    assert "<button" not in said.split("<main")[1]
    assert "已撤回" in client.get(reverse("notices")).content.decode()


@pytest.mark.parametrize(
    ("response", "given", "said"),
    [
        ("answer", {"text": ""}, 'id="answer_text_error"'),
        ("send_back", {"text": "字" * 501}, 'id="send_back_text_error"'),
        ("ask_extension", {"text": "忙"}, 'id="ask_extension_due_day_error"'),
        ("ask_extension", {"text": "忙得很", "due_day": "2026-01-01"}, "忙得很"),
    ],
)
def test_a_refused_answer_is_told_beside_its_form_and_keeps_its_words(
    client: Client, cast: Cast, response: str, given: dict[str, str], said: str
) -> None:
    sent = sent_task(cast, "东湖街道")
    client.force_login(cast.街道)
    answer = client.post(reverse("notice_respond", args=[row_of(sent, "东湖街道").pk, response]), given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Recipient.objects.get().state == "待签收"


@pytest.mark.parametrize("name", ["withdraw", "grant", "nothing", "RECEIVE", "press"])
def test_only_steps_of_the_organisation_are_taken_by_it(client: Client, cast: Cast, name: str) -> None:
    sent = sent_task(cast, "东湖街道")
    client.force_login(cast.街道)
    answer = client.post(reverse("notice_respond", args=[row_of(sent, "东湖街道").pk, name]), {"text": "话"})
    assert answer.status_code == 404


def test_numbers_beyond_measure_are_no_notices(office: Client) -> None:
    for name in ("notice", "notice_attachment", "notice_recipient", "notice_answer_attachment"):
        assert office.get(reverse(name, args=[10**30])).status_code == 404
    assert office.get(reverse("notices"), {"before": "9" * 40, "kind": HOSTILE}).status_code == 200


def test_hostile_words_are_only_words(office: Client, cast: Cast) -> None:
    sent = sent_task(cast, "东湖街道", title=HOSTILE, text=HOSTILE)
    respond(cast.街道, row_of(sent, "东湖街道"), Step.ANSWER, Said(HOSTILE))
    for page in (
        reverse("notices"),
        reverse("notice", args=[sent.pk]),
        reverse("notice_recipient", args=[row_of(sent, "东湖街道").pk]),
    ):
        said = office.get(page).content.decode()
        assert "<img src=x" not in said
        assert "&lt;img src=x" in said


def test_a_long_list_costs_as_many_questions_as_a_short_one(office: Client, cast: Cast) -> None:
    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert office.get(page).status_code == 200
        return len(captured)

    first = sent_task(cast, "东湖街道")
    pages = [reverse("notices"), reverse("notice_new")]
    before = [asked(page) for page in pages]
    one = asked(reverse("notice", args=[first.pk]))
    many = [community(f"第{number}社区", "东湖街道") for number in range(60)]
    for _ in range(60):
        send_notice(cast.创建办, plain(many[:2]), PLENTY)
    wide = send_notice(cast.创建办, plain(many), PLENTY)
    press_notice(cast.创建办, wide)
    assert [asked(page) for page in pages] == before
    assert asked(reverse("notice", args=[wide.pk])) == one


def test_the_list_goes_back_page_by_page(office: Client, cast: Cast) -> None:
    for number in range(51):
        send_notice(cast.创建办, plain(at("东湖街道"), title=f"第{number}号"), PLENTY)
    first = office.get(reverse("notices"))
    key = first.context["page"].next_key
    second = office.get(reverse("notices"), {"before": key})
    titles = [one.title for page in (first, second) for one in page.context["page"].rows]
    assert titles == [f"第{number}号" for number in reversed(range(51))]


def test_the_list_can_be_narrowed(office: Client, cast: Cast) -> None:
    done = send_notice(cast.创建办, plain(at("东湖街道"), title="看过的"))
    receive(cast.街道, done, "东湖街道")
    sent_task(cast, "东湖街道", title="没办的")

    def titles(**given: str) -> list[str]:
        return [one.title for one in office.get(reverse("notices"), given).context["page"].rows]

    assert titles() == ["没办的", "看过的"]
    assert titles(kind="通知") == ["看过的"]
    assert titles(show="open") == ["没办的"]
    assert (
        "这些条件下没有" in office.get(reverse("notices"), {"kind": "通知", "show": "open"}).content.decode()
    )


def test_a_button_pressed_twice_sends_once(office: Client) -> None:
    office.post(reverse("notice_new"), typed())
    again = office.post(reverse("notice_new"), typed(), follow=True)
    assert "没有再发一次" in again.content.decode()
    assert Notice.objects.count() == 1
    office.post(reverse("notice_new"), typed(text="另一件事"))
    office.post(reverse("notice_new"), typed(to=[str(at("城管局")[0].pk)]))
    assert Notice.objects.count() == 3
