"""Rows of tables as lines of text that say the same whichever kind of database they come from.

A row is a line with a JSON array of its values in the order of the table's columns: whole numbers, true and false and
text as themselves; decimals, days, hours, moments (UTC, to the microsecond) and UUIDs as text; bytes as Base64; what
a column keeps as JSON as the text of that JSON, since one database keeps the order of its keys and the other does not.
"""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

Value = Any
"""What a database gives or takes."""

KINDS = {
    "AutoField": "integer",
    "BigAutoField": "integer",
    "BigIntegerField": "integer",
    "IntegerField": "integer",
    "PositiveBigIntegerField": "integer",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "integer",
    "SmallIntegerField": "integer",
    "BooleanField": "boolean",
    "CharField": "text",
    "EmailField": "text",
    "SlugField": "text",
    "TextField": "text",
    "URLField": "text",
    "GenericIPAddressField": "text",
    "DecimalField": "decimal",
    "FloatField": "float",
    "DateField": "date",
    "TimeField": "time",
    "DateTimeField": "datetime",
    "UUIDField": "uuid",
    "BinaryField": "bytes",
    "JSONField": "json",
}
"""Kind of a column by Django's name for the type of its field."""


def written(kind: str, value: Value) -> object:
    """A value as the line has it."""
    return None if value is None else _WRITE[kind](value)


def read(kind: str, value: object) -> Value:
    """A value as the database takes it. Raises ValueError for what is none of that kind."""
    if value is None:
        return None
    if type(value) not in _TYPES.get(kind, (str,)):
        raise ValueError(kind)
    try:
        return _READ[kind](value)
    except (ValueError, InvalidOperation, RecursionError, OverflowError):
        raise ValueError(kind) from None


def line_of(values: Sequence[object]) -> bytes:
    """A row's line, without its end."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def row_of(line: bytes, kinds: Sequence[str]) -> list[object] | None:
    """The values of a line; None when it is no row of columns of these kinds."""
    try:
        values = json.loads(line)
        if type(values) is not list or len(values) != len(kinds):
            return None
        for kind, value in zip(kinds, values, strict=True):
            read(kind, value)
    except (ValueError, KeyError, RecursionError):
        return None
    return values


class RowsDigest:
    """SHA-256 of a table's rows. JSON counts by what it says, not by how it is spelt."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self._json = [at for at, kind in enumerate(kinds) if kind == "json"]
        self._digest = hashlib.sha256()

    def update(self, values: Sequence[object]) -> None:
        """Take the next row, as its line has it, into account."""
        if self._json:
            told = list(values)
            for at in self._json:
                if (text := told[at]) is not None:
                    assert isinstance(text, str)
                    told[at] = canonical(json.loads(text, parse_float=Decimal))
            values = told
        self._digest.update(line_of(values) + b"\n")

    def hexdigest(self) -> str:
        """What came by."""
        return self._digest.hexdigest()


def canonical(value: object) -> str:
    """JSON in one spelling: sorted keys, no blanks, numbers written out without needless zeros."""
    if isinstance(value, dict):
        inside = ",".join(f"{_quoted(key)}:{canonical(value[key])}" for key in sorted(value))
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{','.join(map(canonical, value))}]"
    if isinstance(value, str):
        return _quoted(value)
    return _WORDS[value] if value is None or isinstance(value, bool) else _number(value)


_WORDS = {None: "null", True: "true", False: "false"}


def _number(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return format(value.normalize(), "f") if value else "0"
    return f"{value}"  # whole numbers; NaN and the infinities, which are no JSON but which SQLite keeps


_quoted = json.encoder.encode_basestring


def _text_of_bytes(value: Value) -> str:
    return base64.b64encode(bytes(value)).decode()


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _checked_json(text: str) -> str:
    json.loads(text)
    return text


_WRITE: dict[str, Callable[[Value], object]] = {
    "integer": int,
    "boolean": bool,
    "text": str,
    "decimal": lambda value: format(value, "f"),
    "float": float,
    "date": date.isoformat,
    "time": lambda value: time.isoformat(value, timespec="microseconds"),
    "datetime": _moment,
    "uuid": str,
    "bytes": _text_of_bytes,
    "json": str,
}

_TYPES: dict[str, tuple[type, ...]] = {"integer": (int,), "boolean": (bool,), "float": (float, int)}

_READ: dict[str, Callable[[Value], Value]] = {
    "integer": int,
    "boolean": bool,
    "text": str,
    "decimal": Decimal,
    "float": float,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime": _aware,
    "uuid": uuid.UUID,
    "bytes": lambda text: base64.b64decode(text, validate=True),
    "json": _checked_json,
}
