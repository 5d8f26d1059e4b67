"""Pages of one draft: what is wrong with it, what publishing it would change, and its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.house import waiting_files
from dabiao.house.defects import place, sentences, words
from dabiao.house.downloads import attachment
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts import actions, queries
from dabiao.standards.drafts.content import Examined, examined, raw_of
from dabiao.standards.drafts.forms import VersionForm
from dabiao.standards.drafts.mending import mended_at, spot_of
from dabiao.standards.drafts.models import DraftState, PackDraft
from dabiao.standards.drafts.views import FORMS, NAMES
from dabiao.standards.drafts.words import reason_words
from dabiao.standards.pack_diff import Change, counts, diff_packs
from dabiao.standards.pack_files import load_pack
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_workbook_in import LARGEST_WORKBOOK
from dabiao.standards.pack_workbook_raw import workbook_of_raw

MOST_TOLD = 10
"""Defects of a workbook that was refused, told above the page."""

MOST_LISTED = 60
"""Defects and changes of a sort that a page names one by one."""


@gate(Action.EDIT_PACKS)
def draft(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show a draft: what it holds, what is wrong with it and where that is mended."""
    one = _draft(request, draft_id)
    found = examined(one.manifest, one.tables)
    context = {
        "draft": one,
        "is_open": one.state == DraftState.OPEN,
        "defects": [_mended(one, defect) for defect in found.defects[:MOST_LISTED]],
        "count": len(found.defects),
        "tables": [(table.sheet, len(one.tables.get(name, []))) for name, table in TABLES.items()],
        "points": found.framework.points if found.framework else None,
        "cautions": sentences(_caution(kept) for kept in one.cautions),
        "left_out": _grouped(one.not_taken),
        "left_out_count": len(one.not_taken),
        "based_on": _loaded(one.based_on),
        "version": VersionForm(initial={"version": one.version}, auto_id="give_up_%s"),
        "replaced_version": VersionForm(initial={"version": one.version}, auto_id="replace_%s"),
    }
    return render(request, "drafts/draft.html", context)


@gate(Action.EDIT_PACKS)
def draft_workbook(request: HttpRequest, draft_id: int, form: str) -> HttpResponse:
    """Hand a draft out as a workbook; with defects only as the one that can be mended and handed in again."""
    one = _draft(request, draft_id)
    if form == "mend":
        content = workbook_of_raw(raw_of(one.manifest, one.tables))
        return attachment(content, f"{NAMES['pack']}-{one.pack_id}-草稿.xlsx")
    found = examined(one.manifest, one.tables)
    if form not in FORMS or found.framework is None:
        raise Http404(form)
    return attachment(FORMS[form](found.parsed), f"{NAMES[form]}-{one.pack_id}-草稿.xlsx")


@gate(Action.EDIT_PACKS)
def publish(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show what the edition would change against the one before, and publish it on request."""
    one = _draft(request, draft_id)
    if one.state != DraftState.OPEN:
        return redirect("pack_draft", draft_id=draft_id)
    refused: list[str] = []
    if request.method == "POST":
        form = VersionForm(request.POST)
        try:
            version = form.cleaned_data["version"] if form.is_valid() else 0
            published = actions.publish_draft(person(request), draft_id, version)
        except BadInput as bad:
            refused = sentences(bad.defects[:MOST_LISTED])
        else:
            messages.success(request, _("已发布。要按它测评，请点“选用这个标准包”。"))
            return redirect("pack", pack_id=published.published_id)
        one = _draft(request, draft_id)
    found = examined(one.manifest, one.tables)
    before = _loaded(one.based_on)
    changes = diff_packs(before, found.framework) if before and found.framework else ()
    context = {
        "draft": one,
        "count": len(found.defects),
        "framework": found.framework,
        "before": before,
        "counted": list(counts(changes).items()),
        "changes": _by_table(changes),
        "refused": refused,
        "version": VersionForm(initial={"version": one.version}),
        "holds": _holds(found),
    }
    return render(request, "drafts/publish.html", context, status=400 if refused else 200)


@gate(Action.EDIT_PACKS)
@require_POST
def replace_content(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take the workbook of a draft back, mended."""
    _draft(request, draft_id)
    form = VersionForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else 0
        token = waiting_files.keep_workbook(
            request.FILES.get("workbook"), LARGEST_WORKBOOK, _("标准包工作簿")
        )
        try:
            path, name = waiting_files.find(token)
            actions.replace_content(person(request), draft_id, version, path, name)
        finally:
            waiting_files.forget(token)
    except BadInput as bad:
        for sentence in sentences(bad.defects[:MOST_TOLD]):
            messages.error(request, sentence)
    else:
        messages.success(request, _("草稿的内容已换成这个工作簿里的。"))
    return redirect("pack_draft", draft_id=draft_id)


@gate(Action.EDIT_PACKS)
@require_POST
def give_up(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Put a draft aside."""
    _draft(request, draft_id)
    form = VersionForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else 0
        actions.give_up(person(request), draft_id, version)
    except BadInput as bad:
        for sentence in sentences(bad.defects):
            messages.error(request, sentence)
        return redirect("pack_draft", draft_id=draft_id)
    messages.success(request, _("草稿已放弃；内容仍可查看。"))
    return redirect("packs")


def _draft(request: HttpRequest, draft_id: int) -> PackDraft:
    try:
        return queries.draft(person(request), draft_id)
    except PackDraft.DoesNotExist:
        raise Http404(str(draft_id)) from None


def _mended(one: PackDraft, defect: Defect) -> dict[str, str]:
    """A defect as the page tells it: where, what, and the page that mends it."""
    spot = spot_of(one, defect)
    return {
        "place": place(replace(defect, file="")).strip(),
        "key": spot.key,
        "words": words(defect),
        "address": mended_at(one, spot),
    }


def _caution(kept: Mapping[str, object]) -> Defect:
    parameters = kept.get("parameters")
    row = kept.get("row")
    return Defect(
        str(kept["template"]),
        str(kept["file"]),
        row if isinstance(row, int) else None,
        str(kept["field"]) if kept.get("field") else None,
        parameters if isinstance(parameters, dict) else {},
        str(kept["sheet"]) if kept.get("sheet") else None,
    )


def _grouped(not_taken: Iterable[Mapping[str, str]]) -> list[tuple[str, str, list[Mapping[str, str]]]]:
    """Cells that were left out, by reason and sheet."""
    found: defaultdict[tuple[str, str], list[Mapping[str, str]]] = defaultdict(list)
    for one in not_taken:
        found[one["reason"], one["sheet"]].append(one)
    return [(reason_words(reason), sheet, cells) for (reason, sheet), cells in found.items()]


def _loaded(pack_id: str) -> Framework | None:
    """The pack of this id; None when there is none, or it can no longer be read."""
    if not pack_id:
        return None
    try:
        return load_pack(pack_id)
    except BadInput:
        return None


def _by_table(changes: Iterable[Change]) -> list[tuple[str, list[Change], int]]:
    found: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        found[change.table].append(change)
    return [(table, own[:MOST_LISTED], len(own) - MOST_LISTED) for table, own in found.items()]


def _holds(found: Examined) -> dict[str, int]:
    """What the edition holds, counted."""
    framework = found.framework
    if framework is None:
        return {}
    return {
        _("标准"): len(framework.standards),
        _("评分规则"): sum(len(one.rules) for one in framework.standards.values()),
        _("点位类型"): len(framework.site_types),
        _("检查项"): len(framework.items),
    }
