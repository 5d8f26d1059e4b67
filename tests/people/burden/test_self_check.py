"""The self-check: every rule has evidence computed now, and evidence that turns out badly is told."""

import json
from datetime import time
from pathlib import Path

import docx
import pytest
from asked import ask, named, set_clock
from cast import Cast
from django.apps.registry import Apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from dabiao.core.forbidden_functions import Hit
from dabiao.core.self_check_rules import GRADE, RULES, SOURCES, Topic
from dabiao.house import self_check as registry
from dabiao.house.self_check import Evidence, Verdict, evidence_for, register_evidence
from dabiao.office.self_check_pack import write_pack_document, write_pack_workbook
from dabiao.people.burden import evidence
from dabiao.people.burden.actions import withdraw_ask
from dabiao.people.burden.forbidden_scan import Walk
from dabiao.people.burden.self_check import SelfCheck, pack_of, self_check, self_check_for
from dabiao.people.complaints.actions import Filing, answer_complaint, file_complaint
from dabiao.people.complaints.models import Complaint, Kind
from dabiao.site.home_folder import HomeFolder


@pytest.fixture(autouse=True)
def wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch)


def evidence_named(name: str) -> Evidence:
    return next(one for rule in self_check().rules for one in rule.evidence if one.name == name)


def verdict_of(check: SelfCheck, rule: str) -> Verdict:
    return next(one.verdict for one in check.rules if one.rule.id == rule)


def test_every_rule_is_named_once_with_its_source_and_told_in_our_words() -> None:
    assert len({one.id for one in RULES}) == len(RULES) >= 15
    assert {one.source for one in RULES} == set(SOURCES)
    assert all(one.asks and one.answer and one.topics for one in RULES)
    assert "转述" in GRADE
    assert not any("第" in one.asks and "条" in one.asks for one in RULES), (
        "articles were not seen: none is cited"
    )


def test_a_fresh_district_keeps_every_rule_a_program_can_keep(cast: Cast) -> None:
    check = self_check()
    assert {one.verdict for one in check.rules} == {Verdict.KEPT, Verdict.BY_HAND}
    assert (check.kept, check.to_look_at, check.by_hand) == (len(RULES) - 5, 0, 5)


def test_every_topic_but_what_is_stated_by_hand_has_evidence(cast: Cast) -> None:
    assert [topic for topic in Topic if topic is not Topic.BY_HAND and not evidence_for(topic)] == []


def test_every_figure_says_what_it_is_and_how_it_was_counted(cast: Cast) -> None:
    for rule in self_check().rules:
        for one in rule.evidence:
            assert one.name
            assert one.value
            assert len(one.definition) > 8


def test_what_nobody_registered_is_never_taken_for_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_sources", {})
    check = self_check()
    assert {one.verdict for one in check.rules} == {Verdict.LOOK, Verdict.BY_HAND}


