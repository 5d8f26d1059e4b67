"""What the calendar asks of one person's units: meetings to come to and deadlines to keep, nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _

from dabiao.duties.cycle.drafts import due_of
from dabiao.duties.cycle.models import KINDS
from dabiao.duties.cycle.queries import asked_soon
from dabiao.house.registries import MyEntry
from dabiao.people.models import Account

_NAMES = dict(KINDS)


def my_entries(asker: AbstractBaseUser) -> Iterator[MyEntry]:
    """Meetings and deadlines of the next two weeks that name a unit of the asker's. Two queries."""
    assert isinstance(asker, Account), "only accounts sign in"
    for one in asked_soon(asker):
        yield MyEntry(
            kind=str(_NAMES[one.kind]),
            title=one.title,
            address=reverse("calendar_entry", args=[one.pk]),
            asked_by=_("创建办"),
            asked_at=one.made_at,
            due=due_of(one),
        )
