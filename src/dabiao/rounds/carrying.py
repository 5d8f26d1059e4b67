"""Rounds counted under another pack's standards: along the crosswalks that hold, from observations as they came.

Nothing that is carried is stored twice. The observations stay those of the pack they were made under; only their cells
are kept under the other, and counted anew from the first observation whenever anything they rest on has changed.

A carried round and one that was put in directly are the same wave when they have the same name and their dates do not
say otherwise: then they are one round, and of two rows with the same key the one put in directly counts. The same name
at another time is another wave, and the carried one is told apart by its edition.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from dabiao.core.assessment import Problem
from dabiao.core.cells import CellTable
from dabiao.core.crosswalk.carry import NotCarried, carry, without
from dabiao.core.crosswalk.model import Crosswalk
from dabiao.core.findings import RoundFacts, problems, round_facts
from dabiao.core.framework import Framework
from dabiao.core.judging import judge
from dabiao.core.observation import FAILING, WORD, Observations
from dabiao.core.tally import tally
from dabiao.lake.observation_store import open_stored, read_observations
from dabiao.rounds.counting import has_rows
from dabiao.rounds.files import lake_folder
from dabiao.rounds.models import Import, ImportState
from dabiao.rounds.stored import ROW_KEY
from dabiao.standards.crosswalks.queries import in_force_into
from dabiao.standards.pack_files import load_pack

IMPORT = "import"
"""Column added to observations on their way: the import each row came in with."""

LONGEST_NAME = 64
"""Characters of a round's name in the database."""


@dataclass(frozen=True)
class Wave:
    """Observations of one round as they came, or as they were carried here, and the pack they were made under."""

    name: str
    facts: RoundFacts
    observations: Observations
    origin: str


@dataclass
class CarriedOver:
    """What came of one crosswalk: rows there were, rows carried, rows that were in directly, and what stayed behind."""

    crosswalk_id: int
    from_pack: str
    rows: int = 0
    carried: int = 0
    there_already: int = 0
    not_carried: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    standards: Counter[str] = field(default_factory=Counter)
    """Rows there were by old standard, carried or not."""
    rounds: list[tuple[str, str]] = field(default_factory=list)
    """Names of the carried rounds, there and here."""

    def note(self, left: tuple[NotCarried, ...]) -> None:
        """Count what stayed behind of one round."""
        for one in left:
            self.not_carried[one.standard, one.item, one.reason.value] += one.rows


