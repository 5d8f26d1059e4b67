"""Work of the rounds room that runs outside requests: checking a workbook, storing it and taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from django_tasks import task

from dabiao.core.assessment import Problem
from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.convert import convert
from dabiao.core.field.everything import with_everything_inspected
from dabiao.core.findings import problems
from dabiao.core.framework import Framework
from dabiao.core.judging import judge
from dabiao.core.observation import Observations
from dabiao.core.open_framework import framework_for
from dabiao.lake.observation_store import read_observations, write_observations
from dabiao.office.error_workbook import observation_headings, write_error_workbook
from dabiao.office.observation_reader import read_observations as read_workbook
from dabiao.people.models import Account
from dabiao.rounds import actions, files, mapping_actions
from dabiao.rounds.actions import CountedTooEarly
from dabiao.rounds.counting import count_rounds
from dabiao.rounds.events import ObservationsStored
from dabiao.rounds.field_checking import come_to, observed_summary
from dabiao.rounds.field_imports import (
    headings_by,
    import_vocabulary,
    is_canonical,
    samples_of,
    tables_of,
    understand,
)
from dabiao.rounds.freezing import no_more_rows
from dabiao.rounds.mapping_questions import must_choose
from dabiao.rounds.models import Import, ImportMapping, ImportState
from dabiao.rounds.problem_lists import keep_problems, kept_problems, listed_before
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
    framework = load_pack(checked.pack_id)  # without its pack nothing is wrong with the file
    try:
        found = ImportMapping.objects.filter(source=checked).first()
        if found is None and not is_canonical(checked):
            found = ImportMapping.objects.create(source=checked)
        return (
            _check_canonical(checked, framework)
            if found is None
            else _check_mapped(checked, found, framework)
        )
    except BadInput as bad:
        return _refuse(checked, bad.defects)


def _check_canonical(checked: Import, framework: Framework) -> str:
    path = files.workbook_path(checked.pk, checked.file_name)
    found = read_workbook([path], framework, progress=partial(actions.tell_progress, checked))
    _keep_checked(checked, framework, found.observations)
    actions.offer_import(checked, found.rows_read, observed_summary(found.observations))
    return ImportState.READY


def _keep_checked(
    checked: Import, framework: Framework, observations: Observations, sheets: Sequence[str | None] = ()
) -> None:
    """Keep observations until somebody accepts them. Raises BadInput when what is stored keeps them out.

    ``sheets`` names the sheet of each row, where there are several.
    """
    wrong = standing_against(checked.pack_id, observations, checked.file_name, sheets)
    if wrong:
        raise BadInput(wrong)
    judged = judge(observations, framework_for(framework, observations))
    write_observations(observations, judged, framework, files.checked_folder(checked.pk))


def _check_mapped(checked: Import, found: ImportMapping, framework: Framework) -> str:
    """Understand a workbook of another shape; ask people, or check what it comes to."""
    confirmed = found.confirmed
    tables = tables_of(found)
    mapping, known = understand(found, tables)
    mapping_actions.keep_proposal(found, mapping, samples_of(tables, mapping), known.profile)
    fits = known.profile is not None and known.whole
    if must_choose(mapping) or not (confirmed or fits):
        mapping_actions.ask_people(checked)
        return ImportState.MAPPING
    vocabulary = import_vocabulary(found)
    converted = convert(tables, mapping, vocabulary)
    if found.everything_inspected:
        converted = with_everything_inspected(converted, vocabulary)
    came = come_to(converted, framework, checked.file_name)
    standing = no_more_rows(checked.pack_id, came.rounds, checked.file_name)
    standing += listed_before(checked.pack_id, came.problems, checked.file_name)
    if standing:
        raise BadInput(standing)
    if came.observed is not None:
        _keep_checked(checked, framework, came.observed, [one.sheet for one in converted.rows])
    keep_problems(checked.pk, came.problems)
    actions.offer_import(checked, len(converted.rows), came.summary())
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
    new = read_observations(checked) if checked.exists() else None  # a list of problems alone has none
    listed = kept_problems(accepted.pk)
    rounds = _rounds_of(new, listed)
    # Another import of the same rows may have gone in, or a round been frozen, since this one was checked.
    wrong = standing_against(accepted.pack_id, new, accepted.file_name) if new is not None else []
    wrong += listed_before(accepted.pack_id, listed, accepted.file_name)
    if wrong:
        _refuse(accepted, wrong)
        return 0
    found: list[Problem] = []
    if new is not None:
        checked.replace(kept)
        framework = framework_for(load_pack(accepted.pack_id), new)
        found = list(problems(framework, new, judge(new, framework)))
    told = ObservationsStored(accepted.pk, accepted.pack_id, rounds, (*found, *listed), account)

    def store() -> None:
        coming = accepted if new is not None else None
        counted = count_rounds(accepted.pack_id, new.rounds if new is not None else (), coming=coming)
        actions.store_cells(account, accepted, counted, told, listed)

    try:
        _until_it_stands(store)
    except BadInput as frozen:
        if new is not None:
            kept.replace(checked)
        _refuse(accepted, frozen.defects)
        return 0
    files.forget_upload(accepted.pk)
    return len(new) if new is not None else 0


def _rounds_of(observed: Observations | None, listed: Sequence[Problem]) -> tuple[str, ...]:
    rounds = observed.rounds if observed is not None else ()
    return tuple(dict.fromkeys([*rounds, *(one.round for one in listed)]))


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
    own = [replace(one, file=path.name) for one in defects if one.file in (path.name, refused.file_name)]
    with suppress(BadInput):  # a file that cannot even be opened has no rows to write on
        target = files.error_workbook_path(refused.pk, refused.file_name)
        write_error_workbook(path, own, target, headings_by(refused) or observation_headings)
    shown = [_shown(defect) for defect in _named(defects[:DEFECTS_SHOWN], path.name, refused.file_name)]
    actions.refuse_import(refused, len(defects), shown)
    return ImportState.REFUSED


def _named(defects: Sequence[Defect], on_disk: str, file_name: str) -> list[Defect]:
    """Call the file by the name it came with, not the one it has on disk."""
    return [replace(one, file=file_name) if one.file == on_disk else one for one in defects]


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
