"""Jobs: what was running when the process ended is done after all, once, and nothing else is touched."""

import pytest
from cast import Cast
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from imported import checked, waiting
from workbooks import row, upload

from dabiao.rounds.actions import accept_import
from dabiao.rounds.models import Import, ImportState, StoredCell
from dabiao.site.home_folder import HomeFolder
from dabiao.site.jobs import put_back_interrupted, run_waiting_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def interrupted() -> DBTaskResult:
    """The waiting job, as the queue shows it when the process ended while running it."""
    job = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    job.claim("in-process")
    assert DBTaskResult.objects.get(pk=job.pk).status == TaskResultStatus.RUNNING
    return job


def test_a_check_that_was_interrupted_is_queued_again_and_done(cast: Cast, home: HomeFolder) -> None:
    shown = waiting(cast.创建办, upload([row()]))
    job = interrupted()
    run_waiting_jobs()
    assert Import.objects.get().state == ImportState.WAITING, "a running job is nobody else's"
    assert put_back_interrupted() == 1
    run_waiting_jobs()
    assert Import.objects.get(pk=shown.pk).state == ImportState.READY
    assert DBTaskResult.objects.get(pk=job.pk).status == TaskResultStatus.SUCCESSFUL


def test_storing_that_was_interrupted_is_done_once(cast: Cast, home: HomeFolder) -> None:
    accept_import(cast.创建办, checked(cast.创建办, upload([row()])))
    interrupted()
    assert put_back_interrupted() == 1
    run_waiting_jobs()
    assert Import.objects.get().state == ImportState.STORED
    assert StoredCell.objects.get().rows == 1


def test_what_is_done_or_failed_or_waits_stays_as_it_is(cast: Cast, home: HomeFolder) -> None:
    checked(cast.创建办, upload([row()]))
    broken = waiting(cast.创建办, upload([row()]))
    Import.objects.filter(pk=broken.pk).update(pack_id="a-pack-that-was-removed")
    run_waiting_jobs()
    waiting(cast.创建办, upload([row()]))
    before = sorted(DBTaskResult.objects.values_list("status", "enqueued_at"))
    assert {status for status, _ in before} == {
        TaskResultStatus.READY,
        TaskResultStatus.SUCCESSFUL,
        TaskResultStatus.FAILED,
    }
    assert put_back_interrupted() == 0
    assert sorted(DBTaskResult.objects.values_list("status", "enqueued_at")) == before


def test_one_job_that_fails_does_not_stop_the_next(cast: Cast, home: HomeFolder) -> None:
    broken, sound = (waiting(cast.创建办, upload([row()], name)) for name in ("坏.csv", "好.csv"))
    Import.objects.filter(pk=broken.pk).update(pack_id="a-pack-that-was-removed")
    run_waiting_jobs()
    states = {one.file_name: one.state for one in Import.objects.all()}
    assert states == {"坏.csv": ImportState.FAILED, "好.csv": ImportState.READY}
    assert sound.pk != broken.pk


def test_with_nothing_to_do_it_ends_at_once(db: None) -> None:
    run_waiting_jobs()
    assert put_back_interrupted() == 0
