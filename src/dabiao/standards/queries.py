"""Read which pack is in use and how its standards stand."""

from __future__ import annotations

from dabiao.core.framework import Framework
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.standards.models import PackInUse, StandardStanding
from dabiao.standards.pack_files import load_pack
from dabiao.standards.pack_pictures import picture_of_pack

DEFAULT_PACK = "district-practice"


def framework_in_use() -> Framework:
    """Load the pack the district works with; the built-in default before one is chosen."""
    chosen = PackInUse.objects.first()
    return load_pack(chosen.pack_id if chosen else DEFAULT_PACK)


def example_picture(asker: Account, file: str) -> bytes | None:
    """Bytes of an example picture of the pack in use; None when it shows none of that name."""
    policy.require(asker, Action.SEE_STANDARDS)
    framework = framework_in_use()
    if not any(one.file == file for item in framework.items for one in item.pictures):
        return None
    return picture_of_pack(framework.id, file)


def standings(asker: Account, pack_id: str) -> dict[str, StandardStanding]:
    """How each standard of a pack stood in the latest assessment, by standard id."""
    policy.require(asker, Action.SEE_STANDARDS)
    return {one.standard_id: one for one in StandardStanding.objects.filter(pack_id=pack_id)}
