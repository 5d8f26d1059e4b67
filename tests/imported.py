"""Workbooks that have gone in: the way from the upload to cells, problems and an assessment, run to its end."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from dabiao.people.models import Account
from dabiao.rounds.actions import accept_import, upload_workbook
from dabiao.rounds.models import Import, ImportState
from dabiao.site.jobs import run_waiting_jobs
from dabiao.standards.queries import DEFAULT_PACK


def waiting(office: Account, file: SimpleUploadedFile) -> Import:
    """Hand ``file`` in; nobody has checked it yet."""
    return upload_workbook(office, file, DEFAULT_PACK)


def checked(office: Account, file: SimpleUploadedFile) -> Import:
    """Hand ``file`` in and let the check run."""
    uploaded = waiting(office, file)
    run_waiting_jobs()
    return Import.objects.get(pk=uploaded.pk)


def stored(office: Account, file: SimpleUploadedFile) -> Import:
    """Hand ``file`` in, accept it, and let everything run."""
    ready = checked(office, file)
    assert ready.state == ImportState.READY, ready.defects
    accept_import(office, ready)
    run_waiting_jobs()
    return Import.objects.get(pk=ready.pk)
