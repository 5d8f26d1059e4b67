"""Files that wait until somebody accepts what is in them: on disk under a name of ours, for a day at most."""

from __future__ import annotations

import shutil
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from dabiao.core.defects import BadInput, Defect
from dabiao.office.file_checks import MEGABYTE

LONGEST_WAIT = 24 * 60 * 60
"""Seconds. Whoever comes back the day after hands the file in again; nothing of theirs lies about."""


def keep(file: UploadedFile[bytes]) -> uuid.UUID:
    """Write an uploaded file to a folder of its own and remove those that waited too long."""
    _forget_old()
    token = uuid.uuid4()
    folder = _folder(token)
    folder.mkdir(parents=True)
    (folder / "name.txt").write_text(Path(file.name or "").name, "utf-8")
    with (folder / f"file{Path(file.name or '').suffix.lower()}").open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return token


def keep_workbook(file: UploadedFile[bytes] | None, largest: int, what: str) -> uuid.UUID:
    """Keep a workbook that somebody chose on a page; ``what`` says which one is wanted: 单位名册.

    Raises BadInput when none was chosen, or one of more than ``largest`` bytes.
    """
    if file is None:
        raise BadInput(Defect("还没有选择文件。请先选一个 .xlsx 或 .csv 文件", what))
    if (file.size or 0) > largest:
        raise BadInput(
            Defect(
                "文件超过 %(limit)d MB，没有读取，请核对是不是%(what)s",
                Path(file.name or "").name,
                parameters={"limit": largest // MEGABYTE, "what": what},
            )
        )
    return keep(file)


def find(token: uuid.UUID) -> tuple[Path, str]:
    """Path of a waiting file and the name it came with. Raises FileNotFoundError once it is gone."""
    folder = _folder(token)
    path = next(iter(folder.glob("file*")), None) if folder.is_dir() else None
    if path is None:
        raise FileNotFoundError(str(token))
    return path, (folder / "name.txt").read_text("utf-8")


def forget(token: uuid.UUID) -> None:
    """Remove a file that was accepted or given up."""
    shutil.rmtree(_folder(token), ignore_errors=True)


def _root() -> Path:
    return Path(settings.HOME.uploads) / "waiting"


def _folder(token: uuid.UUID) -> Path:
    return _root() / str(token)


def _forget_old() -> None:
    root = _root()
    if root.is_dir():
        for folder in root.iterdir():
            if time.time() - folder.stat().st_mtime > LONGEST_WAIT:
                shutil.rmtree(folder, ignore_errors=True)
