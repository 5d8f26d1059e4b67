"""Pages on which a crosswalk is written: side by side, mended one standard at a time, accepted or given up."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.crosswalk.model import SURE_PERCENT
from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.house.paging import key_from
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.crosswalks import actions, queries
from dabiao.standards.crosswalks.documents import crosswalk_in
from dabiao.standards.crosswalks.forms import LineForm, StartForm, TypesForm
from dabiao.standards.crosswalks.lines import Line, Lines, Standing, counts
from dabiao.standards.crosswalks.models import AcceptedCrosswalk, CrosswalkDraft
from dabiao.standards.crosswalks.views import list_context
from dabiao.standards.pack_files import load_pack

LINES_A_PAGE = 25
"""Standards of one page: as many as one looks through before going on."""


@require_POST
@gate(Action.KEEP_CROSSWALKS)
def start(request: HttpRequest) -> HttpResponse:
    """Begin a crosswalk between two packs, or go on with the one that is being written."""
    form = StartForm(request.POST)
    refused: list[str] = []
    if form.is_valid():
        given = form.cleaned_data
        try:
            draft = actions.start_crosswalk(
                person(request), given["from_pack"], given["to_pack"], given["kind"]
            )
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            return redirect("crosswalk_draft", draft.pk)
    else:
        refused = [_("请选两个标准包，并说明是换版还是联创")]
    context = list_context(request) | {"refused": refused, "chosen": request.POST}
    return render(request, "crosswalks/crosswalks.html", context)


@gate(Action.KEEP_CROSSWALKS)
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show what is proposed and what somebody made of it; what has to be chosen first."""
    return _draft_page(request, _draft(request, draft_id))


@gate(Action.KEEP_CROSSWALKS)
def line(request: HttpRequest, draft_id: int, standard_id: str) -> HttpResponse:
    """Show one old standard with its items, and choose where they go."""
    draft = _draft(request, draft_id)
    lines = _lines(draft)
    if (standard_id, "") not in lines.crosswalk.entry or standard_id not in lines.old.standards:
        raise Http404(standard_id)
    one = lines.of(lines.old.standards[standard_id])
    form = LineForm(lines, one, request.POST if request.method == "POST" else None)
    refused: list[str] = []
    if request.method == "POST":
        version = key_from(request.POST.get("version")) or 0
        if form.is_valid():
            try:
                choice = form.suggested() if "suggested" in request.POST else form.choice()
                actions.choose(person(request), draft_id, version, standard_id, choice)
            except BadInput as bad:
                refused = sentences(bad.defects)
            else:
                messages.success(request, _("已保存 %(id)s。") % {"id": standard_id})
                return redirect(_next_address(request, draft_id, standard_id))
        else:
            refused = [_("有一项没有选对，没有保存。请看下面标出的地方")]
    context = {
        "draft": draft,
        "line": one,
        "form": form,
        "refused": refused,
        "old": lines.old,
        "new": lines.new,
        "sure": SURE_PERCENT,
    }
    return render(request, "crosswalks/line.html", context, status=409 if refused else 200)


