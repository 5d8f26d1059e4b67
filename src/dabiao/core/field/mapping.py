"""How a field workbook is understood: a layout per sheet, a role per column, a target per written text.

A mapping is a value: it is proposed by ``field_propose``, mended by a person through the functions here, kept
as a named profile, and carried out by ``field_convert``. Nothing of it depends on where a column stands or what
a sheet is called except the ``sheets`` part, which is made anew for every file; ``matches`` is what is learned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

STATED_CONFIDENCE = 0.9
"""From here on a match may be taken without a person."""

CERTAIN = 1.0
"""The confidence of what a person chose, and of what was learned from that."""

LEFT_OUT = "不导入"
"""The target of a text that a person wants left out: its rows are counted, not imported."""

BETWEEN_HEADINGS = " / "
"""Between the upper and the lower headings of a column."""

_BETWEEN = "|"
"""Between the standard and the item of a target; pack ids have none."""


class Layout(StrEnum):
    """How a table lays out what was seen."""

    LONG = "长表"
    """One row is one answer."""
    WIDE = "宽表"
    """Items across and places down, or places across and items down; a cell is one answer."""
    PROBLEMS = "问题清单"
    """One row is one fault; what was found in order is not listed."""
    PLACES = "点位清单"
    """The places and items that were inspected, without answers."""
    IGNORED = "不读"


class Role(StrEnum):
    """What a column holds. Most are fields of the canonical workbook."""

    ROUND = "round"
    DATE = "date"
    SITE_ID = "site_id"
    SITE_NAME = "site_name"
    SITE_TYPE = "site_type"
    LON = "lon"
    LAT = "lat"
    STREET = "street"
    COMMUNITY = "community"
    UNIT = "unit"
    STANDARD_ID = "standard_id"
    ITEM = "item"
    """The text, or the id, of what was asked."""
    METHOD = "method"
    RESULT = "result"
    COUNT = "count"
    VALUE = "value"
    BASE = "base"
    PROBLEM = "problem"
    INSPECTOR = "inspector"
    PHOTO = "photo"
    CATEGORY = "category"
    """测评项目, 指标名称: narrows down the standard."""
    ITEM_COLUMN = "item_column"
    """A wide table: the heading is an item, the cells are answers."""
    SITE_COLUMN = "site_column"
    """A wide table: the heading is a place, the cells are answers."""
    IGNORED = "ignored"
    """Running numbers, remarks, sums, scores, ranks."""


class Kind(StrEnum):
    """What a written text stands for."""

    LAYOUT = "表"
    COLUMN = "列"
    VALUE = "结果"
    ITEM = "检查项"
    SITE = "点位"
    SITE_TYPE = "点位类型"
    STREET = "街道"
    COMMUNITY = "社区"
    UNIT = "责任单位"
    METHOD = "测评方法"
    ROUND = "轮次"


class Basis(StrEnum):
    """What a match rests on."""

    PERSON = "人选定"
    LEARNED = "以前这样对应过"
    SAME = "写法相同"
    ALIKE = "去掉空格和符号后相同"
    KNOWN = "常用写法"
    LIKENESS = "文字相近"
    CONTENT = "按内容判断"
    DEFAULT = "按本次导入的设定"
    NONE = "没有找到"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A target that may be meant."""

    target: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Match:
    """What ``written`` means. ``context`` narrows it: the place type for an item, the street for a place.

    ``target`` is the best guess even where nobody may rely on it; see ``settled``. ``note`` says what is odd.
    """

    kind: Kind
    written: str
    target: str
    confidence: float
    basis: Basis
    context: str = ""
    candidates: tuple[Candidate, ...] = ()
    note: str = ""

    @property
    def settled(self) -> bool:
        """Whether it may be used without asking."""
        return self.target != "" and self.confidence >= STATED_CONFIDENCE


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A column of a table: ``index`` from 0 within the table, ``heading`` with its upper headings before it.

    ``written`` is the item or place of a wide table's column; ``mark`` the answer a tick in it stands for, where a pair
    of columns 符合 and 不符合 takes one tick; ``about`` the heading above, which tells what the item is about.
    """

    index: int
    heading: str
    role: Role
    confidence: float
    basis: Basis
    candidates: tuple[Candidate, ...] = ()
    hidden: bool = False
    written: str = ""
    mark: str = ""
    about: str = ""

    @property
    def settled(self) -> bool:
        """Whether it may be used without asking."""
        return self.confidence >= STATED_CONFIDENCE


@dataclass(frozen=True, slots=True)
class Given:
    """A fact about every row of a table that stands elsewhere: in the title, the sheet's name or the file's name."""

    role: Role
    written: str
    source: str
    """Where it stands, as a person finds it: 表名, 标题, 文件名."""


@dataclass(frozen=True, slots=True)
class Section:
    """A row that says something of the rows below it: 二、东湖街道 between the places of a list."""

    row: int
    role: Role
    written: str


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row below the headings that is no observation, and why: 合计, 平均, 签字 …"""

    row: int
    why: str


