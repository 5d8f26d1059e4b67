"""Writes of the editing pages: one row at a time, or the settings as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dabiao.core.defects import BadInput, Defect
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.standards.drafts.actions import keep, open_draft
from dabiao.standards.drafts.editing import rows
from dabiao.standards.drafts.editing.rows import ChangedMeanwhileError, Content, Row, fingerprint
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.pack_schema import TABLES

MOST_ROWS = 5_000
"""Rows of a table that is typed in a browser; the largest framework seen has some 2,000 items."""

MOVED, REMOVED = "移动", "删除"
"""Figures of an audit entry beside the headings of the row."""


@dataclass(frozen=True)
class Edit:
    """A changed draft, and what its audit entry says of the change."""

    content: Content
    sheet: str
    row: str
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)
    at: int | None = None
    """Where the row is now."""


def save_row(
    actor: Account, draft_id: int, table: str, cells: Row, *, at: int | None, seen: str = ""
) -> tuple[PackDraft, int]:
    """Put a row, new where ``at`` is None; ``seen`` is its fingerprint when the actor opened it.

    Gives the draft and where the row is. Raises ChangedMeanwhileError, naming where the row is now, when somebody
    else changed it since; BadInput; PackDraft.DoesNotExist.
    """
    headings = TABLES[table].headings

    def edit(content: Content) -> Edit:
        if at is None:
            if len(content.rows(table)) >= MOST_ROWS:
                raise BadInput(
                    Defect(
                        "已有 %(limit)d 行，不能再加", TABLES[table].sheet, parameters={"limit": MOST_ROWS}
                    )
                )
            put = rows.put(content, table, None, cells)
            (where,) = _new_place(content, put, table, cells)
            after = {headings[name]: cell for name, cell in cells.items()}
            return Edit(put, table, _name(cells), {}, after, where)
        place = _found(content, table, at, seen, cells)
        before = content.rows(table)[place]
        changed = {name for name in {*before, *cells} if before.get(name) != cells.get(name)}
        return Edit(
            rows.put(content, table, place, cells),
            table,
            _name(before),
            {headings[name]: before.get(name, "") for name in headings if name in changed},
            {headings[name]: cells.get(name, "") for name in headings if name in changed},
            place,
        )

    draft, made = _write(actor, draft_id, None, edit)
    assert made.at is not None, "a row that was put is somewhere"
    return draft, made.at


def move_row(actor: Account, draft_id: int, table: str, at: int, seen: str, step: int) -> PackDraft:
    """Move a row up (-1) or down (1) among its siblings. Raises as ``save_row``."""

    def edit(content: Content) -> Edit:
        place = rows.found(content, table, at, seen)
        row = content.rows(table)[place]
        return Edit(rows.shifted(content, table, place, step), table, _name(row), after={MOVED: step})

    return _write(actor, draft_id, None, edit)[0]


def remove_row(actor: Account, draft_id: int, version: int, table: str, at: int, seen: str) -> PackDraft:
    """Remove a row with all that hangs on it.

    ``version`` is strict: what hangs on the row must be what the actor was shown. Raises as ``save_row``.
    """

    def edit(content: Content) -> Edit:
        place = rows.found(content, table, at, seen)
        row, gone = content.rows(table)[place], rows.removal(content, table, place)
        told = {TABLES[name].sheet: len(places) for name, places in gone.rows.items()}
        cells = {TABLES[table].headings.get(name, name): cell for name, cell in row.items()}
        return Edit(
            rows.removed(content, table, place), table, _name(row), before=cells, after={REMOVED: told}
        )

    return _write(actor, draft_id, version, edit)[0]


def save_settings(actor: Account, draft_id: int, manifest: Mapping[str, object], seen: str) -> PackDraft:
    """Put the whole of ``pack.yaml``. Raises ChangedMeanwhileError when somebody else changed it since ``seen``."""

    def edit(content: Content) -> Edit:
        if settings_fingerprint(content.manifest) != seen:
            raise ChangedMeanwhileError(0)
        changed = [
            name
            for name in {**content.manifest, **manifest}
            if content.manifest.get(name) != manifest.get(name)
        ]
        return Edit(
            Content(dict(manifest), content.tables),
            "",
            "",
            {name: content.manifest.get(name) for name in changed},
            {name: manifest.get(name) for name in changed},
        )

    return _write(actor, draft_id, None, edit)[0]


def settings_fingerprint(manifest: Mapping[str, object]) -> str:
    """Say in 16 characters what the settings say."""
    return fingerprint({name: repr(value) for name, value in manifest.items()})


def _write(
    actor: Account, draft_id: int, version: int | None, edit: Callable[[Content], Edit]
) -> tuple[PackDraft, Edit]:
    with writing(actor, Action.EDIT_PACKS, "pack_draft", str(draft_id)) as entry:
        current = PackDraft.objects.values_list("version", flat=True).get(pk=draft_id)
        draft = open_draft(draft_id, current if version is None else version)
        made = edit(Content(draft.manifest, draft.tables))
        draft.manifest = dict(made.content.manifest)
        draft.tables = {name: list(table) for name, table in made.content.tables.items() if table}
        if made.before:
            entry.before = dict(made.before)
        sheet = TABLES[made.sheet].sheet if made.sheet else "pack.yaml"
        keep(draft, actor, entry, changed=[sheet, made.row] if made.row else [sheet], **made.after)
    return draft, made


def _found(content: Content, table: str, at: int, seen: str, cells: Row) -> int:
    """Find the row again; when it was changed, say where the one of the same id is."""
    try:
        return rows.found(content, table, at, seen)
    except ChangedMeanwhileError:
        key = cells.get("id")
        there = [place for place, row in enumerate(content.rows(table)) if key and row.get("id") == key]
        if not there and at < len(content.rows(table)) and table in ("rules",):
            mine = (cells.get("standard_id"), cells.get("method"))
            there = [
                place
                for place, row in enumerate(content.rows(table))
                if (row.get("standard_id"), row.get("method")) == mine
            ]
        raise ChangedMeanwhileError(there[0] if there else None) from None


def _new_place(before: Content, after: Content, table: str, cells: Row) -> tuple[int]:
    """Where the new row went: rows are equal before it and shifted by one behind it."""
    old, new = before.rows(table), after.rows(table)
    for place, row in enumerate(old):
        if row != new[place]:
            return (place,)
    assert new[len(old)] == cells, "a new row stands where the old ones end to agree"
    return (len(old),)


def _name(row: Row) -> str:
    """What a row is called in the chain: its id, or the standard and method of a rule."""
    return " ".join(
        part
        for part in (row.get("id") or row.get("standard_id") or row.get("item_id", ""), row.get("method", ""))
        if part
    )
