"""Requests as tests make them, at the hour they want."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from dabiao.people.burden.actions import Request, ask_of
from dabiao.people.burden.models import Ask
from dabiao.people.models import Account, Organisation
from dabiao.people.policy import Action
from dabiao.people.writing import writing

HERE = ZoneInfo("Asia/Shanghai")
WEDNESDAY = "2026-11-25 10:00"
"""An ordinary working day, with two more before the weekend."""

_numbers = count(1)


def here(text: str) -> datetime:
    """A moment in the time people live in."""
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def set_clock(monkeypatch: pytest.MonkeyPatch, text: str = WEDNESDAY) -> datetime:
    """Let it be that moment for everything that asks Django what time it is. Sign in afterwards."""
    moment = here(text)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    return moment


def named(name: str) -> Organisation:
    """The open organisation of that name."""
    return Organisation.objects.get(name=name, closed_on=None)


def ask(
    actor: Account,
    of: Sequence[Organisation] | Organisation,
    title: str = "报送点位",
    *,
    minutes: int = 30,
    items: int = 1,
    due: str = "",
    reason: str = "",
    resource_id: str = "",
) -> list[Ask]:
    """Ask inside a write, as a room does."""
    number = resource_id or str(next(_numbers))
    request = Request("notice", number, title, "/standards/", minutes, items, here(due) if due else None)
    organisations = [of] if isinstance(of, Organisation) else of
    with writing(actor, Action.SEND_NOTICE, "notice", number):
        return ask_of(actor, organisations, request, reason)
