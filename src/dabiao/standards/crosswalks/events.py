"""What the crosswalks tell the rooms after them."""

from __future__ import annotations

from dataclasses import dataclass

from dabiao.people.models import Account


@dataclass(frozen=True)
class CrosswalkChanged:
    """Another crosswalk holds between two packs than before, or none any more. Published inside that transaction."""

    from_pack: str
    to_pack: str
    by: Account
