"""Pages of rows: one row of the tree, a standard, an item, a place type …: shown, saved, moved, removed."""

from __future__ import annotations

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts.editing import actions
from dabiao.standards.drafts.editing.outline import outlined
from dabiao.standards.drafts.editing.pages import NEGATIVE, PLACES, Conflict, Opened, conflict, opened
from dabiao.standards.drafts.editing.row_context import TITLES, above, excused, here, more, named
from dabiao.standards.drafts.editing.row_form import SPECS, RowForm, merged
from dabiao.standards.drafts.editing.rows import ChangedMeanwhileError, Row, fingerprint
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.pack_fields import split_list
from dabiao.standards.pack_schema import TABLES


@require_safe
@gate(Action.EDIT_PACKS)
def tree(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show the tree with its points; what does not add up is marked where it stands."""
    shown = opened(request, draft_id)
    if not shown.is_open:
        return redirect("pack_draft", draft_id=draft_id)
    context = shown.context("tree", outline=outlined(shown.content, shown.by_row))
    return render(request, "drafts/edit/tree.html", context)


@require_safe
@gate(Action.EDIT_PACKS)
def places(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show place types and their blocks."""
    return _listed(request, draft_id, "places", PLACES)


@require_safe
@gate(Action.EDIT_PACKS)
def negative(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Show the negative list."""
    return _listed(request, draft_id, "negative", NEGATIVE)


def _listed(request: HttpRequest, draft_id: int, here: str, tables: tuple[str, ...]) -> HttpResponse:
    shown = opened(request, draft_id)
    if not shown.is_open:
        return redirect("pack_draft", draft_id=draft_id)
    lists = [
        (
            table,
            _(TABLES[table].sheet),
            [
                (
                    at,
                    row,
                    len(shown.by_row.get((table, at), ())),
                    len(split_list(row.get("site_types", ""))),
                    row.get("title") or row.get("text", ""),
                )
                for at, row in enumerate(shown.content.rows(table))
            ],
        )
        for table in tables
    ]
    return render(request, "drafts/edit/lists.html", shown.context(here, lists=lists))


@gate(Action.EDIT_PACKS)
def new_row(request: HttpRequest, draft_id: int, table: str) -> HttpResponse:
    """Add a row: of the tree below a node, of a standard's items, of place types …"""
    shown = _open_for(request, draft_id, table)
    if not shown.is_open:
        return redirect("pack_draft", draft_id=draft_id)
    fixed: dict[str, str] = {}
    if table == "items":
        fixed["standard_id"] = request.GET.get("standard", "")[:80]
        if shown.place_of("standards", fixed["standard_id"]) is None:
            raise Http404(fixed["standard_id"])
    elif table in ("tree", "standards"):
        above = request.GET.get("parent", "")
        fixed["parent"] = above if shown.content.named("tree", above) else ""
    fixed["source"] = (
        str(shown.content.manifest.get("source") or "") if "source" in TABLES[table].headings else ""
    )
    fixed = {name: value for name, value in fixed.items() if value}
    return _row_page(request, shown, table, None, None, fixed)


@gate(Action.EDIT_PACKS)
def row(request: HttpRequest, draft_id: int, table: str, row: int) -> HttpResponse:
    """Show and save one row."""
    shown = _open_for(request, draft_id, table)
    if not shown.is_open:
        return redirect("pack_draft", draft_id=draft_id)
    return _row_page(request, shown, table, row, shown.row(table, row), {})


def _open_for(request: HttpRequest, draft_id: int, table: str) -> Opened:
    if table not in SPECS:
        raise Http404(table)
    return opened(request, draft_id)


def _row_page(
    request: HttpRequest, shown: Opened, table: str, at: int | None, stored: Row | None, fixed: Row
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = _form(data, shown, table, stored, fixed)
    seen = fingerprint(stored) if stored is not None else ""
    clash: Conflict | None = None
    refused: list[str] = []
    if data is not None and form.is_valid():
        cells = form.cells()
        try:
            draft, where = actions.save_row(
                person(request), shown.draft.pk, table, cells, at=at, seen=data.get("seen", "")
            )
        except ChangedMeanwhileError as changed:
            shown = opened(request, shown.draft.pk)
            at = changed.row
            stored = shown.row(table, at) if at is not None else None
            seen = fingerprint(stored) if stored is not None else ""
            taken: list[str] = []
            if stored is not None:
                both, taken = merged(data, table, cells, _was(data), stored)
                form = _form(both, shown, table, stored, fixed)
                cells = form.cells() if form.is_valid() else cells
            clash = conflict(shown, table, stored, cells, taken)
        except BadInput as bad:
            refused = sentences(bad.defects)
        else:
            messages.success(request, _("已保存。"))
            return redirect(_next(draft, table, where))
    context = shown.context(
        here(table),
        table=table,
        title=TITLES[table],
        form=form,
        seen=seen,
        was=json.dumps(stored or {}, ensure_ascii=False),
        at=at,
        row=stored,
        name=named(stored) if stored is not None else "",
        said=shown.said(table, at) if at is not None else [],
        clash=clash,
        refused=refused,
        address=_address(shown.draft, table, at, fixed),
        above=above(shown, table, stored or fixed),
        **more(shown, table, stored, at),
    )
    status = 409 if clash else 400 if refused or form.errors else 200
    return render(request, _TEMPLATES.get(table, "drafts/edit/row.html"), context, status=status)


def _form(data: QueryDict | None, shown: Opened, table: str, stored: Row | None, fixed: Row) -> RowForm:
    heard = excused(shown, (stored or fixed).get("standard_id", "")) if table == "items" else ()
    return RowForm(data, table=table, content=shown.content, row=stored, excused=heard, fixed=fixed)


def _was(data: QueryDict) -> dict[str, str]:
    """The row as its page was opened, by what the form sent along; nothing where that is no row."""
    try:
        sent = json.loads(data.get("was", ""))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(cell) for name, cell in sent.items()} if isinstance(sent, dict) else {}


_TEMPLATES = {"standards": "drafts/edit/standard.html", "items": "drafts/edit/item.html"}


def _address(draft: PackDraft, table: str, at: int | None, fixed: Row) -> str:
    """Where the form is sent: the row, or, new or taken away by somebody else, the page for a new one."""
    if at is not None:
        return reverse("draft_row", args=[draft.pk, table, at])
    new = reverse("draft_row_new", args=[draft.pk, table])
    return f"{new}?standard={fixed['standard_id']}" if "standard_id" in fixed else new


def _next(draft: PackDraft, table: str, at: int) -> str:
    """Where saving leads: a standard and an item stay open, since their rules and pictures come next."""
    if table in _TEMPLATES:
        return reverse("draft_row", args=[draft.pk, table, at])
    return reverse(f"draft_{here(table)}", args=[draft.pk])
