"""Writes of carried rounds."""

from __future__ import annotations

from collections.abc import Sequence

from dabiao.house.events import publish
from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.rounds.carrying import CarriedOver, CarriedRound, Counted, inputs_of
from dabiao.rounds.cell_store import replace_cells
from dabiao.rounds.events import RoundsCarried
from dabiao.rounds.models import Carrying, Round
from dabiao.rounds.stored import round_order
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
    """Put the carried rounds of ``pack_id`` in place of those there were. ``lost`` are rounds of its own, counted
    without the carried rows they had. Returns how many rounds have carried rows now.

    Does nothing when something changed while it was counted: that change has queued a count of its own.
    """
    with writing(actor, Action.IMPORT_OBSERVATIONS, "carried_rounds", pack_id) as entry:
        if inputs_of(pack_id) != inputs:
            entry.after = {"outdated": True}
            return 0
        kept = {one.facts.name for one in counted.rounds} | set(counted.own)
        gone = Round.objects.filter(pack_id=pack_id).exclude(carried_from="").exclude(name__in=kept)
        entry.before = {"rounds": gone.count()}
        gone.delete()
        for one in (*counted.rounds, *lost):
            _store(pack_id, one)
        order = round_order(pack_id, [one.facts for one in counted.rounds])
        for position, name in enumerate(order):
            Round.objects.filter(pack_id=pack_id, name=name).update(position=position)
        Carrying.objects.filter(to_pack=pack_id).delete()
        Carrying.objects.bulk_create(_carrying(pack_id, inputs, one) for one in counted.sources)
        entry.after = {
            "rounds": [one.facts.name for one in counted.rounds],
            "rows": {one.from_pack: [one.carried, one.rows] for one in counted.sources},
        }
        publish(RoundsCarried(pack_id, actor))
    return len(counted.rounds)


def _store(pack_id: str, one: CarriedRound) -> None:
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
        },
    )
    replace_cells(stored, one.cells)


def _carrying(pack_id: str, inputs: str, over: CarriedOver) -> Carrying:
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
    )
