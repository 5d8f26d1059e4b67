"""Work of the rounds room that runs outside requests: checking a workbook and storing it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from django_tasks import task

from dabiao.core.defects import BadInput, Defect
from dabiao.core.findings import problems, round_facts
from dabiao.core.judging import judge
from dabiao.core.observation import Observations
from dabiao.core.open_framework import framework_for
from dabiao.core.tally import tally
from dabiao.lake.observation_store import read_observations, write_observations
from dabiao.office.error_workbook import write_error_workbook
from dabiao.office.observation_reader import ReadResult
from dabiao.office.observation_reader import read_observations as read_workbook
from dabiao.people.models import Account
from dabiao.rounds import actions, files
from dabiao.rounds.events import ObservationsStored
from dabiao.rounds.models import Import, ImportState
from dabiao.rounds.stored import clashes, observations_of_rounds, round_order
from dabiao.standards.pack_files import load_pack

DEFECTS_SHOWN = 100
"""Defects kept for the page; the error workbook has them all."""


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
        clashing = clashes(checked.pack_id, found.observations, checked.file_name)
        if clashing:
            raise BadInput(clashing)
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
    clashing = clashes(accepted.pack_id, new, accepted.file_name)
    if clashing:  # another import of the same rows went in since this one was checked
        _refuse(accepted, clashing)
        return 0
    checked.replace(kept)
    framework = framework_for(load_pack(accepted.pack_id), new)
    touched = observations_of_rounds(accepted.pack_id, new, accepted.pk)
    counted = [
        (facts, tally(part, framework, judge(part, framework)))
        for part in touched
        for facts in round_facts(part)
    ]
    told = ObservationsStored(
        accepted.pk,
        accepted.pack_id,
        new.rounds,
        tuple(problems(framework, new, judge(new, framework))),
        account,
    )
    actions.store_cells(
        account, accepted, counted, round_order(accepted.pack_id, [facts for facts, _ in counted]), told
    )
    files.forget_upload(accepted.pk)
    return len(new)


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
