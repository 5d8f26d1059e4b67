"""Append to the audit chain, and check it.

Each entry's digest is SM3 (GB/T 32905—2016) over the digest before it and a canonical JSON of the entry, so
that any edit, deletion or reordering shows at its place (``house.audit_chain``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from dabiao.house.audit_chain import (
    CONTENT,
    FIRST_PREVIOUS,
    Break,
    Link,
    canonical,
    find_break,
    sm3,
    written_out,
)
from dabiao.house.models import AuditEntry
from dabiao.house.transactions import take_turn

_STORED = (
    "number", "at", "actor", "address", "action", "resource", "resource_id", "before_text", "after_text", "previous",
    "digest",
)  # fmt: skip
"""Columns of a link, in the order that ``written_out`` takes them; figures as the text they are stored as."""

UNREADABLE = (ValueError, TypeError, AttributeError)
"""What reading a row raises whose figures or time somebody has made unreadable."""

ROWS_AT_A_TIME = 5_000
"""Read from the database at once: a few megabytes."""

PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")
"""A mobile number, or an identity number of 18 characters, standing alone among other digits."""

_HEXADECIMAL = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{64}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![0-9A-Za-z])"
)
"""A digest, or a random id: one in some hundred digests has what looks like a mobile number among its letters."""

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

    ``before`` and ``after`` hold figures and names of things, never personal data: ValueError for what looks
    like a mobile or identity number. Two writers at once cannot both follow the same entry: the second waits for
    the first (``house.transactions``).
    """
    _refuse_personal(before, after)
    with transaction.atomic(savepoint=False):
        take_turn()
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


def _refuse_personal(*figures: Figures | None) -> None:
    """Keep a slip of a programmer from being sealed for ever: what is in the chain cannot be taken out again."""
    for figure in figures:
        if figure and PERSONAL.search(_HEXADECIMAL.sub("", str(figure))):
            raise ValueError(
                "an audit entry holds no mobile or identity number: leave it out, or keep its last digits"
            )


def digest_of(entry: AuditEntry) -> str:
    """SM3 of an entry's content and its predecessor's digest, in hex."""
    return sm3(canonical({name: _plain(getattr(entry, name)) for name in CONTENT}))


def stored_links(last: int | None = None) -> Iterator[Link]:
    """The chain as the database has it, oldest first, up to number ``last``; a block of rows at a time in memory.

    An entry that cannot even be read any more comes as a link without content.
    """
    rows = (
        AuditEntry.objects.order_by("number")
        .annotate(before_text=Cast("before", TextField()), after_text=Cast("after", TextField()))
        .values_list(*_STORED)
    )
    if last is not None:
        rows = rows.filter(number__lte=last)
    done = 0
    try:
        for row in rows.iterator(chunk_size=ROWS_AT_A_TIME):
            yield _link(row)
            done = row[0]
    except UNREADABLE:
        for number in (
            AuditEntry.objects.filter(number__gt=done).order_by("number").values_list("number", flat=True)
        ):
            try:
                yield _link(rows.get(number=number))
            except UNREADABLE:
                yield Link(number, "", "", b"")


def _link(row: Sequence[Any]) -> Link:
    number, at, actor, address, action, resource, resource_id, before, after, previous, digest = row
    content = written_out(
        number, _instant(at), actor, address, action, resource, resource_id, before, after, previous
    )
    return Link(number, previous, digest, content)


def first_break() -> Break | None:
    """Check the chain in the database; None when every entry follows from the one before."""
    return find_break(stored_links())


def head() -> tuple[int, str]:
    """Number and digest of the last entry; (0, ``FIRST_PREVIOUS``) before the first."""
    last = AuditEntry.objects.order_by("-number").values_list("number", "digest").first()
    return last or (0, FIRST_PREVIOUS)


def _plain(value: object) -> object:
    return _instant(value) if isinstance(value, datetime) else value


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
