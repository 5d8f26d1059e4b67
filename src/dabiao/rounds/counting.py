"""Count rounds anew from the imports that stand: after one more came in, and after one was taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from dabiao.core.cells import CellTable
from dabiao.core.findings import RoundFacts, round_facts
from dabiao.core.judging import judge
from dabiao.core.observation import Observations
from dabiao.core.open_framework import framework_for
from dabiao.core.tally import tally
from dabiao.lake.observation_store import read_observations
from dabiao.office.round_order import order_rounds
from dabiao.rounds.files import lake_folder
from dabiao.rounds.models import Import, ImportState, Round
from dabiao.standards.pack_files import load_pack


@dataclass(frozen=True)
class CountedAnew:
    """Rounds of a pack over all the observations of ``basis``."""

    pack_id: str
    cells: tuple[tuple[RoundFacts, CellTable], ...]
    gone: tuple[str, ...]
    """Rounds of which no observation is left."""
    order: tuple[str, ...]
    """All rounds of the pack that are left, oldest first."""
    basis: frozenset[uuid.UUID]
    """The imports that were counted."""


def imports_on(pack_id: str, rounds: Sequence[str]) -> list[Import]:
    """Stored imports that hold observations of any of ``rounds``, in the order they were handed in."""
    stored = Import.objects.filter(pack_id=pack_id, state=ImportState.STORED).order_by("uploaded_at", "pk")
    return [one for one in stored if set(one.summary.get("rounds", ())) & set(rounds) and has_rows(one)]


def has_rows(stored: Import) -> bool:
    """Whether an import brought observations, not problems alone."""
    return bool(stored.summary.get("rows"))


def count_rounds(
    pack_id: str, rounds: Sequence[str], *, coming: Import | None = None, leaving: Import | None = None
) -> CountedAnew:
    """Count ``rounds`` over what is stored, with the import that is ``coming`` or without the one ``leaving``."""
    standing = [one for one in imports_on(pack_id, rounds) if leaving is None or one.pk != leaving.pk]
    if coming is not None:
        standing = sorted([*standing, coming], key=lambda one: (one.uploaded_at, one.pk))
    parts = [read_observations(lake_folder(one.pk)) for one in standing]
    cells = tuple(counted for name in rounds for counted in _counted(pack_id, _all_of_round(parts, name)))
    found = {facts.name for facts, _ in cells}
    gone = tuple(name for name in rounds if name not in found)
    order = _order(pack_id, [facts for facts, _ in cells], gone)
    return CountedAnew(pack_id, cells, gone, order, frozenset(one.pk for one in standing))


def _all_of_round(parts: Sequence[Observations], name: str) -> Observations | None:
    tables = [table for one in parts if (table := _of_round(one, name)).num_rows]
    return Observations(pa.concat_tables(tables).unify_dictionaries(), (name,)) if tables else None


def _of_round(observations: Observations, name: str) -> pa.Table:
    return observations.table.filter(pc.equal(observations.table.column("round").cast(pa.string()), name))


def _counted(pack_id: str, observed: Observations | None) -> Iterator[tuple[RoundFacts, CellTable]]:
    if observed is None:
        return
    framework = framework_for(load_pack(pack_id), observed)
    cells = tally(observed, framework, judge(observed, framework))
    for facts in round_facts(observed):
        yield facts, cells


def _order(pack_id: str, counted: Sequence[RoundFacts], gone: Sequence[str]) -> tuple[str, ...]:
    """Order all rounds of a pack, stored and counted, oldest first."""
    dates = {one.name: one.first_date for one in Round.objects.filter(pack_id=pack_id)}
    dates |= {facts.name: facts.first_date for facts in counted}
    days = {name: first.toordinal() if first else None for name, first in dates.items() if name not in gone}
    return order_rounds(list(days), days)[0]
