"""The editing pages: who may, what is saved, two people at one draft, what hangs on what is removed, bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from drafted import photo, small_draft

from dabiao.house.models import AuditEntry
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.actions import choose_pack
from dabiao.standards.drafts.actions import publish_draft
from dabiao.standards.drafts.content import examined
from dabiao.standards.drafts.editing.rows import fingerprint
from dabiao.standards.drafts.editing.rule_values import values_of
from dabiao.standards.drafts.mending import mended_at, spot_of
from dabiao.standards.drafts.models import DraftState, PackDraft
from dabiao.standards.pack_files import load_pack
from dabiao.standards.pack_pictures import kept_pictures


@pytest.fixture
def draft(cast: Cast, tmp_path: Path, home: HomeFolder) -> PackDraft:
    return small_draft(cast.创建办, tmp_path / "small")


@pytest.fixture
def office(client: Client, cast: Cast) -> Client:
    client.force_login(cast.创建办)
    return client


def page(draft: PackDraft, table: str, at: int) -> str:
    return reverse("draft_row", args=[draft.pk, table, at])


def sent(draft: PackDraft, table: str, at: int, **changes: str) -> dict[str, object]:
    """What the form of a row sends, changed; lists of place types as lists."""
    draft.refresh_from_db()
    row = draft.tables[table][at]
    data: dict[str, object] = {**row, "seen": fingerprint(row), **changes}
    for name in ("site_types", "exceptions"):
        if isinstance(data.get(name), str):
            data[name] = str(data[name]).split(";")
    return data


def stored(draft: PackDraft, table: str, at: int) -> dict[str, str]:
    draft.refresh_from_db()
    found: dict[str, str] = draft.tables[table][at]
    return found


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


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


def test_a_rule_is_changed_by_its_fields_alone(office: Client, draft: PackDraft) -> None:
    row = draft.tables["rules"][0]
    shown = office.get(reverse("draft_rule", args=[draft.pk, 0]))
    assert "form" in shown.context["form"].fields
    data = {
        "method": "实地",
        "points": "5",
        "form": "deduct",
        "source": "ours",
        "counting": "faults",
        "per_unit": "0.5",
    }
    answer = office.post(
        reverse("draft_rule", args=[draft.pk, 0]), {**data, "do": "save", "seen": fingerprint(row)}
    )
    assert answer["Location"] == page(draft, "standards", 0)
    assert stored(draft, "rules", 0)["parameters"] == "{counting: faults, per_unit: '0.5'}"
    assert examined(draft.manifest, draft.tables).defects == ()


def test_another_form_of_rule_and_one_more_line_only_show_other_fields(
    office: Client, draft: PackDraft
) -> None:
    address = reverse("draft_rule", args=[draft.pk, 0])
    values = values_of(draft.tables["rules"][0])
    changed = office.post(address, {**values, "form": "bands", "points": "3.3", "do": "form"})
    assert changed.status_code == 200
    assert "bands-0-grade" in changed.context["form"].fields
    assert changed.context["form"]["points"].value() == "3.3"
    more = office.post(address, {**values, "form": "bands", "do": "more-bands"})
    assert "bands-1-grade" in more.context["form"].fields
    assert stored(draft, "rules", 0)["form"] == "quantified"


def test_a_rule_that_somebody_else_changed_is_not_overwritten(office: Client, draft: PackDraft) -> None:
    address = reverse("draft_rule", args=[draft.pk, 0])
    seen = fingerprint(draft.tables["rules"][0])
    data = {"method": "实地", "points": "5", "form": "ratio", "source": "ours", "do": "save", "seen": seen}
    assert office.post(address, data).status_code == 302
    late = office.post(address, {**data, "form": "score_rate"})
    assert late.status_code == 409
    assert stored(draft, "rules", 0)["form"] == "ratio"
    assert (
        office.post(address, {**data, "form": "score_rate", "seen": late.context["seen"]}).status_code == 302
    )


def test_without_an_earlier_edition_the_preview_says_why_there_is_nothing(
    office: Client, draft: PackDraft
) -> None:
    data = {"method": "实地", "points": "5", "form": "ratio", "source": "ours", "do": "preview"}
    address = reverse("draft_rule", args=[draft.pk, 0])
    assert "没有按上一版测评过的结果可比" in text(office.post(address, data))
    part = office.post(address, data, headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    wrong = office.post(address, {**data, "points": "x"}, headers={"HX-Request": "true"})
    assert "规则还没有填好" in text(wrong)
    assert stored(draft, "rules", 0)["form"] == "quantified"


def picture(kind: str = "符合", **changes: object) -> dict[str, object]:
    file = SimpleUploadedFile("路面.jpg", photo(str(changes.pop("colour", "red"))))
    return {"shows": kind, "picture": file, "caption": "干净的路面", "nobody": "on", **changes}


def test_a_picture_is_taken_in_shown_and_goes_with_the_edition(
    office: Client, cast: Cast, draft: PackDraft
) -> None:
    add = reverse("draft_picture_add", args=[draft.pk, 0])
    office.post(add, picture())
    row = stored(draft, "pictures", 0)
    assert (row["item_id"], row["shows"], row["caption"]) == ("A1-1", "符合", "干净的路面")
    shown = office.get(reverse("draft_picture", args=[draft.pk, row["file"]]))
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    office.post(page(draft, "items", 0), sent(draft, "items", 0, note="烟头 3 个以上算不符合"))
    draft.refresh_from_db()
    draft.manifest = {**draft.manifest, "id": "small-2"}
    draft.save()
    publish_draft(cast.创建办, draft.pk, draft.version)
    choose_pack(cast.创建办, "small-2")
    office.force_login(cast.测评员)
    standard = text(office.get(reverse("standard", args=["A1"])))
    assert "烟头 3 个以上算不符合" in standard
    assert reverse("example_picture", args=[row["file"]]) in standard
    assert office.get(reverse("example_picture", args=[row["file"]])).content == shown.content
    assert office.get(reverse("example_picture", args=["b" * 64 + ".jpg"])).status_code == 404
    (kept_pictures() / row["file"]).unlink()
    assert office.get(reverse("example_picture", args=[row["file"]])).content == shown.content, (
        "the edition has its own"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nobody": ""}, "没有可辨认的人脸和车牌"),
        ({"picture": ""}, "请选择一张图片"),
        ({"picture": SimpleUploadedFile("a.jpg", b"GIF89a nonsense")}, "不是 JPG、PNG 或 WebP 图片"),
        ({"caption": "=1+1"}, "会当成公式执行"),
        ({"shows": "也许"}, "也许"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_told(
    office: Client, draft: PackDraft, changes: dict[str, object], said: str
) -> None:
    answer = office.post(reverse("draft_picture_add", args=[draft.pk, 0]), picture(**changes), follow=True)
    assert said in text(answer)
    draft.refresh_from_db()
    assert not draft.tables.get("pictures")


def test_three_pictures_of_a_kind_are_enough_and_none_comes_twice(office: Client, draft: PackDraft) -> None:
    add = reverse("draft_picture_add", args=[draft.pk, 0])
    for colour in ("red", "red", "green", "blue", "white"):
        office.post(add, picture(colour=colour))
    draft.refresh_from_db()
    assert len(draft.tables["pictures"]) == 3
    assert "不符合的样子" in text(office.get(page(draft, "items", 0)))


def test_an_edition_whose_pictures_are_lost_is_not_published(
    office: Client, cast: Cast, draft: PackDraft
) -> None:
    office.post(reverse("draft_picture_add", args=[draft.pk, 0]), picture())
    draft.refresh_from_db()
    (kept_pictures() / draft.tables["pictures"][0]["file"]).unlink()
    assert "这台机器上没有这张图片的文件" in text(office.get(page(draft, "items", 0)))
    answer = office.post(reverse("draft_publish", args=[draft.pk]), {"version": draft.version})
    assert answer.status_code == 400
    assert "不在这台机器上" in text(answer)


def test_every_defect_leads_to_the_page_that_mends_it(office: Client, draft: PackDraft) -> None:
    draft.tables["standards"][0]["points"] = "x"
    draft.tables["rules"][1]["form"] = "nonsense"
    draft.tables["items"][0]["site_types"] = "nowhere"
    draft.tables["negative_list"][0]["points"] = ""
    draft.tables["pictures"] = [{"item_id": "A1-1", "shows": "?", "file": "x"}]
    draft.manifest["points"] = "viel"
    draft.save()
    found = examined(draft.manifest, draft.tables).defects
    addresses = {mended_at(draft, spot_of(draft, one)) for one in found}
    assert "" not in addresses
    assert addresses >= {
        page(draft, "standards", 0),
        page(draft, "items", 0),
        page(draft, "negative_list", 0),
        reverse("draft_rule", args=[draft.pk, 1]),
        reverse("draft_settings", args=[draft.pk]),
    }
    for address in addresses:
        assert office.get(address).status_code == 200, address


def test_settings_are_saved_and_two_people_are_told(office: Client, draft: PackDraft) -> None:
    address = reverse("draft_settings", args=[draft.pk])
    form = office.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if not name.endswith("-gone")}
    seen = office.get(address).context["seen"]
    assert office.post(address, {**data, "title": "甲改的", "seen": seen}).status_code == 302
    late = office.post(address, {**data, "title": "乙改的", "seen": seen})
    assert late.status_code == 409
    assert "刚才 创建办 改过这些设置" in text(late)
    assert ("标准包名称", "甲改的", "乙改的") in late.context["changed"]
    assert late.context["form"]["title"].value() == "乙改的"
    draft.refresh_from_db()
    assert draft.title == "甲改的"


@pytest.mark.parametrize("state", [DraftState.GIVEN_UP])
def test_what_is_no_longer_being_written_does_not_change(
    office: Client, draft: PackDraft, state: str
) -> None:
    data = sent(draft, "standards", 0, title="晚了")
    PackDraft.objects.update(state=state)
    for address in (
        page(draft, "standards", 0),
        reverse("draft_rule", args=[draft.pk, 0]),
        reverse("draft_tree", args=[draft.pk]),
        reverse("draft_settings", args=[draft.pk]),
        reverse("draft_row_remove", args=[draft.pk, "standards", 0]),
    ):
        assert office.get(address)["Location"] == reverse("pack_draft", args=[draft.pk])
    office.post(page(draft, "standards", 0), data)
    move = reverse("draft_row_move", args=[draft.pk, "standards", 0])
    office.post(move, {"to": "down", "seen": data["seen"]})
    assert stored(draft, "standards", 0)["title"] == "保洁"


def test_what_is_not_there_is_not_found(office: Client, draft: PackDraft) -> None:
    for address in (
        page(draft, "standards", 99),
        page(draft, "pictures", 0),
        page(draft, "nonsense", 0),
        reverse("draft_rule", args=[draft.pk, 99]),
        reverse("draft_rule_new", args=[draft.pk, 99]),
        reverse("draft_picture", args=[draft.pk, "a" * 64 + ".jpg"]),
        reverse("draft_picture", args=[draft.pk, "..%2f..%2fetc"]),
        reverse("draft_tree", args=[999]),
    ):
        assert office.get(address).status_code == 404, address


@pytest.mark.parametrize("who", ["领导", "街道", "责任单位", "测评员", "外人"])
def test_only_创建办_edits(client: Client, cast: Cast, draft: PackDraft, who: str) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(page(draft, "standards", 0)).status_code == 403
    assert client.post(page(draft, "standards", 0), sent(draft, "standards", 0, title="x")).status_code == 403
    assert stored(draft, "standards", 0)["title"] == "保洁"


def test_hostile_text_is_only_text(office: Client, draft: PackDraft) -> None:
    script = '"><script>alert(1)</script>'
    office.post(page(draft, "standards", 0), sent(draft, "standards", 0, title=script))
    for address in (
        reverse("draft_tree", args=[draft.pk]),
        page(draft, "standards", 0),
        page(draft, "items", 0),
    ):
        assert "<script>alert" not in text(office.get(address))


def test_a_draft_that_is_all_wrong_can_still_be_opened_everywhere(office: Client, draft: PackDraft) -> None:
    PackDraft.objects.update(
        manifest={"sources": "x", "points": ["y"]},
        tables={
            "tree": [{"id": "A", "parent": "B"}, {"id": "B", "parent": "A"}, {}],
            "standards": [{"parent": "A"}, {"id": "S", "points": "viel"}],
            "rules": [{"standard_id": "gone", "form": "x", "parameters": "{{{"}, {}],
            "items": [{"standard_id": "S", "site_types": "@x;y"}, {}],
            "site_types": [{}],
            "blocks": [{}],
            "negative_list": [{}],
            "pictures": [{}],
        },
    )
    names = ("draft_tree", "draft_places", "draft_negative", "draft_settings", "pack_draft")
    for name in names:
        assert office.get(reverse(name, args=[draft.pk])).status_code == 200, name
    for table, count in {
        "tree": 3,
        "standards": 2,
        "items": 2,
        "site_types": 1,
        "blocks": 1,
        "negative_list": 1,
    }.items():
        for at in range(count):
            assert office.get(page(draft, table, at)).status_code == 200, (table, at)
            assert office.get(reverse("draft_row_remove", args=[draft.pk, table, at])).status_code == 200
    for at in range(2):
        assert office.get(reverse("draft_rule", args=[draft.pk, at])).status_code == 200


def test_pages_cost_few_queries_whatever_a_draft_holds(office: Client, draft: PackDraft) -> None:
    for address in (
        reverse("draft_tree", args=[draft.pk]),
        page(draft, "standards", 0),
        reverse("draft_settings", args=[draft.pk]),
    ):
        with CaptureQueriesContext(connection) as queries:
            office.get(address)
        assert len(queries) <= 8, address


def test_the_published_edition_of_an_untouched_draft_is_the_pack(
    cast: Cast, draft: PackDraft, tmp_path: Path
) -> None:
    draft.manifest = {**draft.manifest, "id": "small-3"}
    draft.save()
    publish_draft(cast.创建办, draft.pk, 1)
    assert len(load_pack("small-3").standards) == 3
