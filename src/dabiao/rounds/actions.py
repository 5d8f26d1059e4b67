"""Writes of the rounds room: a workbook comes in, is accepted, given up or taken back; a round is frozen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from dabiao.core.assessment import Problem
from dabiao.core.defects import BadInput, Defect
from dabiao.house.events import publish
from dabiao.office.file_checks import LARGEST_FILE, check_size
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.rounds import files
from dabiao.rounds.cell_store import replace_cells
from dabiao.rounds.counting import CountedAnew, imports_on
from dabiao.rounds.events import ObservationsStored, ObservationsUndone
from dabiao.rounds.freezing import frozen_rounds, hold_still, no_more_rows, not_undone
from dabiao.rounds.models import FreezeKind, Import, ImportState, Round, RoundFreeze
from dabiao.rounds.problem_lists import note_listed
from dabiao.rounds.profiles import learn_from

LONGEST_REASON = 100
"""Characters of the reason for a freeze: a sentence, not a report."""

FINISHED = (ImportState.STORED, ImportState.UNDONE, ImportState.WITHDRAWN)
"""States that nothing goes on in by itself."""


class CountedTooEarly(Exception):
    """What was counted is not what stands any more; it has to be counted again."""


def upload_workbook(
    actor: Account, file: UploadedFile[bytes], pack_id: str, *, at_once: bool = False
) -> Import:
    """Take a workbook in and have it checked; ``at_once`` leaves the check to whoever called, without a job.

    Raises BadInput when its size rules it out at once.
    """
    from dabiao.rounds.jobs import check_import  # noqa: PLC0415  # actions enqueue jobs, jobs run actions

    name = Path(file.name or "").name
    check_size(
        name, file.size or 0, LARGEST_FILE, "文件超过 %(limit)d MB，没有读取。请按轮次拆成几个文件分别导入"
    )
    with writing(actor, Action.IMPORT_OBSERVATIONS, "import") as entry:
        uploaded = Import.objects.create(file_name=name, pack_id=pack_id, uploaded_by=actor)
        entry.resource_id = str(uploaded.pk)
        entry.after = {"file": name, "bytes": file.size, "state": uploaded.state}
        files.keep_upload(uploaded.pk, file)
        if not at_once:
            transaction.on_commit(partial(check_import.enqueue, str(uploaded.pk)))
    return uploaded


def begin_check(checked: Import) -> None:
    """Say on the import's page that the check is under way."""
    Import.objects.filter(pk=checked.pk).update(state=ImportState.CHECKING)


def tell_progress(checked: Import, rows: int, expected: int | None) -> None:
    """Say how far the check is. A counter, told many times a minute: it leaves no audit entry."""
    Import.objects.filter(pk=checked.pk).update(rows_read=rows, rows_expected=expected)


def mark_failed(failed: Import) -> None:
    """Say that the program failed, not the file. The log has the traceback."""
    Import.objects.filter(pk=failed.pk).update(state=ImportState.FAILED)


def offer_import(checked: Import, rows: int, summary: dict[str, object]) -> None:
    """Let a file that passed the check be accepted. Written in the name of whoever uploaded it."""
    with writing(checked.uploaded_by, Action.IMPORT_OBSERVATIONS, "import", str(checked.pk)) as entry:
        Import.objects.filter(pk=checked.pk).update(state=ImportState.READY, rows_read=rows, summary=summary)
        entry.after = {"state": ImportState.READY, "rows": rows}


def refuse_import(refused: Import, count: int, shown: list[dict[str, object]]) -> None:
    """Hand a file back: ``count`` defects, of which ``shown`` stand on its page. In the uploader's name."""
    with writing(refused.uploaded_by, Action.IMPORT_OBSERVATIONS, "import", str(refused.pk)) as entry:
        Import.objects.filter(pk=refused.pk).update(
            state=ImportState.REFUSED, defect_count=count, defects=shown
        )
        entry.after = {"state": ImportState.REFUSED, "defects": count}


def accept_import(actor: Account, waiting: Import, *, at_once: bool = False) -> None:
    """Store what was checked; ``at_once`` leaves that to whoever called. Raises BadInput unless it waits for it."""
    from dabiao.rounds.jobs import store_import  # noqa: PLC0415  # actions enqueue jobs, jobs run actions

    with writing(actor, Action.IMPORT_OBSERVATIONS, "import", str(waiting.pk)) as entry:
        move(waiting, (ImportState.READY,), ImportState.STORING)
        learned = learn_from(waiting)
        entry.before, entry.after = (
            {"state": ImportState.READY},
            {"state": ImportState.STORING, "learned": learned},
        )
        if not at_once:
            transaction.on_commit(partial(store_import.enqueue, str(waiting.pk), actor.pk))


def withdraw_import(actor: Account, given_up: Import) -> None:
    """Give an import up before it is stored; its files are removed."""
    before = given_up.state
    with writing(actor, Action.IMPORT_OBSERVATIONS, "import", str(given_up.pk)) as entry:
        waiting = (ImportState.MAPPING, ImportState.READY, ImportState.REFUSED)
        move(given_up, waiting, ImportState.WITHDRAWN)
        entry.before, entry.after = {"state": before}, {"state": ImportState.WITHDRAWN}
        transaction.on_commit(partial(files.forget_upload, given_up.pk))


