"""Rows on their pages: what is saved, two people at one draft, what hangs on what is removed."""

from __future__ import annotations

import json

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from drafted import page, sent, stored, text

from dabiao.house.models import AuditEntry
from dabiao.standards.drafts.editing.rows import fingerprint
from dabiao.standards.drafts.models import PackDraft


def test_a_standard_is_changed_and_the_chain_says_what_was_before(office: Client, draft: PackDraft) -> None:
    answer = office.post(
        page(draft, "standards", 0), sent(draft, "standards", 0, title="街面保洁", pass_rate="0.9")
    )
    assert answer["Location"] == page(draft, "standards", 0)
    assert stored(draft, "standards", 0)["title"] == "街面保洁"
    assert draft.version == 2
    told = AuditEntry.objects.order_by("-pk")[0]
    assert told.before == {"名称": "保洁", "要求合格率": "0.95"}
    assert (told.after["名称"], told.after["要求合格率"]) == ("街面保洁", "0.9")
    assert (told.after["changed"], told.after["version"]) == (["标准", "A1"], 2)


def test_what_does_not_add_up_is_marked_where_it_stands(office: Client, draft: PackDraft) -> None:
    office.post(page(draft, "standards", 0), sent(draft, "standards", 0, points="4"))
    tree = text(office.get(reverse("draft_tree", args=[draft.pk])))
    assert "下一级合计 7，这里写的是 8" in tree
    assert "各条规则合计 5，这里写的是 4" in tree
    assert "各条规则的分值之和是 5，这里写的是 4" in text(office.get(page(draft, "standards", 0)))


@pytest.mark.parametrize(
    ("table", "field", "typed", "said"),
    [
        ("standards", "points", "两分", "不是小数"),
        ("standards", "points", "-1", "小于 0"),
        ("standards", "pass_rate", "95", "不在 0 与 1 之间"),
        ("standards", "id", "a b", "不合规"),
        ("standards", "id", "", "没有填写"),
        ("standards", "id", "A2", "已被“停车”用了"),
        ("standards", "id", "B", "已被“评价”用了"),
        ("standards", "title", "=cmd|' /C calc'!A0", "会当成公式执行"),
        ("standards", "text", "x" * 5_000, "4000"),
        ("standards", "parent", "没有的", ""),
        ("items", "at_least", "0", "不大于 0"),
        ("items", "text", "地面\x07", "控制字符"),
        ("tree", "points", "1e9", "不是小数"),
        ("negative_list", "points", "三分", "不是小数"),
        ("site_types", "id", "../x", "不合规"),
    ],
)
def test_what_is_mistyped_is_told_in_its_place_and_nothing_is_lost(
    office: Client, draft: PackDraft, table: str, field: str, typed: str, said: str
) -> None:
    before = stored(draft, table, 0)
    answer = office.post(page(draft, table, 0), sent(draft, table, 0, **{field: typed}))
    assert answer.status_code == 400
    assert said in " ".join(map(str, answer.context["form"].errors[field]))
    assert answer.context["form"][field].value() == typed
    assert stored(draft, table, 0) == before
    assert draft.version == 1


def test_two_people_at_different_standards_do_not_disturb_each_other(
    office: Client, cast: Cast, draft: PackDraft
) -> None:
    one = sent(draft, "standards", 0, title="一")
    other = sent(draft, "standards", 1, title="二")
    assert office.post(page(draft, "standards", 0), one).status_code == 302
    assert office.post(page(draft, "standards", 1), other).status_code == 302
    assert [row["title"] for row in PackDraft.objects.get().tables["standards"]] == ["一", "二", "满意"]


