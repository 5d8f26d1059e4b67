"""A workbook on its way in: checked, accepted or given up, and counted into cells."""

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from workbooks import round_of, row, upload

from dabiao.cases.models import Problem
from dabiao.core.defects import BadInput
from dabiao.house import audit
from dabiao.house.models import AuditEntry
from dabiao.insight.models import Snapshot
from dabiao.rounds import files, queries
from dabiao.rounds.actions import accept_import, upload_workbook, withdraw_import
from dabiao.rounds.jobs import store_import
from dabiao.rounds.models import Import, ImportState, Round, StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.queries import DEFAULT_PACK

pytestmark = pytest.mark.django_db(transaction=True)


def checked(cast: Cast, file: SimpleUploadedFile) -> Import:
    """Hand ``file`` in and let the check run."""
    uploaded = upload_workbook(cast.创建办, file, DEFAULT_PACK)
    run_waiting_jobs()
    return Import.objects.get(pk=uploaded.pk)


def stored(cast: Cast, file: SimpleUploadedFile) -> Import:
    """Hand ``file`` in, accept it, and let everything run."""
    waiting = checked(cast, file)
    assert waiting.state == ImportState.READY, waiting.defects
    accept_import(cast.创建办, waiting)
    run_waiting_jobs()
    return Import.objects.get(pk=waiting.pk)


def test_a_checked_workbook_waits_and_nothing_of_it_counts(cast: Cast, home: HomeFolder) -> None:
    waiting = checked(cast, upload(round_of("第1轮", "2026-03-02", failing=2)))
    assert waiting.state == ImportState.READY, waiting.defects
    assert waiting.summary["rows"] == 6
    assert waiting.summary["rounds"] == ["第1轮"]
    assert not Round.objects.exists()
    assert not StoredCell.objects.exists()
    assert not Problem.objects.exists()


def test_an_accepted_workbook_becomes_cells_problems_and_an_assessment(cast: Cast, home: HomeFolder) -> None:
    done = stored(cast, upload(round_of("第1轮", "2026-03-02", failing=2)))
    assert done.state == ImportState.STORED
    cell = StoredCell.objects.get()
    assert (cell.places, cell.places_ok, cell.rows, cell.rows_ok) == (6, 4, 6, 4)
    assert list(Problem.objects.values_list("site_id", "text")) == [
        ("P001", "展牌破损"),
        ("P002", "展牌破损"),
    ]
    result = Snapshot.objects.get().result
    assert [one["standard_id"] for one in result["standards"]] == ["1.1.2"]
    assert result["standards"][0]["n"] == 6
    assert audit.first_break() is None
    assert not files.upload_folder(done.pk).exists()


def test_a_second_round_is_counted_beside_the_first(cast: Cast, home: HomeFolder) -> None:
    stored(cast, upload(round_of("第2轮", "2026-04-02", failing=1)))
    stored(cast, upload(round_of("第1轮", "2026-03-02", failing=2)))
    counted = queries.counted_rounds(DEFAULT_PACK)
    assert counted.cells.rounds == ("第1轮", "第2轮")
    assert counted.cells.base.places == 12
    assert [one.sites for one in counted.facts] == [6, 6]


def test_more_places_of_a_stored_round_join_it(cast: Cast, home: HomeFolder) -> None:
    stored(cast, upload(round_of("第1轮", "2026-03-02", failing=0)))
    stored(cast, upload([row(点位编号="P999", 结果="不符合", 问题描述="无讲解")]))
    cell = StoredCell.objects.get()
    assert (cell.places, cell.places_ok) == (7, 6)


def test_rows_that_are_stored_already_are_refused_by_row(cast: Cast, home: HomeFolder) -> None:
    stored(cast, upload(round_of("第1轮", "2026-03-02", failing=0)))
    again = checked(cast, upload([row(点位编号="P900"), row(点位编号="P003")]))
    assert again.state == ImportState.REFUSED
    assert [(one["row"], one["field"]) for one in again.defects] == [(3, "点位编号")]
    assert StoredCell.objects.get().places == 6


def test_a_bad_row_refuses_the_whole_file_and_hands_it_back(cast: Cast, home: HomeFolder) -> None:
    bad = checked(cast, upload([row(), row(点位编号="P002", 结果="符和")]))
    assert bad.state == ImportState.REFUSED
    assert bad.defect_count == 1
    assert bad.defects[0]["row"] == 3
    handed_back = files.error_workbook_path(bad.pk, bad.file_name).read_text("utf-8-sig")
    assert "错误说明" in handed_back.splitlines()[0]
    assert "符和" in handed_back
    with pytest.raises(BadInput):
        accept_import(cast.创建办, bad)
    assert not StoredCell.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("空.csv", b""), ("假.xlsx", "这是文本".encode()), ("宏.xlsm", b"PK\x03\x04"), ("图.png", b"\x89PNG")],
)
def test_a_file_that_is_no_workbook_is_refused_with_its_name(
    cast: Cast, home: HomeFolder, name: str, content: bytes
) -> None:
    bad = checked(cast, SimpleUploadedFile(name, content))
    assert bad.state == ImportState.REFUSED
    assert [str(one).startswith(name) for one in queries.defect_lines(bad)] == [True]


def test_a_file_given_up_leaves_no_trace_on_disk(cast: Cast, home: HomeFolder) -> None:
    waiting = checked(cast, upload([row()]))
    withdraw_import(cast.创建办, waiting)
    assert Import.objects.get().state == ImportState.WITHDRAWN
    assert list(home.uploads.iterdir()) == []


def test_of_two_people_only_one_accepts(cast: Cast, home: HomeFolder) -> None:
    waiting = checked(cast, upload([row()]))
    seen_by_the_other = Import.objects.get(pk=waiting.pk)
    accept_import(cast.创建办, waiting)
    with pytest.raises(BadInput, match="状态已经变化"):
        accept_import(cast.创建办, seen_by_the_other)
    run_waiting_jobs()
    assert StoredCell.objects.get().places == 1


def test_街道_may_not_import(cast: Cast, home: HomeFolder) -> None:
    with pytest.raises(PermissionDenied):
        upload_workbook(cast.街道, upload([row()]), DEFAULT_PACK)
    assert not Import.objects.exists()
    assert list(home.uploads.iterdir()) == []


def test_every_step_leaves_one_audit_entry(cast: Cast, home: HomeFolder) -> None:
    stored(cast, upload([row()]))
    told = list(AuditEntry.objects.values_list("action", "resource"))
    assert told == [
        ("import_observations", "import"),  # uploaded
        ("import_observations", "import"),  # checked
        ("import_observations", "import"),  # accepted
        ("import_observations", "observations"),
        ("make_assessment", "snapshot"),
    ]


def test_a_job_taken_up_again_after_an_interruption_changes_nothing(cast: Cast, home: HomeFolder) -> None:
    done = stored(cast, upload([row()]))
    store_import.call(str(done.pk), cast.创建办.pk)
    assert StoredCell.objects.get().places == 1
    assert AuditEntry.objects.count() == 5
