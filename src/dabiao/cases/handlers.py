"""What the cases room does when other rooms have news."""

from __future__ import annotations

from dabiao.cases.actions import list_carried, list_problems, withdraw_problems
from dabiao.house.events import subscribe
from dabiao.rounds.events import ObservationsStored, ObservationsUndone, RoundsCarried


@subscribe(ObservationsStored)
def _list_problems(event: ObservationsStored) -> None:
    list_problems(event.import_id, event.pack_id, event.problems)


@subscribe(ObservationsUndone)
def _withdraw_problems(event: ObservationsUndone) -> None:
    withdraw_problems(event.import_id)


@subscribe(RoundsCarried)
def _list_carried(event: RoundsCarried) -> None:
    list_carried(event.pack_id, event.problems, event.frozen)
