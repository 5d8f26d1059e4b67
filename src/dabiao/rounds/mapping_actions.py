"""Writes about how a workbook is understood: proposed, mended by people, kept as a profile, and asked to be checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from dabiao.core.defects import BadInput, Defect
from dabiao.core.field.mapping import (
    FieldMapping,
    Kind,
    Layout,
    Role,
    with_column,
    with_layout,
    with_match,
)
from dabiao.core.field.vocabulary import accepted_pairs
from dabiao.office.field_profile import from_json, to_json
from dabiao.office.file_checks import LARGEST_FILE, check_size
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.rounds import files
from dabiao.rounds.actions import move
from dabiao.rounds.models import Import, ImportMapping, ImportState, MappingProfile
from dabiao.rounds.profiles import keys_of, usable

MENDABLE = (ImportState.MAPPING, ImportState.READY, ImportState.REFUSED)
"""States in which people may change how a workbook is understood: before it is accepted."""

LONGEST_NAME = 64
"""Characters of a profile's or a round's name, as the tables have them."""


@dataclass(frozen=True)
class Mended:
    """What a person changed: columns by (sheet, index), layouts by sheet, texts by (kind, written, context).

    None leaves the day, and what is said of the inspected, as they are.
    """

    columns: Mapping[tuple[int, int], Role] = field(default_factory=dict)
    layouts: Mapping[int, Layout] = field(default_factory=dict)
    matches: Mapping[tuple[Kind, str, str], str] = field(default_factory=dict)
    day: date | None = None
    clear_day: bool = False
    everything_inspected: bool | None = None

    @property
    def said(self) -> int:
        """How many choices were made."""
        return len(self.columns) + len(self.layouts) + len(self.matches)


def mapping_of(found: ImportMapping) -> FieldMapping:
    """How a workbook is understood. Raises BadInput when what was kept cannot be read any more."""
    return from_json(found.mapping, found.source.file_name)


def keep_proposal(
    found: ImportMapping, mapping: FieldMapping, samples: Sequence[object], profile: MappingProfile | None
) -> None:
    """Keep how a workbook was understood at first. Written in the name of whoever uploaded it."""
    uploader = found.source.uploaded_by
    with writing(uploader, Action.IMPORT_OBSERVATIONS, "import_mapping", str(found.source_id)) as entry:
        found.mapping, found.samples = to_json(mapping), list(samples)
        found.profile, found.version = profile or found.profile, found.version + 1
        found.save()
        if profile is not None:
            MappingProfile.objects.filter(pk=profile.pk).update(used_at=timezone.now())
        entry.after = {
            "tables": len(mapping.sheets),
            "questions": len(mapping.questions),
            "profile": profile.name if profile else None,
        }


def keep_given(
    actor: Account,
    handed_in: Import,
    mapping: FieldMapping,
    day: date | None,
    inspected: UploadedFile[bytes] | None,
    *,
    everything: bool,
) -> None:
    """Keep how a workbook is to be understood before it is looked at: settled by whoever hands it in."""
    with writing(actor, Action.IMPORT_OBSERVATIONS, "import_mapping", str(handed_in.pk)) as entry:
        if inspected is not None:
            files.keep_inspected(handed_in.pk, inspected)
        ImportMapping.objects.create(
            source=handed_in,
            mapping=to_json(mapping),
            confirmed=True,
            date=day,
            inspected_name=Path(inspected.name or "").name if inspected is not None else "",
            everything_inspected=everything,
        )
        entry.after = {"tables": len(mapping.sheets), "questions": 0}


def ask_people(asked: Import) -> None:
    """Wait for a person's choices. Written in the name of whoever uploaded it."""
    with writing(asked.uploaded_by, Action.IMPORT_OBSERVATIONS, "import", str(asked.pk)) as entry:
        move(asked, (ImportState.WAITING, ImportState.CHECKING), ImportState.MAPPING)
        entry.after = {"state": ImportState.MAPPING}


def mend_mapping(actor: Account, mended: Import, version: int, said: Mended) -> ImportMapping:
    """Take a person's choices. Raises BadInput when somebody else changed them since ``version`` was shown."""
    with writing(actor, Action.IMPORT_OBSERVATIONS, "import_mapping", str(mended.pk)) as entry:
        found = _held(mended, version)
        mapping = mapping_of(found)
        for (sheet, index), role in said.columns.items():
            mapping = with_column(mapping, mapping.sheets[sheet], index, role)
        for sheet, layout in said.layouts.items():
            mapping = with_layout(mapping, mapping.sheets[sheet], layout)
        for (kind, written, context), target in said.matches.items():
            mapping = with_match(mapping, kind, written, target, context)
        found.mapping, found.version = to_json(mapping), version + 1
        if said.day is not None or said.clear_day:
            found.date = said.day
        if said.everything_inspected is not None:
            found.everything_inspected = said.everything_inspected
        found.confirmed = False
        found.save()
        entry.after = {"choices": said.said, "questions": len(mapping.questions)}
    return found


