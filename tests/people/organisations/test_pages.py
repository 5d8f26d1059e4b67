"""单位 in the browser: the tree, one organisation, changes beside their forms, a workbook that waits."""

import uuid
from datetime import date
from pathlib import Path

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dabiao.house import waiting_files
from dabiao.people.models import Line, Organisation, OrganisationKind, Placement
from dabiao.people.organisations.register import plan_import
from dabiao.site.home_folder import HomeFolder

TABLE = "名称,类别,上级\n北苑街道,街道,示范区\n和平社区,社区,北苑街道\n"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    client.force_login(cast.创建办)
    return client


def named(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def page(client: Client, name: str, *given: object) -> str:
    answer = client.get(reverse(name, args=given))
    assert answer.status_code == 200
    return answer.content.decode()


def upload(client: Client, text: str, name: str = "名册.csv"):
    return client.post(reverse("organisations_import"), {"workbook": SimpleUploadedFile(name, text.encode())})


def test_the_tree_shows_what_stands_below_what(office: Client) -> None:
    said = page(office, "organisations")
    assert said.index("东湖街道") < said.index("和平社区")
    assert "下级 1 个" in said
    sector = office.get(reverse("organisations"), {"line": Line.SECTOR}).content.decode()
    assert "城管局" in sector
    assert "东湖街道" not in sector


def test_a_wide_tree_costs_as_many_questions_as_a_narrow_one(office: Client) -> None:
    counted = []
    for number in (0, 300):
        for at in range(number):
            made = Organisation.objects.create(kind=OrganisationKind.COMMUNITY, name=f"第{at}社区")
            Placement.objects.create(
                organisation=made, parent=named("东湖街道"), line=Line.TERRITORY, since=date(2026, 1, 1)
            )
        with CaptureQueriesContext(connection) as asked:
            page(office, "organisations")
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_a_search_finds_by_name_former_name_and_code(office: Client) -> None:
    street = named("东湖街道")
    office.post(reverse("organisation_change", args=[street.pk, "describe"]), {"code": "620102001000"})
    office.post(
        reverse("organisation_change", args=[street.pk, "rename"]),
        {"name": "湖城街道", "on": timezone.localdate().isoformat()},
    )
    for wanted in ("湖城", "东湖", "620102"):
        assert "湖城街道" in office.get(reverse("organisations"), {"q": wanted}).content.decode()
    assert "没有找到" in office.get(reverse("organisations"), {"q": "天上"}).content.decode()


def test_a_change_is_registered_and_told_on_the_page(office: Client) -> None:
    street = named("东湖街道")
    answer = office.post(
        reverse("organisation_change", args=[street.pk, "rename"]), {"name": "湖城街道", "on": "2026-05-01"}
    )
    assert answer["Location"] == reverse("organisation", args=[street.pk])
    said = page(office, "organisation", street.pk)
    assert "曾用名 东湖街道" in said
    assert "用到 2026-05-01 前一天" in said


@pytest.mark.parametrize(
    ("change", "given", "said"),
    [
        ("rename", {"name": "", "on": "2026-05-01"}, 'id="rename_name_error"'),
        ("rename", {"name": "新街道", "on": "2026-02-30"}, 'id="rename_on_error"'),
        ("rename", {"name": "新街道", "on": "2999-01-01"}, "还没有到"),
        ("describe", {"code": "123"}, "12 位数字"),
        ("merge", {"into": "999999", "on": "2026-05-01"}, 'id="merge_into_error"'),
        ("split", {"names": "甲街道", "on": "2026-05-01"}, "两个不同的新名称"),
        ("dissolve", {"on": "2026-05-01"}, "请先调整再撤销"),
    ],
)
def test_what_is_refused_is_told_beside_its_form_and_nothing_changes(
    office: Client, change: str, given: dict[str, str], said: str
) -> None:
    answer = office.post(reverse("organisation_change", args=[named("东湖街道").pk, change]), given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert named("东湖街道").closed_on is None


def test_a_street_cannot_be_merged_into_itself_from_the_page(office: Client) -> None:
    street = named("东湖街道")
    answer = office.post(
        reverse("organisation_change", args=[street.pk, "merge"]), {"into": street.pk, "on": "2026-05-01"}
    )
    assert answer.status_code == 400


def test_no_change_of_an_unknown_kind_or_of_nothing(office: Client) -> None:
    assert office.post(reverse("organisation_change", args=[named("东湖街道").pk, "burn"])).status_code == 404
    assert office.post(reverse("organisation_change", args=[999999, "rename"])).status_code == 404
    assert office.get(reverse("organisation", args=[999999])).status_code == 404


def test_a_new_organisation_is_added_from_its_form(office: Client) -> None:
    given = {"kind": "街道", "name": "北苑街道", "parent": named("示范区").pk, "on": "2026-05-01"}
    assert office.post(reverse("organisation_new"), given).status_code == 302
    assert named("北苑街道").placements.get().parent == named("示范区")
    again = office.post(reverse("organisation_new"), given)
    assert again.status_code == 400
    assert "同名" in again.content.decode()


def test_a_hostile_name_is_only_a_name(office: Client) -> None:
    office.post(reverse("organisation_new"), {"kind": "部门", "name": HOSTILE, "on": "2026-05-01"})
    made = named(HOSTILE)
    for said in (page(office, "organisations"), page(office, "organisation", made.pk)):
        assert "<img src=x" not in said


def test_a_workbook_waits_until_it_is_accepted(office: Client) -> None:
    where = upload(office, TABLE)["Location"]
    said = office.get(where).content.decode()
    assert "检查通过，名册还没有改动" in said
    assert "北苑街道 / 和平社区" in said
    assert not Organisation.objects.filter(name="北苑街道").exists()
    assert office.post(where)["Location"] == reverse("organisations")
    assert named("北苑街道")
    assert office.get(where).status_code == 404, "an accepted file is gone"


def test_a_workbook_with_defects_shows_each_under_the_name_it_came_with(office: Client) -> None:
    where = upload(office, TABLE + "南苑街道,街道,没有的区\n", "区里发来的.csv")["Location"]
    answer = office.get(where)
    assert answer.status_code == 400
    assert "区里发来的.csv 第 4 行 “上级”列" in answer.content.decode()
    assert office.post(where).status_code == 400
    assert not Organisation.objects.filter(name="北苑街道").exists()


@pytest.mark.parametrize(
    ("text", "name", "said"), [("", "空.csv", "空文件"), ("甲,乙\n1,2\n", "别的.csv", "表头")]
)
def test_a_file_that_is_no_register_is_told(office: Client, text: str, name: str, said: str) -> None:
    answer = office.get(upload(office, text, name)["Location"])
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_pressing_upload_without_a_file_is_told(office: Client) -> None:
    assert "还没有选择文件" in office.post(reverse("organisations_import")).content.decode()


def test_a_file_that_waited_a_day_is_forgotten(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    where = upload(office, TABLE)["Location"]
    monkeypatch.setattr(waiting_files, "LONGEST_WAIT", -1)
    upload(office, TABLE)
    assert office.get(where).status_code == 404
    assert office.get(reverse("organisations_preview", args=[uuid.uuid4()])).status_code == 404


def test_the_register_goes_out_and_comes_in_unchanged(office: Client, tmp_path: Path) -> None:
    answer = office.get(reverse("organisations_export"))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    path = tmp_path / "out.xlsx"
    path.write_bytes(answer.content)
    plan = plan_import(path)
    assert (plan.new, plan.changed) == ((), ())


def test_who_works_where_is_shown_to_those_who_need_it(client: Client, cast: Cast) -> None:
    street, bureau = named("东湖街道"), named("城管局")
    for reader, sees in ((cast.创建办, True), (cast.街道, True), (cast.责任单位, False), (cast.社区, False)):
        client.force_login(reader)
        said = page(client, "organisation", street.pk)
        assert ("岗位" in said) is sees
    client.force_login(cast.责任单位)
    assert "岗位" in page(client, "organisation", bureau.pk)


def test_only_who_may_change_sees_the_forms(client: Client, cast: Cast) -> None:
    for reader, sees in (
        (cast.创建办, True),
        (cast.系统管理员, True),
        (cast.领导, False),
        (cast.街道, False),
    ):
        client.force_login(reader)
        assert ("登记变化" in page(client, "organisation", named("东湖街道").pk)) is sees
        assert (reverse("organisation_new") in page(client, "organisations")) is sees
