"""Writes of the first day: leave a step, or the whole list, and take it up again."""

from __future__ import annotations

from dabiao.people.models import Account
from dabiao.people.policy import Action
from dabiao.people.writing import writing
from dabiao.site.first_day.models import PutAside


def put_aside(actor: Account, step: str) -> None:
    """Leave a step (or ``WHOLE``) for now; once more changes nothing but is written down."""
    with writing(actor, Action.KEEP_FIRST_DAY, "first_day", step) as entry:
        PutAside.objects.get_or_create(step=step, defaults={"put_by": actor})
        entry.after = {"left": True}


def take_up(actor: Account, step: str) -> None:
    """Put a step, or the whole list, back on the list."""
    with writing(actor, Action.KEEP_FIRST_DAY, "first_day", step) as entry:
        PutAside.objects.filter(step=step).delete()
        entry.after = {"left": False}
