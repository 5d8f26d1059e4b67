"""Pages of 督办: documents, their lines with what became of each, the ledger, one task."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.duties.press import actions, files, queries
from dabiao.duties.press.actions import TaskEntry
from dabiao.duties.press.forms import BulkForm, DocumentForm, DropForm, TaskForm, chosen
from dabiao.duties.press.lines import meant
from dabiao.duties.press.models import KeptDocument, LineKind, Outcome, SourceLine
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from, page_of
from dabiao.people.gate import gate, person
from dabiao.people.models import Organisation
from dabiao.people.organisations.queries import open_organisations
from dabiao.people.policy import Action, may
from dabiao.standards.pack_files import load_pack


@gate(Action.SEE_DOCUMENTS)
def documents(request: HttpRequest) -> HttpResponse:
    """List the kept documents with how far each is, newest first."""
    asker = person(request)
    page = page_of(queries.documents(asker), key_from(request.GET.get("before")))
    progress = queries.progress_of(asker, page.rows)
    context = {
        "page": page,
        "rows": [(one, progress[one.pk]) for one in page.rows],
        "may_keep": may(asker, Action.KEEP_DOCUMENTS),
    }
    return render(request, "press/documents.html", context)


@gate(Action.KEEP_DOCUMENTS)
def new_document(request: HttpRequest) -> HttpResponse:
    """Take a document, read it, and go to what was found in it."""
    form = DocumentForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            refused = [_("还没有选择文件。请先选一个 .docx、.pdf 或 .txt 文件。")]
        if form.is_valid() and file is not None:
            try:
                kept = actions.keep_document(person(request), file, form.entry())
            except BadInput as bad:
                refused = sentences(bad.defects)
            else:
                return redirect("press_document", document_id=kept.pk)
    status = 400 if refused or form.errors else 200
    return render(request, "press/document_new.html", {"form": form, "refused": refused}, status=status)


@gate(Action.SEE_DOCUMENTS)
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show every line of a document in order, with what became of it."""
    return _document_page(request, _document(request, document_id), BulkForm(auto_id="bulk_%s"), [])


@require_POST
@gate(Action.KEEP_DOCUMENTS)
def decide_lines(request: HttpRequest, document_id: int) -> HttpResponse:
    """Accept the ticked lines with what is suggested for each, or drop them."""
    kept = _document(request, document_id)
    form = BulkForm(request.POST, auto_id="bulk_%s")
    ticked = None if request.POST.get("all") else chosen(request.POST.getlist("line"))
    lines = queries.lines_to_decide(person(request), kept, ticked)
    refused: list[str] = []
    if not lines:
        refused = [_("还没有勾选句子。请先勾选要处理的句子。")]
    elif form.is_valid():
        try:
            if request.POST.get("do") == "drop":
                actions.drop_lines(person(request), lines, form.cleaned_data["drop_reason"])
                messages.success(request, _("已记为不办：%(count)d 句。") % {"count": len(lines)})
            else:
                actions.accept_lines(person(request), _as_suggested(lines, form))
                messages.success(request, _("已采纳为任务：%(count)d 句。") % {"count": len(lines)})
            return redirect("press_document", document_id=kept.pk)
        except BadInput as bad:
            refused = sentences(bad.defects)
    return _document_page(request, kept, form, refused, {line.pk for line in lines})


@gate(Action.SEE_DOCUMENTS)
def download(request: HttpRequest, document_id: int) -> HttpResponseBase:
    """Hand out the document as it was handed in."""
    kept = _document(request, document_id)
    try:
        opened = files.document_path(kept).open("rb")
    except FileNotFoundError:
        raise Http404(kept.file_name) from None
    return FileResponse(opened, as_attachment=True, filename=kept.file_name)


@gate(Action.KEEP_DOCUMENTS)
def line(request: HttpRequest, document_id: int, line_id: int) -> HttpResponse:
    """Decide on one line: accept it as it is, change it first, or drop it."""
    found = _line(request, document_id, line_id)
    framework = load_pack(found.document.pack_id)
    accepting = TaskForm(
        request.POST if request.POST.get("do") == "accept" else None,
        framework=framework,
        initial=_suggested(found),
        auto_id="task_%s",
    )
    dropping = DropForm(request.POST if request.POST.get("do") == "drop" else None, auto_id="drop_%s")
    refused: list[str] = []
    if request.method == "POST":
        try:
            if _decided(request, found, accepting, dropping):
                return _on_to(request, found)
        except BadInput as bad:
            refused = sentences(bad.defects)
    asker = person(request)
    context = {
        "line": found,
        "document": found.document,
        "around": queries.neighbours(asker, found),
        "accepting": accepting,
        "dropping": dropping,
        "refused": refused,
        "decided": found.outcome in (Outcome.ACCEPTED, Outcome.EDITED),
        "dropped": found.outcome == Outcome.DROPPED,
        "standard": framework.standards.get(found.standard_id),
    }
    status = 400 if refused or accepting.errors or dropping.errors else 200
    return render(request, "press/line.html", context, status=status)


