"""点位 in the browser: the list, one place, forms, and a workbook that waits."""

from __future__ import annotations

import csv
import io
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from dabiao.house import waiting_files
from dabiao.house.models import AuditEntry
from dabiao.places.actions import SiteEntry, register_sites
from dabiao.places.models import Site
from dabiao.places.register import plan_import
from dabiao.site.home_folder import HomeFolder
from dabiao.standards.actions import choose_pack

pytestmark = pytest.mark.django_db

TABLE = "名称,类型,街道,责任单位\n人民公园,公园,东湖街道,城管局\n早市,农贸市场,东湖街道,城管局\n"
HOSTILE = '<img src=x onerror="alert(1)">'
FILLED = {"name": "人民公园", "site_type": "park", "street": "东湖街道", "unit": "城管局"}
POSITION = {"lon": "120.15", "lat": "30.27", "coordinate_system": "GCJ02", "accuracy": "20"}


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    client.force_login(cast.创建办)
    return client


def page(client: Client, name: str, *given: object, query: str = "") -> str:
    answer = client.get(reverse(name, args=given) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def upload(client: Client, text: str, name: str = "点位.csv", system: str = "") -> HttpResponse:
    given = {"workbook": SimpleUploadedFile(name, text.encode()), "system": system}
    return client.post(reverse("sites_import"), given)


def saved(answer: HttpResponse, folder: Path, name: str = "saved.xlsx") -> Path:
    path = folder / name
    path.write_bytes(answer.content)
    return path


def test_an_empty_register_says_what_its_absence_costs(office: Client) -> None:
    said = page(office, "sites")
    assert "点位无限多" in said
    assert reverse("sites_import") in said


def test_the_list_pages_by_key_and_costs_the_same_however_long(office: Client, cast: Cast) -> None:
    counted = []
    for number in (1, 120):
        register_sites(cast.创建办, [SiteEntry(f"P{at}", f"点位{at}", "park") for at in range(number)])
        with CaptureQueriesContext(connection) as asked:
            said = page(office, "sites")
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert said.count('data-label="名称"') == 50
    following = said.split("before=")[1].split('"')[0]
    assert page(office, "sites", query=f"?before={following}").count('data-label="名称"') == 50


@pytest.mark.parametrize(
    "query", ["?before=x", "?site_type=nope", "?state=nope", "?text=%00", "?text=" + "长" * 900]
)
def test_a_filter_nobody_offered_finds_what_it_finds(office: Client, query: str) -> None:
    assert office.get(reverse("sites") + query).status_code == 200


def test_readers_see_the_register_and_no_way_to_change_it(client: Client, cast: Cast) -> None:
    register_sites(cast.创建办, [SiteEntry("P1", HOSTILE[:60], "park")])
    client.force_login(cast.街道)
    said = page(client, "sites") + page(client, "site", Site.objects.get().pk)
    assert HOSTILE[:20] not in said
    assert reverse("site_new") not in said
    assert reverse("sites_import") not in said
    assert "停用后不再计入" not in said


def test_a_place_is_added_changed_closed_and_brought_back(office: Client) -> None:
    answer = office.post(reverse("site_new"), {**FILLED, **POSITION}, follow=True)
    assert "编号 DW00001" in answer.content.decode()
    one = Site.objects.get()
    assert (one.lon, one.accuracy, one.coordinate_system) == (Decimal("120.15"), 20, "GCJ02")
    said = page(office, "site_change", one.pk)
    assert 'value="120.1500000"' in said or 'value="120.15"' in said
    office.post(reverse("site_change", args=[one.pk]), {**FILLED, "name": "新名"})
    one.refresh_from_db()
    assert (one.name, one.lon, one.site_id) == ("新名", None, "DW00001")
    office.post(reverse("site_close", args=[one.pk]), {"on": "2026-05-01"})
    assert "从 2026-05-01 起停用" in page(office, "site", one.pk)
    office.post(reverse("site_reopen", args=[one.pk]))
    assert "从 2026-05-01" not in page(office, "site", one.pk)
    assert AuditEntry.objects.filter(resource="site").count() == 4


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({**FILLED, "name": ""}, "必填"),
        ({**FILLED, "site_type": "nope"}, "nope"),
        ({**FILLED, "lon": "120.15"}, "要一起填"),
        ({**FILLED, **POSITION, "lon": "30.27", "lat": "120.15"}, "填反了"),
        ({**FILLED, **POSITION, "coordinate_system": ""}, "要一起填"),
        ({**FILLED, **POSITION, "lon": "NaN"}, "lon"),
        ({**FILLED, "accuracy": "5"}, "没有坐标"),
        ({**FILLED, "name": "长" * 129}, "128"),
    ],
)
def test_a_form_that_says_too_little_or_too_much_is_answered_in_words(
    office: Client, given: dict[str, str], said: str
) -> None:
    answer = office.post(reverse("site_new"), given)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Site.objects.exists()


def test_a_number_that_is_taken_is_said_beside_the_form(office: Client, cast: Cast) -> None:
    register_sites(cast.创建办, [SiteEntry("P1", "甲", "park")])
    answer = office.post(reverse("site_new"), {**FILLED, "site_id": "P1"})
    assert "已经有这个编号" in answer.content.decode()


