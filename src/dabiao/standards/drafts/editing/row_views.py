"""Pages of rows: one row of the tree, a standard, an item, a place type …: shown, saved, moved, removed."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dabiao.core.defects import BadInput
from dabiao.core.rubric import ExceptionRule, RubricError
from dabiao.core.rubric_words import describe
from dabiao.house.defects import sentences
from dabiao.people.gate import gate, person
from dabiao.people.policy import Action
from dabiao.standards.drafts.editing import actions
from dabiao.standards.drafts.editing.outline import figure, outlined
from dabiao.standards.drafts.editing.pages import NEGATIVE, PLACES, Conflict, Opened, conflict, opened
from dabiao.standards.drafts.editing.row_form import SPECS, RowForm, merged
from dabiao.standards.drafts.editing.rows import ChangedMeanwhileError, Row, fingerprint, removal
from dabiao.standards.drafts.editing.rule_text import rule_of
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.pack_check import MOST_PICTURES
from dabiao.standards.pack_fields import split_list
from dabiao.standards.pack_pictures import draft_picture
from dabiao.standards.pack_schema import TABLES

TITLES = {
    "tree": gettext_lazy("节点"),
    "standards": gettext_lazy("标准"),
    "items": gettext_lazy("检查项"),
    "site_types": gettext_lazy("点位类型"),
    "blocks": gettext_lazy("点位组合"),
    "negative_list": gettext_lazy("负面清单事项"),
    "rules": gettext_lazy("评分规则"),
    "pictures": gettext_lazy("示例图片"),
}

STEPS = {"up": -1, "down": 1}


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
        _here(table),
        table=table,
        title=TITLES[table],
        form=form,
        seen=seen,
        was=json.dumps(stored or {}, ensure_ascii=False),
        at=at,
        row=stored,
        name=_named(stored) if stored is not None else "",
        said=shown.said(table, at) if at is not None else [],
        clash=clash,
        refused=refused,
        address=_address(shown.draft, table, at, fixed),
        above=_above(shown, table, stored or fixed),
        **_more(shown, table, stored, at),
    )
    status = 409 if clash else 400 if refused or form.errors else 200
    return render(request, _TEMPLATES.get(table, "drafts/edit/row.html"), context, status=status)


def _form(data: QueryDict | None, shown: Opened, table: str, stored: Row | None, fixed: Row) -> RowForm:
    excused = _excused(shown, (stored or fixed).get("standard_id", "")) if table == "items" else ()
    return RowForm(data, table=table, content=shown.content, row=stored, excused=excused, fixed=fixed)


def _was(data: QueryDict) -> dict[str, str]:
    """The row as its page was opened, by what the form sent along; nothing where that is no row."""
    try:
        sent = json.loads(data.get("was", ""))
    except (ValueError, RecursionError):
        return {}
    return {str(name): str(cell) for name, cell in sent.items()} if isinstance(sent, dict) else {}


_TEMPLATES = {"standards": "drafts/edit/standard.html", "items": "drafts/edit/item.html"}


def _here(table: str) -> str:
    return "places" if table in PLACES else "negative" if table in NEGATIVE else "tree"


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
    return reverse(f"draft_{_here(table)}", args=[draft.pk])


def _above(shown: Opened, table: str, row: Row) -> list[tuple[str, str]]:
    """The nodes above a row, the top first, each with its address."""
    found: list[tuple[str, str]] = []
    if table in ("items", "rules"):
        at = shown.place_of("standards", row.get("standard_id", ""))
        if at is not None:
            standard = shown.row("standards", at)
            title = f"{standard.get('id', '')} {standard.get('title', '')}"
            found.append((title, reverse("draft_row", args=[shown.draft.pk, "standards", at])))
    elif table in ("tree", "standards"):
        here, known = row.get("parent", ""), set[str]()
        while here and here not in known:
            known.add(here)
            at = shown.place_of("tree", here)
            if at is None:
                break
            node = shown.row("tree", at)
            title = f"{here} {node.get('title', '')}"
            found.append((title, reverse("draft_row", args=[shown.draft.pk, "tree", at])))
            here = node.get("parent", "")
    return found[::-1]


def _excused(shown: Opened, standard_id: str) -> list[str]:
    """Exceptions that the rules of a standard hear."""
    found: dict[str, None] = {}
    for _at, rule_row in shown.content.of_standard("rules", standard_id):
        try:
            rule = rule_of(rule_row)
        except RubricError:
            continue
        if isinstance(rule, ExceptionRule):
            found.update(dict.fromkeys(rule.exceptions))
    return list(found)


def _more(shown: Opened, table: str, row: Row | None, at: int | None) -> dict[str, Any]:
    """What a standard's and an item's page show beside their own fields."""
    if row is None or at is None:
        return {}
    if table == "standards":
        return _of_standard(shown, row)
    if table == "items":
        return _of_item(shown, row)
    if table == "tree":
        below = [
            (
                child.get("id", ""),
                child.get("title", ""),
                child.get("points", ""),
                reverse("draft_row", args=[shown.draft.pk, kind, place]),
            )
            for kind in ("tree", "standards")
            for place, child in enumerate(shown.content.rows(kind))
            if row.get("id") and child.get("parent") == row["id"]
        ]
        return {"below": below}
    return {}


def _of_standard(shown: Opened, row: Row) -> dict[str, Any]:
    key = row.get("id", "")
    names = {
        one["id"]: one.get("text", "")
        for _at, one in shown.content.of_standard("items", key)
        if one.get("id")
    }
    rules = []
    for place, one in shown.content.of_standard("rules", key) if key else ():
        points = figure(one.get("points", ""))
        try:
            told = describe(rule_of(one), points, names) if points is not None else ""
        except RubricError as refused:
            told = str(refused)
        rules.append((place, one, told, shown.said("rules", place), fingerprint(one)))
    pictures = [one.get("item_id") for one in shown.content.rows("pictures")]
    items = [
        (place, one, shown.said("items", place), pictures.count(one.get("id")), fingerprint(one))
        for place, one in (shown.content.of_standard("items", key) if key else ())
    ]
    return {"rules": rules, "items": items}


def _of_item(shown: Opened, row: Row) -> dict[str, Any]:
    key = row.get("id", "")
    pictures = [
        (place, one, [*shown.said("pictures", place), *_lost(shown, one)], fingerprint(one))
        for place, one in enumerate(shown.content.rows("pictures"))
        if key and one.get("item_id") == key
    ]
    full = {
        shows: sum(one.get("shows") == shows for _at, one, _said, _seen in pictures) >= MOST_PICTURES
        for shows in ("符合", "不符合")
    }
    return {
        "pictures": pictures,
        "may_add": [shows for shows, is_full in full.items() if not is_full],
        "most": MOST_PICTURES,
    }


def _lost(shown: Opened, picture: Row) -> list[str]:
    """Say that the file of a picture is not here: the workbook of a pack names pictures, and holds none."""
    if draft_picture(picture.get("file", ""), shown.draft.based_on) is not None:
        return []
    return [_("这台机器上没有这张图片的文件，请删去它，或重新上传。")]


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
            [_named(shown.row(name, place)) for place in sorted(places) if (name, place) != (table, row)][
                :MOST_NAMED
            ],
        )
        for name, places in gone.rows.items()
        if places - ({row} if name == table else set())
    ]
    cited = [_named(shown.row(name, place)) for name, place in gone.cited_by]
    context = shown.context(
        _here(table),
        table=table,
        title=TITLES[table],
        row=stored,
        at=row,
        name=_named(stored),
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


def _named(row: Row) -> str:
    parts = (
        row.get("id") or row.get("standard_id") or row.get("item_id", ""),
        row.get("title") or row.get("text", "")[:40] or row.get("method") or row.get("shows", ""),
    )
    return " ".join(part for part in parts if part)


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
    return reverse(f"draft_{_here(table)}", args=[draft])