def test_a_later_room_adds_its_own_evidence_and_the_weakest_decides(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_sources", dict(registry._sources))
    register_evidence(
        Topic.RANKING, "insight", lambda: [Evidence("公开榜单", "1 个", "测试用的一项", Verdict.LOOK)]
    )
    assert verdict_of(self_check(), "2023-4") is Verdict.LOOK


def test_a_forbidden_function_that_creeps_in_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    walks = (
        Walk("数据表", 9, (Hit("表 people_presence", "签到打卡", "check_in"),)),
        Walk("登录时间的使用", 9, ()),
    )
    monkeypatch.setattr(evidence, "walk_everything", lambda: walks)
    check = self_check()
    assert verdict_of(check, "2023-2") is Verdict.LOOK
    assert "表 people_presence：check_in" in evidence_named("禁止的功能").value


def test_requests_are_counted_with_their_shares_and_reasons(cast: Cast) -> None:
    ask(cast.创建办, named("和平社区"), "甲", minutes=100)
    ask(cast.创建办, named("和平社区"), "乙", minutes=100, due="2026-11-25 18:00", reason="上级调阅")
    ask(cast.创建办, named("东湖街道"), "丙", minutes=10, due="2026-11-30 18:00")
    ask(cast.创建办, named("城管局"), "丁", minutes=10, resource_id="gone")
    with transaction.atomic():
        withdraw_ask("notice", "gone")
    assert evidence_named("提出的要求").value == "3 件次，涉及 2 个单位"
    assert evidence_named("超过每周上限的").value == "1 件次（33.3%），没有写理由的 0 件次"
    assert evidence_named("留给下面不足一个工作日的").value == "1 件次（50.0%），理由如：上级调阅"
    assert "2026-09-28 起 9 周" in evidence_named("提出的要求").definition


def test_without_requests_there_is_no_share(cast: Cast) -> None:
    assert evidence_named("超过每周上限的").value.startswith("0 件次（无数据）")


def test_asking_twice_is_to_be_looked_at(cast: Cast) -> None:
    for _ in range(2):
        ask(cast.创建办, named("和平社区"), "报送点位", minutes=1)
    assert evidence_named("重复的要求").value == "1 件次"
    assert verdict_of(self_check(), "2023-5") is Verdict.LOOK


def test_a_complaint_past_its_deadline_is_to_be_looked_at(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = file_complaint(cast.社区, Filing(Kind.TOO_MUCH, "太多"))
    assert evidence_named("投诉建议").verdict is Verdict.KEPT
    set_clock(monkeypatch, "2026-12-03 00:30")
    assert evidence_named("投诉建议").value == "收到 1 件，在办 1 件，其中超期 1 件"
    assert verdict_of(self_check(), "2026-3") is Verdict.LOOK
    answer_complaint(cast.创建办, made.pk, "改了")
    assert evidence_named("按期答复").value == "1 次答复，按期 0 次（0.0%）"
    assert Complaint.objects.get().due > made.due


def test_a_public_ranking_would_be_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    real = list(evidence._routes())
    ranking = next(one for one in real if one.name == "ranking")
    monkeypatch.setattr(ranking.callback, "policy_action", None)
    assert evidence_named("不登录能看到的排名").value == "1 页"


def test_a_way_out_without_quiet_hours_is_told_and_with_them_it_is_kept(
    cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "_calm_defaults", lambda: "")
    assert evidence_named("向外发消息的通道").verdict is Verdict.KEPT
    (home.path / evidence.MESSENGER_FILE).write_text("", "utf-8")
    told = evidence_named("向外发消息的通道")
    assert (told.value, told.verdict) == ("已配置", Verdict.LOOK)
    monkeypatch.setattr(evidence, "_calm_defaults", lambda: "免打扰从 18:00")
    assert evidence_named("向外发消息的通道").verdict is Verdict.KEPT
    assert evidence_named("摘要和免打扰的预设").value == "免打扰从 18:00"


def test_quiet_hours_are_read_from_the_table_that_knows_them(monkeypatch: pytest.MonkeyPatch) -> None:
    class Choice(models.Model):
        at = models.TimeField(default=time(8, 30))
        quiet_from = models.TimeField(default=time(18, 0))
        days_off = models.BooleanField(default=False)
        note = models.TextField(default="")

        class Meta:
            apps = Apps()
            app_label = "planted"

    class Me:
        @staticmethod
        def get_models() -> list[type[models.Model]]:
            return [Choice]

    monkeypatch.setattr(evidence.apps, "get_app_config", lambda _label: Me)
    assert evidence._calm_defaults() == "摘要时间 08:30；免打扰从 18:00；休息日也发 否"


def test_only_those_who_see_the_whole_district_see_it(client: Client, cast: Cast) -> None:
    for person in (cast.街道, cast.社区, cast.责任单位, cast.测评员, cast.外人):
        with pytest.raises(PermissionDenied):
            self_check_for(person)
        client.force_login(person)
        for name in ("self_check", "self_check_document", "self_check_workbook"):
            assert client.get(reverse(name)).status_code == 403
    assert self_check_for(cast.领导).kept


def test_the_page_shows_every_rule_with_its_evidence(client: Client, cast: Cast) -> None:
    client.force_login(cast.领导)
    said = client.get(reverse("self_check")).content.decode()
    for one in RULES:
        assert one.asks in said
        assert one.answer in said
    assert "转述，待核对原文" in said
    assert 'lang="zh-CN"' in said


# ---- the files


def test_the_document_has_every_rule_figure_and_source_and_room_to_sign(cast: Cast, tmp_path: Path) -> None:
    check, path = self_check(), tmp_path / "pack.docx"
    write_pack_document(pack_of(check), path)
    document = docx.Document(str(path))
    said = "\n".join(one.text for one in document.paragraphs)
    cells = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for rule in check.rules:
        assert rule.rule.asks in said
        for one in rule.evidence:
            assert one.definition in cells
    for source in SOURCES:
        assert source.title in said
    assert "国办函〔2026〕12号" in said
    assert "转述，待核对原文" in said
    assert "填表单位（盖章）" in said
    assert "2026年11月25日10:00" in said


def test_the_same_figures_give_the_same_files(cast: Cast, tmp_path: Path) -> None:
    pack = pack_of(self_check())
    for ending, write in (("docx", write_pack_document), ("xlsx", write_pack_workbook)):
        first, second = tmp_path / f"1.{ending}", tmp_path / f"2.{ending}"
        write(pack, first)
        write(pack, second)
        assert first.read_bytes() == second.read_bytes()


def test_the_workbook_has_a_row_for_every_piece_of_evidence(cast: Cast, tmp_path: Path) -> None:
    check, path = self_check(), tmp_path / "pack.xlsx"
    write_pack_workbook(pack_of(check), path)
    rows = [[cell.value for cell in row] for row in load_workbook(path)["自查表"].iter_rows(min_row=4)]
    assert len(rows) == sum(len(one.evidence) for one in check.rules)
    assert rows[0][0] == RULES[0].id


def test_the_files_are_handed_out_under_their_day(client: Client, cast: Cast) -> None:
    client.force_login(cast.创建办)
    for name, start in (("self_check_document", b"PK"), ("self_check_workbook", b"PK")):
        answer = client.get(reverse(name))
        assert answer.content.startswith(start)
        assert "2026-11-25" in answer["Content-Disposition"]


def test_the_json_has_stable_keys(cast: Cast) -> None:
    told = json.loads(json.dumps(self_check().as_json()))
    assert set(told) == {"made_at", "grade", "kept", "to_look_at", "by_hand", "rules"}
    assert set(told["rules"][0]) == {
        "id", "source", "source_day", "source_number", "asks", "answer", "verdict", "evidence",
    }  # fmt: skip
    assert set(told["rules"][0]["evidence"][0]) == {"name", "value", "definition", "verdict"}
