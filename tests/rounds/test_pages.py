"""The import pages: what each state shows, who may press what, and what a refused file is told."""

import csv
import io
import uuid

import pytest
from cast import Cast
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from imported import checked, stored, waiting
from workbooks import round_of, row, upload

from dabiao.rounds import files
from dabiao.rounds.actions import accept_import, withdraw_import
from dabiao.rounds.jobs import check_import
from dabiao.rounds.models import Import, ImportState, StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.queries import DEFAULT_PACK

pytestmark = pytest.mark.django_db(transaction=True)

PARTIAL = {"HX-Request": "true"}
PROBE = 'hx-trigger="load delay:1s"'


@pytest.fixture
def office(client: Client, cast: Cast, home: HomeFolder) -> Client:
    """A browser in which 创建办 is signed in."""
    client.force_login(cast.创建办)
    return client


def page(client: Client, shown: Import, headers: dict[str, str] | None = None) -> str:
    answer = client.get(reverse("import", args=[shown.pk]), headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_upload_leads_to_its_page_which_waits_for_the_check(office: Client) -> None:
    answer = office.post(reverse("imports"), {"workbook": upload([row()])})
    shown = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("import", args=[shown.pk]))
    assert PROBE in page(office, shown)
    assert "正在检查" in page(office, shown)
    run_waiting_jobs()
    assert PROBE not in page(office, shown)


def test_progress_is_asked_for_alone_and_counts_rows(office: Client, cast: Cast) -> None:
    shown = waiting(cast.创建办, upload([row()]))
    unknown = page(office, shown, PARTIAL)
    assert "<html" not in unknown
    assert "已读 0 行" in unknown
    Import.objects.filter(pk=shown.pk).update(state=ImportState.CHECKING, rows_read=2000, rows_expected=9000)
    part = page(office, shown, PARTIAL)
    assert 'max="9000" value="2000"' in part
    assert "已读 2000 / 9000 行" in part
    assert PROBE in part
    assert "可以离开这一页" in part


def test_a_checked_file_shows_what_is_in_it_before_anything_counts(office: Client, cast: Cast) -> None:
    ready = checked(cast.创建办, upload(round_of("第1轮", "2026-03-02", failing=2)))
    told = page(office, ready)
    assert "检查通过，还没有入库" in told
    assert "6 行" in told
    assert reverse("import_accept", args=[ready.pk]) in told
    office.post(reverse("import_accept", args=[ready.pk]))
    assert "正在入库" in page(office, ready)
    run_waiting_jobs()
    assert "6 行已入库，轮次：第1轮" in page(office, ready)
    assert StoredCell.objects.get().places == 6


def test_a_refused_file_shows_each_defect_and_comes_back_with_them(office: Client, cast: Cast) -> None:
    bad = checked(
        cast.创建办, upload([row(), row(点位编号="P2", 结果="符和"), row(点位编号="P3", 标准编号="99.9")])
    )
    told = page(office, bad)
    assert "有 2 处错误，没有入库" in told
    assert '<td class="number">3</td><td class="nowrap">结果</td>' in told
    assert '<td class="number">4</td><td class="nowrap">标准编号</td>' in told
    answer = office.get(reverse("import_errors", args=[bad.pk]))
    lines = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert answer["Content-Disposition"].startswith("attachment")
    assert [bool(line["错误说明"]) for line in lines] == [False, True, True]
    office.post(reverse("import_accept", args=[bad.pk]))
    assert Import.objects.get().state == ImportState.REFUSED


def test_more_defects_than_a_page_holds_are_counted(office: Client, cast: Cast) -> None:
    bad = checked(cast.创建办, upload([row(点位编号=f"P{number}", 结果="符和") for number in range(130)]))
    told = page(office, bad)
    assert "有 130 处错误，没有入库" in told
    assert "这里列出前 100 处" in told
    assert told.count("<tr><td") == 100


def test_a_file_without_rows_to_write_on_offers_no_download(office: Client, cast: Cast) -> None:
    bad = checked(cast.创建办, SimpleUploadedFile("空.csv", b""))
    assert "这个文件没法逐行检查" in page(office, bad)
    assert office.get(reverse("import_errors", args=[bad.pk])).status_code == 404


def test_a_file_given_up_says_so(office: Client, cast: Cast) -> None:
    ready = checked(cast.创建办, upload([row()]))
    office.post(reverse("import_withdraw", args=[ready.pk]))
    assert "这个文件没有入库" in page(office, ready)
    told = office.post(reverse("import_accept", args=[ready.pk]), follow=True).content.decode()
    assert "状态已经变化" in told
    assert not StoredCell.objects.exists()


def test_a_fault_of_ours_is_told_on_the_page_and_nothing_is_stored(office: Client, cast: Cast) -> None:
    shown = waiting(cast.创建办, upload([row()]))
    Import.objects.filter(pk=shown.pk).update(pack_id="a-pack-that-was-removed")
    run_waiting_jobs()
    told = page(office, shown)
    assert "程序出错，没有入库" in told
    assert "Traceback" not in told
    assert Import.objects.get().state == ImportState.FAILED


