"""Writes of the places room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.places.models import Site

BATCH = 1000


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A place as it comes from a register or a file. ``site_type`` is the pack's id."""

    site_id: str
    name: str
    site_type: str
    street: str = ""
    community: str = ""
    unit: str = ""


def register_sites(actor: Account, entries: Sequence[SiteEntry]) -> int:
    """Add places to the register; a place already there takes the new particulars. Returns how many were given."""
    with writing(actor, Action.REGISTER_SITES, "sites") as entry:
        Site.objects.bulk_create(
            (
                Site(
                    site_id=one.site_id,
                    name=one.name,
                    site_type=one.site_type,
                    street=one.street,
                    community=one.community,
                    unit=one.unit,
                )
                for one in entries
            ),
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["site_id"],
            update_fields=["name", "site_type", "street", "community", "unit"],
        )
        entry.after = {"sites": len(entries)}
    return len(entries)
