"""Pages on which a draft begins: upload, the columns of a spreadsheet, the next edition, an empty pack."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dabiao.core.defects import BadInput
from dabiao.core.framework_book.columns import STATED_CONFIDENCE
from dabiao.house import waiting_files
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts import queries, starting
from dabiao.standards.drafts.forms import BasedOnForm, ColumnsForm, IdentityForm, NameForm, UploadForm
from dabiao.standards.drafts.identity import id_like, next_edition, next_id
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.framework_in import Spreadsheet
from dabiao.standards.pack_workbook_in import LARGEST_WORKBOOK

MOST_LISTED = 50
"""Defects a page names one by one."""


@gate(Action.EDIT_PACKS)
def start(request: HttpRequest) -> HttpResponse:
    """Take a workbook, and lead on: a pack's own workbook is a draft at once, a framework has its columns looked at."""
    asker = person(request)
    frameworks = queries.frameworks(asker)
    form = UploadForm(frameworks, request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        based_on = form.cleaned_data["based_on"]
        try:
            token = waiting_files.keep_workbook(
                request.FILES.get("workbook"), LARGEST_WORKBOOK, _("测评体系表或标准包工作簿")
            )
            path, name = waiting_files.find(token)
            if starting.look_at(path, name) is not None:
                query = f"?based_on={based_on}" if based_on else ""
                return redirect(reverse("draft_columns", kwargs={"token": token}) + query)
            draft = starting.start_from_workbook(asker, path, name, based_on)
            waiting_files.forget(token)
        except BadInput as bad:
            refused = sentences(bad.defects[:MOST_LISTED])
        else:
            return _begun(request, draft)
    context = {"form": form, "refused": refused, "frameworks": frameworks}
    return render(request, "drafts/start.html", context, status=400 if request.method == "POST" else 200)


@gate(Action.EDIT_PACKS)
def columns(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Show what each column of a waiting spreadsheet is taken for, and make a draft of it once that is confirmed."""
    asker = person(request)
    path, name = _waiting(token)
    spreadsheet = _spreadsheet(path, name)
    based_on = BasedOnForm(
        queries.frameworks(asker), request.POST or None, initial={"based_on": request.GET.get("based_on", "")}
    )
    identity = IdentityForm(request.POST or None, initial=_named_like(name))
    chosen = ColumnsForm(spreadsheet.proposals(), request.POST or None)
    refused: list[str] = []
    right = [
        one.is_valid() for one in (based_on, identity, chosen)
    ]  # all of them, so that all say what is wrong
    if request.method == "POST" and all(right):
        try:
            draft = starting.start_from_framework(
                asker, spreadsheet, chosen.chosen, identity.identity, based_on.cleaned_data["based_on"]
            )
        except BadInput as bad:
            refused = sentences(bad.defects[:MOST_LISTED])
        else:
            waiting_files.forget(token)
            return _begun(request, draft)
    lines = chosen.lines()
    context = {
        "name": name,
        "identity": identity,
        "based_on": based_on,
        "sheets": lines,
        "unread": [one.sheet for one in spreadsheet.proposals() if not one.columns],
        "beside": [one.name for one in spreadsheet.beside],
        "unsure": sum(
            1
            for _sheet, found in lines
            for column, _field in found
            if column.field is not None and not column.sure
        ),
        "stated": STATED_CONFIDENCE,
        "refused": refused,
        "wrong": request.method == "POST" and not refused,
        "token": token,
    }
    return render(request, "drafts/columns.html", context, status=400 if request.method == "POST" else 200)


@gate(Action.EDIT_PACKS)
def next_edition_of(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Begin the next edition of a pack."""
    asker = person(request)
    line = queries.pack(asker, pack_id)
    if line is None or line.framework is None:
        raise Http404(pack_id)
    edition = next_edition(line.framework.edition)
    taken = frozenset(one.id for one in queries.packs(asker))
    initial = {
        "pack_id": next_id(line.framework, edition, taken),
        "title": line.framework.title,
        "edition": edition,
    }
    form = NameForm(request.POST or None, initial=initial)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            draft = starting.start_from_pack(asker, pack_id, form.names)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            return _begun(request, draft)
    context = {"form": form, "framework": line.framework, "refused": refused}
    return render(request, "drafts/next.html", context, status=400 if request.method == "POST" else 200)


@gate(Action.EDIT_PACKS)
def empty(request: HttpRequest) -> HttpResponse:
    """Begin with nothing."""
    form = IdentityForm(request.POST or None, initial={"edition": f"{timezone.localdate().year}.1"})
    if request.method == "POST" and form.is_valid():
        return _begun(request, starting.start_empty(person(request), form.identity))
    return render(
        request, "drafts/empty.html", {"form": form}, status=400 if request.method == "POST" else 200
    )


def _begun(request: HttpRequest, draft: PackDraft) -> HttpResponse:
    messages.success(request, _("草稿已建立，还没有发布；现在用的标准包没有变。"))
    return redirect("pack_draft", draft_id=draft.pk)


def _waiting(token: uuid.UUID) -> tuple[Path, str]:
    try:
        return waiting_files.find(token)
    except FileNotFoundError:
        raise Http404(str(token)) from None


def _spreadsheet(path: Path, name: str) -> Spreadsheet:
    """Read the waiting file again. What was no framework never waits here."""
    try:
        spreadsheet = starting.look_at(path, name)
    except BadInput as bad:
        raise Http404(name) from bad
    if spreadsheet is None:
        raise Http404(name)
    return spreadsheet


def _named_like(name: str) -> dict[str, str]:
    """Names to begin with, from the file's."""
    stem = Path(name).stem[:60]
    edition = f"{timezone.localdate().year}.1"
    return {"pack_id": id_like(stem, edition), "title": stem, "document": stem, "edition": edition}