def test_the_list_names_the_latest_uploads(office: Client, cast: Cast) -> None:
    assert "还没有导入过" in office.get(reverse("imports")).content.decode()
    for number in range(21):
        Import.objects.create(file_name=f"<b>{number}.csv", pack_id=DEFAULT_PACK, uploaded_by=cast.创建办)
    told = office.get(reverse("imports")).content.decode()
    assert told.count("&lt;b&gt;") == 20
    assert "&lt;b&gt;0.csv" not in told
    assert "<b>" not in told


def test_pressing_upload_without_a_file_is_told(office: Client) -> None:
    answer = office.post(reverse("imports"))
    assert answer.status_code == 400
    assert "请先选一个" in answer.content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x.csv", "a" * 400 + ".csv", "表." + "长" * 60, "<b>.csv", "表\n格.csv", "无"]
)
def test_a_hostile_file_name_stays_a_name(office: Client, home: HomeFolder, name: str) -> None:
    office.post(reverse("imports"), {"workbook": SimpleUploadedFile(name, upload([row()]).read())})
    run_waiting_jobs()
    outside = [path for path in home.path.parent.iterdir() if path != home.path]
    assert outside == []
    for shown in Import.objects.all():
        assert shown.state in (ImportState.READY, ImportState.REFUSED)
        assert "<b>" not in page(office, shown)
        assert {path.parent for path in home.uploads.glob("*/*")} == {files.upload_folder(shown.pk)}


def test_an_import_that_does_not_exist_is_not_there(office: Client) -> None:
    nowhere = uuid.uuid4()
    for name in ("import", "import_errors"):
        assert office.get(reverse(name, args=[nowhere])).status_code == 404
    for name in ("import_accept", "import_withdraw"):
        assert office.post(reverse(name, args=[nowhere])).status_code == 404
        assert office.get(reverse(name, args=[nowhere])).status_code == 405


def test_领导_looks_on_and_presses_nothing(client: Client, cast: Cast, home: HomeFolder) -> None:
    ready = checked(cast.创建办, upload([row()]))
    client.force_login(cast.领导)
    assert "确认入库" not in page(client, ready)
    assert 'type="file"' not in client.get(reverse("imports")).content.decode()
    for answer in (
        client.post(reverse("imports"), {"workbook": upload([row(点位编号="P2")])}),
        client.post(reverse("import_accept", args=[ready.pk])),
        client.post(reverse("import_withdraw", args=[ready.pk])),
    ):
        assert answer.status_code == 403
    assert list(Import.objects.values_list("state", flat=True)) == [ImportState.READY]


@pytest.mark.parametrize("role", ["街道", "责任单位", "测评员", "外人"])
def test_others_do_not_learn_what_was_imported(
    client: Client, cast: Cast, home: HomeFolder, role: str
) -> None:
    ready = checked(cast.创建办, upload([row()]))
    client.force_login(getattr(cast, role))
    for name in ("import", "import_errors"):
        answer = client.get(reverse(name, args=[ready.pk]))
        assert answer.status_code == 403
        assert ready.file_name not in answer.content.decode()


def test_the_same_rows_checked_twice_go_in_once(office: Client, cast: Cast) -> None:
    rows = round_of("第1轮", "2026-03-02", failing=2)
    first, second = (checked(cast.创建办, upload(rows, name)) for name in ("甲.csv", "乙.csv"))
    for ready in (first, second):
        accept_import(cast.创建办, ready)
    run_waiting_jobs()
    told = page(office, second)
    assert "有 6 处错误，没有入库" in told
    assert "“甲.csv”重复" in told
    assert StoredCell.objects.get().rows == 6
    assert not files.lake_folder(second.pk).exists()
    withdraw_import(cast.创建办, Import.objects.get(pk=second.pk))


def test_a_check_that_was_interrupted_is_done_again(cast: Cast, home: HomeFolder) -> None:
    shown = checked(cast.创建办, upload([row()]))
    Import.objects.update(state=ImportState.CHECKING, summary={})
    check_import.call(str(shown.pk))
    again = Import.objects.get()
    assert (again.state, again.summary["rows"]) == (ImportState.READY, 1)


def test_a_check_taken_up_again_after_the_file_went_in_changes_nothing(cast: Cast, home: HomeFolder) -> None:
    done = stored(cast.创建办, upload([row()]))
    check_import.call(str(done.pk))
    assert Import.objects.get().state == ImportState.STORED
    assert StoredCell.objects.get().places == 1


def test_a_store_that_was_interrupted_half_way_is_done_again(cast: Cast, home: HomeFolder) -> None:
    ready = checked(cast.创建办, upload([row()]))
    files.checked_folder(ready.pk).replace(files.lake_folder(ready.pk))
    accept_import(cast.创建办, ready)
    run_waiting_jobs()
    assert Import.objects.get().state == ImportState.STORED
    assert StoredCell.objects.get().places == 1
