"""The editing pages: who may, settings, what is not there, hostile input, queries."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import Cast
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from drafted import page, sent, stored, text

from dabiao.standards.drafts.actions import publish_draft
from dabiao.standards.drafts.content import examined
from dabiao.standards.drafts.mending import mended_at, spot_of
from dabiao.standards.drafts.models import DraftState, PackDraft
from dabiao.standards.pack_files import load_pack


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
