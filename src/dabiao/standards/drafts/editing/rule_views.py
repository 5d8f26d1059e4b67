"""Pages of one rule: its fields, and what it would have made of the last round."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dabiao.core.defects import BadInput
from dabiao.core.framework import Method
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts.editing import actions
from dabiao.standards.drafts.editing.outline import figure
from dabiao.standards.drafts.editing.pages import Conflict, Opened, conflict, opened
from dabiao.standards.drafts.editing.preview import Preview, preview
from dabiao.standards.drafts.editing.rows import ChangedMeanwhileError, Row, fingerprint
from dabiao.standards.drafts.editing.rule_form import RuleForm
from dabiao.standards.drafts.editing.rule_values import typed, values_of

PREVIEW, SAVE = "preview", "save"
"""What a button of the page asks; anything else (another form of rule, one more line) shows the fields anew."""


@gate(Action.EDIT_PACKS)
def new_rule(request: HttpRequest, draft_id: int, row: int) -> HttpResponse:
    """Add a rule to the standard at ``row``."""
    shown = opened(request, draft_id)
    standard = shown.row("standards", row)
    if not standard.get("id"):
        raise Http404("a standard without an id has no rules")
    used = {one.get("method") for _at, one in shown.content.of_standard("rules", standard["id"])}
    free = next((method.value for method in Method if method.value not in used), Method.FIELD.value)
    begins = {
        "method": free,
        "points": standard.get("points", "") if not used else "",
        "source": standard.get("source", ""),
    }
    return _page(request, shown, standard["id"], None, None, begins)


@gate(Action.EDIT_PACKS)
def rule(request: HttpRequest, draft_id: int, row: int) -> HttpResponse:
    """Show and save one rule."""
    shown = opened(request, draft_id)
    stored = shown.row("rules", row)
    return _page(request, shown, stored.get("standard_id", ""), row, stored, values_of(stored))


def _page(
    request: HttpRequest,
    shown: Opened,
    standard_id: str,
    at: int | None,
    stored: Row | None,
    values: dict[str, Any],
) -> HttpResponse:
    if not shown.is_open:
        return redirect("pack_draft", draft_id=shown.draft.pk)
    place = shown.place_of("standards", standard_id)
    standard = shown.row("standards", place) if place is not None else {"id": standard_id}
    data = request.POST if request.method == "POST" else None
    asked = data.get("do", SAVE) if data is not None else ""
    form = _form(shown, standard_id, data, asked, values)
    seen = data.get("seen", "") if data is not None else fingerprint(stored) if stored is not None else ""
    clash: Conflict | None = None
    refused: list[str] = []
    looked: Preview | None = None
    if asked == PREVIEW and form.is_valid():
        looked = _preview(shown, standard, form)
    if asked == PREVIEW and request.headers.get("HX-Request") == "true":
        return render(request, "drafts/edit/_preview.html", {"preview": looked, "form": form})
    if asked == SAVE and form.is_valid():
        cells = form.cells(stored)
        try:
            draft, _where = actions.save_row(
                person(request), shown.draft.pk, "rules", cells, at=at, seen=seen
            )
        except ChangedMeanwhileError as changed:
            shown = opened(request, shown.draft.pk)
            at = changed.row
            stored = shown.row("rules", at) if at is not None else None
            seen = fingerprint(stored) if stored is not None else ""
            clash = conflict(shown, "rules", stored, cells)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已保存。"))
            if place is None:
                return redirect("draft_tree", draft_id=draft.pk)
            return redirect("draft_row", draft_id=draft.pk, table="standards", row=place)
    address = (
        reverse("draft_rule", args=[shown.draft.pk, at])
        if at is not None
        else reverse("draft_rule_new", args=[shown.draft.pk, place if place is not None else 0])
    )
    context = shown.context(
        "tree",
        standard=standard,
        standard_at=place,
        form=form,
        at=at,
        seen=seen,
        said=shown.said("rules", at) if at is not None else [],
        clash=clash,
        refused=refused,
        preview=looked,
        looking=asked == PREVIEW,
        address=address,
    )
    bad_request = asked in (SAVE, PREVIEW) and bool(form.errors)
    status = 409 if clash else 400 if refused or bad_request else 200
    return render(request, "drafts/edit/rule.html", context, status=status)


def _form(
    shown: Opened, standard_id: str, data: QueryDict | None, asked: str, values: dict[str, Any]
) -> RuleForm:
    bound = data if asked in (SAVE, PREVIEW) else None
    if data is not None and bound is None:
        values = typed(data)
    return RuleForm(bound, content=shown.content, standard_id=standard_id, values=values)


def _preview(shown: Opened, standard: Row, form: RuleForm) -> Preview:
    assert form.rule is not None, "a valid form has made its rule"
    points = figure(form.cleaned_data["points"].strip())
    assert points is not None, "points were checked"
    method = Method(form.cleaned_data["method"])
    return preview(shown.draft, shown.content, standard, form.rule, method, points)
