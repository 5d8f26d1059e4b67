"""Where source documents lie: in the data folder, each under a name of ours; the name it came with is only told."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dabiao.house import waiting_files
from dabiao.house.attachments import WaitingFile
from dabiao.insight.outside.models import SourceDocument


def path_of(document: SourceDocument) -> Path:
    """Where its file lies. Only its ending is the one it came with."""
    return _folder(document) / f"file{Path(document.file_name).suffix.lower()}"


def is_intact(document: SourceDocument) -> bool:
    """Whether the file is there and is still the one whose digest was written down."""
    path = path_of(document)
    return path.is_file() and digest_of(path) == document.sha256


@contextmanager
def kept(document: SourceDocument, waiting: WaitingFile | None) -> Iterator[SourceDocument]:
    """Store ``document`` with its waiting file, for a write under way; when that fails, the file waits as before."""
    if waiting is None:
        document.save()
        yield document
        return
    source, _name = waiting_files.find(waiting.token)
    document.file_name, document.size = waiting.name, source.stat().st_size
    document.sha256 = digest_of(source)
    folder = _folder(document)
    folder.mkdir(parents=True)
    try:
        shutil.copyfile(source, path_of(document))
        document.save()
        yield document
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    transaction.on_commit(partial(waiting_files.forget, waiting.token))


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _folder(document: SourceDocument) -> Path:
    return Path(settings.HOME.documents) / "outside" / str(document.pk)