def _decided(request: HttpRequest, found: SourceLine, accepting: TaskForm, dropping: DropForm) -> bool:
    """Do what the form asks; False where the form itself is not right."""
    asker, wanted = person(request), request.POST.get("do")
    if wanted == "undo":
        actions.undo_drop(asker, found)
        return True
    if wanted == "drop" and dropping.is_valid():
        actions.drop_lines(asker, [found], dropping.cleaned_data["drop_reason"])
        return True
    if wanted == "accept" and accepting.is_valid():
        actions.accept_line(asker, found, accepting.entry())
        return True
    return False


def _on_to(request: HttpRequest, found: SourceLine) -> HttpResponse:
    """Lead on to the next line that waits, or back to the document when none does."""
    following = queries.next_proposed(person(request), found)
    messages.success(request, _("已处理。"))
    if following is None or following.pk == found.pk:
        return redirect("press_document", document_id=found.document_id)
    return redirect("press_line", document_id=found.document_id, line_id=following.pk)


def _document_page(
    request: HttpRequest,
    kept: KeptDocument,
    form: BulkForm,
    refused: Sequence[str],
    ticked: set[int] | None = None,
) -> HttpResponse:
    asker = person(request)
    outcome = request.GET.get("outcome", "")
    since = key_from(request.GET.get("since")) or 0
    shown = queries.lines(asker, kept, since, outcome if outcome in Outcome.values else "")
    may_keep = may(asker, Action.KEEP_DOCUMENTS)
    context = {
        "document": kept,
        "progress": queries.progress_of(asker, [kept])[kept.pk],
        "lines": shown.rows,
        "next_position": shown.next_position,
        "outcome": outcome,
        "outcomes": Outcome.choices,
        "framework": _pack(kept),
        "form": form if may_keep else None,
        "refused": refused,
        "ticked": ticked or set(),
        "may_keep": may_keep,
        "heading": LineKind.HEADING,
    }
    return render(request, "press/document.html", context, status=400 if refused or form.errors else 200)


def _pack(kept: KeptDocument) -> Framework | None:
    """The pack the document was read with; None once it is gone."""
    try:
        return load_pack(kept.pack_id)
    except BadInput:
        return None


def _suggested(found: SourceLine) -> dict[str, object]:
    """What the form of a line starts from."""
    known = list(open_organisations())
    lead = meant(found.unit, known) if found.unit else []
    assist = [one for name in found.assisting for one in meant(name, known) if one not in lead]
    return {
        "text": found.text,
        "lead": [one.pk for one in lead],
        "assist": [one.pk for one in assist],
        "standard_id": found.standard_id,
        "due": found.due,
    }


def _as_suggested(lines: Sequence[SourceLine], form: BulkForm) -> list[tuple[SourceLine, TaskEntry]]:
    """Each line with what is suggested for it, or with what the form says for all of them."""
    known = list(open_organisations())
    given = form.cleaned_data
    common: list[Organisation] = list(given["lead"])
    accepted, without = [], []
    for one in lines:
        lead = common or (meant(one.unit, known) if one.unit else [])
        assist = [found for name in one.assisting for found in meant(name, known)]
        if not lead:
            without.append(one)
        entry = TaskEntry(one.text, lead, assist, one.standard_id, given["due"] or one.due, given["reason"])
        accepted.append((one, entry))
    if without:
        raise BadInput(
            Defect(
                "勾选的句子里有 %(count)d 句看不出由谁办，例如“%(text)s”，没有采纳。请选统一的牵头单位，或逐句处理",
                "采纳",
                parameters={"count": len(without), "text": without[0].text[:24]},
            )
        )
    return accepted


def _document(request: HttpRequest, document_id: int) -> KeptDocument:
    try:
        return queries.document_by_id(person(request), document_id)
    except KeptDocument.DoesNotExist:
        raise Http404(str(document_id)) from None


def _line(request: HttpRequest, document_id: int, line_id: int) -> SourceLine:
    try:
        return queries.line_by_id(person(request), document_id, line_id)
    except SourceLine.DoesNotExist:
        raise Http404(str(line_id)) from None
