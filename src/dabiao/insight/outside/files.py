"""Where source documents lie: in the data folder, each under a name of ours; the name it came with is only told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from dabiao.house import waiting_files
from dabiao.house.attachments import WaitingFile, digest_of, moved_in
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
    with moved_in(waiting, path_of(document)):
        document.save()
        yield document


def _folder(document: SourceDocument) -> Path:
    return Path(settings.HOME.documents) / "outside" / str(document.pk)
