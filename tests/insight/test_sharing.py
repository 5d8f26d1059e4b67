"""复制到微信 of 总览, 排名, 标准 and 问题: the figures of the page, for those who see the page, in few queries."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from cast import Cast
from counted import counted_round
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from dabiao.cases.actions import list_problems
from dabiao.core.assessment import Problem
from dabiao.house import demo_mark
from dabiao.house.registries import shared_page
from dabiao.insight.actions import make_snapshot
from dabiao.insight.models import Snapshot
from dabiao.insight.queries import class_counts, gaps
from dabiao.office import numbers
from dabiao.office.long_picture import missing_characters
from dabiao.office.result_note import INTERNAL
from dabiao.people.policy import Action, is_for_all_measured
from dabiao.rounds.models import Import
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.queries import DEFAULT_PACK, framework_in_use

RESULTS = ("overview", "ranking", "standards", "problems")
FOUND = Problem(
    round="第3轮", date=date(2026, 3, 2), site_id="P1", site_name="革命纪念馆", site_type="爱国主义教育基地",
    street="东湖街道", community="和平社区", unit="城管局", standard_id="1.1.2", standard_title="教育基地开放",
    item="展牌完好", text="王阿姨家门口展牌破损", count=1, inspector="甲测评员", photo="a.jpg", source_row=2,
)  # fmt: skip


@pytest.fixture
def snapshot(cast: Cast, home: HomeFolder) -> Snapshot:
    """Two rounds with a museum that falls short, and problems of two streets."""
    counted_round(3)
    counted_round(4)
    source = Import.objects.create(file_name="测评数据.csv", pack_id=DEFAULT_PACK, uploaded_by=cast.创建办)
    elsewhere = replace(FOUND, street="西湖街道", unit="住建局", round="第4轮")
    list_problems(source.pk, DEFAULT_PACK, [FOUND, elsewhere, elsewhere])
    return make_snapshot(cast.创建办)


def text(client: Client, name: str, asked: dict[str, str] | None = None, **arguments: object) -> str:
    answer = client.get(reverse(f"{name}_wechat", kwargs=arguments), asked)
    assert answer.status_code == 200
    return str(answer.context["text"])


def test_总览_says_the_figures_of_the_result(client: Client, cast: Cast, snapshot: Snapshot) -> None:
    client.force_login(cast.领导)
    said, result = text(client, "overview"), snapshot.result
    assert f"综合得分：{numbers.shown(result['scores']['points'])} 分（满分 100）" in said
    assert "～".join(numbers.shown(end, 1) for end in result["scores"]["interval"]) in said
    base = result["scores"]["base"]
    assert f"基数：{base['places']} 次点位检查、{base['rows']} 条记录" in said
    for name, number in class_counts(result):
        assert not name or f"\n{name}：{number} 条" in said
    for one in result["rounds"]:
        assert f"{one['name']}：{numbers.shown(one['score'])} 分" in said
    for gap in gaps(result, framework_in_use()):
        assert f"{gap.standard_id} {gap.title}：失 {numbers.shown(gap.lost)} 分" in said
    assert all(" ".join(one.split()) in said for one in result["warnings"])
    assert re.search(r"计算时间：\d{4}-\d\d-\d\d", said)
    assert framework_in_use().edition in said


def test_总览_says_the_same_figures_as_its_page(client: Client, cast: Cast, snapshot: Snapshot) -> None:
    client.force_login(cast.街道)
    page = client.get(reverse("overview")).content.decode()
    score = re.search(r"综合得分：(\d+\.\d\d)", text(client, "overview"))
    assert score is not None
    assert score[1] in page
    for lost in re.findall(r"失 (\d+\.\d\d) 分", text(client, "overview")):
        assert f"失 {lost} 分" in page


def test_排名_says_every_row_of_the_page(client: Client, cast: Cast, snapshot: Snapshot) -> None:
    client.force_login(cast.责任单位)
    said = text(client, "ranking")
    for one in (*snapshot.result["streets"], *snapshot.result["units"]):
        assert f"{one['rank']}. {one['name']}：{numbers.shown(one['score'])}\n　第 {one['tier']} 档" in said
        assert f"名次范围 {one['rank_low']}～{one['rank_high']}，检查 {one['n']}" in said


def test_标准_counts_what_the_page_lists_and_keeps_its_filters(
    client: Client, cast: Cast, snapshot: Snapshot
) -> None:
    client.force_login(cast.测评员)
    said, every = text(client, "standards"), len(framework_in_use().standards)
    assert f"共 {every} 条标准" in said
    assert f"未测评：{every - 1} 条" in said
    narrowed = text(client, "standards", {"class": "未测评"})
    assert "只看：状态为未测评" in narrowed
    assert f"共 {every - 1} 条标准" in narrowed


def test_one_standard_says_what_it_rests_on(client: Client, cast: Cast, snapshot: Snapshot) -> None:
    client.force_login(cast.审核)
    figures = next(one for one in snapshot.result["standards"] if one["standard_id"] == "1.1.2")
    said = text(client, "standard", standard_id="1.1.2")
    assert f"合格点位：{figures['y']} / {figures['n']}" in said
    assert f"状态：{figures['class']}" in said
    assert "还没有测评过" in text(client, "standard", standard_id="1.3.1")
    assert client.get(reverse("standard_wechat", args=["9.9.9"])).status_code == 404


def test_问题_are_counted_and_never_told(client: Client, cast: Cast, snapshot: Snapshot) -> None:
    client.force_login(cast.创建办)
    said = text(client, "problems")
    assert "问题：3 条" in said
    assert "第4轮：2 条\n第3轮：1 条" in said
    assert "1.1.2 教育基地开放：3 条" in said
    assert INTERNAL in said
    for secret in ("王阿姨", "展牌破损", "甲测评员", "革命纪念馆", "东湖街道"):
        assert secret not in said
    assert "问题：2 条" in text(client, "problems", {"street": "西湖街道"})
    assert "只看：街道 西湖街道" in text(client, "problems", {"street": "西湖街道"})


def test_whoever_sees_a_part_shares_that_part(client: Client, cast: Cast, snapshot: Snapshot) -> None:
    client.force_login(cast.街道)
    said = text(client, "problems")
    assert "问题：1 条" in said
    assert "范围：本单位、本辖区的问题" in said


@pytest.mark.parametrize("name", RESULTS)
def test_every_picture_is_whole(client: Client, cast: Cast, snapshot: Snapshot, name: str) -> None:
    client.force_login(cast.创建办)
    answer = client.get(reverse(f"{name}_wechat_picture"))
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment")
    assert Image.open(io.BytesIO(answer.content)).width == 1080
    assert missing_characters(text(client, name)) == set()


@pytest.mark.parametrize("name", RESULTS)
def test_the_page_leads_there_with_its_filters(
    client: Client, cast: Cast, snapshot: Snapshot, name: str
) -> None:
    client.force_login(cast.创建办)
    page = client.get(reverse(name), {"street": "西湖街道"}).content.decode()
    assert f'href="{reverse(f"{name}_wechat")}?street=%E8%A5%BF' in page
    shared = shared_page(name)
    assert shared is not None
    assert shared == shared_page(f"{name}_wechat")


@pytest.mark.parametrize("name", RESULTS)
def test_words_from_the_address_are_harmless(
    client: Client, cast: Cast, snapshot: Snapshot, name: str
) -> None:
    client.force_login(cast.创建办)
    asked = {"q": "<script>\n■", "text": "<script>\n■ 假", "class": "\u202e假", "street": "假\x07"}
    answer = client.get(reverse(f"{name}_wechat"), asked)
    assert answer.status_code == 200
    assert b"<script>\n" not in answer.content
    assert "\n■ 假" not in answer.context["text"]


@pytest.mark.parametrize("name", ["overview", "ranking"])
def test_before_there_is_a_result_there_is_nothing_to_share(client: Client, cast: Cast, name: str) -> None:
    client.force_login(cast.创建办)
    assert client.get(reverse(f"{name}_wechat")).status_code == 404
    assert client.get(reverse(f"{name}_wechat_picture")).status_code == 404


@pytest.mark.parametrize("name", RESULTS)
def test_more_rows_cost_no_more_queries(client: Client, cast: Cast, snapshot: Snapshot, name: str) -> None:
    client.force_login(cast.创建办)
    address = reverse(f"{name}_wechat")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    source = Import.objects.get()
    list_problems(
        source.pk, DEFAULT_PACK, [replace(FOUND, round=f"第{at}轮", site_type=f"类{at}") for at in range(9)]
    )
    counted_round(5)
    counted_round(6, tuple((f"{at}街道", f"{at}局", at) for at in range(20)))
    make_snapshot(cast.创建办)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few) <= 20


def test_what_the_demo_sends_out_says_that_it_is_made_up(
    client: Client, cast: Cast, snapshot: Snapshot, home: HomeFolder
) -> None:
    client.force_login(cast.创建办)
    assert "虚构" not in text(client, "overview")
    (home.path / demo_mark.FILE).write_text(demo_mark.SAYS, "utf-8")
    assert "示范城区的数据，全是虚构的" in text(client, "overview")


def test_only_what_everybody_measured_sees_in_full_goes_without_the_mark() -> None:
    open_to_all = {action for action in Action if is_for_all_measured(action)}
    assert {Action.SEE_RESULTS, Action.SEE_STANDARDS, Action.SEE_CIRCULARS} <= open_to_all
    assert not {Action.SEE_PROBLEMS, Action.SEE_OUTSIDE, Action.SEE_FEEDBACK} & open_to_all
