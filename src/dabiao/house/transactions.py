"""Transactions that mean the same on SQLite and on PostgreSQL.

SQLite lets one writer in at a time, from the moment its transaction begins (``transaction_mode`` IMMEDIATE). On
PostgreSQL several would run at once, each judging by what the others have not finished: what is checked before a write
would no longer be true when it is made. So there, writers take turns as well, by a lock that the transaction holds.
Every write ends in the one audit chain, where they would have to queue anyway (decision 0019).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite

WRITERS = 0x6461_6269_616F
"""Number of the lock that writers take turns by: "dabiao" in ASCII, so that it meets no other program's."""


def take_turn() -> None:
    """Wait until no other writer is at work, and keep others waiting until this transaction ends.

    Call it inside a transaction, before reading what the write depends on. Calling it again costs nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("take a turn inside the transaction that writes")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])


@contextmanager
def one_moment() -> Iterator[None]:
    """Read several things as they were at one moment, without keeping writers waiting; nothing is written meanwhile.

    Inside another transaction it is that one's moment.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.in_atomic_block:
        yield
    elif isinstance(database, SQLite):
        with _reading(database), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _reading(database: SQLite) -> Iterator[None]:
    """Let transactions begin without the lock of a writer."""
    database.ensure_connection()
    usual = database.transaction_mode  # type: ignore[attr-defined]  # of Django 5.1 and later, not in its stubs
    database.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        database.transaction_mode = usual  # type: ignore[attr-defined]
