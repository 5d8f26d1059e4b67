"""Read rounds, cells and imports."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from dabiao.core.cells import CellTable
from dabiao.core.defects import Defect
from dabiao.core.findings import RoundFacts
from dabiao.core.framework import Method
from dabiao.office.field_profile import from_json
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.rounds.cell_store import cell_table
from dabiao.rounds.counting import imports_on
from dabiao.rounds.freezing import frozen_rounds, not_undone
from dabiao.rounds.mapping_questions import must_choose
from dabiao.rounds.models import Import, ImportMapping, ImportState, Round, RoundFreeze, StoredCell


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


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A stored round and, where it is frozen, why."""

    round: Round
    freeze: RoundFreeze | None


def round_lines(asker: Account, pack_id: str) -> tuple[RoundLine, ...]:
    """List the rounds of a pack, newest first, each with its freeze."""
    policy.require(asker, Action.SEE_IMPORTS)
    rounds = list(Round.objects.filter(pack_id=pack_id).order_by("-position"))
    frozen = frozen_rounds(pack_id, [one.name for one in rounds])
    return tuple(RoundLine(one, frozen.get(one.name)) for one in rounds)


def round_names(pack_id: str) -> list[str]:
    """Names of the stored rounds of a pack, oldest first. For choices."""
    return list(Round.objects.filter(pack_id=pack_id).values_list("name", flat=True))


def mapping_told(shown: Import) -> dict[str, object]:
    """What an import's page says of how it is understood. For an import that was found by ``imports``."""
    found = ImportMapping.objects.filter(source=shown).exclude(mapping="").select_related("profile").first()
    if found is None:
        return {"mapped": False}
    asked = (
        len(must_choose(from_json(found.mapping, shown.file_name)))
        if shown.state == ImportState.MAPPING
        else 0
    )
    return {
        "mapped": True,
        "questions": asked,
        "known_profile": found.profile.name if found.profile else "",
    }


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What undoing an import would do, and what keeps it from being undone."""

    kept: tuple[str, ...]
    """Rounds that other imports have rows of: they are counted anew."""
    gone: tuple[str, ...]
    """Rounds that have no other rows."""
    refusals: tuple[Defect, ...]


def undo_plan(stored: Import) -> UndoPlan:
    """Say what undoing ``stored`` would do. For an import that was found by ``imports``."""
    rounds = tuple(stored.summary.get("rounds", ()))
    others = [one for one in imports_on(stored.pack_id, rounds) if one.pk != stored.pk]
    held = {name for one in others for name in one.summary.get("rounds", ())}
    return UndoPlan(
        tuple(name for name in rounds if name in held),
        tuple(name for name in rounds if name not in held),
        tuple(not_undone(stored.pack_id, rounds, stored.file_name)),
    )


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
