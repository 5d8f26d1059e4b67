"""A small district that was counted already: rounds and cells as an import leaves them, without the files."""

from __future__ import annotations

from datetime import date

from dabiao.rounds.models import Round, StoredCell
from dabiao.standards.queries import DEFAULT_PACK

STREETS = (("东湖街道", "城管局", 14), ("西湖街道", "住建局", 20))
"""Street, the unit that answers there, and how many of 20 museums pass."""


def counted_round(number: int, streets: tuple[tuple[str, str, int], ...] = STREETS) -> Round:
    """Store one monthly round: 20 museums in each street."""
    day = date(2026, number, 2)
    one = Round.objects.create(
        pack_id=DEFAULT_PACK, name=f"第{number}轮", position=number, first_date=day, last_date=day, sites=40
    )
    StoredCell.objects.bulk_create(
        StoredCell(
            round=one, standard_id="1.1.2", method="实地", street=street, unit=unit,
            site_type="patriotic_base", places=20, places_ok=passing, rows=20, rows_ok=passing,
            faults=20 - passing,
        )
        for street, unit, passing in streets
    )  # fmt: skip
    return one
