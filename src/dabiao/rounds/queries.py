"""Read rounds, cells and imports."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from dabiao.core.cells import CellTable
from dabiao.core.defects import Defect
from dabiao.core.findings import RoundFacts
from dabiao.core.framework import Method
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.rounds.cell_store import cell_table
from dabiao.rounds.models import Import, Round, StoredCell


@dataclass(frozen=True)
class CountedRounds:
    """The cells of rounds, and when each round was and how many places it saw."""

    cells: CellTable
    facts: tuple[RoundFacts, ...]


def counted_rounds(pack_id: str) -> CountedRounds:
    """Read all rounds of a pack, oldest first. For other rooms' actions; pages never show cells unscored."""
    rounds = list(Round.objects.filter(pack_id=pack_id))
    facts = tuple(RoundFacts(one.name, one.first_date, one.last_date, one.sites) for one in rounds)
    return CountedRounds(cell_table(rounds), facts)


def imports(asker: Account) -> QuerySet[Import]:
    """List imports, newest first."""
    policy.require(asker, Action.SEE_IMPORTS)
    return Import.objects.select_related("uploaded_by")


def import_by_id(asker: Account, import_id: uuid.UUID) -> Import:
    """Find one import. Raises Import.DoesNotExist."""
    return imports(asker).get(pk=import_id)


@dataclass(frozen=True, slots=True)
class PlaceCounts:
    """Places looked at and places that passed, of one part of a standard's observations."""

    name: str
    places: int
    places_ok: int

    @property
    def rate(self) -> float | None:
        """Share that passed; None where nothing was looked at."""
        return self.places_ok / self.places if self.places else None


def standard_counts(asker: Account, pack_id: str, standard_id: str, by: str) -> tuple[PlaceCounts, ...]:
    """Count one standard's 实地 places ``by`` round, street or site_type. Published figures of the district."""
    policy.require(asker, Action.SEE_RESULTS)
    column = {"round": "round__name", "street": "street", "site_type": "site_type"}[by]
    cells = StoredCell.objects.filter(
        round__pack_id=pack_id, standard_id=standard_id, method=Method.FIELD, item="", places__gt=0
    )
    order = ("round__position",) if by == "round" else (column,)
    counted = (
        cells.values_list(column, *(("round__position",) if by == "round" else ()))
        .annotate(seen=Sum("places"), passed=Sum("places_ok"))
        .order_by(*order)
    )
    return tuple(PlaceCounts(row[0], row[-2], row[-1]) for row in counted)


def defect_lines(shown: Import) -> list[Defect]:
    """The first defects of an import, as they were found."""
    return [
        Defect(
            one["template"],
            shown.file_name,
            row=one["row"],
            field=one["field"],
            parameters=one["parameters"],
            sheet=one["sheet"],
        )
        for one in shown.defects
    ]
