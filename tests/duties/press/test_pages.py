"""督办 in the browser: who sees what, what a form keeps, how many questions a page asks the database."""

from __future__ import annotations

import io
import re

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pressed import ASKED, SPEECH, SPOKEN, far, kept, pressed, proposed, unit, upload

from dabiao.duties.press import actions, queries
from dabiao.duties.press.models import KeptDocument, Outcome, PressedTask, TaskState
from dabiao.people.models import Account
from dabiao.site.home_folder import HomeFolder

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    client.force_login(cast.创建办)
    return client


def as_(person: Account) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(client: Client, name: str, *given: object, **query: str) -> str:
    answer = client.get(reverse(name, args=given), query)
    assert answer.status_code == 200
    return answer.content.decode()


def taken(text: str = SPEECH, **given: object) -> dict[str, object]:
    return {"file": upload(text), "kind": "讲话", "dated": SPOKEN.isoformat(), "title": "", **given}


def test_a_document_is_handed_in_and_its_page_shows_every_sentence(office: Client) -> None:
    answer = office.post(reverse("press_document_new"), taken())
    document = KeptDocument.objects.get()
    assert answer["Location"] == reverse("press_document", args=[document.pk])
    page = said(office, "press_document", document.pk)
    for line in document.lines.all():
        assert line.text in page
    assert page.count('type="checkbox" name="line"') == ASKED
    assert "建议由 城管局 办" in page
    assert "成绩" in page
    listed = said(office, "press_documents")
    assert document.title in listed


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(office: Client) -> None:
    answer = office.post(
        reverse("press_document_new"), {"kind": "方案", "dated": "2026-11-20", "title": "我的标题"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "还没有选择文件" in page
    assert 'value="我的标题"' in page
    bad = office.post(reverse("press_document_new"), taken(dated="2026-13-45"))
    assert bad.status_code == 400
    empty = office.post(reverse("press_document_new"), taken("   "))
    assert empty.status_code == 400
    assert "没有文字" in empty.content.decode()
    assert not KeptDocument.objects.exists()


def test_hostile_words_are_shown_and_do_nothing(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办, f"{HOSTILE}的讲话\n各街道要清理{HOSTILE}。\n")
    page = said(office, "press_document", document.pk)
    assert "<img" not in page
    assert "&lt;img" in page


@pytest.mark.parametrize("said_id", ["9" * 30, "9223372036854775808", "²", "-1", "nope"])
def test_a_filter_that_is_no_id_filters_nothing(office: Client, cast: Cast, said_id: str) -> None:
    pressed(cast.创建办)
    for field in ("document", "unit"):
        assert office.get(reverse("press"), {field: said_id}).status_code == 200
        assert office.get(reverse("press_export"), {field: said_id}).status_code == 200


def test_a_broken_off_text_is_told_on_its_page(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办, "讲话\n下面我讲三点意见。\n一、抓环境\n各街道要每天检查，并在")
    page = said(office, "press_document", document.pk)
    assert "正文在句子中间断了" in page
    assert "说的是 3 点，正文里只找到 1 点" in page


def test_one_line_is_accepted_after_a_change_and_leads_to_the_next(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    first, second = proposed(document)[:2]
    page = said(office, "press_line", document.pk, first.pk)
    assert first.text in page
    assert re.search(rf'name="lead" value="{unit().pk}"[^>]* checked', page), "the suggested unit is ticked"
    given = {
        "do": "accept",
        "text": "修补三条小巷。",
        "lead": [unit().pk],
        "assist": [],
        "standard_id": "",
        "due": far().isoformat(),
        "reason": "",
    }
    answer = office.post(reverse("press_line", args=[document.pk, first.pk]), given)
    assert answer["Location"] == reverse("press_line", args=[document.pk, second.pk])
    assert PressedTask.objects.get().text == "修补三条小巷。"
    shown = said(office, "press_document", document.pk)
    assert "改后采纳" in shown
    assert "修补三条小巷。" in shown


def test_a_refused_task_keeps_what_was_typed(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    line = proposed(document)[0]
    given = {"do": "accept", "text": "我改过的话", "lead": [], "standard_id": "", "due": "", "reason": ""}
    answer = office.post(reverse("press_line", args=[document.pk, line.pk]), given)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "我改过的话" in page
    assert "还没有牵头单位" in page
    assert not PressedTask.objects.exists()


def test_a_line_is_dropped_and_taken_back(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    line = proposed(document)[0]
    address = reverse("press_line", args=[document.pk, line.pk])
    assert office.post(address, {"do": "drop", "drop_reason": ""}).status_code == 400
    office.post(address, {"do": "drop", "drop_reason": "重复"})
    assert "重复" in said(office, "press_document", document.pk)
    office.post(address, {"do": "undo"})
    line.refresh_from_db()
    assert line.outcome == Outcome.PROPOSED


def test_many_lines_are_accepted_as_suggested(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    lines = proposed(document)
    address = reverse("press_lines", args=[document.pk])
    answer = office.post(address, {"do": "accept", "line": [lines[0].pk, lines[2].pk], "reason": "年终"})
    assert answer.status_code == 302
    made = {task.line_id: task for task in PressedTask.objects.all()}
    assert [one.organisation.name for one in made[lines[0].pk].units.all()] == ["城管局"]
    assert made[lines[0].pk].due == lines[0].due
    assert [one.organisation.name for one in made[lines[2].pk].units.all()] == ["东湖街道"], "各街道"
    nobody = office.post(address, {"do": "accept", "line": [one.pk for one in lines], "reason": "年终"})
    assert nobody.status_code == 400
    page = nobody.content.decode()
    assert PressedTask.objects.count() == 2
    assert page.count("checked") >= 1
    common = office.post(
        address, {"do": "accept", "line": [lines[3].pk], "lead": [unit().pk], "due": far().isoformat()}
    )
    assert common.status_code == 302
    assert PressedTask.objects.get(line=lines[3]).due == far()


def test_many_lines_are_dropped_with_one_reason(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    lines = proposed(document)
    address = reverse("press_lines", args=[document.pk])
    assert office.post(address, {"do": "drop", "line": [lines[0].pk], "drop_reason": ""}).status_code == 400
    assert office.post(address, {"do": "drop"}).status_code == 400
    office.post(address, {"do": "drop", "line": [one.pk for one in lines], "drop_reason": "内部安排"})
    assert document.lines.filter(outcome=Outcome.DROPPED).count() == ASKED
    only = said(office, "press_document", document.pk, outcome="不办")
    assert only.count("内部安排") == ASKED
    assert "明显成效" not in only


def test_lines_of_another_document_cannot_be_reached_through_this_one(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    other = kept(cast.创建办, "方案\n各街道要快。\n", "b.txt")
    foreign = proposed(other)[0]
    assert office.get(reverse("press_line", args=[document.pk, foreign.pk])).status_code == 404
    office.post(
        reverse("press_lines", args=[document.pk]), {"do": "drop", "line": [foreign.pk], "drop_reason": "x"}
    )
    foreign.refresh_from_db()
    assert foreign.outcome == Outcome.PROPOSED


def test_the_original_is_handed_out_to_those_who_see_documents(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    address = reverse("press_document_file", args=[document.pk])
    answer = as_(cast.领导).get(address)
    assert b"".join(answer.streaming_content) == SPEECH.encode()
    assert as_(cast.责任单位).get(address).status_code == 403


def test_a_unit_sees_its_tasks_and_nothing_of_others(cast: Cast, home: HomeFolder) -> None:
    lines = proposed(kept(cast.创建办))
    mine, other = pressed(cast.创建办, line=lines[0]), pressed(cast.创建办, lead="东湖街道", line=lines[2])
    client = as_(cast.责任单位)
    page = said(client, "press")
    assert mine.text in page
    assert other.text not in page
    assert "东湖街道" not in page
    assert client.get(reverse("pressed_task", args=[other.pk])).status_code == 404
    assert (
        client.post(reverse("pressed_task_step", args=[other.pk, "report"]), {"note": "x"}).status_code == 404
    )
    missing, hidden = (
        TOKEN.sub("", client.get(reverse("pressed_task", args=[key])).content.decode())
        for key in (10**6, other.pk)
    )
    assert missing.replace(str(10**6), "") == hidden.replace(f"/{other.pk}/", "//")
    own = said(client, "pressed_task", mine.pk)
    assert "press/documents/" not in own, "units see the sentence, not the whole document"
    assert mine.line.text in own


def test_a_street_sees_what_its_communities_are_asked(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办, lead="和平社区")
    assert task.text in said(as_(cast.街道), "press")
    assert task.text in said(as_(cast.社区), "press")
    assert task.text not in said(as_(cast.责任单位), "press")


def test_leaders_see_everything_and_change_nothing(cast: Cast, home: HomeFolder) -> None:
    document = kept(cast.创建办)
    task = pressed(cast.创建办, line=proposed(document)[0])
    client = as_(cast.领导)
    page = said(client, "press_document", document.pk)
    assert 'type="checkbox"' not in page
    assert "改为任务" not in page
    assert task.text in said(client, "press")
    shown = said(client, "pressed_task", task.pk)
    assert "现在可以" not in shown
    assert client.post(reverse("pressed_task_step", args=[task.pk, "verify"])).status_code == 403


def test_the_page_of_a_task_offers_what_this_person_can_do_now(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办, assist=("东湖街道",))

    def offered(person: Account) -> set[str]:
        page = said(as_(person), "pressed_task", task.pk)
        return {
            step
            for step in ("progress", "report", "cannot", "verify", "close", "hand_over", "withdraw")
            if f"/{step}/" in page
        }

    assert offered(cast.责任单位) == {"progress", "report", "cannot"}
    assert offered(cast.街道) == {"progress"}
    assert offered(cast.创建办) == {"progress", "report", "cannot", "hand_over", "withdraw"}
    actions.take_step(cast.责任单位, task, "report", "办完了")
    assert offered(cast.责任单位) == set()
    assert offered(cast.创建办) == {"verify"}


def test_steps_are_taken_from_the_page(cast: Cast, home: HomeFolder) -> None:
    task = pressed(cast.创建办)
    unit_client, office_client = as_(cast.责任单位), as_(cast.创建办)
    empty = unit_client.post(reverse("pressed_task_step", args=[task.pk, "report"]), {"note": ""})
    assert empty.status_code == 400
    unit_client.post(reverse("pressed_task_step", args=[task.pk, "report"]), {"note": "三条全部修补"})
    assert "三条全部修补" in said(office_client, "pressed_task", task.pk)
    stale = unit_client.post(reverse("pressed_task_step", args=[task.pk, "report"]), {"note": "再报一次"})
    assert stale.status_code == 400
    assert "请刷新页面" in stale.content.decode()
    office_client.post(reverse("pressed_task_step", args=[task.pk, "verify"]))
    office_client.post(reverse("pressed_task_step", args=[task.pk, "close"]))
    task.refresh_from_db()
    assert task.state == TaskState.CLOSED
    assert office_client.post(reverse("pressed_task_step", args=[task.pk, "nothing"])).status_code == 404


def test_a_task_is_handed_over_from_the_page(office: Client, cast: Cast) -> None:
    task = pressed(cast.创建办)
    given = {
        "lead": [unit("东湖街道").pk],
        "assist": [],
        "due": far().isoformat(),
        "note": "属地",
        "reason": "",
    }
    assert office.post(reverse("pressed_task_step", args=[task.pk, "hand_over"]), given).status_code == 302
    assert queries.task_by_id(cast.街道, task.pk).pk == task.pk
    nobody = office.post(reverse("pressed_task_step", args=[task.pk, "hand_over"]), {**given, "lead": []})
    assert nobody.status_code == 400


def test_the_ledger_is_narrowed_by_state_document_unit_and_words(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    lines = proposed(document)
    first = pressed(cast.创建办, line=lines[0])
    second = pressed(cast.创建办, lead="东湖街道", line=lines[2])
    actions.take_step(cast.责任单位, first, "report", "办完了")
    other = pressed(cast.创建办, line=proposed(kept(cast.创建办, "方案\n各街道要快。\n", "b.txt"))[0])
    PressedTask.objects.filter(pk=other.pk).update(due=SPOKEN)

    def listed(**query: str) -> set[int]:
        page = said(office, "press", **query)
        return {task.pk for task in (first, second, other) if f"/tasks/{task.pk}/" in page}

    assert listed() == {first.pk, second.pk, other.pk}
    assert listed(state="已报") == {first.pk}
    assert listed(state="office") == {first.pk}
    assert listed(document=str(document.pk)) == {first.pk, second.pk}
    assert listed(unit=str(unit("东湖街道").pk)) == {second.pk}
    assert listed(overdue="1") == {other.pk}
    assert listed(text="背街小巷") == {first.pk}
    assert listed(state="没有", document="x", unit="y") == set()


def test_the_ledger_goes_out_as_a_workbook(office: Client, cast: Cast) -> None:
    task = pressed(cast.创建办, assist=("东湖街道",))
    actions.take_step(cast.责任单位, task, "progress", "=1+1")
    PressedTask.objects.filter(pk=task.pk).update(due=SPOKEN)
    answer = office.get(reverse("press_export"))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows[0][:7] == ["序号", "任务", "来源文件", "来源标题", "牵头单位", "配合单位", "期限"]
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["任务"], row["牵头单位"], row["配合单位"]) == (task.text, "城管局", "东湖街道")
    assert row["状态"] == "办理中（超期）"
    assert row["最近进展"] == "=1+1"
    assert sheet["I4"].data_type == "s", "text, not a formula"
    assert row["期限"].date() == SPOKEN
    empty = as_(cast.街道).get(reverse("press_export"), {"text": "没有这样的任务"})
    assert load_workbook(io.BytesIO(empty.content)).active["B4"].value == "没有任务"


def counted(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_ask_the_same_number_of_questions_however_much_there_is(cast: Cast, home: HomeFolder) -> None:
    office, unit_client = as_(cast.创建办), as_(cast.责任单位)
    document = kept(cast.创建办)
    pressed(cast.创建办, line=proposed(document)[0])
    addresses = [
        (office, reverse("press")),
        (unit_client, reverse("press")),
        (office, reverse("press_documents")),
        (office, reverse("press_document", args=[document.pk])),
        (office, reverse("press_export")),
    ]
    few = [counted(client, address) for client, address in addresses]
    for line in proposed(document):
        pressed(cast.创建办, line=line)
    for number in range(6):
        text = f"第{number}号讲话\n" + "".join(f"城管局要清理第{at}条小巷。\n" for at in range(8))
        for line in proposed(kept(cast.创建办, text, f"{number}.txt")):
            pressed(cast.创建办, line=line)
    assert [counted(client, address) for client, address in addresses] == few


def test_long_lists_come_in_pages(cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    office = as_(cast.创建办)
    text = "讲话\n" + "".join(f"城管局要清理第{at}条小巷。\n" for at in range(60))
    document = kept(cast.创建办, text)
    for line in proposed(document):
        pressed(cast.创建办, line=line)
    first = office.get(reverse("press"))
    assert len(first.context["rows"]) == 50
    second = office.get(reverse("press"), {"before": str(first.context["page"].next_key)})
    assert len(second.context["rows"]) == 10
    monkeypatch.setattr(queries, "LINES_PER_PAGE", 20)
    lines = office.get(reverse("press_document", args=[document.pk]))
    assert len(lines.context["lines"]) == 20
    more = office.get(
        reverse("press_document", args=[document.pk]), {"since": str(lines.context["next_position"])}
    )
    assert more.context["lines"][0].position == lines.context["next_position"]


def test_empty_pages_say_what_to_do(cast: Cast, home: HomeFolder) -> None:
    assert "上传一份讲话" in said(as_(cast.创建办), "press")
    assert "还没有文件" in said(as_(cast.领导), "press_documents")
    assert "没有交给您单位的督办任务" in said(as_(cast.责任单位), "press")


def test_all_lines_that_wait_are_decided_at_once(office: Client, cast: Cast) -> None:
    document = kept(cast.创建办)
    address = reverse("press_lines", args=[document.pk])
    office.post(address, {"do": "accept", "all": "1", "lead": [unit().pk], "reason": "推进会部署"})
    assert document.lines.filter(outcome=Outcome.PROPOSED).count() == 0
    assert PressedTask.objects.count() == ASKED