NO_HEADING = "没有找到表头，像是封面或说明"
"""Why a sheet is left out of which nobody needs to be told."""


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one table is read. Rows are numbered as the file shows them; ``reason`` says why this layout."""

    file: str
    sheet: str | None
    part: int
    layout: Layout
    reason: str
    header_rows: tuple[int, ...] = ()
    columns: tuple[ColumnMapping, ...] = ()
    given: tuple[Given, ...] = ()
    sections: tuple[Section, ...] = ()
    skipped: tuple[SkippedRow, ...] = ()
    confidence: float = CERTAIN

    @property
    def settled(self) -> bool:
        """Whether the table may be read this way without asking."""
        return self.confidence >= STATED_CONFIDENCE

    @property
    def title(self) -> str:
        """What a person calls the table: its sheet, or its file where it has none."""
        return self.sheet or self.file

    def of(self, role: Role) -> ColumnMapping | None:
        """The first column with a role."""
        return next((one for one in self.columns if one.role is role), None)

    def stated(self, role: Role) -> str:
        """What the table says of all its rows, or nothing."""
        return next((one.written for one in self.given if one.role is role), "")


MatchKey = tuple[Kind, str, str]


@dataclass(frozen=True)
class FieldMapping:
    """The whole workbook understood. ``matches`` has one entry per kind, text and context."""

    sheets: tuple[SheetMapping, ...]
    matches: tuple[Match, ...] = ()

    @cached_property
    def by_key(self) -> dict[MatchKey, Match]:
        """Matches by kind, text and context."""
        return {(one.kind, one.written, one.context): one for one in self.matches}

    def match(self, kind: Kind, written: str, context: str = "") -> Match | None:
        """What a text means here; a match without context serves every context."""
        return self.by_key.get((kind, written, context)) or self.by_key.get((kind, written, ""))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What a person must choose before everything can be imported."""
        return tuple(_questions(self))


@dataclass(frozen=True, slots=True)
class Question:
    """One choice to be made: of a column (``sheet`` and ``column`` given) or of a text."""

    kind: Kind
    written: str
    guess: str
    confidence: float
    candidates: tuple[Candidate, ...]
    context: str = ""
    sheet: SheetMapping | None = None
    column: int | None = None


def _questions(mapping: FieldMapping) -> Iterator[Question]:
    for sheet in mapping.sheets:
        if not sheet.settled:
            yield Question(Kind.LAYOUT, sheet.title, sheet.layout, sheet.confidence, (), sheet=sheet)
        if sheet.layout is Layout.IGNORED:
            continue
        for one in sheet.columns:
            if not one.settled:
                yield Question(
                    Kind.COLUMN,
                    one.heading,
                    one.role,
                    one.confidence,
                    one.candidates,
                    sheet=sheet,
                    column=one.index,
                )
    for match in mapping.matches:
        if not match.settled:
            yield Question(
                match.kind, match.written, match.target, match.confidence, match.candidates, match.context
            )


# ---- mending by a person


def with_match(
    mapping: FieldMapping, kind: Kind, written: str, target: str, context: str = ""
) -> FieldMapping:
    """Say what a text means. ``target`` is an id, a name, a result word, or ``LEFT_OUT``."""
    key = (kind, written, context)
    old = mapping.by_key.get(key) or Match(kind, written, "", 0.0, Basis.NONE, context)
    new = replace(old, target=target, confidence=CERTAIN, basis=Basis.PERSON, note="")
    kept = [new if (one.kind, one.written, one.context) == key else one for one in mapping.matches]
    return replace(mapping, matches=tuple(kept if key in mapping.by_key else [*kept, new]))


def with_column(mapping: FieldMapping, sheet: SheetMapping, index: int, role: Role) -> FieldMapping:
    """Say what a column of a sheet holds."""
    columns = tuple(
        replace(
            one,
            role=role,
            confidence=CERTAIN,
            basis=Basis.PERSON,
            written=one.written or one.heading.rsplit(BETWEEN_HEADINGS, 1)[-1],
        )
        if one.index == index
        else one
        for one in sheet.columns
    )
    return _with_sheet(mapping, sheet, replace(sheet, columns=columns))


def with_layout(mapping: FieldMapping, sheet: SheetMapping, layout: Layout) -> FieldMapping:
    """Say how a table is laid out, or that it is not to be read."""
    return _with_sheet(mapping, sheet, replace(sheet, layout=layout, reason="由人选定", confidence=CERTAIN))


def _with_sheet(mapping: FieldMapping, old: SheetMapping, new: SheetMapping) -> FieldMapping:
    return replace(mapping, sheets=tuple(new if one == old else one for one in mapping.sheets))


# ---- targets of items


def item_target(standard_id: str, item: str = "") -> str:
    """The target of an item text: a standard, and the item of it where one is meant."""
    return f"{standard_id}{_BETWEEN}{item}"


def of_item_target(target: str) -> tuple[str, str]:
    """Standard and item of a target."""
    standard_id, _, item = target.partition(_BETWEEN)
    return standard_id, item
