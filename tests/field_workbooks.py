"""The field workbooks of tests/data/field_workbooks and their answers, and how well a mapping meets them.

What the answers mean is written in the README there. A mapping under test is first put into ``Proposed``, so that
nothing here depends on how it is made.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Generic, Literal, TypeVar, cast

FOLDER = Path(__file__).parent / "data" / "field_workbooks"

Half = Literal["open", "locked"]
Layout = Literal["long", "wide", "problems", "ignored"]
T = TypeVar("T")

Item = tuple[str, str]
"""Standard and the pack's text of the item."""

IGNORED, ITEM_COLUMN = "ignored", "item_column"

NOT_INSPECTED, MARKED = "not_inspected", "marked"


# The answers


@dataclass(frozen=True)
class Place:
    """What a place text means; ``site_id`` is None for a place outside the register."""

    site_id: str | None
    site_type: str | None
    street: str | None
    unit: str | None


@dataclass(frozen=True)
class ItemColumn:
    """The item a column of a wide table is about, and the answer its ticks stand for where it takes only one."""

    item: str
    mark: str | None


@dataclass(frozen=True)
class Table:
    """One table of a sheet. Rows count from 1."""

    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    columns: Mapping[str, str]
    columns_also: Mapping[str, tuple[str, ...]]
    item_columns: Mapping[str, ItemColumn]
    values: Mapping[str, str]
    fills: Mapping[str, str]
    totals: frozenset[int]
    other_rows: frozenset[int]


@dataclass(frozen=True)
class SheetTruth:
    """What one sheet holds."""

    name: str
    layout: Layout
    hidden: bool
    street: str
    site_type: str
    hidden_columns: frozenset[str]
    hidden_rows: frozenset[int]
    marks: Mapping[str, int]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Problem:
    """One row of a list of problems."""

    sheet: str
    row: int
    site: str
    site_id: str | None
    item: Item | None
    problem: str
    unit: str
    street: str
    date: str
    photo: str


@dataclass(frozen=True)
class FieldWorkbook:
    """One workbook and all that is true of it."""

    path: Path
    kind: str
    round: str
    default_round: str
    sheets: tuple[SheetTruth, ...]
    items: Mapping[str, Item | None]
    items_also: Mapping[str, frozenset[Item]]
    places: Mapping[str, Place]
    site_types: Mapping[str, str]
    units: Mapping[str, str]
    streets: Mapping[str, str]
    problems: tuple[Problem, ...]
    expected: tuple[Mapping[str, str], ...]
    """Canonical rows by Chinese heading, with 来源工作表 and 来源行."""

    def sheet(self, name: str) -> SheetTruth:
        """The sheet so named."""
        return next(sheet for sheet in self.sheets if sheet.name == name)


@dataclass(frozen=True)
class RegisteredPlace:
    """A line of register.csv."""

    site_id: str
    name: str
    site_type: str
    street: str
    community: str
    unit: str


@dataclass(frozen=True)
class Organisation:
    """A line of organisations.csv."""

    name: str
    kind: str
    short_names: tuple[str, ...]


@cache
def register() -> tuple[RegisteredPlace, ...]:
    """The places the workbooks speak of."""
    return tuple(RegisteredPlace(**row) for row in _rows(FOLDER / "register.csv"))


@cache
def organisations() -> tuple[Organisation, ...]:
    """The streets and departments, with the short names that were entered."""
    return tuple(
        Organisation(row["name"], row["kind"], tuple(filter(None, row["short_names"].split(";"))))
        for row in _rows(FOLDER / "organisations.csv")
    )


@cache
def field_workbooks(half: Half) -> tuple[FieldWorkbook, ...]:
    """The workbooks of one half, by name. Only what measures a finished matcher asks for the locked ones."""
    return tuple(map(_workbook, sorted((FOLDER / half).glob("*.truth.json"))))


