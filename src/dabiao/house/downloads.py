"""Files handed out: always to be saved, never shown in place, under a name in any script."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""Content type of .xlsx."""


def saved_as(name: str) -> dict[str, str]:
    """Headers that make a browser save an answer under ``name``."""
    return {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""}


def attachment(content: bytes, name: str, content_type: str = WORKBOOK) -> HttpResponse:
    """Answer with a file."""
    return HttpResponse(content, content_type=content_type, headers=saved_as(name))
