"""Append to the audit chain, and check it.

Each entry's digest is SM3 (GB/T 32905—2016) over the digest before it and a canonical JSON of the entry, so
that any edit, deletion or reordering shows at its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from django.utils import timezone

from dabiao.house.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_PREVIOUS = "0" * 64
"""What the first entry names as the one before it."""

Figures = Mapping[str, object]

_address: ContextVar[str | None] = ContextVar("address", default=None)


@contextmanager
def from_address(address: str | None) -> Iterator[None]:
    """Name the network address that the writes inside come from; set once per request."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def append(
    *,
    actor: str,
    action: str,
    resource: str,
    resource_id: str,
    before: Figures | None = None,
    after: Figures | None = None,
) -> AuditEntry:
    """Seal one entry to the end of the chain. Call it inside the transaction of the write it tells of.

    ``before`` and ``after`` hold figures and names of things, never personal data. Two writers at once cannot
    both follow the same entry: the second fails on ``audit_one_successor`` and its transaction with it.
    """
    last = AuditEntry.objects.order_by("-number").first()
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        actor=actor,
        address=_address.get(),
        action=action,
        resource=resource,
        resource_id=resource_id,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        previous=last.digest if last else FIRST_PREVIOUS,
        digest="",
    )
    entry.digest = digest_of(entry)
    entry.save()
    return entry


def digest_of(entry: AuditEntry) -> str:
    """SM3 of an entry's content and its predecessor's digest, in hex."""
    content = {
        "number": entry.number,
        "at": _instant(entry.at),
        "actor": entry.actor,
        "address": entry.address,
        "action": entry.action,
        "resource": entry.resource,
        "resource_id": entry.resource_id,
        "before": entry.before,
        "after": entry.after,
        "previous": entry.previous,
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sm3(text.encode())


def sm3(content: bytes) -> str:
    """SM3 (GB/T 32905—2016) in hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def first_break(entries: Iterable[AuditEntry] | None = None) -> int | None:
    """Find the number of the first entry that does not follow from the ones before it; None when all do."""
    expected_number, expected_previous = 1, FIRST_PREVIOUS
    for entry in AuditEntry.objects.iterator() if entries is None else entries:
        intact = entry.number == expected_number and entry.previous == expected_previous
        if not intact or digest_of(entry) != entry.digest:
            return expected_number
        expected_number, expected_previous = entry.number + 1, entry.digest
    return None


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
