"""Work of the rounds room that runs outside requests: checking a workbook, storing it and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from django_tasks import task

from dabiao.core.defects import BadInput, Defect
from dabiao.core.findings import problems
from dabiao.core.judging import judge
from dabiao.core.observation import Observations
from dabiao.core.open_framework import framework_for
from dabiao.lake.observation_store import read_observations, write_observations
from dabiao.office.error_workbook import write_error_workbook
from dabiao.office.observation_reader import ReadResult
from dabiao.office.observation_reader import read_observations as read_workbook
from dabiao.people.models import Account
from dabiao.rounds import actions, files
from dabiao.rounds.actions import CountedTooEarly
from dabiao.rounds.counting import count_rounds
from dabiao.rounds.events import ObservationsStored
from dabiao.rounds.models import Import, ImportState
from dabiao.rounds.stored import standing_against
from dabiao.standards.pack_files import load_pack

DEFECTS_SHOWN = 100
"""Defects kept for the page; the error workbook has them all."""

MOST_TRIES = 5
"""Counts of one import's rounds before it is a fault of ours: as many imports would have to finish meanwhile."""


@contextmanager
def _telling_of_failure(import_id: str) -> Iterator[Import]:
    """Put a failure of ours on the import's page; the job itself still fails, with its traceback logged."""
    found = Import.objects.get(pk=uuid.UUID(import_id))
    try:
        yield found
    except Exception:
        actions.mark_failed(found)
        raise


@task()
def check_import(import_id: str) -> str:
    """Read and check a workbook; nothing of it is stored yet. Returns the state it is in now."""
    with _telling_of_failure(import_id) as checked:
        return _check(checked)


def _check(checked: Import) -> str:
    if checked.state not in (ImportState.WAITING, ImportState.CHECKING):
        return checked.state  # taken up again after an interruption, and done already
    files.forget_check(checked.pk)
    actions.begin_check(checked)
    path = files.workbook_path(checked.pk, checked.file_name)
    framework = load_pack(checked.pack_id)
    try:
        found = read_workbook([path], framework, progress=partial(actions.tell_progress, checked))
        wrong = standing_against(checked.pack_id, found.observations, checked.file_name)
        if wrong:
            raise BadInput(wrong)
    except BadInput as bad:
        return _refuse(checked, bad.defects)
    judged = judge(found.observations, framework_for(framework, found.observations))
    write_observations(found.observations, judged, framework, files.checked_folder(checked.pk))
    actions.offer_import(checked, found.rows_read, _summary(found))
    return ImportState.READY


@task()
def store_import(import_id: str, account_id: int) -> int:
    """Store an accepted import, count its rounds anew and tell the other rooms. Returns its rows."""
    with _telling_of_failure(import_id) as accepted:
        return _store(accepted, Account.objects.get(pk=account_id))


def _store(accepted: Import, account: Account) -> int:
    if accepted.state != ImportState.STORING:
        return 0  # taken up again after an interruption, and done already
    checked, kept = files.checked_folder(accepted.pk), files.lake_folder(accepted.pk)
    if kept.exists():  # an interrupted run moved it there
        kept.replace(checked)
    new = read_observations(checked)
    # Another import of the same rows may have gone in, or a round been frozen, since this one was checked.
    wrong = standing_against(accepted.pack_id, new, accepted.file_name)
    if wrong:
        _refuse(accepted, wrong)
        return 0
    checked.replace(kept)
    framework = framework_for(load_pack(accepted.pack_id), new)
    told = ObservationsStored(
        accepted.pk,
        accepted.pack_id,
        new.rounds,
        tuple(problems(framework, new, judge(new, framework))),
        account,
    )

    def store() -> None:
        counted = count_rounds(accepted.pack_id, new.rounds, coming=accepted)
        actions.store_cells(account, accepted, counted, told)

    try:
        _until_it_stands(store)
    except BadInput as frozen:
        kept.replace(checked)
        _refuse(accepted, frozen.defects)
        return 0
    files.forget_upload(accepted.pk)
    return len(new)


@task()
def take_back(import_id: str, account_id: int) -> int:
    """Take a stored import back: count its rounds without it and remove its observations. Returns its rows."""
    undone = Import.objects.get(pk=uuid.UUID(import_id))
    if (
        undone.state == ImportState.UNDONE
    ):  # interrupted after the figures were changed, before the files went
        files.forget_observations(undone.pk)
    if undone.state != ImportState.UNDOING:
        return 0
    account = Account.objects.get(pk=account_id)

    def take() -> None:
        counted = count_rounds(undone.pack_id, undone.summary.get("rounds", ()), leaving=undone)
        actions.remove_cells(account, undone, counted, files.observations_digest(undone.pk))

    try:
        _until_it_stands(take)
    except Exception:
        actions.give_up_undo(undone)
        raise
    files.forget_observations(undone.pk)
    return undone.rows_read


def _until_it_stands(write: Callable[[], None]) -> None:
    """Count and write, and again while other imports go in or out between the two."""
    for _ in range(MOST_TRIES - 1):
        with suppress(CountedTooEarly):
            write()
            return
    write()


def _refuse(refused: Import, defects: Sequence[Defect]) -> str:
    """Hand a workbook back with what is wrong with it."""
    path = files.workbook_path(refused.pk, refused.file_name)
    with suppress(BadInput):  # a file that cannot even be opened has no rows to write on
        write_error_workbook(path, defects, files.error_workbook_path(refused.pk, refused.file_name))
    shown = [_shown(defect) for defect in _named(defects[:DEFECTS_SHOWN], refused.file_name)]
    actions.refuse_import(refused, len(defects), shown)
    return ImportState.REFUSED


def _named(defects: Sequence[Defect], file_name: str) -> list[Defect]:
    """Call the file by the name it came with, not the one it has on disk."""
    return [replace(defect, file=file_name) for defect in defects]


def _shown(defect: Defect) -> dict[str, object]:
    return {
        "template": defect.template,
        "parameters": {
            name: value if isinstance(value, int | float) else str(value)
            for name, value in defect.parameters.items()
        },
        "sheet": defect.sheet,
        "row": defect.row,
        "field": defect.field,
    }


def _summary(found: ReadResult) -> dict[str, object]:
    table = found.observations.table
    return {
        "rows": len(found.observations),
        "rounds": list(found.observations.rounds),
        "sites": _distinct(found.observations, "site_id"),
        "standards": _distinct(found.observations, "standard_id"),
        "streets": _distinct(found.observations, "street"),
        "units": _distinct(found.observations, "unit"),
        "photos": table.num_rows - table.column("photo").null_count,
        "warnings": list(found.observations.warnings),
    }


def _distinct(observations: Observations, column: str) -> int:
    return len(observations.table.column(column).unique().drop_null())
