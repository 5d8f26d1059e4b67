"""A draft begins, is checked, given up or published; what is published is found by everything that loads a pack."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from any_pack import SHIPPED, parsed
from cast import Cast
from county_framework import COUNTY
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from dabiao.core.defects import BadInput
from dabiao.core.framework import Framework
from dabiao.house import events
from dabiao.house.models import AuditEntry
from dabiao.people.models import Account
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.actions import choose_pack
from dabiao.standards.drafts import actions, queries
from dabiao.standards.drafts.content import content_of, examined, raw_of
from dabiao.standards.drafts.identity import next_edition, next_id
from dabiao.standards.drafts.models import DraftState, PackDraft
from dabiao.standards.drafts.starting import (
    look_at,
    start_empty,
    start_from_framework,
    start_from_pack,
    start_from_workbook,
)
from dabiao.standards.events import EditionPublished
from dabiao.standards.framework_in import Identity
from dabiao.standards.pack_files import list_packs, load_pack, raw_pack, read_folder
from dabiao.standards.pack_shelves import DIGEST_FILE, pack_folder, pack_root
from dabiao.standards.pack_workbook import workbook_of
from dabiao.standards.pack_workbook_raw import workbook_of_raw
from dabiao.standards.queries import framework_in_use

pytestmark = pytest.mark.django_db

NAMED = ("某区-2027.1", "某区实践标准包", "2027.1")
OURS = Identity(*NAMED, "县级", {"document": "自拟", "grade": "K"})


@pytest.fixture
def of_the_county(cast: Cast, home: HomeFolder) -> PackDraft:
    spreadsheet = look_at(COUNTY, COUNTY.name)
    assert spreadsheet is not None
    mappings = {one.sheet: one for one in spreadsheet.proposals()}
    return start_from_framework(cast.创建办, spreadsheet, mappings, OURS)


def test_a_county_table_becomes_a_pack_that_is_found_by_its_id(
    of_the_county: PackDraft, cast: Cast, home: HomeFolder
) -> None:
    published = actions.publish_draft(cast.创建办, of_the_county.pk, 1)
    assert (published.state, published.published_id) == (DraftState.PUBLISHED, "某区-2027.1")
    framework = load_pack("某区-2027.1")
    assert len(framework.standards) == 125
    assert framework.digest == published.published_digest
    assert "某区-2027.1" in [one.id for one in list_packs()]
    choose_pack(cast.创建办, "某区-2027.1")
    assert framework_in_use() is framework
    entry = AuditEntry.objects.filter(action="edit_packs").last()
    assert entry is not None
    assert entry.resource == "pack_draft"


def test_what_is_published_is_read_only_and_held_to_its_digest(
    of_the_county: PackDraft, cast: Cast, home: HomeFolder
) -> None:
    actions.publish_draft(cast.创建办, of_the_county.pk, 1)
    folder = home.packs / "某区-2027.1"
    assert all(one.stat().st_mode & 0o222 == 0 for one in folder.iterdir())
    file = folder / "standards.csv"
    file.chmod(0o644)
    file.write_text(file.read_text("utf-8").replace("0.8", "0.9"), "utf-8")
    with pytest.raises(BadInput) as refused:
        load_pack("某区-2027.1")
    assert "与发布时不一致" in str(refused.value)
    assert "某区-2027.1" not in [one.id for one in list_packs()], "a damaged one hides itself, not the others"
    line = queries.pack(cast.创建办, "某区-2027.1")
    assert line is not None
    assert line.framework is None
    assert line.defects


def test_an_edition_is_never_overwritten(of_the_county: PackDraft, cast: Cast, home: HomeFolder) -> None:
    actions.publish_draft(cast.创建办, of_the_county.pk, 1)
    second = start_from_pack(cast.创建办, "某区-2027.1", NAMED)
    before = read_folder(pack_folder("某区-2027.1")).digest
    with pytest.raises(BadInput, match="已经有标准包在用"):
        actions.publish_draft(cast.创建办, second.pk, 1)
    assert read_folder(pack_folder("某区-2027.1")).digest == before
    second.refresh_from_db()
    assert second.state == DraftState.OPEN


@pytest.mark.parametrize("pack_id", ["bare", "BARE", "con", "LPT1.x", "点.", "a" * 81])
def test_ids_that_cannot_be_a_new_folder_are_refused(pack_id: str, cast: Cast, home: HomeFolder) -> None:
    draft = start_from_pack(cast.创建办, "index-2012", (pack_id, "指数", "2"))
    with pytest.raises(BadInput):
        actions.publish_draft(cast.创建办, draft.pk, 1)
    assert not home.packs.exists() or not any(home.packs.iterdir())


def test_a_failure_after_the_folder_was_written_takes_it_down_again(
    cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = start_from_pack(cast.创建办, "index-2012", NAMED)

    def fails(event: EditionPublished) -> None:
        assert load_pack(event.new).standards, "whoever hears of an edition can load it"
        raise RuntimeError("a later room cannot go on")

    monkeypatch.setitem(events._handlers, EditionPublished, [fails])
    with pytest.raises(RuntimeError):
        actions.publish_draft(cast.创建办, draft.pk, 1)
    assert not any(home.packs.iterdir())
    draft.refresh_from_db()
    assert draft.state == DraftState.OPEN
    monkeypatch.setitem(events._handlers, EditionPublished, [])
    assert actions.publish_draft(cast.创建办, draft.pk, 1).published_id == NAMED[0]


def test_the_next_edition_is_told_to_other_rooms_and_a_new_pack_is_not(
    of_the_county: PackDraft, cast: Cast, home: HomeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[EditionPublished] = []
    monkeypatch.setitem(events._handlers, EditionPublished, [heard.append])
    actions.publish_draft(cast.创建办, of_the_county.pk, 1)
    assert not heard
    second = start_from_pack(cast.创建办, "某区-2027.1", ("某区-2027.2", "某区实践标准包", "2027.2"))
    actions.publish_draft(cast.创建办, second.pk, 1)
    assert heard == [EditionPublished("某区-2027.1", "某区-2027.2")]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_workbook_through_draft_and_publishing_is_the_same(
    name: str, cast: Cast, home: HomeFolder, tmp_path: Path
) -> None:
    """Excel → draft → published pack → Excel: sheet by sheet, cell by cell, and from there on byte by byte."""
    first = tmp_path / "first.xlsx"
    first.write_bytes(workbook_of(parsed(pack_root() / name)))
    draft = start_from_workbook(cast.创建办, first, first.name)
    manifest = {**draft.manifest, "id": f"{name}-x"}
    draft = actions.change_draft(cast.创建办, draft.pk, 1, manifest=manifest)
    actions.publish_draft(cast.创建办, draft.pk, 2)
    again = load_pack(f"{name}-x")
    assert _unnamed(again) == _unnamed(load_pack(name))
    second = tmp_path / "second.xlsx"
    second.write_bytes(workbook_of(parsed(home.packs / f"{name}-x")))
    assert _sheets(second) == _sheets(first)


def test_the_county_pack_workbook_through_draft_and_publishing_is_the_same(
    of_the_county: PackDraft, cast: Cast, home: HomeFolder, tmp_path: Path
) -> None:
    actions.publish_draft(cast.创建办, of_the_county.pk, 1)
    first = tmp_path / "first.xlsx"
    first.write_bytes(workbook_of(parsed(home.packs / NAMED[0])))
    draft = start_from_workbook(cast.创建办, first, first.name)
    draft = actions.change_draft(cast.创建办, draft.pk, 1, manifest={**draft.manifest, "id": "copy"})
    actions.publish_draft(cast.创建办, draft.pk, 2)
    second = tmp_path / "second.xlsx"
    second.write_bytes(workbook_of(parsed(home.packs / "copy")))
    assert _sheets(second) == _sheets(first)
    own = {one.name: one.read_bytes() for one in (home.packs / NAMED[0]).glob("*.csv")}
    assert {one.name: one.read_bytes() for one in (home.packs / "copy").glob("*.csv")} == own


@pytest.mark.parametrize("name", SHIPPED)
def test_a_clone_published_has_the_very_tables(name: str, cast: Cast, home: HomeFolder) -> None:
    draft = start_from_pack(cast.创建办, name, (f"{name}-x", "新", "2"))
    actions.publish_draft(cast.创建办, draft.pk, 1)
    old, new = parsed(pack_root() / name), parsed(home.packs / f"{name}-x")
    for table in ("tree", "standards", "rules", "site_types", "items", "blocks", "negative_list"):
        assert getattr(new, table).rows == getattr(old, table).rows


def _sheets(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path)
    found = {one.title: list(one.iter_rows(values_only=True)) for one in book.worksheets}
    found["标准包"] = [row for row in found["标准包"] if row[0] != "标准包编号"]
    return found


def _unnamed(framework: Framework) -> Framework:
    return replace(framework, id="", digest="")


def test_a_draft_with_defects_is_not_published(cast: Cast, home: HomeFolder) -> None:
    draft = start_empty(cast.创建办, OURS)
    with pytest.raises(BadInput):
        actions.publish_draft(cast.创建办, draft.pk, 1)
    assert not any(home.packs.iterdir())


def test_a_draft_with_defects_goes_out_to_excel_and_comes_back_mended(
    cast: Cast, home: HomeFolder, tmp_path: Path
) -> None:
    draft = start_from_pack(cast.创建办, "index-2012", NAMED)
    rows = [{**row, "points": "999"} if row["id"] == "4.4" else row for row in draft.tables["standards"]]
    draft = actions.change_draft(cast.创建办, draft.pk, 1, tables={"standards": rows})
    path = tmp_path / "草稿.xlsx"
    path.write_bytes(workbook_of_raw(raw_of(draft.manifest, draft.tables)))
    book = openpyxl.load_workbook(path)
    sheet = book["标准"]
    wrong = next(row for row in sheet.iter_rows(min_row=2) if row[4].value == 999)
    told = [(one.sheet, one.row) for one in examined(draft.manifest, draft.tables).defects]
    assert ("标准", wrong[0].row) in told, "the page names the row that Excel shows"
    wrong[4].value = float(next(row["points"] for row in _clone_rows() if row["id"] == "4.4"))
    book.save(path)
    actions.replace_content(cast.创建办, draft.pk, 2, path, path.name)
    draft.refresh_from_db()
    framework = examined(draft.manifest, draft.tables).framework
    assert framework is not None
    assert replace(framework, id="", title="", edition="", digest="") == replace(
        load_pack("index-2012"), id="", title="", edition="", digest=""
    )


def _clone_rows() -> list[dict[str, str]]:
    _, tables = content_of(raw_pack(read_folder(pack_root() / "index-2012"))[0])
    return [dict(row) for row in tables["standards"]]


def test_whoever_saw_an_older_version_overwrites_nothing(cast: Cast, home: HomeFolder) -> None:
    draft = start_empty(cast.创建办, OURS)
    actions.change_draft(cast.创建办, draft.pk, 1, tables={"tree": []})
    with pytest.raises(BadInput, match="刚才"):
        actions.change_draft(cast.创建办, draft.pk, 1, tables={"tree": [{"id": "1"}]})
    draft.refresh_from_db()
    assert draft.tables.get("tree") == []


def test_a_draft_that_was_given_up_stays_as_it_is(cast: Cast, home: HomeFolder) -> None:
    draft = start_empty(cast.创建办, OURS)
    actions.give_up(cast.创建办, draft.pk, 1)
    with pytest.raises(BadInput, match="不能再改"):
        actions.change_draft(cast.创建办, draft.pk, 2, manifest={})
    with pytest.raises(BadInput, match="不能再改"):
        actions.publish_draft(cast.创建办, draft.pk, 2)


@pytest.mark.parametrize("who", ["领导", "街道", "社区", "责任单位", "测评员", "审核", "系统管理员", "外人"])
def test_only_the_campaign_office_makes_packs(who: str, cast: Cast, home: HomeFolder) -> None:
    actor: Account = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        start_empty(actor, OURS)
    with pytest.raises(PermissionDenied):
        queries.packs(actor)


def test_the_database_holds_what_the_code_promises(cast: Cast) -> None:
    draft = start_empty(cast.创建办, OURS)
    for wrong in (
        {"state": "乱"},
        {"state": DraftState.PUBLISHED},
        {"published_id": "x"},
        {"version": 0},
        {"state": DraftState.PUBLISHED, "published_id": "x", "published_digest": "d", "based_on": "x"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PackDraft.objects.filter(pk=draft.pk).update(**wrong)


def test_editions_count_up(cast: Cast) -> None:
    assert [next_edition(one) for one in ("2026.1", "2026", "试行", "3")] == ["2026.2", "2027", "试行-2", "4"]
    own = replace(load_pack("bare"), id="某区-2026.1", edition="2026.1")
    assert next_id(own, "2026.2", frozenset()) == "某区-2026.2"
    assert next_id(own, "2026.2", frozenset({"某区-2026.2"})) == "某区-2026.2-2"


def test_the_digest_stands_beside_the_files(of_the_county: PackDraft, cast: Cast, home: HomeFolder) -> None:
    published = actions.publish_draft(cast.创建办, of_the_county.pk, 1)
    assert (home.packs / NAMED[0] / DIGEST_FILE).read_text("ascii") == published.published_digest
