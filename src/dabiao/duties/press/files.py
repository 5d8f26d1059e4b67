"""Where documents are kept: in the data folder, by what is in them; the name they came with is only told to people."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from dabiao.duties.press.models import KeptDocument


def folder() -> Path:
    """The folder of all documents that tasks were taken from."""
    return Path(settings.HOME.documents) / "press"


def document_path(document: KeptDocument) -> Path:
    """The file as it was handed in."""
    return folder() / document.stored_name
