"""Rows come back as they were, and say the same on every kind of database."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from dabiao.site.backup.rows import KINDS, RowsDigest, canonical, line_of, read, row_of, written
from dabiao.site.backup.tables import kind_of

VALUES = {
    "integer": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "text": st.text(st.characters(exclude_categories=["Cs"])),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False, places=6),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "date": st.dates(),
    "time": st.times(),
    "datetime": st.datetimes(timezones=st.just(UTC)),
    "uuid": st.uuids(),
    "bytes": st.binary(),
}


def test_every_column_of_every_table_has_a_kind() -> None:
    models = apps.get_models(include_auto_created=True)
    kinds = {kind_of(field) for model in models for field in model._meta.local_concrete_fields}
    assert kinds <= set(KINDS.values())


@given(st.sampled_from(sorted(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind])))
def test_a_value_comes_back_from_its_line_as_it_was(given_: tuple[str, object]) -> None:
    kind, value = given_
    back = row_of(line_of([written(kind, value)]), [kind])
    assert back is not None
    assert read(kind, back[0]) == value
    assert row_of(line_of([None]), [kind]) == [None]


def test_a_moment_is_told_in_utc_whatever_zone_it_was_read_in() -> None:
    shanghai = datetime(2026, 3, 2, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    assert written("datetime", shanghai) == "2026-03-02T00:30:00.000000+00:00"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", "1"),
        ("integer", True),
        ("integer", 1.5),
        ("boolean", 1),
        ("text", 1),
        ("text", ["a"]),
        ("decimal", "zwölf"),
        ("decimal", 1.5),
        ("date", "2026-02-30"),
        ("time", "25:00"),
        ("datetime", "2026-03-02T08:30:00"),
        ("datetime", 0),
        ("uuid", "not one"),
        ("bytes", "%%%"),
        ("json", "{"),
        ("json", {"a": 1}),
        ("unheard of", "a"),
    ],
)
def test_a_value_of_another_kind_makes_no_row(kind: str, value: object) -> None:
    assert row_of(line_of([value]), [kind]) is None


@pytest.mark.parametrize("line", [b"", b"{}", b"[", b"[1]", b"[1,2,3]", b"\xff", b"[" * 100_000])
def test_a_line_that_is_no_row_of_two_numbers_is_none(line: bytes) -> None:
    assert row_of(line, ["integer", "integer"]) is None


def test_json_counts_by_what_it_says() -> None:
    def digest(text: str) -> str:
        counted = RowsDigest(["integer", "json"])
        counted.update([1, text])
        return counted.hexdigest()

    assert digest('{"b": 1.50, "a": [1e2, -0.0, null, true]}') == digest('{"a":[100,0.0,null,true],"b":1.5}')
    assert digest('{"b":1.5}') != digest('{"b":"1.5"}')
    assert digest("[1,2]") != digest("[2,1]")
    assert digest("[NaN]") == digest("[NaN]")


PLAIN = st.none() | st.booleans() | st.integers() | st.text()
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@given(JSON)
def test_the_one_spelling_of_json_says_the_same(value: object) -> None:
    assert json.loads(canonical(value)) == value


def test_values_of_another_type_are_told_apart_in_lines() -> None:
    values = [1, "1", True, None, Decimal("1.10"), date(2026, 1, 2), time(8), uuid.UUID(int=1), b"\x00"]
    kinds = ["integer", "text", "boolean", "text", "decimal", "date", "time", "uuid", "bytes"]
    line = line_of([written(kind, value) for kind, value in zip(kinds, values, strict=True)])
    assert line.decode() == (
        '[1,"1",true,null,"1.10","2026-01-02","08:00:00.000000","00000000-0000-0000-0000-000000000001","AA=="]'
    )
