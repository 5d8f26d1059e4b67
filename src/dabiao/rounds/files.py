"""Where an import's files are: the workbook as it came, and its observations in the lake."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from dabiao.lake.observation_store import open_stored, remove


def upload_folder(import_id: uuid.UUID) -> Path:
    """Folder of one upload, kept until the import is stored or given up."""
    return Path(settings.HOME.uploads) / str(import_id)


def workbook_path(import_id: uuid.UUID, file_name: str) -> Path:
    """The workbook as it came. Its own name is only told to people; on disk it is ``workbook`` and its ending."""
    return upload_folder(import_id) / f"workbook{Path(file_name).suffix.lower()}"


def inspected_path(import_id: uuid.UUID, file_name: str) -> Path:
    """A second workbook, which lists the places and items inspected."""
    return upload_folder(import_id) / f"inspected{Path(file_name).suffix.lower()}"


def error_workbook_path(import_id: uuid.UUID, file_name: str) -> Path:
    """The same workbook with an added 错误说明 column."""
    return upload_folder(import_id) / f"errors{Path(file_name).suffix.lower()}"


def checked_folder(import_id: uuid.UUID) -> Path:
    """Observations that passed the check and wait for somebody to accept them."""
    return upload_folder(import_id) / "observations"


def problems_path(import_id: uuid.UUID) -> Path:
    """Problems without observations that wait for somebody to accept them."""
    return upload_folder(import_id) / "problems.json"


def lake_folder(import_id: uuid.UUID) -> Path:
    """Observations that are in."""
    return Path(settings.HOME.lake) / str(import_id)


def keep_upload(import_id: uuid.UUID, file: UploadedFile[bytes]) -> None:
    """Write an uploaded workbook to its folder."""
    upload_folder(import_id).mkdir(parents=True)
    with workbook_path(import_id, file.name or "").open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)


def keep_inspected(import_id: uuid.UUID, file: UploadedFile[bytes]) -> None:
    """Write the second workbook beside the first, in place of one given before."""
    for earlier in upload_folder(import_id).glob("inspected*"):
        earlier.unlink()
    with inspected_path(import_id, file.name or "").open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)


def forget_check(import_id: uuid.UUID) -> None:
    """Remove what an earlier check of the same upload left; it was interrupted."""
    shutil.rmtree(checked_folder(import_id), ignore_errors=True)
    problems_path(import_id).unlink(missing_ok=True)
    for path in upload_folder(import_id).glob("errors.*"):
        path.unlink()


def forget_upload(import_id: uuid.UUID) -> None:
    """Remove an upload and everything made from it."""
    shutil.rmtree(upload_folder(import_id), ignore_errors=True)


def observations_digest(import_id: uuid.UUID) -> str:
    """SHA-256 of the manifest of stored observations; empty for an import that brought none."""
    folder = lake_folder(import_id)
    return open_stored(folder).digest if folder.exists() else ""


def forget_observations(import_id: uuid.UUID) -> None:
    """Remove observations that were taken back; nothing when they are gone already."""
    folder = lake_folder(import_id)
    if folder.exists():
        remove(folder)