def ask_check(actor: Account, mended: Import, version: int, *, confirmed: bool = True) -> None:
    """Have the workbook checked as it is understood now; not ``confirmed``, only looked at anew: a table that is read
    in another way has other columns and texts. Raises BadInput when it waits for something else.
    """
    from dabiao.rounds.jobs import check_import  # noqa: PLC0415  # actions enqueue jobs, jobs run actions

    with writing(actor, Action.IMPORT_OBSERVATIONS, "import", str(mended.pk)) as entry:
        found = _held(mended, version)
        found.confirmed = confirmed
        found.save()
        entry.before = {"state": mended.state}
        move(mended, MENDABLE, ImportState.WAITING)
        entry.after = {"state": ImportState.WAITING}
        transaction.on_commit(partial(check_import.enqueue, str(mended.pk)))


def map_by_hand(actor: Account, refused: Import) -> None:
    """Understand a refused workbook of the canonical form as if it were any other."""
    from dabiao.rounds.jobs import check_import  # noqa: PLC0415  # actions enqueue jobs, jobs run actions

    with writing(actor, Action.IMPORT_OBSERVATIONS, "import_mapping", str(refused.pk)) as entry:
        move(refused, (ImportState.REFUSED,), ImportState.WAITING)
        ImportMapping.objects.create(source=refused)
        entry.after = {"state": ImportState.WAITING}
        transaction.on_commit(partial(check_import.enqueue, str(refused.pk)))


def give_inspected(actor: Account, mended: Import, version: int, file: UploadedFile[bytes]) -> None:
    """Take a second workbook that lists the places and items inspected, and look at both anew."""
    from dabiao.rounds.jobs import check_import  # noqa: PLC0415  # actions enqueue jobs, jobs run actions

    name = Path(file.name or "").name
    check_size(name, file.size or 0, LARGEST_FILE, "文件超过 %(limit)d MB，没有读取。请核对是不是点位清单")
    with writing(actor, Action.IMPORT_OBSERVATIONS, "import_mapping", str(mended.pk)) as entry:
        found = _held(mended, version)
        move(mended, MENDABLE, ImportState.WAITING)
        files.keep_inspected(mended.pk, file)
        found.inspected_name, found.version = name, version + 1
        found.everything_inspected = found.confirmed = False
        found.save()
        entry.after = {"inspected": name, "bytes": file.size}
        transaction.on_commit(partial(check_import.enqueue, str(mended.pk)))


def save_profile(actor: Account, mended: Import, name: str) -> MappingProfile:
    """Keep how a workbook is understood under ``name``, also in place of an older one. Raises BadInput for no name."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME:
        raise BadInput(
            Defect(
                "请给对应方案起个名字，不超过 %(limit)d 字，如“第三方月测表”",
                mended.file_name,
                field="方案名称",
                parameters={"limit": LONGEST_NAME},
            )
        )
    with writing(actor, Action.IMPORT_OBSERVATIONS, "mapping_profile") as entry:
        found = ImportMapping.objects.select_for_update().get(source=mended)
        mapping = mapping_of(found)
        old = MappingProfile.objects.filter(pack_id=mended.pack_id, name=wanted).first()
        layouts = list(dict.fromkeys([*(old.layouts if old else ()), *keys_of(mapping)]))
        pairs = [[kind.value, *rest] for kind, *rest in usable(accepted_pairs(mapping))]
        said = {tuple(one[:3]) for one in pairs}
        kept = [one for one in (old.pairs if old else ()) if tuple(one[:3]) not in said]
        saved, _ = MappingProfile.objects.update_or_create(
            pack_id=mended.pack_id,
            name=wanted,
            defaults={"layouts": layouts, "pairs": [*kept, *pairs], "made_by": actor},
        )
        entry.resource_id = str(saved.pk)
        entry.after = {"name": wanted, "pairs": len(saved.pairs), "replaces": old is not None}
    return saved


def drop_profile(actor: Account, dropped: MappingProfile) -> None:
    """Forget a profile; what was imported with it stays."""
    with writing(actor, Action.IMPORT_OBSERVATIONS, "mapping_profile", str(dropped.pk)) as entry:
        entry.before = {"name": dropped.name, "pairs": len(dropped.pairs)}
        dropped.delete()


def _held(mended: Import, version: int) -> ImportMapping:
    """The mapping to be changed, locked. Raises BadInput unless it may be changed and is the one that was shown."""
    found = ImportMapping.objects.select_for_update().select_related("source").get(source=mended)
    if found.source.state not in MENDABLE:
        raise BadInput(
            Defect("这次导入的状态已经变化，操作没有执行。请刷新页面查看最新状态", mended.file_name)
        )
    if found.version != version or not found.mapping:
        raise BadInput(
            Defect("别人刚改过这张表的对应，您的改动没有保存。请看过最新的对应再改", mended.file_name)
        )
    return found
