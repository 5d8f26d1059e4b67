"""What makes carried rounds be counted anew: other observations, or another crosswalk."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from dabiao.house.events import subscribe
from dabiao.people.models import Account
from dabiao.rounds.carrying_actions import mark_stale
from dabiao.rounds.carrying_jobs import carry_rounds
from dabiao.rounds.events import ObservationsStored, ObservationsUndone
from dabiao.standards.crosswalks.events import CrosswalkChanged
from dabiao.standards.crosswalks.queries import in_force_into, packs_reached_from


@subscribe(ObservationsStored)
def _observations_stored(event: ObservationsStored) -> None:
    recount_after(event.pack_id, event.by)


@subscribe(ObservationsUndone)
def _observations_undone(event: ObservationsUndone) -> None:
    recount_after(event.pack_id, event.by)


@subscribe(CrosswalkChanged)
def _crosswalk_changed(event: CrosswalkChanged) -> None:
    _recount([event.to_pack, *packs_reached_from(event.to_pack)], event.by)


def recount_after(pack_id: str, by: Account) -> None:
    """Have everything counted anew that observations of ``pack_id`` are carried to; inside the write that changed them.

    The pack itself as well, where others are carried to it: its rounds may be joined with carried ones.
    """
    own = [pack_id] if in_force_into(pack_id) else []
    _recount([*own, *packs_reached_from(pack_id)], by)


def _recount(packs: Iterable[str], by: Account) -> None:
    for pack_id in packs:
        mark_stale(pack_id)
        transaction.on_commit(partial(carry_rounds.enqueue, pack_id, by.pk))