def store_cells(
    actor: Account,
    accepted: Import,
    counted: CountedAnew,
    told: ObservationsStored,
    listed: Sequence[Problem] = (),
) -> None:
    """Put the newly counted cells of the import's rounds in place, and tell the other rooms.

    ``listed`` are those of the problems told that came without observations.
    Raises CountedTooEarly when another import went in or out since they were counted, and BadInput when one of the
    rounds was frozen meanwhile.
    """
    with writing(actor, Action.IMPORT_OBSERVATIONS, "observations", str(accepted.pk)) as entry:
        move(accepted, (ImportState.STORING,), ImportState.STORED)
        frozen = no_more_rows(accepted.pack_id, told.rounds, accepted.file_name)
        if frozen:
            raise BadInput(frozen)
        put_in_place(counted)
        note_listed(accepted, listed)
        publish(told)
        entry.after = {
            "rows": accepted.rows_read,
            "rounds": [facts.name for facts, _ in counted.cells],
            "problems": len(told.problems),
        }


def put_in_place(counted: CountedAnew) -> None:
    """Put counted cells in place of what was there; part of the write that changed what there is to count.

    Raises CountedTooEarly unless exactly the imports stand that were counted.
    """
    touched = [*(facts.name for facts, _ in counted.cells), *counted.gone]
    if frozenset(one.pk for one in imports_on(counted.pack_id, touched)) != counted.basis:
        raise CountedTooEarly
    for facts, table in counted.cells:
        stored, _ = Round.objects.update_or_create(
            pack_id=counted.pack_id,
            name=facts.name,
            defaults={
                "position": 0,
                "first_date": facts.first_date,
                "last_date": facts.last_date,
                "sites": facts.sites,
                "overlap_rows": table.overlap.rows,
                "overlap_agreeing": table.overlap.agreeing,
                "carried_from": "",
                "carried_rows": 0,
                "carried_digest": "",
            },
        )
        replace_cells(stored, table)
        Round.objects.filter(pk=stored.pk).update(revision=F("revision") + 1)
    Round.objects.filter(pack_id=counted.pack_id, name__in=counted.gone).delete()
    for position, name in enumerate(counted.order):
        Round.objects.filter(pack_id=counted.pack_id, name=name).update(position=position)


def freeze_round(actor: Account, pack_id: str, name: str, words: str) -> RoundFreeze:
    """Freeze a stored round for good; ``words`` say why. Raises BadInput for what cannot be frozen, or is already."""
    reason = " ".join(words.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise BadInput(
            Defect(
                "请写明冻结的理由，不超过 %(limit)d 字",
                name,
                field="理由",
                parameters={"limit": LONGEST_REASON},
            )
        )
    with writing(actor, Action.FREEZE_ROUND, "round", name[:64]) as entry:
        if not Round.objects.filter(pack_id=pack_id, name=name).exists():
            raise BadInput(Defect("没有这个轮次，没有冻结。请刷新页面再看", name))
        hold_still(pack_id, (name,), name)
        if frozen_rounds(pack_id, (name,)):
            raise BadInput(Defect("这个轮次已经冻结，不用再冻结一次", name))
        entry.after = {"pack": pack_id, "round": name, "reason": reason}
        return RoundFreeze.objects.create(
            pack_id=pack_id, round=name, kind=FreezeKind.BY_HAND, words=reason, frozen_by=actor
        )


def undo_import(actor: Account, stored: Import) -> None:
    """Take a stored import back as a whole. Raises BadInput when a round of it is frozen, or it is not stored."""
    from dabiao.rounds.jobs import take_back  # noqa: PLC0415  # actions enqueue jobs, jobs run actions

    with writing(actor, Action.IMPORT_OBSERVATIONS, "import", str(stored.pk)) as entry:
        move(stored, (ImportState.STORED,), ImportState.UNDOING)
        frozen = not_undone(stored.pack_id, stored.summary.get("rounds", ()), stored.file_name)
        if frozen:
            raise BadInput(frozen)
        Import.objects.filter(pk=stored.pk).update(undone_by=actor)
        entry.before, entry.after = {"state": ImportState.STORED}, {"state": ImportState.UNDOING}
        transaction.on_commit(partial(take_back.enqueue, str(stored.pk), actor.pk))


def remove_cells(actor: Account, undone: Import, counted: CountedAnew, digest: str) -> None:
    """Put the cells counted without an import in place, and tell the other rooms.

    ``digest`` vouches for the observations that are taken back. Raises CountedTooEarly when another import went in or
    out since they were counted.
    """
    rounds = tuple(undone.summary.get("rounds", ()))
    with writing(actor, Action.IMPORT_OBSERVATIONS, "observations", str(undone.pk)) as entry:
        move(undone, (ImportState.UNDOING,), ImportState.UNDONE)
        put_in_place(counted)
        publish(ObservationsUndone(undone.pk, undone.pack_id, rounds, actor))
        entry.before = {"rows": undone.rows_read, "rounds": list(rounds), "digest": digest}
        entry.after = {"rounds_left": [facts.name for facts, _ in counted.cells], "rounds_gone": counted.gone}


def give_up_undo(kept: Import) -> None:
    """Say that an undo failed by a fault of ours: everything is still stored. The log has the traceback."""
    Import.objects.filter(pk=kept.pk, state=ImportState.UNDOING).update(state=ImportState.STORED)


def move(moved: Import, come_from: Sequence[ImportState], to: ImportState) -> None:
    """Change the state in one statement, so that of two people only one can."""
    finished = timezone.now() if to in FINISHED else None
    changed = Import.objects.filter(pk=moved.pk, state__in=come_from).update(state=to, finished_at=finished)
    if not changed:
        raise BadInput(
            Defect("这次导入的状态已经变化，操作没有执行。请刷新页面查看最新状态", moved.file_name)
        )
    moved.state = to