def digests(half: Half) -> dict[str, str]:
    """Name → SHA-256 of every file of one half."""
    files = sorted((FOLDER / half).iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def listed_digests() -> dict[str, str]:
    """Name → SHA-256 as it was committed with the locked half."""
    lines = (FOLDER / "locked.sha256").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _workbook(answer: Path) -> FieldWorkbook:
    raw = json.loads(answer.read_text("utf-8"))
    expected = answer.with_name(answer.name.replace(".truth.json", ".expected.csv"))
    return FieldWorkbook(
        path=answer.with_name(raw["file"]),
        kind=raw["kind"],
        round=raw["round"],
        default_round=raw["default_round"],
        sheets=tuple(map(_sheet, raw["sheets"])),
        items={text: _item(item) for text, item in raw["items"].items()},
        items_also={text: frozenset(map(_pair, also)) for text, also in raw["items_also"].items()},
        places={text: Place(**place) for text, place in raw["places"].items()},
        site_types=raw["site_types"],
        units=raw["units"],
        streets=raw["streets"],
        problems=tuple(Problem(**{**row, "item": _item(row["item"])}) for row in raw["problems"]),
        expected=tuple(_rows(expected)) if expected.exists() else (),
    )


def _item(item: list[str] | None) -> Item | None:
    return None if item is None else _pair(item)


def _pair(item: list[str]) -> Item:
    standard, text = item
    return standard, text


def _sheet(raw: Mapping[str, object]) -> SheetTruth:
    return SheetTruth(
        name=cast("str", raw["sheet"]),
        layout=cast("Layout", raw["layout"]),
        hidden=cast("bool", raw["hidden"]),
        street=cast("str", raw["street"]),
        site_type=cast("str", raw["site_type"]),
        hidden_columns=frozenset(cast("list[str]", raw["hidden_columns"])),
        hidden_rows=frozenset(cast("list[int]", raw["hidden_rows"])),
        marks=cast("Mapping[str, int]", raw["marks"]),
        tables=tuple(map(_table, cast("list[Mapping[str, object]]", raw["tables"]))),
    )


def _table(raw: Mapping[str, object]) -> Table:
    also = cast("Mapping[str, list[str]]", raw["columns_also"])
    item_columns = cast("Mapping[str, Mapping[str, str]]", raw["item_columns"])
    return Table(
        header_rows=tuple(cast("list[int]", raw["header_rows"])),
        first_row=cast("int", raw["first_row"]),
        last_row=cast("int", raw["last_row"]),
        columns=cast("Mapping[str, str]", raw["columns"]),
        columns_also={letter: tuple(names) for letter, names in also.items()},
        item_columns={letter: ItemColumn(one["item"], one["mark"]) for letter, one in item_columns.items()},
        values=cast("Mapping[str, str]", raw["values"]),
        fills=cast("Mapping[str, str]", raw["fills"]),
        totals=frozenset(cast("list[int]", raw["totals"])),
        other_rows=frozenset(cast("list[int]", raw["other_rows"])),
    )


# What a mapping under test says


@dataclass(frozen=True)
class Guess(Generic[T]):
    """What a mapping takes a text or column for before any person looked; None where it takes it for nothing.

    A candidate it merely lists for a person to choose from is no target.
    """

    target: T | None
    confidence: float


@dataclass(frozen=True)
class Proposed:
    """A mapping at first try. Texts are without the blanks around them; columns are (sheet, table, letter), tables of
    a sheet counted from 0 from the top; ``rows`` are the canonical rows it leads to, ``origins`` their (sheet, row).
    """

    columns: Mapping[tuple[str, int, str], Guess[str]] = field(default_factory=dict)
    items: Mapping[str, Guess[Item]] = field(default_factory=dict)
    places: Mapping[str, Guess[str]] = field(default_factory=dict)
    origins: Collection[tuple[str, int]] = ()
    rows: Iterable[Mapping[str, str]] = ()


# How well it meets the answers


@dataclass(frozen=True)
class Share:
    """Matches of one kind, each counted once.

    ``right``: the target is one of the right ones, at whatever confidence; where nothing is right, no target.
    ``asked``: not right, but below the stated confidence, so that a person is asked. ``silent_wrong``: not right,
    and at or above it; being sure that a text means nothing where it means something is silent too, since rows are
    lost by it. ``stated``: all at or above it, the base of the share of silent wrong matches.
    """

    right: int = 0
    asked: int = 0
    silent_wrong: int = 0
    stated: int = 0

    @property
    def all(self) -> int:
        return self.right + self.asked + self.silent_wrong

    @property
    def share_right(self) -> float:
        """1.0 where there was nothing to match."""
        return self.right / self.all if self.all else 1.0

    @property
    def share_silent_wrong(self) -> float:
        """0.0 where nothing was stated."""
        return self.silent_wrong / self.stated if self.stated else 0.0

    def __add__(self, other: Share) -> Share:
        return Share(
            self.right + other.right,
            self.asked + other.asked,
            self.silent_wrong + other.silent_wrong,
            self.stated + other.stated,
        )


@dataclass(frozen=True)
class FieldScores:
    """What is measured of one workbook, or of many together."""

    columns: Share = Share()
    items: Share = Share()
    places: Share = Share()
    totals_read: int = 0
    """Rows that sum up, or of signatures and legends, that became observations. None may."""
    unread_sheets_read: int = 0
    """Rows that became observations from sheets without any, or from lists of problems. None may."""
    rows_right: int = 0
    rows_wrong: int = 0
    rows_missing: int = 0

    @property
    def matches(self) -> Share:
        """Columns, items and places together: the base of the share of silent wrong matches."""
        return self.columns + self.items + self.places

    def __add__(self, other: FieldScores) -> FieldScores:
        return FieldScores(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


def score(workbook: FieldWorkbook, proposed: Proposed, stated: float) -> FieldScores:
    """Measure a mapping of one workbook against its answer, ``stated`` being the stated confidence (0 to 1).

    Every column of every table that holds something, every item text and every place text is in the base, whether
    the mapping knows it or not: what it leaves out is a guess at nothing. A column without a guess is ignored.
    """
    nothing: Guess[str] = Guess(None, 0.0)
    no_item: Guess[Item] = Guess(None, 0.0)
    ignoring = Guess(IGNORED, 0.0)
    right, wrong, missing = _compare_rows(workbook, proposed)
    return FieldScores(
        columns=_sum(
            _judge(proposed.columns.get(key, ignoring), accepted, stated)
            for key, accepted in _columns(workbook)
        ),
        items=_sum(
            _judge(proposed.items.get(text, no_item), _accepted(workbook, text), stated)
            for text in workbook.items
        ),
        places=_sum(
            _judge(proposed.places.get(text, nothing), frozenset(filter(None, (place.site_id,))), stated)
            for text, place in workbook.places.items()
        ),
        totals_read=sum(_is_no_row(workbook, *origin) for origin in proposed.origins),
        unread_sheets_read=sum(
            workbook.sheet(sheet).layout in ("ignored", "problems") for sheet, _ in proposed.origins
        ),
        rows_right=right,
        rows_wrong=wrong,
        rows_missing=missing,
    )


def _judge(guess: Guess[T], accepted: Collection[T], stated: float) -> Share:
    is_right = guess.target in accepted if accepted else guess.target is None
    is_stated = guess.confidence >= stated
    return Share(
        right=int(is_right),
        asked=int(not is_right and not is_stated),
        silent_wrong=int(not is_right and is_stated),
        stated=int(is_stated),
    )


def _sum(shares: Iterable[Share]) -> Share:
    return sum(shares, Share())


def _columns(workbook: FieldWorkbook) -> Iterator[tuple[tuple[str, int, str], frozenset[str]]]:
    for sheet in workbook.sheets:
        for number, table in enumerate(sheet.tables):
            for letter, name in table.columns.items():
                yield (sheet.name, number, letter), frozenset((name, *table.columns_also.get(letter, ())))


def _accepted(workbook: FieldWorkbook, text: str) -> frozenset[Item]:
    item = workbook.items[text]
    return frozenset() if item is None else workbook.items_also.get(text, frozenset()) | {item}


def _is_no_row(workbook: FieldWorkbook, sheet: str, row: int) -> bool:
    tables = workbook.sheet(sheet).tables
    body = any(table.first_row <= row <= table.last_row and row not in table.totals for table in tables)
    return bool(tables) and not body


COMPARED = ("点位编号", "标准编号", "检查项", "结果", "来源工作表", "来源行")
"""A row is right when these agree."""


def _compare_rows(workbook: FieldWorkbook, proposed: Proposed) -> tuple[int, int, int]:
    """Rows that are right, wrong, and missing. Places outside the register are left out: a person says where they are.

    A text with several right items may stand under any of them.
    """
    wanted = {_key(row): None for row in workbook.expected if row["点位编号"]}
    same = {other: workbook.items[text] for text, also in workbook.items_also.items() for other in also}
    right = wrong = 0
    for row in proposed.rows:
        key = _key(row)
        meant = same.get((row["标准编号"], row["检查项"]))
        if key not in wanted and meant is not None:
            key = _key({**row, "标准编号": meant[0], "检查项": meant[1]})
        if key in wanted:
            del wanted[key]
            right += 1
        elif row["点位编号"]:
            wrong += 1
    return right, wrong, len(wanted)


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in COMPARED)
