"""Transactions mean the same on SQLite and on PostgreSQL; several processes at once are tried in tests/site."""

from __future__ import annotations

import pytest
from django.db import connection

from dabiao.house.models import AuditEntry
from dabiao.house.transactions import one_moment, take_turn


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_taken_inside_a_transaction_alone() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        take_turn()


@pytest.mark.django_db
def test_a_turn_can_be_taken_again_in_the_same_transaction() -> None:
    take_turn()
    take_turn()


@pytest.mark.django_db(transaction=True)
def test_what_is_read_at_one_moment_is_read_in_one_transaction_and_nothing_stays_different() -> None:
    def kind() -> object:
        return getattr(connection, "transaction_mode", None), connection.in_atomic_block

    connection.ensure_connection()
    before = kind()
    with pytest.raises(LookupError), one_moment():
        assert connection.in_atomic_block
        assert AuditEntry.objects.count() == 0
        raise LookupError
    assert kind() == before


@pytest.mark.django_db
def test_inside_a_transaction_it_is_that_one_s_moment() -> None:
    AuditEntry.objects.count()
    with one_moment():
        assert AuditEntry.objects.count() == 0
