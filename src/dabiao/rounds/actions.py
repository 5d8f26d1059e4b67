"""Writes of the rounds room: a workbook comes in, is accepted or given up, and its cells are counted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from dabiao.core.cells import CellTable
from dabiao.core.defects import BadInput, Defect
from dabiao.core.findings import RoundFacts
from dabiao.house.events import publish
from dabiao.office.file_checks import LARGEST_FILE, MEGABYTE
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.rounds import files
from dabiao.rounds.cell_store import replace_cells
from dabiao.rounds.events import ObservationsStored
from dabiao.rounds.models import Import, ImportState, Round


def upload_workbook(actor: Account, file: UploadedFile[bytes], pack_id: str) -> Import:
    """Take a workbook in and have it checked. Raises BadInput when its size rules it out at once."""
    from dabiao.rounds.jobs import check_import  # noqa: PLC0415  # actions enqueue jobs, jobs run actions

    name = Path(file.name or "").name
    if (file.size or 0) > LARGEST_FILE:
        raise BadInput(
            Defect(
                "文件超过 %(limit)d MB，没有读取。请按轮次拆成几个文件分别导入",
                name,
                parameters={"limit": LARGEST_FILE // MEGABYTE},
            )
        )
    with writing(actor, Action.IMPORT_OBSERVATIONS, "import") as entry:
        uploaded = Import.objects.create(file_name=name, pack_id=pack_id, uploaded_by=actor)
        entry.resource_id = str(uploaded.pk)
        entry.after = {"file": name, "bytes": file.size, "state": uploaded.state}
        files.keep_upload(uploaded.pk, file)
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


def accept_import(actor: Account, waiting: Import) -> None:
    """Store what was checked. Raises BadInput unless it waits for exactly that."""
    from dabiao.rounds.jobs import store_import  # noqa: PLC0415  # actions enqueue jobs, jobs run actions

    with writing(actor, Action.IMPORT_OBSERVATIONS, "import", str(waiting.pk)) as entry:
        _move(waiting, (ImportState.READY,), ImportState.STORING)
        entry.before, entry.after = {"state": ImportState.READY}, {"state": ImportState.STORING}
        transaction.on_commit(partial(store_import.enqueue, str(waiting.pk), actor.pk))


def withdraw_import(actor: Account, given_up: Import) -> None:
    """Give an import up before it is stored; its files are removed."""
    before = given_up.state
    with writing(actor, Action.IMPORT_OBSERVATIONS, "import", str(given_up.pk)) as entry:
        _move(given_up, (ImportState.READY, ImportState.REFUSED), ImportState.WITHDRAWN)
        entry.before, entry.after = {"state": before}, {"state": ImportState.WITHDRAWN}
        transaction.on_commit(partial(files.forget_upload, given_up.pk))


def store_cells(
    actor: Account,
    accepted: Import,
    cells: Sequence[tuple[RoundFacts, CellTable]],
    order: Sequence[str],
    told: ObservationsStored,
) -> None:
    """Put the newly counted cells of the import's rounds in place, and tell the other rooms.

    ``cells`` are the rounds touched, each counted over all its observations; ``order`` all rounds of the
    pack, oldest first.
    """
    with writing(actor, Action.IMPORT_OBSERVATIONS, "observations", str(accepted.pk)) as entry:
        _move(accepted, (ImportState.STORING,), ImportState.STORED)
        for facts, table in cells:
            stored, _ = Round.objects.update_or_create(
                pack_id=accepted.pack_id,
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
                },
            )
            replace_cells(stored, table)
        for position, name in enumerate(order):
            Round.objects.filter(pack_id=accepted.pack_id, name=name).update(position=position)
        publish(told)
        entry.after = {
            "rows": accepted.rows_read,
            "rounds": [facts.name for facts, _ in cells],
            "problems": len(told.problems),
        }


def _move(moved: Import, come_from: Sequence[ImportState], to: ImportState) -> None:
    """Change the state in one statement, so that of two people only one can."""
    finished = timezone.now() if to in (ImportState.STORED, ImportState.WITHDRAWN) else None
    changed = Import.objects.filter(pk=moved.pk, state__in=come_from).update(state=to, finished_at=finished)
    if not changed:
        raise BadInput(
            Defect("这次导入的状态已经变化，操作没有执行。请刷新页面查看最新状态", moved.file_name)
        )
    moved.state = to