@gate(Action.KEEP_CROSSWALKS)
def types(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Say what the old pack's place types are called in the new one."""
    draft = _draft(request, draft_id)
    lines = _lines(draft)
    form = TypesForm(lines, request.POST if request.method == "POST" else None)
    refused: list[str] = []
    if request.method == "POST":
        version = key_from(request.POST.get("version")) or 0
        if form.is_valid():
            try:
                actions.name_types(person(request), draft_id, version, form.names())
            except BadInput as bad:
                refused = sentences(bad.defects)
            else:
                messages.success(request, _("已保存点位类型的对应。"))
                return redirect("crosswalk_draft", draft_id)
        else:
            refused = [_("有一项没有选对，没有保存。请看下面标出的地方")]
    context = {"draft": draft, "form": form, "refused": refused, "old": lines.old, "new": lines.new}
    return render(request, "crosswalks/types.html", context, status=409 if refused else 200)


@require_POST
@gate(Action.KEEP_CROSSWALKS)
def accept(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Let the crosswalk hold from now on; the rounds are counted in the background."""
    draft = _draft(request, draft_id)
    try:
        one = actions.accept_crosswalk(person(request), draft_id, key_from(request.POST.get("version")) or 0)
    except BadInput as bad:
        return _draft_page(request, draft, sentences(bad.defects))
    except CrosswalkDraft.DoesNotExist:
        raise Http404(str(draft_id)) from None
    messages.success(request, _("已接受。历次轮次正在后台按新体系换算，可以离开这一页。"))
    return redirect("crosswalk", one.pk)


@require_POST
@gate(Action.KEEP_CROSSWALKS)
def discard(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Give what is being written up."""
    draft = _draft(request, draft_id)
    try:
        actions.discard_draft(person(request), draft_id, key_from(request.POST.get("version")) or 0)
    except BadInput as bad:
        return _draft_page(request, draft, sentences(bad.defects))
    messages.success(request, _("草稿已放弃。"))
    return redirect("crosswalks")


@require_POST
@gate(Action.KEEP_CROSSWALKS)
def end(request: HttpRequest, crosswalk_id: int) -> HttpResponse:
    """Let no crosswalk hold between two packs any more."""
    try:
        one = actions.end_crosswalk(person(request), crosswalk_id)
    except AcceptedCrosswalk.DoesNotExist:
        raise Http404(str(crosswalk_id)) from None
    except BadInput as bad:
        for said in sentences(bad.defects):
            messages.error(request, said)
        return redirect("crosswalk", crosswalk_id)
    messages.success(request, _("已停用。换算来的轮次会从结果里撤下。"))
    return redirect("crosswalk", one.pk)


def _draft(request: HttpRequest, draft_id: int) -> CrosswalkDraft:
    try:
        return queries.draft(person(request), draft_id)
    except CrosswalkDraft.DoesNotExist:
        raise Http404(str(draft_id)) from None


def _lines(draft: CrosswalkDraft) -> Lines:
    return Lines(crosswalk_in(draft.content), load_pack(draft.from_pack), load_pack(draft.to_pack))


def _draft_page(
    request: HttpRequest, draft: CrosswalkDraft, refused: list[str] | None = None
) -> HttpResponse:
    lines = _lines(draft)
    every = lines.all()
    wanted = request.GET.get("standing", "")
    text = request.GET.get("q", "").strip()
    shown = [one for one in every if _matches(one, wanted, text)]
    shown.sort(key=lambda one: one.standing is not Standing.UNDECIDED)  # what has to be chosen comes first
    at = key_from(request.GET.get("from")) or 0
    context = {
        "draft": draft,
        "old": lines.old,
        "new": lines.new,
        "counts": counts(every),
        "wanted": wanted,
        "q": text,
        "shown": shown[at : at + LINES_A_PAGE],
        "found": len(shown),
        "next_from": at + LINES_A_PAGE if at + LINES_A_PAGE < len(shown) else None,
        "later": at > 0,
        "chosen": urlencode({name: word for name, word in (("standing", wanted), ("q", text)) if word}),
        "undecided": sum(one.standing is Standing.UNDECIDED for one in every),
        "unnamed_types": [one.site_type for one in lines.crosswalk.site_types if not one.to],
        "types": len(lines.crosswalk.site_types),
        "last": queries.latest_between(draft.from_pack, draft.to_pack),
        "refused": refused or [],
        "sure": SURE_PERCENT,
    }
    return render(request, "crosswalks/draft.html", context, status=409 if refused else 200)


def _matches(line: Line, wanted: str, text: str) -> bool:
    if wanted and line.standing != wanted:
        return False
    words = [word for one in (line.standard, *line.targets) for word in (one.id, one.title)]
    return not text or any(text in word for word in words)


def _next_address(request: HttpRequest, draft_id: int, standard_id: str) -> str:
    """Where to go after a standard was saved: to the next that has to be chosen, when that was asked for."""
    if "next" in request.POST:
        every = _lines(_draft(request, draft_id)).all()
        names = [one.standard.id for one in every]
        at = names.index(standard_id)
        for one in (*every[at + 1 :], *every[:at]):
            if one.standing is Standing.UNDECIDED:
                return reverse("crosswalk_line", args=[draft_id, one.standard.id])
    return reverse("crosswalk_draft", args=[draft_id])
