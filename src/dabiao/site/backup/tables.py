"""The database's tables as a backup has them: every one, as the migrations that were applied describe it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import CharField, Field, ForeignKey, JSONField, Model, TextField
from django.db.models.functions import Cast, Collate

from dabiao.site.backup import rows
from dabiao.site.backup.manifest import Column
from dabiao.site.backup.rows import Value

Key = tuple[str, str]
"""A migration: application and name."""

ROWS_AT_A_TIME = 1_000
"""Read or written at once: a few megabytes of the widest rows."""


@dataclass(frozen=True)
class StoredTable:
    """A table of the database, by the model that its migrations describe."""

    model: type[Model]

    @property
    def name(self) -> str:
        """Its name in the database."""
        return self.model._meta.db_table

    @cached_property
    def fields(self) -> list[Field[object, object]]:
        """Its columns."""
        return list(self.model._meta.local_concrete_fields)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its columns as a backup names them."""
        return tuple(Column(str(field.column), kind_of(field)) for field in self.fields)

    def read(self) -> Iterator[list[object]]:
        """Its rows by key, as the lines of a backup have them."""
        texts = {
            f"{field.attname}_as_text": Cast(field.attname, TextField())
            for field in self.fields
            if _is_parsed(field)
        }
        names = [f"{one.attname}_as_text" if _is_parsed(one) else one.attname for one in self.fields]
        kinds = [one.kind for one in self.columns]
        found = self.model._base_manager.annotate(**texts).order_by(self._by_key()).values_list(*names)
        for row in found.iterator(chunk_size=ROWS_AT_A_TIME):
            yield [rows.written(kind, value) for kind, value in zip(kinds, row, strict=True)]

    def write(self, lines: Iterable[Sequence[object]]) -> None:
        """Put rows in. Raises ValueError for a value that is none of its column's kind."""
        quote = connection.ops.quote_name
        columns = ", ".join(quote(one.name) for one in self.columns)
        places = ", ".join("%s::jsonb" if self._casts(one) else "%s" for one in self.columns)
        statement = f"INSERT INTO {quote(self.name)} ({columns}) VALUES ({places})"  # noqa: S608  # our own names
        with connection.cursor() as cursor:
            waiting: list[list[Value]] = []
            preparing = self._preparing()
            for line in lines:
                waiting.append([one(value) for one, value in zip(preparing, line, strict=True)])
                if len(waiting) == ROWS_AT_A_TIME:
                    cursor.executemany(statement, waiting)
                    waiting.clear()
            if waiting:
                cursor.executemany(statement, waiting)

    def clear(self) -> None:
        """Take out what migrations put into a new database: the backup has its own."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self.name)}")  # noqa: S608  # our own name

    def last_key(self) -> int | None:
        """The highest number that was given out for a key, also to rows that are gone; None without such keys."""
        if not self._counts():
            return None
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)",
                    self._sequence(),
                )
            else:
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
            found = cursor.fetchone()
        return int(found[0]) if found and found[0] is not None else 0

    def set_last_key(self, last: int | None) -> None:
        """Let the next key be the one after ``last``: the audit chain names rows by key, so none is given out twice."""
        if not self._counts() or not last:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*self._sequence(), last])
                return
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, self.name])
            if not cursor.rowcount:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [self.name, last])

    def _counts(self) -> bool:
        return self.model._meta.pk.get_internal_type() in ("AutoField", "BigAutoField")

    def _sequence(self) -> list[str]:
        return [connection.ops.quote_name(self.name), str(self.model._meta.pk.column)]

    def _by_key(self) -> str | Collate:
        key = self.model._meta.pk
        by_letters = connection.vendor == "postgresql" and isinstance(key, CharField)
        return Collate(key.attname, "C") if by_letters else key.attname

    def _casts(self, column: Column) -> bool:
        return column.kind == "json" and connection.vendor == "postgresql"

    def _preparing(self) -> list[Callable[[object], Value]]:
        """For each column what makes of a line's value one that the database's driver takes."""
        return [
            partial(_prepared, field, column.kind, connections[DEFAULT_DB_ALIAS])
            for field, column in zip(self.fields, self.columns, strict=True)
        ]


def tables_of(loader: MigrationLoader, applied: Iterable[Key]) -> list[StoredTable]:
    """Every table that the migrations ``applied`` made, by name."""
    state = loader.graph.make_state(nodes=sorted(applied), at_end=True)
    models = state.apps.get_models(include_auto_created=True)
    stored = [StoredTable(one) for one in models if one._meta.managed and not one._meta.proxy]
    return sorted(stored, key=lambda one: one.name)


def kind_of(field: Field[object, object]) -> str:
    """As what a column's values are written. Raises KeyError for a type that ``rows.KINDS`` does not know yet."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    return rows.KINDS[field.get_internal_type()]


def make_tables(executor: MigrationExecutor, applied: Iterable[Key]) -> None:
    """Make the tables in an empty database as they were once ``applied``, and nothing later."""
    keys = set(applied)
    graph = executor.loader.graph
    last = [
        key
        for key in sorted(keys)
        if not any(child.key in keys and child.key[0] == key[0] for child in graph.node_map[key].children)
    ]
    executor.migrate(last)


@contextmanager
def checked_at_once() -> Iterator[None]:
    """Let PostgreSQL check references row by row: no table is altered while checks on it still wait."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _is_parsed(field: Field[object, object]) -> bool:
    """Whether reading the field's value changes it: JSON, and text of ours whose very letters count."""
    return isinstance(field, JSONField) or (isinstance(field, TextField) and type(field) is not TextField)


def _prepared(field: Field[object, object], kind: str, database: BaseDatabaseWrapper, given: object) -> Value:
    """A value as the driver takes it; text that the field would parse goes in as it is."""
    value = rows.read(kind, given)
    if value is None or kind in _PLAIN or _is_parsed(field):
        return value
    return field.get_db_prep_save(value, database)


_PLAIN = frozenset({"integer", "boolean", "float"})
"""Kinds that every driver takes as Python has them."""
