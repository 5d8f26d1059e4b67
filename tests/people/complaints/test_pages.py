"""投诉建议 in the browser: everybody's own, the list of those who answer, and what each may see."""

import pytest
from asked import ask, named, set_clock
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dabiao.house.models import AuditEntry
from dabiao.people.complaints import actions
from dabiao.people.complaints.actions import Filing
from dabiao.people.complaints.models import Complaint, ComplaintRules, Kind, State, StepKind

PHONE = "13812345678"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)


def signed_in(client: Client, person: object) -> Client:
    client.force_login(person)  # type: ignore[arg-type]
    return client


def page(client: Client, name: str, *given: object, **asked: str) -> str:
    answer = client.get(reverse(name, args=given), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def content(said: str) -> str:
    """A page without its frame: whoever is signed in stands there by name."""
    return said.partition("<main")[2].partition("</main>")[0]


def filed(by: object, text: str = "清单要得太急", **given: object) -> Complaint:
    return actions.file_complaint(by, Filing(Kind.TOO_SHORT, text, **given))  # type: ignore[arg-type]


def test_the_foot_of_every_page_leads_there_for_whoever_is_signed_in(client: Client, cast: Cast) -> None:
    link = f'href="{reverse("complaints")}"'
    for person, name in ((cast.外人, "my_security"), (cast.创建办, "organisations"), (cast.社区, "burden")):
        assert link in page(signed_in(client, person), name).partition("<footer")[2]
    client.logout()
    assert link not in page(client, "sign_in")


def test_外人_files_one_and_sees_only_it(client: Client, cast: Cast) -> None:
    other = filed(cast.社区)
    signed_in(client, cast.外人)
    answer = client.post(reverse("complaint_new"), {"kind": "功能", "text": "打不开"})
    own = Complaint.objects.latest("pk")
    assert answer["Location"] == reverse("complaint", args=[own.pk])
    assert "打不开" in page(client, "complaint", own.pk)
    assert "清单要得太急" not in page(client, "complaints")
    for key in (other.pk, 999_999):
        assert client.get(reverse("complaint", args=[key])).status_code == 404
    assert client.get(reverse("complaints_handling")).status_code == 403


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": ""}, 'id="id_text_error"'),
        ({"text": "字" * 2001}, 'id="id_text_error"'),
        ({"kind": "天"}, 'id="id_kind_error"'),
        ({"contact": "1" * 65}, 'id="id_contact_error"'),
        ({"unnamed": "on", "contact": PHONE}, "不署名时不留联系方式"),
    ],
)
def test_what_is_refused_is_told_and_nothing_typed_is_lost(
    client: Client, cast: Cast, given: dict[str, str], said: str
) -> None:
    whole = {"kind": "功能", "text": "写了很久的一段话", "contact": "", **given}
    answer = signed_in(client, cast.社区).post(reverse("complaint_new"), whole)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    if "text" not in given:
        assert "写了很久的一段话" in answer.content.decode()
    assert not Complaint.objects.exists()


def test_from_a_requests_line_it_is_about_that_request_and_says_when_that_gives_the_name_away(
    client: Client, cast: Cast
) -> None:
    made = ask(cast.创建办, [named("和平社区"), named("城管局")], "核对台账")
    one = next(each for each in made if each.organisation.name == "和平社区")
    (alone,) = ask(cast.创建办, named("和平社区"), "只问一家")
    signed_in(client, cast.社区)
    said = page(client, "complaint_new", ask=str(one.pk))
    assert "针对的要求：核对台账" in said
    assert "也可能被猜到" not in said
    assert "也可能被猜到" in page(client, "complaint_new", ask=str(alone.pk))
    client.post(reverse("complaint_new"), {"kind": "过多", "text": "重复", "ask": str(one.pk)})
    assert Complaint.objects.get().about_title == "核对台账"


def test_a_request_of_somebody_else_cannot_be_named(client: Client, cast: Cast) -> None:
    (foreign,) = ask(cast.创建办, named("城管局"), "城管的事")
    for person in (cast.社区, cast.外人):
        signed_in(client, person)
        assert "城管的事" not in page(client, "complaint_new", ask=str(foreign.pk))
        for key in (str(foreign.pk), "x", "9" * 20, "-1"):
            answer = client.post(reverse("complaint_new"), {"kind": "过多", "text": "试探", "ask": key})
            assert answer.status_code == 302
    assert {one.about_title for one in Complaint.objects.all()} == {""}


