"""Pages of the self-check: the rules with their evidence, and the pack as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dabiao.core.self_check_rules import GRADE
from dabiao.house.downloads import WORKBOOK, attachment
from dabiao.office.self_check_pack import Pack, write_pack_document, write_pack_workbook
from dabiao.people.burden.self_check import pack_of, self_check_for
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action

DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@gate(Action.SEE_COMPLAINTS)
def self_check(request: HttpRequest) -> HttpResponse:
    """Show every rule, what the system does about it, and the evidence as it is now."""
    context = {"check": self_check_for(person(request)), "grade": GRADE}
    return render(request, "burden/self_check.html", context)


@gate(Action.SEE_COMPLAINTS)
def document(request: HttpRequest) -> HttpResponse:
    """Hand the pack out as .docx."""
    return _handed_out(request, write_pack_document, "docx", DOCUMENT)


@gate(Action.SEE_COMPLAINTS)
def workbook(request: HttpRequest) -> HttpResponse:
    """Hand the pack out as .xlsx."""
    return _handed_out(request, write_pack_workbook, "xlsx", WORKBOOK)


def _handed_out(
    request: HttpRequest, write: Callable[[Pack, Path], None], ending: str, content_type: str
) -> HttpResponse:
    check = self_check_for(person(request))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"pack.{ending}"
        write(pack_of(check), path)
        content = path.read_bytes()
    return attachment(content, f"减负自查-{check.made_at:%Y-%m-%d}.{ending}", content_type)
