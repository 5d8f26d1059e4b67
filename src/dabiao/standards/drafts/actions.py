"""Writes of packs in the making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.house.events import publish as tell
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import Entry, writing
from dabiao.standards.drafts.content import content_of, examined
from dabiao.standards.drafts.models import DraftState, PackDraft
from dabiao.standards.drafts.starting import renamed
from dabiao.standards.events import EditionPublished
from dabiao.standards.pack_pictures import draft_pictures
from dabiao.standards.pack_publishing import on_the_shelf
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_workbook_in import read_workbook


def change_draft(
    actor: Account,
    draft_id: int,
    version: int,
    *,
    manifest: Mapping[str, object] | None = None,
    tables: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
) -> PackDraft:
    """Write what is given of a draft: its whole manifest, and each table named in ``tables`` whole.

    ``version`` is the one the actor had before them. Raises BadInput when somebody else changed the draft since, or
    it may not change any more; PackDraft.DoesNotExist.
    """
    with writing(actor, Action.EDIT_PACKS, "pack_draft", str(draft_id)) as entry:
        draft = open_draft(draft_id, version)
        changed = [*(["pack.yaml"] if manifest is not None else []), *(tables or ())]
        if manifest is not None:
            draft.manifest = dict(manifest)
        if tables is not None:
            draft.tables = {**draft.tables, **{name: list(rows) for name, rows in tables.items()}}
        keep(draft, actor, entry, changed=changed)
    return draft


def replace_content(actor: Account, draft_id: int, version: int, path: Path, name: str) -> PackDraft:
    """Put the content of a pack's workbook in the place of a draft's. Raises as ``change_draft``.

    Sheets and headings that are not known are refused: what stands there would be lost.
    """
    raw, defects = read_workbook(path)
    if defects:
        raise BadInput([renamed(one, name) for one in defects])
    manifest, tables = content_of(raw)
    whole = {table: tables.get(table, []) for table in TABLES}
    return change_draft(actor, draft_id, version, manifest=manifest, tables=whole)


def give_up(actor: Account, draft_id: int, version: int) -> PackDraft:
    """Put a draft aside for good; it stays readable. Raises as ``change_draft``."""
    with writing(actor, Action.EDIT_PACKS, "pack_draft", str(draft_id)) as entry:
        draft = open_draft(draft_id, version)
        entry.before = {"state": draft.state}
        draft.state = DraftState.GIVEN_UP
        keep(draft, actor, entry, state=draft.state)
    return draft


def publish_draft(actor: Account, draft_id: int, version: int) -> PackDraft:
    """Make an edition of a draft without defects: a folder of the data folder, which nothing overwrites.

    Rooms that keep trends hear of it. Raises BadInput with every defect, and as ``change_draft``.
    """
    with ExitStack() as shelf, writing(actor, Action.EDIT_PACKS, "pack_draft", str(draft_id)) as entry:
        draft = open_draft(draft_id, version)
        found = examined(draft.manifest, draft.tables)
        if found.framework is None:
            raise BadInput(found.defects)
        framework = found.framework
        pictures = _pictures(draft, framework)
        digest = shelf.enter_context(
            on_the_shelf(framework.id, found.files, Path(settings.HOME.packs), pictures)
        )
        entry.before = {"state": draft.state}
        draft.state = DraftState.PUBLISHED
        draft.published_id, draft.published_digest = framework.id, digest
        keep(
            draft,
            actor,
            entry,
            state=draft.state,
            pack=framework.id,
            edition=framework.edition,
            digest=digest,
        )
        if draft.based_on:
            tell(EditionPublished(draft.based_on, framework.id))
    return draft


def _pictures(draft: PackDraft, framework: Framework) -> dict[str, bytes]:
    """Read the example pictures of a draft. Raises BadInput naming those that are nowhere to be found."""
    named = {one.file: item for item in framework.items for one in item.pictures}
    found = dict(draft_pictures(named, draft.based_on))
    missing = [
        Defect(
            "检查项“%(item)s”的示例图片 %(file)s 不在这台机器上。请到检查项的页面删去它，或重新上传",
            draft.title,
            parameters={"item": named[name].id, "file": name[:12]},
        )
        for name, data in found.items()
        if data is None
    ]
    if missing:
        raise BadInput(missing)
    return {name: data for name, data in found.items() if data is not None}


def open_draft(draft_id: int, version: int) -> PackDraft:
    """Lock a draft for a change. Raises BadInput when it was changed since ``version``, or is not open any more."""
    draft = PackDraft.objects.select_for_update().get(pk=draft_id)
    if draft.state != DraftState.OPEN:
        raise BadInput(
            Defect(
                "这份草稿%(state)s，不能再改", draft.title, parameters={"state": draft.get_state_display()}
            )
        )
    if draft.version != version:
        raise BadInput(
            Defect(
                "刚才 %(who)s 改过这份草稿，您的修改没有保存。请看过最新内容后再改一次",
                draft.title,
                parameters={"who": draft.changed_by.display_name or draft.changed_by.username},
            )
        )
    return draft


def keep(draft: PackDraft, actor: Account, entry: Entry, **said: object) -> None:
    """Store a changed draft as its next version, and say so in the entry."""
    draft.version += 1
    draft.changed_by = actor
    draft.save()
    entry.resource_id = str(draft.pk)
    entry.after = {"title": draft.title, "version": draft.version, **said}