def test_创建办_sees_no_name_where_none_was_given(client: Client, cast: Cast) -> None:
    cast.社区.display_name = "秦岚"
    cast.社区.save()
    hidden, shown = filed(cast.社区, "第一件", unnamed=True), filed(cast.社区, "第二件")
    for reader in (cast.创建办, cast.领导):
        signed_in(client, reader)
        assert page(client, "complaints_handling").count("秦岚") == 1
        assert "秦岚" not in page(client, "complaint", hidden.pk)
        assert "秦岚" in page(client, "complaint", shown.pk)


def test_the_page_offers_each_what_they_may_do(client: Client, cast: Cast) -> None:
    one = filed(cast.社区, contact=PHONE)
    office = content(page(signed_in(client, cast.创建办), "complaint", one.pk))
    assert "发出答复" in office
    assert "显示号码" in office
    assert "撤回" not in office
    leader = content(page(signed_in(client, cast.领导), "complaint", one.pk))
    assert "发出答复" not in leader
    assert "138****5678" not in leader
    assert "由创建办办理" in leader
    author = content(page(signed_in(client, cast.社区), "complaint", one.pk))
    assert "撤回" in author
    assert "删除号码" in author
    assert "显示号码" not in author


def test_a_complaint_goes_round_on_the_pages(client: Client, cast: Cast) -> None:
    one = filed(cast.社区)
    signed_in(client, cast.创建办)
    assert (
        client.post(reverse("complaint_answer", args=[one.pk]), {"text": "以后留足时间"}).status_code == 302
    )
    signed_in(client, cast.社区)
    assert "答复满意吗" in page(client, "complaint", one.pk)
    client.post(reverse("complaint_confirm", args=[one.pk]), {"satisfied": "no", "text": "这次没改"})
    assert "重新办理 1 次" in page(client, "complaint", one.pk)
    signed_in(client, cast.创建办)
    client.post(reverse("complaint_answer", args=[one.pk]), {"text": "这次也改了"})
    client.post(reverse("complaint_call_back", args=[one.pk]), {"outcome": "满意", "text": ""})
    said = page(client, "complaint", one.pk)
    assert "已办结" in said
    assert "回访：满意" in said


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("complaint_answer", {"text": ""}, 'id="answer_text_error"'),
        ("complaint_answer", {"text": "长" * 2001}, 'id="answer_text_error"'),
        ("complaint_call_back", {"outcome": "满意"}, "状态已经变了"),
        ("complaint_call_back", {"outcome": "升天"}, "待答复"),
    ],
)
def test_what_a_handler_sends_wrongly_is_told_beside_its_form(
    client: Client, cast: Cast, name: str, given: dict[str, str], said: str
) -> None:
    one = filed(cast.社区)
    answer = signed_in(client, cast.创建办).post(reverse(name, args=[one.pk]), given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Complaint.objects.get().state == State.RECEIVED


def test_not_satisfied_without_a_word_is_asked_for_one_and_the_page_keeps_what_was_typed(
    client: Client, cast: Cast
) -> None:
    one = filed(cast.社区)
    actions.answer_complaint(cast.创建办, one.pk, "改了")
    signed_in(client, cast.社区)
    answer = client.post(reverse("complaint_confirm", args=[one.pk]), {"satisfied": "no", "text": " "})
    assert answer.status_code == 400
    assert "还有什么没有解决" in answer.content.decode()
    signed_in(client, cast.创建办)
    typed = client.post(
        reverse("complaint_call_back", args=[one.pk]), {"outcome": "未联系上", "text": "打了三次没人接"}
    )
    assert typed.status_code == 400
    assert "打了三次没人接" in typed.content.decode()


def test_a_number_is_shown_once_on_request_and_never_kept_by_the_browser(client: Client, cast: Cast) -> None:
    one = filed(cast.社区, contact=PHONE)
    signed_in(client, cast.创建办)
    assert PHONE not in page(client, "complaint", one.pk)
    shown = client.post(reverse("complaint_contact", args=[one.pk]))
    assert PHONE in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert AuditEntry.objects.latest("number").resource == "complaint_contact"
    assert client.get(reverse("complaint_contact", args=[one.pk])).status_code == 405
    assert PHONE not in page(client, "complaint", one.pk)


def test_a_number_that_is_gone_is_told(client: Client, cast: Cast) -> None:
    one = filed(cast.社区)
    answer = signed_in(client, cast.创建办).post(reverse("complaint_contact", args=[one.pk]))
    assert answer.status_code == 400
    assert "没有留联系方式" in answer.content.decode()


@pytest.mark.parametrize("name", ["complaint_withdraw", "complaint_contact_erase"])
def test_an_author_withdraws_and_erases_on_the_page_and_nobody_else(
    client: Client, cast: Cast, name: str
) -> None:
    one = filed(cast.社区, contact=PHONE)
    assert signed_in(client, cast.创建办).post(reverse(name, args=[one.pk])).status_code == 404
    assert signed_in(client, cast.社区).post(reverse(name, args=[one.pk])).status_code == 302
    assert Complaint.objects.get().contact == ""


def test_the_list_is_narrowed_by_state_and_to_what_创建办_asks(client: Client, cast: Cast) -> None:
    filed(cast.社区, "太急的一件")
    other = actions.file_complaint(cast.社区, Filing(Kind.FUNCTION, "字太小的一件"))
    actions.answer_complaint(cast.创建办, other.pk, "调大了")
    signed_in(client, cast.领导)
    assert "字太小的一件" not in page(client, "complaints_handling", about="requests")
    assert "太急的一件" not in page(client, "complaints_handling", state="待回访")
    everything = page(client, "complaints_handling", state="乱写", about="乱写")
    assert "太急的一件" in everything
    assert "字太小的一件" in everything
    assert "没有投诉建议" in page(client, "complaints_handling", state="已撤回")


def test_what_is_late_stands_out(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    filed(cast.社区)
    set_clock(monkeypatch, "2026-12-03 08:00")
    assert "超期（2026-12-02）" in page(signed_in(client, cast.领导), "complaints_handling")


def test_a_page_of_the_list_costs_as_many_questions_however_many_there_are(
    client: Client, cast: Cast
) -> None:
    signed_in(client, cast.创建办)
    counted = []
    for number in (1, 49):
        for _ in range(number):
            one = filed(cast.社区, contact=PHONE)
            actions.answer_complaint(cast.创建办, one.pk, "改了")
        with CaptureQueriesContext(connection) as asked:
            page(client, "complaints_handling")
        counted.append(len(asked))
    assert counted[0] == counted[1]
    filed(cast.社区)
    assert "更早的" in page(client, "complaints_handling")


def test_deadlines_are_set_within_bounds(client: Client, cast: Cast) -> None:
    signed_in(client, cast.创建办)
    good = {"answer_days": "3", "call_back_days": "3", "keep_contact_days": "0"}
    for field, value in (
        ("answer_days", "0"),
        ("answer_days", "16"),
        ("keep_contact_days", "91"),
        ("call_back_days", ""),
    ):
        answer = client.post(reverse("complaint_rules"), {**good, field: value})
        assert answer.status_code == 400
        assert f'id="id_{field}_error"' in answer.content.decode()
    assert not ComplaintRules.objects.exists()
    assert client.post(reverse("complaint_rules"), good).status_code == 302
    assert ComplaintRules.objects.get().set_by == cast.创建办


def test_a_hostile_text_is_only_a_text(client: Client, cast: Cast) -> None:
    one = filed(cast.社区, HOSTILE)
    actions.answer_complaint(cast.创建办, one.pk, HOSTILE)
    actions.record_call_back(cast.创建办, one.pk, StepKind.NOT_SATISFIED, HOSTILE)
    signed_in(client, cast.创建办)
    for said in (page(client, "complaint", one.pk), page(client, "complaints_handling")):
        assert "<img src=x" not in said
        assert "&lt;img" in said


def test_its_page_stands_on_the_menu_of_people_and_alone_where_that_has_no_other(
    client: Client, cast: Cast
) -> None:
    for person, last in ((cast.社区, "投诉建议"), (cast.创建办, "投诉建议"), (cast.安全管理员, "投诉建议")):
        shown = signed_in(client, person).get(reverse("complaints"))
        assert shown.context["menu"][-1].entry.title == "人员"
        assert shown.context["tabs"][-1].entry.title == last
    shown = signed_in(client, cast.测评员).get(reverse("complaints"))
    assert (shown.context["menu"][-1].entry.title, shown.context["tabs"]) == ("投诉建议", ())


def test_nobody_begins_with_complaining(client: Client, cast: Cast) -> None:
    for person, first in (
        (cast.外人, "/me/"),
        (cast.测评员, "/standards/"),
        (cast.审计管理员, "/people/organisations/"),
    ):
        assert signed_in(client, person).get(reverse("welcome")).context["first_item"].address == first


def test_the_rules_stand_below_the_page_of_those_who_answer(client: Client, cast: Cast) -> None:
    shown = signed_in(client, cast.创建办).get(reverse("complaint_rules"))
    assert [tab.entry.title for tab in shown.context["tabs"] if tab.current] == ["投诉办理"]
