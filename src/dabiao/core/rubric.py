"""Forms of scoring rules (评分规则), and what each makes of the evidence.

The forms are those found in real frameworks; the numbers in them are data of a pack. A rule evaluates
``Evidence`` to an ``Outcome``: the share of the points earned, a grade where the form has one, and an
explanation a program can read and a page can put in words.

All arithmetic is exact (``Fraction`` and ``Decimal``); rounding happens at display only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


class RubricError(ValueError):
    """A rule that cannot be applied as written, e.g. bands that leave a gap. The message names the gap."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A range with explicit open and closed ends; None is unbounded. Written ``[80,90)``, ``(85,+inf)``."""

    low: Decimal | None
    high: Decimal | None
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A grade by interval; ``share`` of the points it earns; ``requires`` names items that must be 符合 as well."""

    grade: str
    interval: Interval
    share: Decimal
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BandRule:
    """Form 1. A/B/C (and C#) by numeric band. ``measure``: ``value`` (mean of 数值 over the last ``mean_of``
    rounds), ``ratio`` (100·Σ数值/Σ基数) or ``rate`` (100·符合率). Bands must cover ``domain`` without gap or overlap."""

    measure: str
    bands: tuple[Band, ...]
    domain: Interval
    mean_of: int = 1
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CountRule:
    """Form 2. Grade by the number of satisfied sub-standards (items): all 3 = A, 2 = B, otherwise C#."""

    items: tuple[str, ...]
    grades: tuple[tuple[int, str, Decimal], ...]
    """(at least so many satisfied, grade, share), from most to fewest; the last line must start at 0."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many units of an item are asked at each place (≥ 2 ads of which ≥ 1 core values = two requirements)."""

    item: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class DeductRule:
    """Form 3. ``per_unit`` points off for each missing or faulty unit, down to ``floor`` points.

    ``counting``: ``missing`` = per place the largest shortfall among ``requirements`` (数值 seen against the
    requirement); ``faults`` = Σ数量. ``zero_if_absent``: a row of that item that is 不符合 earns nothing at all."""

    counting: str
    per_unit: Decimal
    requirements: tuple[Requirement, ...] = ()
    floor: Decimal = Decimal(0)
    zero_if_absent: str = ""


@dataclass(frozen=True, slots=True)
class RatioRule:
    """Form 3, second half. Share = Σ数值/Σ基数, never above 1 (played/4 × points)."""


@dataclass(frozen=True, slots=True)
class ItemSample:
    """``at_least`` of ``of`` sampled must do (≥ 3 of 5 pupils recite); without it every one must."""

    item: str
    at_least: int
    of: int


@dataclass(frozen=True, slots=True)
class QuantifiedRule:
    """Form 4. A place is the unit: it passes when every item passes, sampled items by their quantifier
    (数值 of 基数 did). Share = places passing / places."""

    samples: tuple[ItemSample, ...] = ()


@dataclass(frozen=True, slots=True)
class ConformityRateRule:
    """Form 5. Share = 符合 ÷ (符合 + 不符合) over rows."""


@dataclass(frozen=True, slots=True)
class ScoreRateRule:
    """Form 6. 得分率 over observation counts: share = Σ数值 (times it conformed) / Σ基数 (times it was watched);
    a row without them counts as one watch."""


@dataclass(frozen=True, slots=True)
class SingleHitRule:
    """Form 7. One hit (数量 ≥ 1) fails the place, even when it is corrected on the spot; where
    ``dissuaded_cures``, hits that somebody dissuaded (数值) do not count. Share = places without a hit."""

    dissuaded_cures: bool = False


@dataclass(frozen=True, slots=True)
class NegativeListRule:
    """Form 9. Each event (数量) takes ``per_event`` points off the year's total; ``veto`` ends the year's claim."""

    per_event: Decimal
    veto: bool = False


@dataclass(frozen=True, slots=True)
class BonusRule:
    """Form 10. 数值 points are added to the total, at most ``cap``."""

    cap: Decimal


@dataclass(frozen=True, slots=True)
class SatisfactionRule:
    """Form 11. Satisfied share (100·Σ数值/Σ基数) against a threshold, ≥ or (``strict``) >. Below it: nothing, or
    ``pro_rata`` the share divided by the threshold."""

    at_least: Decimal
    strict: bool = False
    pro_rata: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """One numeric demand: 数值 (or 100·数值/基数 where a base is given) of ``item`` ≥ ``at_least`` in ``unit``."""

    item: str
    at_least: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class ThresholdRule:
    """Form 12. Numeric thresholds per place (装灯 100 %, 亮灯 95 %): the place passes when every measure is met.
    Share = places passing / places."""

    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """Form 8. ``base`` with situations that are not a violation: a row whose 问题描述 begins with
    ``例外：`` and one of ``exceptions`` is judged 符合."""

    base: (
        BandRule
        | CountRule
        | DeductRule
        | RatioRule
        | QuantifiedRule
        | ConformityRateRule
        | ScoreRateRule
        | SingleHitRule
        | SatisfactionRule
        | ThresholdRule
    )
    exceptions: tuple[str, ...]


Rule = (
    BandRule
    | CountRule
    | DeductRule
    | RatioRule
    | QuantifiedRule
    | ConformityRateRule
    | ScoreRateRule
    | SingleHitRule
    | ExceptionRule
    | NegativeListRule
    | BonusRule
    | SatisfactionRule
    | ThresholdRule
)


@dataclass(frozen=True, slots=True)
class ItemTally:
    """What was seen of one item in a scope. Sums of 数值 and 基数 are exact."""

    rows: int
    rows_ok: int
    faults: int
    value: Fraction | None
    base: Fraction | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen of one standard by one method in a scope (street, place type, rounds …).

    ``places``/``places_ok`` count places per round, ``rows``/``rows_ok`` rows that are not 不适用.
    ``missing`` is the sum over places of their largest shortfall. ``round_values`` are the means of 数值
    per round, oldest first."""

    places: int
    places_ok: int
    rows: int
    rows_ok: int
    faults: int = 0
    missing: Fraction = Fraction(0)
    value: Fraction | None = None
    base: Fraction | None = None
    round_values: tuple[Fraction, ...] = ()
    items: Mapping[str, ItemTally] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``share`` of the points earned in [0, 1], or None when there is nothing to judge (无数据).

    ``adjustment`` is added to the year's total (negative list, bonus); ``veto`` ends it. ``explanation`` maps
    stable English keys to exact inputs and intermediate figures; ``form`` says which rule spoke."""

    form: str
    share: Fraction | None
    grade: str | None
    explanation: Mapping[str, str | int | Fraction | Decimal | None]
    adjustment: Decimal = Decimal(0)
    veto: bool = False
