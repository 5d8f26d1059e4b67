"""Pages of packs: what there is, one of them, and which is in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.house.downloads import attachment
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.actions import choose_pack
from dabiao.standards.drafts import queries
from dabiao.standards.drafts.models import DraftState
from dabiao.standards.framework_out import framework_workbook
from dabiao.standards.known_site_types import known_site_types
from dabiao.standards.pack_files import examine, raw_pack, read_folder
from dabiao.standards.pack_parse import ParsedPack
from dabiao.standards.pack_shelves import pack_folder
from dabiao.standards.pack_summary import summarise
from dabiao.standards.pack_workbook import workbook_of


def _as_framework(parsed: ParsedPack) -> bytes:
    return framework_workbook(parsed, known_site_types())


FORMS: Mapping[str, Callable[[ParsedPack], bytes]] = {"pack": workbook_of, "framework": _as_framework}
"""Workbooks a pack is handed out as."""

NAMES = {"pack": "标准包", "framework": "测评体系"}
"""What their files are called."""


@gate(Action.EDIT_PACKS)
def packs(request: HttpRequest) -> HttpResponse:
    """Show the packs there are and the drafts of the next ones."""
    asker = person(request)
    lines = queries.packs(asker)
    drafts = list(queries.drafts(asker))
    context = {
        "own": [line for line in lines if line.own],
        "along": [line for line in lines if not line.own],
        "used": next((line for line in lines if line.in_use), None),
        "open": [one for one in drafts if one.state == DraftState.OPEN],
        "given_up": [one for one in drafts if one.state == DraftState.GIVEN_UP],
    }
    return render(request, "drafts/packs.html", context)


@gate(Action.EDIT_PACKS)
def pack(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Show one pack: what is in it, where it comes from, and what can be done with it."""
    line = _line(request, pack_id)
    context = {
        "line": line,
        "framework": line.framework,
        "summary": summarise(line.framework) if line.framework else None,
        "defects": sentences(line.defects),
    }
    return render(request, "drafts/pack.html", context)


@gate(Action.EDIT_PACKS)
def pack_workbook(request: HttpRequest, pack_id: str, form: str) -> HttpResponse:
    """Hand a pack out as its workbook, or as a framework spreadsheet."""
    line = _line(request, pack_id)
    if form not in FORMS or line.framework is None:
        raise Http404(form)
    parsed, _found = examine(*raw_pack(read_folder(pack_folder(pack_id))))
    return attachment(FORMS[form](parsed), f"{NAMES[form]}-{line.id}.xlsx")


@gate(Action.CHOOSE_PACK)
@require_POST
def use_pack(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Work with this pack from now on."""
    line = _line(request, pack_id)
    try:
        choose_pack(person(request), line.id)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
        return redirect("pack", pack_id=pack_id)
    messages.success(request, _("已选用。任务分解、测评和通报从现在起按这个标准包。"))
    return redirect("packs")


def _line(request: HttpRequest, pack_id: str) -> queries.PackLine:
    line = queries.pack(person(request), pack_id)
    if line is None:
        raise Http404(pack_id)
    return line
