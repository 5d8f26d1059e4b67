"""Rows moved among their siblings, and removed with all that hangs on them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dabiao.core.defects import BadInput
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts.editing import actions
from dabiao.standards.drafts.editing.pages import Opened, opened
from dabiao.standards.drafts.editing.row_context import TITLES, here, named
from dabiao.standards.drafts.editing.row_form import SPECS
from dabiao.standards.drafts.editing.rows import ChangedMeanwhileError, fingerprint, removal
from dabiao.standards.pack_schema import TABLES

STEPS = {"up": -1, "down": 1}


@require_POST
@gate(Action.EDIT_PACKS)
def move(request: HttpRequest, draft_id: int, table: str, row: int) -> HttpResponse:
    """Move a row up or down among its siblings."""
    shown = opened(request, draft_id)
    step = STEPS.get(request.POST.get("to", ""))
    if table not in TABLES or step is None:
        raise Http404(table)
    shown.row(table, row)
    try:
        actions.move_row(person(request), draft_id, table, row, request.POST.get("seen", ""), step)
    except ChangedMeanwhileError:
        messages.error(request, _("刚才有人改过这一行，没有移动。请看过最新内容再移。"))
    except BadInput as bad:
        _tell(request, bad)
    return redirect(_back(shown, table, row))


@gate(Action.EDIT_PACKS)
def remove(request: HttpRequest, draft_id: int, table: str, row: int) -> HttpResponse:
    """Say what hangs on a row, and remove all of it on request."""
    shown = opened(request, draft_id)
    if table not in TABLES:
        raise Http404(table)
    if not shown.is_open:
        return redirect("pack_draft", draft_id=draft_id)
    stored = shown.row(table, row)
    back = _back(shown, table, row, gone=True)
    if request.method == "POST":
        version = request.POST.get("version", "")
        known = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        try:
            actions.remove_row(person(request), draft_id, known, table, row, request.POST.get("seen", ""))
        except ChangedMeanwhileError:
            messages.error(request, _("刚才有人改过这一行，没有删除。请看过最新内容再删。"))
        except BadInput as bad:
            _tell(request, bad)
        else:
            messages.success(request, _("已删除。"))
            return redirect(back)
        return redirect("draft_row_remove", draft_id=draft_id, table=table, row=row)
    gone = removal(shown.content, table, row)
    told = [
        (
            _(TABLES[name].sheet),
            len(places - ({row} if name == table else frozenset())),
            [named(shown.row(name, place)) for place in sorted(places) if (name, place) != (table, row)][
                :MOST_NAMED
            ],
        )
        for name, places in gone.rows.items()
        if places - ({row} if name == table else set())
    ]
    cited = [named(shown.row(name, place)) for name, place in gone.cited_by]
    context = shown.context(
        here(table),
        table=table,
        title=TITLES[table],
        row=stored,
        at=row,
        name=named(stored),
        seen=fingerprint(stored),
        gone=told,
        cited=cited[:MOST_NAMED],
        cited_count=len(cited),
        back=_back(shown, table, row),
    )
    return render(request, "drafts/edit/remove.html", context)


MOST_NAMED = 30
"""Rows that a page names before one removes them; more are counted."""


def _tell(request: HttpRequest, bad: BadInput) -> None:
    for sentence in sentences(bad.defects):
        messages.error(request, sentence)


def _back(shown: Opened, table: str, at: int, *, gone: bool = False) -> str:
    """The page one came from: of a standard for its rules and items, of an item for its pictures, else the list."""
    row = shown.row(table, at)
    draft = shown.draft.pk
    if table in ("rules", "items"):
        standard = shown.place_of("standards", row.get("standard_id", ""))
        if standard is not None:
            return reverse("draft_row", args=[draft, "standards", standard])
    if table == "pictures":
        item = shown.place_of("items", row.get("item_id", ""))
        if item is not None:
            return reverse("draft_row", args=[draft, "items", item])
    if table in SPECS and not gone and table not in ("tree", "standards"):
        return reverse("draft_row", args=[draft, table, at])
    return reverse(f"draft_{here(table)}", args=[draft])
