"""Writes of the standards room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.standards.models import PackInUse, StandardStanding
from dabiao.standards.pack_files import load_pack


def choose_pack(actor: Account, pack_id: str) -> PackInUse:
    """Work with a built-in pack from now on. Raises BadInput when there is none of that name."""
    framework = load_pack(pack_id)
    with writing(actor, Action.CHOOSE_PACK, "pack", framework.id) as entry:
        entry.after = {"pack": framework.id, "edition": framework.edition, "digest": framework.digest}
        return PackInUse.objects.create(pack_id=framework.id, digest=framework.digest)


def keep_standings(pack_id: str, standards: Sequence[dict[str, Any]]) -> None:
    """Replace the projection by the standards of a new assessment; part of that assessment's write."""
    StandardStanding.objects.filter(pack_id=pack_id).delete()
    StandardStanding.objects.bulk_create(
        StandardStanding(
            pack_id=pack_id,
            standard_id=one["standard_id"],
            stability_class=one["class"] or "",
            figures=one,
        )
        for one in standards
    )
