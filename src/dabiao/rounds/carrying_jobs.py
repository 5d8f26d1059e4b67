"""Counting carried rounds, outside requests."""

from __future__ import annotations

from django_tasks import task

from dabiao.people.models import Account
from dabiao.rounds import carrying, carrying_actions
from dabiao.rounds.models import Round


@task()
def carry_rounds(pack_id: str, account_id: int) -> int:
    """Count anew every round of ``pack_id`` that has observations made under other packs. Returns how many there are.

    Run again after an interruption it finds what it has done, or does it all again: nothing is ever half counted.
    """
    inputs = carrying.inputs_of(pack_id)
    if not carrying_actions.is_stale(pack_id, inputs):
        return Round.objects.filter(pack_id=pack_id, carried_rows__gt=0).count()
    counted = carrying.count_carried(pack_id)
    here = {one.facts.name for one in counted.rounds}
    lost = [
        carrying.count_own(pack_id, name)
        for name in Round.objects.filter(pack_id=pack_id, carried_rows__gt=0).values_list("name", flat=True)
        if name in counted.own and name not in here
    ]
    actor = Account.objects.get(pk=account_id)
    return carrying_actions.keep_carried(actor, pack_id, inputs, counted, lost)
