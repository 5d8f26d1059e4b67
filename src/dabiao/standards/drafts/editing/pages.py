"""What the editing pages share: the draft they are about, what is wrong in it, and what happens when two edit it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from dabiao.core.defects import Defect
from dabiao.house.defects import words
from dabiao.people.gate import person
from dabiao.standards.drafts import queries
from dabiao.standards.drafts.content import examined
from dabiao.standards.drafts.editing.outline import by_row
from dabiao.standards.drafts.editing.rows import Content, Row
from dabiao.standards.drafts.mending import Spot
from dabiao.standards.drafts.models import DraftState, PackDraft
from dabiao.standards.pack_schema import TABLES

PLACES, NEGATIVE = ("site_types", "blocks"), ("negative_list",)
"""Tables of the page of place types, and of the negative list."""


@dataclass(frozen=True)
class Opened:
    """A draft as somebody looks at it."""

    draft: PackDraft
    content: Content

    @property
    def is_open(self) -> bool:
        """Whether it may still change."""
        return self.draft.state == DraftState.OPEN

    @cached_property
    def defects(self) -> tuple[Defect, ...]:
        """Everything that is wrong."""
        return examined(self.content.manifest, self.content.tables).defects

    @cached_property
    def by_row(self) -> dict[tuple[str, int], list[Defect]]:
        """The same by table and place of the row."""
        return by_row(self.defects)

    def said(self, table: str, at: int) -> list[str]:
        """What is wrong with a row: field and sentence."""
        return [
            gettext("%(field)s：%(said)s") % {"field": gettext(one.field), "said": words(one)}
            if one.field
            else words(one)
            for one in self.by_row.get((table, at), ())
        ]

    def row(self, table: str, at: int) -> Row:
        """A row of a table. Raises Http404."""
        rows = self.content.rows(table)
        if at >= len(rows):
            raise Http404(f"{table} {at}")
        return rows[at]

    def place_of(self, table: str, key: str) -> int | None:
        """Where the row with this id is."""
        return next((at for at, row in enumerate(self.content.rows(table)) if row.get("id") == key), None)

    def context(self, here: str, **more: Any) -> dict[str, Any]:
        """What every editing page is told."""
        count = len(self.defects)
        return {"draft": self.draft, "here": here, "count": count, "views": _views(self), **more}


def opened(request: HttpRequest, draft_id: int) -> Opened:
    """Open a draft. Raises Http404 when there is none."""
    try:
        draft = queries.draft(person(request), draft_id)
    except PackDraft.DoesNotExist:
        raise Http404(str(draft_id)) from None
    return Opened(draft, Content(draft.manifest, draft.tables))


def _views(shown: Opened) -> list[tuple[str, str, str, int]]:
    """The pages of a draft: name, title, address, and how many defects are on it."""
    views = [
        ("tree", gettext("标准树"), "draft_tree", ("tree", "standards", "rules", "items", "pictures")),
        ("places", gettext("点位类型和组合"), "draft_places", PLACES),
        ("negative", gettext("负面清单"), "draft_negative", NEGATIVE),
        ("settings", gettext("标准包设置"), "draft_settings", ("",)),
    ]
    return [
        (
            name,
            title,
            reverse(url, args=[shown.draft.pk]),
            sum(len(found) for (table, _at), found in shown.by_row.items() if table in tables),
        )
        for name, title, url, tables in views
    ]


@dataclass(frozen=True)
class Difference:
    """A field that somebody else's version and the one being typed have differently."""

    heading: str
    theirs: str
    typed: str


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed the row, or (``gone``) took it away, while it was being edited."""

    who: str
    gone: bool
    differences: tuple[Difference, ...]
    taken: tuple[str, ...] = ()
    """Headings of fields that only the other one changed: the form shows theirs."""


def conflict(
    shown: Opened, table: str, theirs: Row | None, typed: Mapping[str, str], taken: Sequence[str] = ()
) -> Conflict:
    """Say who changed the row and what stands there now. Nothing that was typed is lost: the form keeps it."""
    by = shown.draft.changed_by
    headings = TABLES[table].headings
    differing = [
        Difference(gettext(headings[name]), theirs.get(name, ""), typed.get(name, ""))
        for name in headings
        if theirs is not None and theirs.get(name, "") != typed.get(name, "")
    ]
    told = tuple(gettext(heading) for heading in taken)
    return Conflict(by.display_name or by.username, theirs is None, tuple(differing), told)


def mender(draft: PackDraft, spot: Spot) -> str:
    """Address of the page that mends a spot of a draft."""
    if draft.state != DraftState.OPEN:
        return ""
    if not spot.table:
        return reverse("draft_settings", args=[draft.pk])
    if spot.row is None or spot.row >= len(draft.tables.get(spot.table, ())):
        name = "draft_places" if spot.table in PLACES else "draft_negative"
        return reverse("draft_tree" if spot.table not in (*PLACES, *NEGATIVE) else name, args=[draft.pk])
    if spot.table == "rules":
        return reverse("draft_rule", args=[draft.pk, spot.row])
    if spot.table == "pictures":
        item = draft.tables["pictures"][spot.row].get("item_id", "")
        at = next((at for at, row in enumerate(draft.tables.get("items", ())) if row.get("id") == item), None)
        return reverse("draft_tree", args=[draft.pk]) if at is None else _row_address(draft, "items", at)
    return _row_address(draft, spot.table, spot.row)


def _row_address(draft: PackDraft, table: str, at: int) -> str:
    return reverse("draft_row", args=[draft.pk, table, at])
