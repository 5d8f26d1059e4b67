"""Pages of packs and drafts: who may open them, what they say, and what a wrong form brings."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from any_pack import parsed
from cast import Cast
from county_framework import COUNTY, MESSY
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dabiao.site.home_folder import HomeFolder
from dabiao.standards.drafts import actions
from dabiao.standards.drafts.models import DraftState, PackDraft
from dabiao.standards.drafts.starting import start_from_pack
from dabiao.standards.models import PackInUse
from dabiao.standards.pack_shelves import pack_root
from dabiao.standards.pack_workbook import workbook_of

pytestmark = pytest.mark.django_db

NAMES = {
    "pack_id": "某区-2027.1",
    "title": "某区体系",
    "edition": "2027.1",
    "city_level": "县级",
    "document": "某区测评体系",
    "grade": "K",
    "based_on": "",
}


@pytest.fixture
def office(cast: Cast, home: HomeFolder) -> Client:
    client = Client()
    client.force_login(cast.创建办)
    return client


def uploaded(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def columns_page(office: Client, path: Path) -> str:
    answer = office.post(reverse("draft_start"), {"workbook": uploaded(path), "based_on": ""})
    assert answer.status_code == 302, answer.content.decode()[:500]
    return str(answer["Location"])


def choices(office: Client, address: str) -> dict[str, str]:
    """What the page of columns has chosen by itself."""
    form = office.get(address).context["sheets"]
    return {field.html_name: field.initial for _, columns in form for _, field in columns}


def test_upload_columns_draft_publish_use(office: Client) -> None:
    address = columns_page(office, COUNTY)
    answer = office.post(address, {**choices(office, address), **NAMES})
    draft = PackDraft.objects.get()
    assert answer["Location"] == reverse("pack_draft", args=[draft.pk])
    page = office.get(answer["Location"]).content.decode()
    assert "检查通过" in page
    assert "标题或说明" in page
    office.post(reverse("draft_publish", args=[draft.pk]), {"version": draft.version})
    draft.refresh_from_db()
    assert draft.state == DraftState.PUBLISHED
    office.post(reverse("pack_use", args=["某区-2027.1"]))
    in_use = PackInUse.objects.first()
    assert in_use is not None
    assert (in_use.pack_id, in_use.digest) == ("某区-2027.1", draft.published_digest)
    assert "125 条标准" in office.get(reverse("standards")).content.decode()


def test_the_columns_a_person_changed_count(office: Client) -> None:
    address = columns_page(office, COUNTY)
    given = choices(office, address)
    given["sheet0_column5"] = "-"
    office.post(address, {**given, **NAMES})
    draft = PackDraft.objects.get()
    assert not any("lead_department" in row for row in draft.tables["standards"])
    assert sum(1 for one in draft.not_taken if one["reason"] == "这一列没有对应的栏目") == 125


def test_one_field_in_two_columns_is_refused_where_it_stands(office: Client) -> None:
    address = columns_page(office, COUNTY)
    given = choices(office, address)
    given["sheet0_column5"] = "测评标准"
    answer = office.post(address, {**given, **NAMES})
    assert answer.status_code == 400
    assert "请只留一列" in answer.content.decode()
    assert not PackDraft.objects.exists()


@pytest.mark.parametrize("wrong", ["", "测评员工号", "<script>"])
def test_a_choice_that_is_none_is_refused(office: Client, wrong: str) -> None:
    address = columns_page(office, COUNTY)
    answer = office.post(address, {**choices(office, address), **NAMES, "sheet0_column2": wrong})
    assert answer.status_code == 400
    assert not PackDraft.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pack_id", "../x"),
        ("pack_id", "=1+1"),
        ("pack_id", ""),
        ("year", "1800"),
        ("grade", "A"),
        ("based_on", "none"),
    ],
)
def test_a_name_that_cannot_be_is_refused(office: Client, field: str, value: str) -> None:
    address = columns_page(office, MESSY)
    answer = office.post(address, {**choices(office, address), **NAMES, field: value})
    assert answer.status_code == 400
    assert not PackDraft.objects.exists()


def test_without_a_column_of_standards_there_is_no_draft(office: Client) -> None:
    address = columns_page(office, COUNTY)
    given = dict.fromkeys(choices(office, address), "-")
    answer = office.post(address, {**given, **NAMES})
    assert answer.status_code == 400
    assert "没有读到测评标准" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04 no zip"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.csv", "这里没有表头\n一二三\n".encode()),
        ("a.csv", "测评 标准\n".encode("utf-16")),
        ("a.exe", b"MZ"),
    ],
)
def test_what_is_no_framework_is_refused_with_a_way_forward(
    office: Client, name: str, content: bytes
) -> None:
    answer = office.post(
        reverse("draft_start"), {"workbook": SimpleUploadedFile(name, content), "based_on": ""}
    )
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not PackDraft.objects.exists()


def test_a_csv_from_an_old_program_is_read(office: Client, tmp_path: Path) -> None:
    path = tmp_path / "体系.csv"
    path.write_bytes("测评项目,测评标准,测评方法\n政务,窗口文明,实地考察\n".encode("gb18030"))
    address = columns_page(office, path)
    office.post(address, {**choices(office, address), **NAMES})
    assert PackDraft.objects.get().tables["standards"][0]["text"] == "窗口文明"


def test_a_packs_own_workbook_is_a_draft_at_once(office: Client, tmp_path: Path) -> None:
    path = tmp_path / "包.xlsx"
    path.write_bytes(workbook_of(parsed(pack_root() / "minors-practice")))
    answer = office.post(reverse("draft_start"), {"workbook": uploaded(path), "based_on": "minors-practice"})
    draft = PackDraft.objects.get()
    assert answer["Location"] == reverse("pack_draft", args=[draft.pk])
    assert (draft.pack_id, draft.based_on) == ("minors-practice", "minors-practice")
    assert "上一版" in office.get(answer["Location"]).content.decode()


def test_a_workbook_with_a_misspelt_sheet_is_refused_whole(office: Client, tmp_path: Path) -> None:
    path = tmp_path / "包.xlsx"
    path.write_bytes(workbook_of(parsed(pack_root() / "minors-practice")))
    book = openpyxl.load_workbook(path)
    book["检查项"].title = "检查项目表"
    book.save(path)
    answer = office.post(reverse("draft_start"), {"workbook": uploaded(path), "based_on": ""})
    assert answer.status_code == 400
    assert "检查项目表" in answer.content.decode()


def test_publishing_shows_what_is_new_against_the_edition_before(office: Client, cast: Cast) -> None:
    draft = start_from_pack(cast.创建办, "index-2012", ("某区-2", "指数", "2"))
    rows = [{**row, "title": "新名称"} if row["id"] == "4.4" else row for row in draft.tables["standards"]]
    actions.change_draft(cast.创建办, draft.pk, 1, tables={"standards": rows})
    page = office.get(reverse("draft_publish", args=[draft.pk])).content.decode()
    assert "<ins>新名称</ins>" in page


def test_a_page_that_is_behind_publishes_and_gives_up_nothing(office: Client, cast: Cast) -> None:
    draft = start_from_pack(cast.创建办, "index-2012", ("某区-2", "指数", "2"))
    actions.change_draft(cast.创建办, draft.pk, 1, manifest=draft.manifest)
    for name in ("draft_publish", "draft_give_up"):
        for version in ("1", "", "x", "99999999999999999999999"):
            office.post(reverse(name, args=[draft.pk]), {"version": version})
            draft.refresh_from_db()
            assert draft.state == DraftState.OPEN


def test_an_open_draft_says_what_has_to_be_mended(office: Client) -> None:
    office.post(reverse("draft_empty"), NAMES)
    draft = PackDraft.objects.get()
    page = office.get(reverse("pack_draft", args=[draft.pk])).content.decode()
    assert "发布前要改" in page
    assert "没有可计分的内容" in page
    refused = office.post(reverse("draft_publish", args=[draft.pk]), {"version": 1})
    assert refused.status_code == 400


@pytest.mark.parametrize("form", ["pack", "framework", "mend"])
def test_a_draft_goes_out_as_each_workbook(office: Client, cast: Cast, form: str) -> None:
    draft = start_from_pack(cast.创建办, "minors-practice", ("某区-2", "未", "2"))
    answer = office.get(reverse("draft_workbook", args=[draft.pk, form]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


def test_a_mended_workbook_replaces_the_content(office: Client, cast: Cast, tmp_path: Path) -> None:
    draft = start_from_pack(cast.创建办, "minors-practice", ("某区-2", "未", "2"))
    path = tmp_path / "包.xlsx"
    path.write_bytes(workbook_of(parsed(pack_root() / "index-2012")))
    office.post(reverse("draft_replace", args=[draft.pk]), {"workbook": uploaded(path), "version": 1})
    draft.refresh_from_db()
    assert (draft.pack_id, len(draft.tables["standards"]), draft.version) == ("index-2012", 15, 2)
    assert not draft.tables["blocks"], "what the workbook has not, the draft has no more"
    told = office.post(reverse("draft_replace", args=[draft.pk]), {"workbook": uploaded(path), "version": 1})
    assert "刚才" in _said(told)


def _said(answer: HttpResponse) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))  # type: ignore[attr-defined]


def test_a_damaged_pack_in_use_says_so_on_every_page_and_can_be_replaced(
    office: Client, cast: Cast, home: HomeFolder
) -> None:
    draft = start_from_pack(cast.创建办, "index-2012", ("某区-2", "指数", "2"))
    actions.publish_draft(cast.创建办, draft.pk, 1)
    office.post(reverse("pack_use", args=["某区-2"]))
    file = home.packs / "某区-2" / "rules.csv"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b"\n")
    answer = office.get(reverse("standards"))
    assert answer.status_code == 500
    assert "与发布时不一致" in answer.content.decode()
    packs = office.get(reverse("packs"))
    assert packs.status_code == 200
    assert "读不出来" in packs.content.decode()
    assert "与发布时不一致" in office.get(reverse("pack", args=["某区-2"])).content.decode()
    office.post(reverse("pack_use", args=["index-2012"]))
    assert office.get(reverse("standards")).status_code == 200


@pytest.mark.parametrize("name", ["pack", "pack_next", "pack_use"])
def test_an_unknown_pack_is_not_there(office: Client, name: str) -> None:
    for pack_id in ("没有", "..", "a b"):
        address = reverse(name, args=[pack_id])
        answer = office.post(address) if name == "pack_use" else office.get(address)
        assert answer.status_code == 404


def test_the_list_costs_the_same_however_many_editions_there_are(
    office: Client, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for number in range(3):
        draft = start_from_pack(cast.创建办, "index-2012", (f"某区-{number}", "指数", "2"))
        actions.publish_draft(cast.创建办, draft.pk, 1)
        start_from_pack(cast.创建办, "index-2012", (f"某区-x{number}", "指数", "2"))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert office.get(reverse("packs")).status_code == 200
