"""What the insight room does when other rooms have news."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from dabiao.house.events import subscribe
from dabiao.insight.jobs import assess_district
from dabiao.rounds.events import ObservationsStored, ObservationsUndone, RoundsCarried


@subscribe(ObservationsStored)
def _assess_anew(event: ObservationsStored) -> None:
    transaction.on_commit(partial(assess_district.enqueue, event.by.pk))


@subscribe(ObservationsUndone)
def _assess_without(event: ObservationsUndone) -> None:
    transaction.on_commit(partial(assess_district.enqueue, event.by.pk))


@subscribe(RoundsCarried)
def _assess_carried(event: RoundsCarried) -> None:
    """Assess the pack the rounds were carried to, in use or not: its history is there once it is chosen."""
    transaction.on_commit(partial(assess_district.enqueue, event.by.pk, event.pack_id))
