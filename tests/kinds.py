"""Tests that belong to one kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db.backends.utils import CursorWrapper

ON_SQLITE = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")

tampers_as_sqlite_lets = pytest.mark.skipif(
    not ON_SQLITE, reason="PostgreSQL takes no such value for a column"
)
"""Whoever writes into a SQLite file minds neither types nor constraints."""


@contextmanager
def minding_no_constraint(cursor: CursorWrapper) -> Iterator[None]:
    """Let whoever tampers mind no constraint, where the database lets itself be told so."""
    if ON_SQLITE:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    yield
    if ON_SQLITE:
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