def test_a_type_of_an_earlier_pack_is_kept_and_said(office: Client, cast: Cast) -> None:
    register_sites(cast.创建办, [SiteEntry("P1", "甲", "billboard")])
    one = Site.objects.get()
    assert "标准包里没有这个点位类型" in page(office, "site", one.pk)
    answer = office.post(reverse("site_change", args=[one.pk]), {**FILLED, "site_type": "billboard"})
    assert answer.status_code == 302


def test_an_open_pack_takes_any_type_by_hand(office: Client, cast: Cast) -> None:
    choose_pack(cast.创建办, "bare")
    assert office.post(reverse("site_new"), {**FILLED, "site_type": "广告牌"}).status_code == 302
    assert Site.objects.get().site_type == "广告牌"


def test_a_place_that_is_not_there_is_not_found(office: Client) -> None:
    for name in ("site", "site_change"):
        assert office.get(reverse(name, args=[10**30])).status_code == 404
        assert office.get(reverse(name, args=[7])).status_code == 404


def test_a_workbook_waits_until_it_is_accepted(office: Client) -> None:
    answer = upload(office, TABLE)
    said = office.get(answer["Location"]).content.decode()
    assert "检查通过，底册还没有改动" in said
    assert "2 个没有编号，从 DW00001 起自动编号" in said
    assert not Site.objects.exists()
    done = office.post(answer["Location"], follow=True).content.decode()
    assert "新增 2 个，修改 0 个" in done
    assert office.get(answer["Location"]).status_code == 404, "it is gone once accepted"


def test_the_system_chosen_at_upload_counts_to_the_end(office: Client) -> None:
    text = '名称,类型,经纬度\n人民公园,公园,"120.15,30.27"\n'
    answer = upload(office, text)
    assert "没写坐标系" in office.get(answer["Location"]).content.decode()
    answer = upload(office, text, system="BD09")
    office.post(answer["Location"])
    assert Site.objects.get().coordinate_system == "BD09"
    assert upload(office, text, system="谷歌").status_code == 400


def test_a_workbook_with_errors_comes_back_with_them_in_its_rows(office: Client, tmp_path: Path) -> None:
    answer = upload(office, "编号,名称,类型\nP1,甲,公园\nP1,乙,公圆\n")
    said = office.get(answer["Location"])
    assert said.status_code == 400
    assert "有 2 处错误，底册没有改动" in said.content.decode()
    assert office.post(answer["Location"]).status_code == 400
    token = answer["Location"].split("/")[-2]
    back = office.get(reverse("sites_errors", args=[token]))
    assert "filename" in back["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(back.content.decode("utf-8-sig"))))
    assert rows[0][-1] == "错误说明"
    assert "是不是“公园”" in rows[2][-1]
    assert "与第 2 行重复" in rows[2][-1]
    assert not Site.objects.exists()


def test_a_file_that_is_no_table_is_told_and_has_no_rows_to_hand_back(office: Client) -> None:
    answer = upload(office, "PK\x03\x04 not a workbook", "点位.xlsx")
    said = office.get(answer["Location"])
    assert said.status_code == 400
    assert "下载带错误说明的表" not in said.content.decode()
    token = answer["Location"].split("/")[-2]
    assert office.get(reverse("sites_errors", args=[token])).status_code == 302


def test_no_file_or_a_gone_one_is_told(office: Client) -> None:
    assert "还没有选择文件" in office.post(reverse("sites_import")).content.decode()
    for name in ("sites_preview", "sites_errors"):
        assert office.get(reverse(name, args=[uuid.uuid4()])).status_code == 404


def test_what_goes_out_comes_in_as_it_was(office: Client, cast: Cast, tmp_path: Path) -> None:
    upload_ = upload(office, TABLE)
    office.post(upload_["Location"])
    office.post(reverse("site_new"), {**FILLED, **POSITION, "name": "有坐标的", "community": "和平社区"})
    office.post(reverse("site_close", args=[Site.objects.latest("pk").pk]), {"on": "2026-05-01"})
    before = list(Site.objects.order_by("pk").values())
    path = saved(office.get(reverse("sites_export") + "?state=all"), tmp_path)
    plan = plan_import(path)
    assert (plan.new, plan.changed, plan.same, plan.cautions) == ((), (), 3, ())
    Site.objects.all().delete()
    token = waiting_files.keep(SimpleUploadedFile("底册.xlsx", path.read_bytes()))
    office.post(reverse("sites_preview", args=[token]))
    after = list(Site.objects.order_by("pk").values())
    assert [{**one, "id": 0} for one in after] == [{**one, "id": 0} for one in before]


def test_the_export_is_what_the_list_shows(office: Client, tmp_path: Path) -> None:
    office.post(upload(office, TABLE)["Location"])
    path = saved(office.get(reverse("sites_export") + "?text=早市"), tmp_path)
    names = [row[1] for row in load_workbook(path)["点位底册"].iter_rows(min_row=4, values_only=True)]
    assert names == ["早市"]


def test_the_template_has_the_pack_s_types_and_the_registered_names(office: Client, tmp_path: Path) -> None:
    made = load_workbook(saved(office.get(reverse("sites_template")), tmp_path))
    columns = list(made["可选值"].iter_cols(values_only=True))
    assert "农贸市场" in columns[0]
    assert columns[1][1] == "东湖街道"
    assert "城管局" in columns[2]
