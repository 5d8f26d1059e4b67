"""Read packs and their drafts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from dabiao.core.defects import BadInput, Defect
from dabiao.core.framework import Framework
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.standards.drafts.models import DraftState, PackDraft
from dabiao.standards.models import PackInUse
from dabiao.standards.pack_files import built_in_packs, load_pack
from dabiao.standards.pack_shelves import built_in_pack_ids, own_pack_ids
from dabiao.standards.queries import DEFAULT_PACK


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack there is. ``framework`` is None when it cannot be loaded, and ``defects`` say why."""

    id: str
    framework: Framework | None
    own: bool
    in_use: bool
    published: PackDraft | None = None
    defects: tuple[Defect, ...] = ()


def packs(asker: Account) -> list[PackLine]:
    """Every pack: the district's own editions, the latest first, then those that come along."""
    policy.require(asker, Action.EDIT_PACKS)
    used = id_in_use()
    drafts = {
        one.published_id: one
        for one in PackDraft.objects.filter(state=DraftState.PUBLISHED)
        .select_related("changed_by")
        .defer("tables", "not_taken", "cautions")
    }
    own = [_own_line(one, used, drafts.get(one)) for one in own_pack_ids()]
    own.sort(key=lambda line: line.published.pk if line.published else 0, reverse=True)
    hidden = {one.id for one in own}
    along = [PackLine(one.id, one, False, one.id == used) for one in built_in_packs() if one.id not in hidden]
    return [*own, *along]


def pack(asker: Account, pack_id: str) -> PackLine | None:
    """One pack by its id; None when there is none."""
    policy.require(asker, Action.EDIT_PACKS)
    if pack_id in own_pack_ids():
        drafted = PackDraft.objects.select_related("changed_by").filter(published_id=pack_id).first()
        return _own_line(pack_id, id_in_use(), drafted)
    if pack_id in built_in_pack_ids():
        return PackLine(pack_id, load_pack(pack_id), False, pack_id == id_in_use())
    return None


def frameworks(asker: Account) -> list[Framework]:
    """Every pack that can be loaded."""
    return [line.framework for line in packs(asker) if line.framework is not None]


def drafts(asker: Account) -> QuerySet[PackDraft]:
    """Every draft, the latest first, without the rows of its tables."""
    policy.require(asker, Action.EDIT_PACKS)
    return PackDraft.objects.select_related("made_by", "changed_by").defer("tables", "not_taken", "cautions")


def draft(asker: Account, draft_id: int) -> PackDraft:
    """One draft. Raises PackDraft.DoesNotExist."""
    policy.require(asker, Action.EDIT_PACKS)
    return PackDraft.objects.select_related("made_by", "changed_by").get(pk=draft_id)


def id_in_use() -> str:
    """Id of the pack the district works with."""
    chosen = PackInUse.objects.first()
    return chosen.pack_id if chosen else DEFAULT_PACK


def _own_line(pack_id: str, used: str, drafted: PackDraft | None) -> PackLine:
    try:
        framework = load_pack(pack_id)
    except BadInput as bad:
        return PackLine(pack_id, None, True, pack_id == used, drafted, bad.defects)
    return PackLine(pack_id, framework, True, pack_id == used, drafted)
