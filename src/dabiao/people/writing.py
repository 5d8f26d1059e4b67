"""The one way to write: ask the policy, one transaction, one audit entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from django.db import transaction

from dabiao.house import audit
from dabiao.house.audit import from_address
from dabiao.house.transactions import take_turn
from dabiao.people import policy
from dabiao.people.models import Account
from dabiao.people.policy import Action

UNNAMED = "—"
"""Who an entry says wrote, where whoever writes was promised not to be named; no account has this name."""


@dataclass
class Entry:
    """What the audit entry of this write will say; an action fills it in as it goes."""

    resource_id: str = ""
    before: dict[str, object] | None = None
    after: dict[str, object] = field(default_factory=dict)


@contextmanager
def writing(
    actor: Account, action: Action, resource: str, resource_id: str = "", *, unnamed: bool = False
) -> Iterator[Entry]:
    """Run a write as ``actor``: all of it happens, with its audit entry, or none of it.

    Raises PermissionDenied before anything is touched. ``unnamed`` leaves name and network address out of the entry:
    for what somebody may say without being known.
    """
    policy.require(actor, action)
    with transaction.atomic(), from_address(None) if unnamed else nullcontext():
        take_turn()
        entry = Entry(resource_id)
        yield entry
        audit.append(
            actor=UNNAMED if unnamed else actor.username,
            action=action.value,
            resource=resource,
            resource_id=entry.resource_id,
            before=entry.before,
            after={**entry.after, **({} if unnamed else _post_of(actor))},
        )


def _post_of(actor: Account) -> dict[str, object]:
    """Name the post that somebody with several chose to act in; nothing when all of them count."""
    post = actor.acting_post
    return {"acting_as": f"{post.role} · {post.organisation.name}"} if post else {}