def test_two_people_at_one_standard_the_second_sees_what_the_first_wrote(
    office: Client, cast: Cast, draft: PackDraft
) -> None:
    was = json.dumps(stored(draft, "standards", 0))
    late = sent(draft, "standards", 0, title="第二人的标题", fix="第二人的办法", was=was)
    first = sent(draft, "standards", 0, title="第一人的标题", lead_department="环卫中心")
    office.post(page(draft, "standards", 0), first)
    answer = office.post(page(draft, "standards", 0), late)
    assert answer.status_code == 409
    shown = text(answer)
    assert "刚才 创建办 改过这一行，您填的内容还在下面，没有保存" in shown
    told = {one.heading: (one.theirs, one.typed) for one in answer.context["clash"].differences}
    assert told == {"名称": ("第一人的标题", "第二人的标题"), "整改要点": ("加密清扫。", "第二人的办法")}
    assert answer.context["form"]["fix"].value() == "第二人的办法"
    assert answer.context["clash"].taken == ("牵头部门",)
    assert answer.context["form"]["lead_department"].value() == "环卫中心", "nobody disputes that"
    assert stored(draft, "standards", 0)["title"] == "第一人的标题"
    again = office.post(answer.context["address"], {**late, "seen": answer.context["seen"]})
    assert again.status_code == 302
    assert stored(draft, "standards", 0)["title"] == "第二人的标题"


@pytest.mark.parametrize("was", ["", "[]", "{", "[" * 5_000, '{"a": [1]}', "null"])
def test_a_clash_is_told_whatever_is_sent_along(office: Client, draft: PackDraft, was: str) -> None:
    late = sent(draft, "items", 0, text="第二人", was=was)
    office.post(page(draft, "items", 0), sent(draft, "items", 0, text="第一人"))
    answer = office.post(page(draft, "items", 0), late)
    assert answer.status_code == 409
    assert answer.context["form"]["text"].value() == "第二人"


def test_what_somebody_else_removed_can_be_put_back(office: Client, draft: PackDraft) -> None:
    late = sent(draft, "standards", 1, title="还要的")
    draft.refresh_from_db()
    remove = reverse("draft_row_remove", args=[draft.pk, "standards", 1])
    office.post(remove, {"version": draft.version, "seen": late["seen"]})
    answer = office.post(page(draft, "standards", 1), late)
    assert answer.status_code == 409
    assert answer.context["clash"].gone
    office.post(answer.context["address"], {**late, "seen": ""})
    draft.refresh_from_db()
    assert [row["id"] for row in draft.tables["standards"]] == ["A1", "A2", "B1"]


def test_removing_says_what_hangs_on_it_and_takes_exactly_that(office: Client, draft: PackDraft) -> None:
    address = reverse("draft_row_remove", args=[draft.pk, "tree", 0])
    asked = office.get(address)
    assert [(sheet, count) for sheet, count, _names in asked.context["gone"]] == [
        ("标准", 2),
        ("评分规则", 2),
        ("检查项", 3),
    ]
    assert "A1 保洁" in text(asked)
    stale = office.post(address, {"version": 99, "seen": asked.context["seen"]})
    assert stale["Location"] == address
    assert stored(draft, "tree", 0)["id"] == "A"
    assert draft.version == 1
    office.post(address, {"version": 1, "seen": asked.context["seen"]})
    draft.refresh_from_db()
    assert [row["id"] for row in draft.tables["standards"]] == ["B1"]


def test_rows_are_added_and_moved(office: Client, draft: PackDraft) -> None:
    new = reverse("draft_row_new", args=[draft.pk, "standards"]) + "?parent=A"
    assert office.get(new).context["form"]["parent"].value() == "A"
    office.post(new, {"id": "A3", "title": "照明", "points": "0", "parent": "A", "source": "ours"})
    draft.refresh_from_db()
    assert [row["id"] for row in draft.tables["standards"]] == ["A1", "A2", "A3", "B1"]
    seen = fingerprint(draft.tables["standards"][2])
    office.post(reverse("draft_row_move", args=[draft.pk, "standards", 2]), {"to": "up", "seen": seen})
    draft.refresh_from_db()
    assert [row["id"] for row in draft.tables["standards"]] == ["A1", "A3", "A2", "B1"]
    items = reverse("draft_row_new", args=[draft.pk, "items"])
    assert office.get(items + "?standard=A3").status_code == 200
    assert office.get(items + "?standard=X").status_code == 404
