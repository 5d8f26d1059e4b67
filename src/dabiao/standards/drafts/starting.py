"""Drafts begin: from a framework spreadsheet, from a pack's workbook, from a pack there is, or from nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework_book.columns import SheetMapping
from dabiao.core.framework_book.standards import NotTaken
from dabiao.office.framework_sheets import read_sheet_texts
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.standards.drafts.content import content_of
from dabiao.standards.drafts.models import PackDraft
from dabiao.standards.framework_in import (
    GIVEN,
    OURS,
    OURS_SOURCE,
    Identity,
    Spreadsheet,
    is_pack_workbook,
    read_draft,
    sorted_sheets,
)
from dabiao.standards.known_site_types import known_site_types
from dabiao.standards.pack_files import load_pack, raw_pack, read_folder
from dabiao.standards.pack_schema import TABLES
from dabiao.standards.pack_shelves import pack_folder
from dabiao.standards.pack_workbook_in import read_workbook

LONGEST_KEPT = 300
"""Characters kept of a cell that was not taken: enough to know it again."""


def look_at(path: Path, name: str) -> Spreadsheet | None:
    """Read what was uploaded under ``name``: a framework spreadsheet, or None for the workbook of a pack.

    Raises BadInput for what cannot be opened, or has neither.
    """
    sheets = read_sheet_texts(path)
    if is_pack_workbook(sheets):
        return None
    spreadsheet = sorted_sheets(name, sheets)
    if not any(one.is_framework for one in spreadsheet.proposals()):
        raise BadInput(
            Defect(
                "没有认出测评体系的表头。表头至少要有“测评标准”或“测评内容”，最好还有“测评项目、测评方法、责任单位”；"
                "表头请放在前 20 行",
                name,
            )
        )
    return spreadsheet


def start_from_framework(
    actor: Account,
    spreadsheet: Spreadsheet,
    mappings: Mapping[str, SheetMapping],
    identity: Identity,
    based_on: str = "",
) -> PackDraft:
    """Make a draft of a framework spreadsheet, by the columns a person confirmed.

    Raises BadInput when no standard was found in it, or there is no pack ``based_on``.
    """
    read = read_draft(spreadsheet, mappings, identity, known_site_types())
    if not read.tables.get("standards"):
        raise BadInput(Defect("按所选的栏目没有读到测评标准。请核对哪一列是“测评标准”", spreadsheet.file))
    return _begin(
        actor,
        read.manifest,
        read.tables,
        based_on,
        made_from=spreadsheet.file,
        not_taken=read.not_taken,
        cautions=read.cautions,
    )


def start_from_workbook(actor: Account, path: Path, name: str, based_on: str = "") -> PackDraft:
    """Make a draft of a pack's workbook, as ``dabiao pack export`` and the pages write it.

    Raises BadInput for sheets and headings that are not known: what stands there would be lost.
    """
    raw, defects = read_workbook(path)
    if defects:
        raise BadInput([renamed(one, name) for one in defects])
    manifest, tables = content_of(raw)
    return _begin(actor, manifest, tables, based_on, made_from=name)


def start_from_pack(actor: Account, pack_id: str, identity: tuple[str, str, str]) -> PackDraft:
    """Begin the next edition of a pack: everything of it, under a new id, title and edition.

    Raises BadInput when there is no such pack, or it cannot be read.
    """
    load_pack(pack_id)
    raw, _ = raw_pack(read_folder(pack_folder(pack_id)))
    manifest, tables = content_of(raw)
    own = dict(zip(("id", "title", "edition"), identity, strict=True))
    return _begin(actor, {**manifest, **own}, tables, pack_id)


def start_empty(actor: Account, identity: Identity) -> PackDraft:
    """Begin with nothing but a name and a source."""
    manifest: dict[str, object] = {
        "id": identity.id,
        "title": identity.title,
        "edition": identity.edition,
        "city_level": identity.city_level,
        "source": GIVEN,
        "sources": {GIVEN: dict(identity.source), OURS: dict(OURS_SOURCE)},
        "points": "100",
    }
    return _begin(actor, manifest, {}, "")


def _begin(
    actor: Account,
    manifest: Mapping[str, object],
    tables: Mapping[str, Sequence[Mapping[str, str]]],
    based_on: str,
    *,
    made_from: str = "",
    not_taken: Sequence[NotTaken] = (),
    cautions: Sequence[Defect] = (),
) -> PackDraft:
    if based_on:
        load_pack(based_on)
    with writing(actor, Action.EDIT_PACKS, "pack_draft") as entry:
        draft = PackDraft.objects.create(
            manifest=dict(manifest),
            tables={name: [dict(row) for row in tables[name]] for name in TABLES if tables.get(name)},
            based_on=based_on,
            made_from=made_from[:200],
            not_taken=[
                {"sheet": one.sheet, "cell": one.cell, "text": one.text[:LONGEST_KEPT], "reason": one.reason}
                for one in not_taken
            ],
            cautions=[_kept(one) for one in cautions],
            made_by=actor,
            changed_by=actor,
        )
        entry.resource_id = str(draft.pk)
        entry.after = {
            "title": draft.title,
            "pack": draft.pack_id,
            "based_on": based_on,
            "made_from": draft.made_from,
            "standards": len(tables.get("standards", ())),
            "not_taken": len(not_taken),
        }
    return draft


def _kept(caution: Defect) -> dict[str, object]:
    return {
        "template": caution.template,
        "file": caution.file,
        "row": caution.row,
        "field": caution.field,
        "parameters": {name: str(value) for name, value in caution.parameters.items()},
        "sheet": caution.sheet,
    }


def renamed(defect: Defect, name: str) -> Defect:
    """Name the file as whoever uploaded it knows it."""
    return Defect(defect.template, name, defect.row, defect.field, defect.parameters, defect.sheet)
