"""Crosswalks that were accepted and the rounds counted along them, run to their end."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from dabiao.people.models import Account
from dabiao.rounds.actions import accept_import, upload_workbook
from dabiao.rounds.models import Import, ImportState, StoredCell
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.crosswalks.actions import accept_crosswalk, start_crosswalk
from dabiao.standards.crosswalks.models import AcceptedCrosswalk


def accepted(office: Account, from_pack: str, to_pack: str, kind: str = "换版") -> AcceptedCrosswalk:
    """Propose a crosswalk and accept it as it is; everything it sets off is done."""
    draft = start_crosswalk(office, from_pack, to_pack, kind)
    one = accept_crosswalk(office, draft.pk, draft.version)
    run_waiting_jobs()
    return one


def put_in(office: Account, file: SimpleUploadedFile, pack_id: str) -> Import:
    """Store a workbook under a pack, whichever is in use."""
    uploaded = upload_workbook(office, file, pack_id)
    run_waiting_jobs()
    ready = Import.objects.get(pk=uploaded.pk)
    assert ready.state == ImportState.READY, ready.defects
    accept_import(office, ready)
    run_waiting_jobs()
    return ready


def cells_of(pack_id: str) -> list[tuple[object, ...]]:
    """All cells of a pack, comparable."""
    found = StoredCell.objects.filter(round__pack_id=pack_id)
    return sorted(
        found.values_list(
            "round__name",
            "standard_id",
            "street",
            "unit",
            "site_type",
            "places",
            "places_ok",
            "rows",
            "rows_ok",
        )
    )
