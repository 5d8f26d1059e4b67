"""The assessment framework (测评体系) as typed, frozen objects: what a pack becomes once it is loaded.

A framework is a tree of any depth. Its leaves are standards; a standard carries one rule per method
(实地, 材料, 问卷, 数据, 负面, 加分). The forms of rules live in ``rubric``; which rule a standard has,
its numbers and where they come from are data of the pack.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from dabiao.core.rubric import Rule


class Method(StrEnum):
    """测评方法: how a standard is looked at."""

    FIELD = "实地"
    DOCUMENT = "材料"
    SURVEY = "问卷"
    DATA = "数据"
    NEGATIVE = "负面"
    BONUS = "加分"


class Grade(StrEnum):
    """Evidence grade of a source: how far a reader may trust that the rule is the real one."""

    GOVERNMENT = "G"
    NEWSPAPER = "N"
    DOCUMENT_SITE = "D"
    CODE = "C"
    KNOWLEDGE = "K"
    INFERENCE = "I"
    OURS = "示范值"


class Pooling(StrEnum):
    """How the district's figure follows from its streets'."""

    POOLED = "pooled"
    MEAN_OF_MEANS = "mean_of_means"


class Ties(StrEnum):
    """Tie rule: shared (equal displayed totals share a rank) or ordinal (full precision, then input order)."""

    SHARED = "shared"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule or number comes from, as far as known. Unknown parts stay empty, never invented."""

    place: str
    document: str
    year: int | None
    grade: Grade
    note: str = ""


@dataclass(frozen=True, slots=True)
class MethodRule:
    """One method's rule of a standard: ``points`` is its share of the standard's points."""

    method: Method
    rule: Rule
    points: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Standard:
    """测评标准: a leaf of the tree. ``pass_rate`` is c, the pass rate asked of it (methods of stability)."""

    id: str
    title: str
    text: str
    points: Decimal
    rules: tuple[MethodRule, ...]
    pass_rate: Decimal
    lead_department: str
    source: Source
    fix: str = ""
    """What usually cures a failure, in a sentence: the remedy shown beside the gap."""

    def rule_for(self, method: Method) -> MethodRule | None:
        """The rule this standard has for ``method``, or None."""
        return next((rule for rule in self.rules if rule.method is method), None)