@dataclass(frozen=True)
class CarriedRound:
    """A round of the other pack as it has to be stored. ``origin`` is empty where it has rows of its own.

    ``problems`` are those of the carried rows, each with the import it came from.
    """

    facts: RoundFacts
    cells: CellTable
    origin: str
    carried_rows: int
    problems: tuple[tuple[uuid.UUID, Problem], ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of everything that is stored of it but the problems."""
        said = hashlib.sha256(repr((self.facts, self.origin, self.carried_rows, self.cells.overlap)).encode())
        for table in (self.cells.cells, self.cells.items):
            said.update(repr(table.words).encode())
            for column in (*table.codes.values(), *table.sums.values()):
                said.update(column.tobytes())
        return said.hexdigest()


@dataclass(frozen=True)
class Counted:
    """Every round of a pack that has carried rows, and what came of each crosswalk into it."""

    rounds: tuple[CarriedRound, ...]
    own: tuple[str, ...]
    """Names of the rounds that have rows of their own, carried rows beside them or not."""
    sources: tuple[CarriedOver, ...]


def inputs_of(pack_id: str) -> str:
    """Say in one word what the carried rounds of a pack rest on: imports, crosswalks, packs. The same word, the same
    rounds; a job that is taken up again finds that nothing is left to do.
    """
    said: list[str] = []
    pending, seen = [pack_id], {pack_id}
    while pending:
        target = pending.pop()
        said.append(f"{target} {load_pack(target).digest}")
        said += [f"{target} {open_stored(lake_folder(one.pk)).digest}" for one in _stored(target)]
        for one in in_force_into(target):
            said.append(f"{one.id}")
            if one.crosswalk.from_pack not in seen:
                seen.add(one.crosswalk.from_pack)
                pending.append(one.crosswalk.from_pack)
    return hashlib.sha256("\n".join(sorted(said)).encode()).hexdigest()


def count_carried(pack_id: str) -> Counted:
    """Count the rounds of ``pack_id`` that other packs' observations belong to, from the first row on."""
    framework = load_pack(pack_id)
    own = {wave.name: wave for wave in _own_waves(pack_id)}
    waves: dict[str, list[Wave]] = {name: [wave] for name, wave in own.items()}
    carried_rows: Counter[str] = Counter()
    sources = []
    for over, wave in _carried_waves(framework, (pack_id,)):
        if over not in sources:
            sources.append(over)
        if wave is None:
            continue
        name = _name_here(wave, waves)
        part = _renamed(wave.observations, name)
        for earlier in waves.get(name, ()):
            part, again = without(part, ROW_KEY, earlier.observations.table)
            over.there_already += again
        over.carried += len(part)
        over.rounds.append((wave.name, name))
        if len(part):
            waves.setdefault(name, []).append(Wave(name, wave.facts, part, wave.origin))
            carried_rows[name] += len(part)
    own_imports = frozenset(str(one.pk) for one in _stored(pack_id))
    rounds = tuple(
        _counted(framework, waves[name], carried_rows[name], own_imports, own=name in own)
        for name in carried_rows
    )
    return Counted(rounds, tuple(own), tuple(sources))


def count_own(pack_id: str, name: str) -> CarriedRound:
    """Count a round from its own observations alone: it has lost the carried ones."""
    (wave,) = (one for one in _own_waves(pack_id) if one.name == name)
    return _counted(
        load_pack(pack_id), [wave], 0, frozenset(str(one.pk) for one in _stored(pack_id)), own=True
    )


def _stored(pack_id: str) -> list[Import]:
    stored = Import.objects.filter(pack_id=pack_id, state=ImportState.STORED).order_by("uploaded_at", "pk")
    return [one for one in stored if has_rows(one)]


def _own_waves(pack_id: str) -> Iterator[Wave]:
    """Give each round that was put in under ``pack_id`` itself, with all its observations."""
    parts: dict[str, list[pa.Table]] = {}
    for one in _stored(pack_id):
        found = read_observations(lake_folder(one.pk))
        origin = pa.array([str(one.pk)] * len(found), pa.string()).dictionary_encode().cast(WORD)
        table = found.table.append_column(IMPORT, origin)
        names = table.column("round").cast(pa.string())
        for name in found.rounds:
            parts.setdefault(name, []).append(table.filter(pc.equal(names, name)))
    for name, tables in parts.items():
        observations = Observations(pa.concat_tables(tables).unify_dictionaries(), (name,))
        yield Wave(name, next(round_facts(observations)), observations, pack_id)


def _carried_waves(target: Framework, path: tuple[str, ...]) -> Iterator[tuple[CarriedOver, Wave | None]]:
    """Give every wave that leads to ``target``, with what came of the last step of its way; None for a step that
    brought nothing. A pack on the ``path`` is not gone through again: two siblings lead to each other.
    """
    for one in in_force_into(target.id):
        crosswalk = one.crosswalk
        over = CarriedOver(one.id, crosswalk.from_pack)
        yield over, None
        if crosswalk.from_pack in path:
            continue
        source = load_pack(crosswalk.from_pack)
        further = (wave for _, wave in _carried_waves(source, (*path, source.id)) if wave)
        for wave in (*_own_waves(source.id), *further):
            yield over, _carried(wave, crosswalk, source, target, over)


def _carried(
    wave: Wave, crosswalk: Crosswalk, source: Framework, target: Framework, over: CarriedOver
) -> Wave | None:
    table = wave.observations.table
    found = carry(wave.observations, crosswalk, source, target)
    over.rows += found.rows
    over.note(found.not_carried)
    for row in pc.value_counts(table.column("standard_id").cast(pa.string())).to_pylist():
        over.standards[row["values"]] += row["counts"]
    if not len(found.observations):
        return None
    return Wave(wave.name, next(round_facts(found.observations)), found.observations, wave.origin)


def _name_here(wave: Wave, waves: Mapping[str, list[Wave]]) -> str:
    """Name a carried wave among those that are here: its own name, unless that is another wave's."""
    names = [
        wave.name,
        _distinct(wave.name, load_pack(wave.origin).edition),
        _distinct(wave.name, wave.origin),
    ]
    for name in names[:-1]:
        here = waves.get(name)
        if not here or any(_same_time(wave.facts, one.facts) for one in here):
            return name
    return names[-1]


def _distinct(name: str, mark: str) -> str:
    behind = f"（{mark}）"
    return name[: LONGEST_NAME - len(behind)] + behind


def _same_time(one: RoundFacts, other: RoundFacts) -> bool:
    """Whether two waves of one name may be the same: their dates overlap, or one has none to say otherwise."""
    if one.first_date is None or other.first_date is None:
        return True
    return _last(one) >= other.first_date and _last(other) >= one.first_date


def _last(facts: RoundFacts) -> date:
    last = facts.last_date or facts.first_date
    assert last is not None, "asked only of waves with dates"
    return last


def _renamed(observations: Observations, name: str) -> Observations:
    table = observations.table
    column = pa.array([name] * len(table), pa.string()).dictionary_encode().cast(WORD)
    at = table.schema.get_field_index("round")
    return Observations(table.set_column(at, table.schema.field(at), column), (name,) if len(table) else ())


def _counted(
    framework: Framework, waves: list[Wave], carried_rows: int, own_imports: frozenset[str], *, own: bool
) -> CarriedRound:
    """Count one round over all its parts; what was put in directly comes first, so that its rows count."""
    table = pa.concat_tables([one.observations.table for one in waves]).unify_dictionaries()
    observations = Observations(table, (waves[0].name,))
    judged = judge(observations, framework)
    imports = table.column(IMPORT).filter(pa.array(judged == FAILING)).to_pylist()
    found = zip(imports, problems(framework, observations, judged), strict=True)
    return CarriedRound(
        next(round_facts(observations)),
        tally(observations, framework, judged),
        "" if own else waves[0].origin,
        carried_rows,
        tuple((uuid.UUID(one), problem) for one, problem in found if one not in own_imports),
    )
