"""Pages of the rounds room: hand in a workbook, see what was found, accept it, watch it go in."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.models import Account
from dabiao.people.panels import panels_for
from dabiao.people.policy import Action, may
from dabiao.rounds import actions, files, queries
from dabiao.rounds.models import Import, ImportState
from dabiao.standards.queries import framework_in_use

RECENT = 20
"""Imports listed on the import page."""

IMPORT_PAGE = "import"
"""The slot of an import's page; panels get its id. What came out of an import is shown by the rooms that hold it."""

WORKING = (ImportState.WAITING, ImportState.CHECKING, ImportState.STORING, ImportState.UNDOING)
"""States a page waits in: it asks again every second, and can be left."""


@gate(Action.SEE_IMPORTS)
def imports(request: HttpRequest) -> HttpResponse:
    """Take a workbook, and list the recent ones."""
    refused: list[str] = []
    if request.method == "POST":
        file = request.FILES.get("workbook")
        if file is None:
            refused = [_("还没有选择文件。请先选一个 .xlsx 或 .csv 文件。")]
        else:
            try:
                uploaded = actions.upload_workbook(person(request), file, framework_in_use().id)
            except BadInput as bad:
                refused = sentences(bad.defects)
            else:
                return redirect("import", import_id=uploaded.pk)
    asker = person(request)
    context = {
        "recent": queries.imports(asker)[:RECENT],
        "refused": refused,
        "may_import": may(asker, Action.IMPORT_OBSERVATIONS),
        "framework": framework_in_use(),
        "rounds": queries.round_lines(asker, framework_in_use().id),
        "may_freeze": may(asker, Action.FREEZE_ROUND),
    }
    return render(request, "rounds/imports.html", context, status=400 if refused else 200)


@gate(Action.SEE_IMPORTS)
def import_(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Show one import: progress, preview with row errors, result. The script asks for the inner part alone."""
    found = _found(request, import_id)
    context = {
        "import": found,
        "state": ImportState(found.state),
        "working": found.state in WORKING,
        "defects": queries.defect_lines(found),
        "error_workbook": files.error_workbook_path(found.pk, found.file_name).exists(),
        "may_import": may(person(request), Action.IMPORT_OBSERVATIONS),
        **queries.mapping_told(found),
        "panels": [] if found.state in WORKING else panels_for(request, IMPORT_PAGE, str(found.pk)),
    }
    partial = request.headers.get("HX-Request") == "true"
    return render(request, "rounds/_import.html" if partial else "rounds/import.html", context)


@require_POST
@gate(Action.IMPORT_OBSERVATIONS)
def accept(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Store what was checked."""
    return _done(request, import_id, actions.accept_import)


@require_POST
@gate(Action.IMPORT_OBSERVATIONS)
def withdraw(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Give the import up."""
    return _done(request, import_id, actions.withdraw_import)


@gate(Action.IMPORT_OBSERVATIONS)
def undo(request: HttpRequest, import_id: uuid.UUID) -> HttpResponse:
    """Say what undoing a stored import does, and on request undo it."""
    if request.method == "POST":
        return _done(request, import_id, actions.undo_import)
    found = _found(request, import_id)
    if found.state != ImportState.STORED:
        return redirect("import", import_id=found.pk)
    plan = queries.undo_plan(found)
    context = {"import": found, "plan": plan, "refusals": sentences(plan.refusals)}
    return render(request, "rounds/undo.html", context)


@require_POST
@gate(Action.FREEZE_ROUND)
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze a round for good."""
    name = request.POST.get("round", "")
    try:
        actions.freeze_round(person(request), framework_in_use().id, name, request.POST.get("words", ""))
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    else:
        messages.success(request, _("轮次“%(name)s”已冻结。以后的更正请用新的轮次导入。") % {"name": name})
    return redirect("imports")


@gate(Action.SEE_IMPORTS)
def error_workbook(request: HttpRequest, import_id: uuid.UUID) -> HttpResponseBase:
    """Hand the workbook back with its 错误说明 column."""
    found = _found(request, import_id)
    path = files.error_workbook_path(found.pk, found.file_name)
    if not path.exists():
        raise Http404(found.file_name)
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"错误说明-{found.file_name}")


def _done(
    request: HttpRequest, import_id: uuid.UUID, action: Callable[[Account, Import], None]
) -> HttpResponse:
    found = _found(request, import_id)
    try:
        action(person(request), found)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
    return redirect("import", import_id=found.pk)


def _found(request: HttpRequest, import_id: uuid.UUID) -> Import:
    try:
        return queries.import_by_id(person(request), import_id)
    except Import.DoesNotExist:
        raise Http404(str(import_id)) from None
