"""Writes of carried rounds."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F

from dabiao.house.events import publish
from dabiao.office.round_order import order_rounds
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.rounds.carrying import CarriedOver, CarriedRound, Counted, inputs_of
from dabiao.rounds.cell_store import replace_cells
from dabiao.rounds.events import RoundsCarried
from dabiao.rounds.freezing import frozen_rounds
from dabiao.rounds.models import Carrying, Round
from dabiao.standards.crosswalks.queries import in_force_into


def mark_stale(pack_id: str) -> None:
    """Say that what was carried to ``pack_id`` rests on something that has changed; part of that change's write."""
    Carrying.objects.filter(to_pack=pack_id).update(inputs="")


def is_stale(pack_id: str, inputs: str) -> bool:
    """Whether the carried rounds of ``pack_id`` rest on anything but ``inputs``."""
    kept = dict(Carrying.objects.filter(to_pack=pack_id).values_list("crosswalk_id", "inputs"))
    wanted = {one.id for one in in_force_into(pack_id)}
    if not kept and not wanted:
        return Round.objects.filter(pack_id=pack_id, carried_rows__gt=0).exists()
    return set(kept) != wanted or set(kept.values()) != {inputs}


def keep_carried(
    actor: Account, pack_id: str, inputs: str, counted: Counted, lost: Sequence[CarriedRound]
) -> int:
    """Put the carried rounds of ``pack_id`` in place of those there were; frozen ones stay as they are. ``lost`` are
    rounds of its own, counted without the carried rows they had. Returns how many rounds have carried rows now.

    Does nothing when something changed while it was counted: that change has queued a count of its own.
    """
    with writing(actor, Action.IMPORT_OBSERVATIONS, "carried_rounds", pack_id) as entry:
        if inputs_of(pack_id) != inputs:
            entry.after = {"outdated": True}
            return 0
        carried = Round.objects.filter(pack_id=pack_id, carried_rows__gt=0)
        names = {*carried.values_list("name", flat=True), *(one.facts.name for one in counted.rounds)}
        frozen = set(frozen_rounds(pack_id, names))
        kept = {one.facts.name for one in counted.rounds} | set(counted.own) | frozen
        gone = Round.objects.filter(pack_id=pack_id).exclude(carried_from="").exclude(name__in=kept)
        entry.before = {"rounds": [*carried.values_list("name", flat=True)]}
        gone.delete()
        for one in (*counted.rounds, *lost):
            if one.facts.name not in frozen:
                _store(pack_id, one)
        _put_in_order(pack_id)
        Carrying.objects.filter(to_pack=pack_id).delete()
        Carrying.objects.bulk_create(_carrying(pack_id, inputs, one, frozen) for one in counted.sources)
        entry.after = {
            "rounds": [one.facts.name for one in counted.rounds],
            "frozen_rounds": sorted(frozen),
            "rows": {one.from_pack: [one.carried, one.rows] for one in counted.sources},
        }
        problems = [found for one in counted.rounds if one.facts.name not in frozen for found in one.problems]
        publish(RoundsCarried(pack_id, tuple(problems), tuple(sorted(frozen)), actor))
    return len(counted.rounds)


def _store(pack_id: str, one: CarriedRound) -> None:
    """Store one round, unless it stands just so already."""
    digest = one.digest
    if Round.objects.filter(pack_id=pack_id, name=one.facts.name, carried_digest=digest).exists():
        return
    stored, _ = Round.objects.update_or_create(
        pack_id=pack_id,
        name=one.facts.name,
        defaults={
            "position": 0,
            "first_date": one.facts.first_date,
            "last_date": one.facts.last_date,
            "sites": one.facts.sites,
            "overlap_rows": one.cells.overlap.rows,
            "overlap_agreeing": one.cells.overlap.agreeing,
            "carried_from": one.origin,
            "carried_rows": one.carried_rows,
            "carried_digest": digest,
        },
    )
    replace_cells(stored, one.cells)
    Round.objects.filter(pk=stored.pk).update(revision=F("revision") + 1)


def _put_in_order(pack_id: str) -> None:
    """Order all rounds of a pack, oldest first."""
    dates = dict(Round.objects.filter(pack_id=pack_id).values_list("name", "first_date"))
    days = {name: first.toordinal() if first else None for name, first in dates.items()}
    for position, name in enumerate(order_rounds(list(days), days)[0]):
        Round.objects.filter(pack_id=pack_id, name=name).update(position=position)


def _carrying(pack_id: str, inputs: str, over: CarriedOver, frozen: set[str]) -> Carrying:
    return Carrying(
        from_pack=over.from_pack,
        to_pack=pack_id,
        crosswalk_id=over.crosswalk_id,
        inputs=inputs,
        rows=over.rows,
        carried=over.carried,
        there_already=over.there_already,
        not_carried=[[*key, rows] for key, rows in sorted(over.not_carried.items())],
        standards=dict(sorted(over.standards.items())),
        rounds=over.rounds,
        frozen=sorted({here for _, here in over.rounds} & frozen),
    )