@dataclass(frozen=True, slots=True)
class Node:
    """An inner node of the tree: 测评项目, 指标, 内容 … ``points`` is declared and checked against its children."""

    id: str
    title: str
    level: str
    points: Decimal
    children: tuple[Node | Standard, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a composite framework without leaves, e.g. 实地 85 % + 问卷 15 %."""

    id: str
    title: str
    method: Method
    weight: Decimal


@dataclass(frozen=True, slots=True)
class SiteType:
    """点位类型, with the kind it belongs to; ``process`` marks a tested process (实景模拟验证), not a place."""

    id: str
    title: str
    group: str
    source: Source
    process: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """A countable demand on an item: ``at_least`` per ``per`` units, e.g. 3 per 500 米, or 30 per 100 (% of area)."""

    at_least: Decimal
    unit: str
    per: Decimal | None = None
    per_unit: str = ""


SHOWS_CONFORMING, SHOWS_FAILING = "符合", "不符合"
"""What an example picture shows."""


@dataclass(frozen=True, slots=True)
class ExamplePicture:
    """An example of an item: ``shows`` 符合 or 不符合; ``file`` is named by the SHA-256 of its bytes."""

    shows: str
    file: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """检查项: what an inspector answers 符合 or 不符合 to, at the place types it applies to."""

    id: str
    standard_id: str
    text: str
    site_types: tuple[str, ...]
    source: Source
    quantity: Quantity | None = None
    exceptions: tuple[str, ...] = ()
    """Situations that are *not* a violation, e.g. 停在划线内且不影响通行."""
    note: str = ""
    """口径: how the item is to be read and measured, where its text leaves that open."""
    pictures: tuple[ExamplePicture, ...] = ()


@dataclass(frozen=True, slots=True)
class NegativeItem:
    """负面清单: an event that costs points of the year's total, or vetoes it.

    ``ban_months``: a veto that time lifts. For so many months after the event the city may not apply; None for a veto
    that stands, and for an item that only costs points.
    """

    id: str
    text: str
    points: Decimal
    veto: bool
    source: Source
    ban_months: int | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """A line the cycle has to clear, e.g. minors ≥ 85, annual < 70 suspends. ``below`` says what happens.

    ``suspended_months``: for so long after the result was issued the title is suspended; None where nothing is.
    """

    id: str
    measure: str
    at_least: Decimal
    below: str
    source: Source
    suspended_months: int | None = None


@dataclass(frozen=True, slots=True)
class AnnualPart:
    """A figure of its own that makes up a share of the year's score, e.g. minors with 20 %; the rest is ``annual``."""

    measure: str
    share: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Cycle:
    """创建周期: the weights of its years, oldest first, summing to 1, and the gates on the way."""

    years: int
    weights: tuple[Decimal, ...]
    gates: tuple[Gate, ...]
    source: Source
    parts: tuple[AnnualPart, ...] = ()
    """What the year's score is made of beside ``annual``; empty where the published score holds everything."""


@dataclass(frozen=True, slots=True)
class RankingGroup:
    """Units ranked only among themselves, e.g. 主城区 and 非主城区."""

    id: str
    title: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """How units are ranked: groups, tie rule, and digits shown (half-up, once, at display)."""

    groups: tuple[RankingGroup, ...] = ()
    ties: Ties = Ties.SHARED
    digits: int = 2


@dataclass(frozen=True, slots=True)
class StabilitySettings:
    """Settings of the stability model. Losses are [truth][decision] in the order 不达标, 不稳定达标, 达标."""

    pass_rate: Decimal = Decimal("0.90")
    compliant_from: Decimal = Decimal("0.9")
    unstable_from: Decimal = Decimal("0.5")
    confidence: Decimal = Decimal("0.70")
    losses: tuple[tuple[Decimal, Decimal, Decimal], ...] = (
        (Decimal(0), Decimal(1), Decimal(6)),
        (Decimal(1), Decimal(0), Decimal(2)),
        (Decimal(2), Decimal(1), Decimal(0)),
    )
    official_sample: int = 10
    """Places an outside team is expected to check per standard: n* of the chance in the official sample."""


@dataclass(frozen=True)
class Framework:
    """A loaded pack. ``open_ended`` is the built-in ``bare`` pack: any standard and place type is accepted."""

    id: str
    title: str
    edition: str
    valid_from: str
    valid_to: str
    city_level: str
    source: Source
    tree: tuple[Node | Standard, ...]
    components: tuple[Component, ...]
    site_types: tuple[SiteType, ...]
    items: tuple[CheckItem, ...]
    negative_list: tuple[NegativeItem, ...]
    cycle: Cycle | None
    ranking: Ranking
    pooling: Pooling
    stability: StabilitySettings
    digest: str
    """SHA-256 of the pack's files, in name order."""
    open_ended: bool = False
    notes: tuple[str, ...] = field(default=())

    @cached_property
    def standards(self) -> dict[str, Standard]:
        """Every leaf standard by id, in tree order."""
        return {standard.id: standard for top in self.tree for standard in _leaves(top)}

    @cached_property
    def site_type_names(self) -> dict[str, SiteType]:
        """Place types by id and by title: a workbook may use either."""
        return {key: kind for kind in self.site_types for key in (kind.id, kind.title)}

    @cached_property
    def items_of(self) -> dict[str, tuple[CheckItem, ...]]:
        """Check items by standard id."""
        grouped: dict[str, list[CheckItem]] = {}
        for item in self.items:
            grouped.setdefault(item.standard_id, []).append(item)
        return {standard_id: tuple(items) for standard_id, items in grouped.items()}

    @cached_property
    def titles_above(self) -> dict[str, tuple[str, ...]]:
        """Titles of the nodes above each standard, the top first, by standard id."""
        return {key: titles for top in self.tree for key, titles in _titled(top, ())}

    @property
    def points(self) -> Decimal:
        """Points of the whole tree."""
        return sum((top.points for top in self.tree), Decimal(0))


def _leaves(node: Node | Standard) -> Iterator[Standard]:
    if isinstance(node, Standard):
        yield node
        return
    for child in node.children:
        yield from _leaves(child)


def _titled(node: Node | Standard, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    if isinstance(node, Standard):
        yield node.id, above
        return
    for child in node.children:
        yield from _titled(child, (*above, node.title))
