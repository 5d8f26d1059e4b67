"""The result of an assessment: what ``result.json``, the circular, the workbooks and the pages are all made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dabiao.core.rubric import Outcome


class StabilityClass(StrEnum):
    """达标 status of a standard over its rounds."""

    COMPLIANT = "达标"
    UNSTABLE = "不稳定达标"
    NON_COMPLIANT = "不达标"
    INSUFFICIENT = "证据不足"


@dataclass(frozen=True, slots=True)
class Base:
    """What a figure rests on. Places are counted once per round."""

    places: int
    places_ok: int
    rows: int
    rows_ok: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: (属地, 责任单位, place type, standard, method, round) → counts. A score expands down to these."""

    street: str | None
    unit: str | None
    site_type: str
    standard_id: str
    round: str
    places: int
    places_ok: int
    rows: int
    rows_ok: int
    faults: int
    method: str = "实地"


@dataclass(frozen=True, slots=True)
class ScoreNode:
    """A node of the score tree. ``points`` is None when nothing under it was looked at (无数据, not zero);
    ``without_data`` names children left out, whose weight the others share.
    """

    id: str
    title: str
    level: str
    maximum: Decimal
    points: Fraction | None
    base: Base
    children: tuple[ScoreNode, ...] = ()
    without_data: tuple[str, ...] = ()
    outcome: Outcome | None = None

    @property
    def rate(self) -> Fraction | None:
        """Points per maximum, 0 … 1."""
        return None if self.points is None or not self.maximum else self.points / Fraction(self.maximum)


@dataclass(frozen=True, slots=True)
class Stability:
    """What the stability model says of one series of (n, y), 5–95 % interval of the long-run rate included."""

    n: int
    y: int
    observed_rate: float | None
    rate: float
    interval: tuple[float, float]
    reliability: float
    stability_class: StabilityClass
    class_probability: Mapping[StabilityClass, float]
    leaning: StabilityClass
    more_checks_needed: int | None
    work_list: StabilityClass
    official_chance: float
    series: tuple[tuple[str, int, int], ...]
    """(round, n, y), oldest first, rounds without a check left out."""


@dataclass(frozen=True, slots=True)
class StandardResult:
    """One observed leaf standard. ``stability`` is None, with ``class_reason``, for rules not sampled pass/fail."""

    standard_id: str
    title: str
    pass_rate: Decimal
    n: int
    y: int
    stability: Stability | None
    class_reason: str | None
    grade: str | None
    by_site_type: Mapping[str, Stability]
    base: Base


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A street or department in its ranking group. ``score`` is 0 … 100, exact; ``interval`` its 5–95 % range;
    units of one ``tier`` cannot be told apart; ranks are 1-based within the group.
    """

    name: str
    group: str
    n: int
    score: Fraction
    interval: tuple[float, float]
    tier: int
    rank: int
    rank_low: int
    rank_high: int
    base: Base


@dataclass(frozen=True, slots=True)
class Excluded:
    """Something left out of a ranking or a score, and why."""

    kind: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One failing row, as it goes to the problem list."""

    round: str
    date: date | None
    site_id: str
    site_name: str | None
    site_type: str
    street: str | None
    community: str | None
    unit: str | None
    standard_id: str
    standard_title: str
    item: str | None
    text: str | None
    count: int | None
    inspector: str | None
    photo: str | None
    source_row: int


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """One round: when, how much was looked at, and the district's score on it alone."""

    name: str
    first_date: date | None
    last_date: date | None
    base: Base
    sites: int
    score: Fraction | None


@dataclass(frozen=True)
class Assessment:
    """Everything that was found. Scores and rankings pool all rounds; ``rounds`` carries each one's own score."""

    pack_id: str
    pack_title: str
    pack_edition: str
    pack_digest: str
    threshold: Decimal | None
    rounds: tuple[RoundSummary, ...]
    warnings: tuple[str, ...]
    standards: tuple[StandardResult, ...]
    scores: ScoreNode
    score_interval: tuple[float, float] | None
    streets: tuple[RankedUnit, ...]
    units: tuple[RankedUnit, ...]
    excluded: tuple[Excluded, ...]
    problems: tuple[Problem, ...]
    cells: tuple[Cell, ...]
