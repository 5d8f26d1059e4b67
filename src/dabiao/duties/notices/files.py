"""Where the files of notices and answers are: in the data folder, each under a name of ours."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dabiao.duties.notices.models import NoticeFile
from dabiao.house import waiting_files
from dabiao.house.attachments import WaitingFile


def path_of(file: NoticeFile) -> Path:
    """Where it lies. Only its ending is the one it came with."""
    return _folder(file.pk) / f"file{Path(file.name).suffix.lower()}"


@contextmanager
def kept(waiting: WaitingFile | None) -> Iterator[NoticeFile | None]:
    """Take a waiting file in, for a write that is under way; when that fails, the file waits as before."""
    if waiting is None:
        yield None
        return
    source, _name = waiting_files.find(waiting.token)
    file = NoticeFile(name=waiting.name, size=source.stat().st_size, sha256=_digest(source))
    folder = _folder(file.pk)
    folder.mkdir(parents=True)
    try:
        shutil.copyfile(source, path_of(file))
        file.save()
        yield file
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    transaction.on_commit(partial(waiting_files.forget, waiting.token))


def _folder(file_id: uuid.UUID) -> Path:
    return Path(settings.HOME.uploads) / "notices" / str(file_id)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
