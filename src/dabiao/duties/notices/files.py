"""Where the files of notices and answers are: in the data folder, each under a name of ours."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from dabiao.duties.notices.models import NoticeFile
from dabiao.house import waiting_files
from dabiao.house.attachments import WaitingFile, digest_of, moved_in


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
    file = NoticeFile(name=waiting.name, size=source.stat().st_size, sha256=digest_of(source))
    with moved_in(waiting, path_of(file)):
        file.save()
        yield file


def _folder(file_id: uuid.UUID) -> Path:
    return Path(settings.HOME.uploads) / "notices" / str(file_id)
