"""Forms of scoring rules (评分规则), and what each makes of the evidence.

The forms are those found in real frameworks; the numbers in them are data of a pack. A rule evaluates
``Evidence`` to an ``Outcome``: the share of the points earned, a grade where the form has one, and an
explanation a program can read and a page can put in words.

All arithmetic is exact (``Fraction`` and ``Decimal``); rounding happens at display only. A rule that cannot
be applied as written raises RubricError when it is made, in the words of whoever has to mend it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from dabiao.core.rubric_bands import Interval, RubricError, check_bands

__all__ = [
    "MEASURES",
    "Band",
    "BandRule",
    "BonusRule",
    "ConformityRateRule",
    "CountRule",
    "DeductRule",
    "Evidence",
    "ExceptionRule",
    "Interval",
    "ItemSample",
    "ItemTally",
    "Measure",
    "NegativeListRule",
    "Outcome",
    "PlainRule",
    "QuantifiedRule",
    "RatioRule",
    "Requirement",
    "RubricError",
    "Rule",
    "SatisfactionRule",
    "ScoreRateRule",
    "SingleHitRule",
    "ThresholdRule",
]

MEASURES = ("value", "ratio", "rate")
"""What bands may measure."""

PERCENT = "%"


def _demand(holds: bool, problem: str) -> None:
    """Refuse a rule that does not hold what its form asks."""
    if not holds:
        raise RubricError(problem)


def _demand_distinct(names: Iterable[str], what: str) -> None:
    twice = [name for name, times in Counter(names).items() if times > 1]
    _demand(not twice, f"{what}“{'、'.join(twice)}”写了两次，请只留一处")


def _demand_share(share: Decimal, grade: str) -> None:
    _demand(bool(grade), "等级没有写名称，如 A")
    _demand(0 <= share <= 1, f"等级 {grade} 的得分比例 {share} 应在 0 和 1 之间")


@dataclass(frozen=True, slots=True)
class Band:
    """A grade by interval, the ``share`` of the points it earns, and items that must be 符合 as well."""

    grade: str
    interval: Interval
    share: Decimal
    requires: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _demand_share(self.share, self.grade)


@dataclass(frozen=True, slots=True)
class BandRule:
    """Form 1. A/B/C (and C#) by numeric band. ``measure``: ``value`` (mean of 数值 over the last ``mean_of``
    rounds), ``ratio`` (100·Σ数值/Σ基数) or ``rate`` (100·符合率). Bands cover ``domain`` without gap or
    overlap. Where a required item fails, the best band that earns less and whose items hold is meant.
    """

    measure: str
    bands: tuple[Band, ...]
    domain: Interval
    mean_of: int = 1
    unit: str = ""

    def __post_init__(self) -> None:
        _demand(self.measure in MEASURES, f"measure“{self.measure}”不认识，应为 {'、'.join(MEASURES)} 之一")
        _demand(self.mean_of >= 1, "mean_of 应不小于 1：取最近几轮数值的平均")
        _demand(self.mean_of == 1 or self.measure == "value", "只有 measure 为 value 时才能取几轮的平均")
        check_bands([(band.grade, band.interval) for band in self.bands], self.domain)
        last = min(self.bands, key=lambda band: band.share)
        _demand(not last.requires, f"得分最低的等级 {last.grade} 不能再要求检查项，否则不符合时无级可落")


@dataclass(frozen=True, slots=True)
class CountRule:
    """Form 2. Grade by the number of satisfied sub-standards (items): all 3 = A, 2 = B, otherwise C#."""

    items: tuple[str, ...]
    grades: tuple[tuple[int, str, Decimal], ...]
    """(at least so many satisfied, grade, share), from most to fewest; the last line must start at 0."""

    def __post_init__(self) -> None:
        _demand(bool(self.items), "没有写由哪些检查项计数（items）")
        _demand_distinct(self.items, "检查项")
        _demand(bool(self.grades), "没有写等级（grades）")
        for _, grade, share in self.grades:
            _demand_share(share, grade)
        counts = [at_least for at_least, _, _ in self.grades]
        _demand(
            all(more > fewer for more, fewer in pairwise(counts)), "等级应从满足项数最多的写起，项数依次减少"
        )
        _demand(counts[-1] == 0, f"满足不到 {counts[-1]} 项时没有等级可用，最后一级请写 at_least: 0")
        _demand(
            counts[0] <= len(self.items),
            f"等级 {self.grades[0][1]} 要求满足 {counts[0]} 项，但一共只有 {len(self.items)} 个检查项",
        )
        _demand(
            all(more[2] >= fewer[2] for more, fewer in pairwise(self.grades)),
            "满足项数多的等级，得分比例不应反而更低",
        )


@dataclass(frozen=True, slots=True)
class Requirement:
    """So many units of an item are asked at each place (≥ 2 ads, 1 of them core values: two requirements)."""

    item: str
    at_least: Decimal

    def __post_init__(self) -> None:
        _demand(self.at_least > 0, f"检查项“{self.item}”要求的数量应大于 0")


@dataclass(frozen=True, slots=True)
class DeductRule:
    """Form 3. ``per_unit`` points off for each missing or faulty unit, down to ``floor`` points. Over several
    rounds it is their mean that counts, or every further round would cost points again.

    ``counting``: ``missing`` = per place the largest shortfall among ``requirements`` (数值 seen against the
    requirement), or Σ数量 where nobody gave a 数值; ``faults`` = Σ数量. ``zero_if_absent``: a row of that
    item that is 不符合 earns nothing at all.
    """

    counting: str
    per_unit: Decimal
    requirements: tuple[Requirement, ...] = ()
    floor: Decimal = Decimal(0)
    zero_if_absent: str = ""

    def __post_init__(self) -> None:
        _demand(
            self.counting in ("missing", "faults"),
            f"counting“{self.counting}”不认识，应为 missing（按缺少的数量扣）或 faults（按发现的数量扣）",
        )
        _demand(self.per_unit > 0, "每处扣分（per_unit）应大于 0")
        _demand(self.floor >= 0, "扣到多少分为止（floor）应不小于 0")
        by_missing = self.counting == "missing"
        _demand(not by_missing or bool(self.requirements), "按缺少的数量扣分，须写明要求多少（requirements）")
        _demand(by_missing or not self.requirements, "按发现的数量扣分时，不写要求多少（requirements）")
        _demand_distinct((asked.item for asked in self.requirements), "检查项")


@dataclass(frozen=True, slots=True)
class RatioRule:
    """Form 3, second half. Share = Σ数值/Σ基数, never above 1 (played/4 × points)."""


@dataclass(frozen=True, slots=True)
class ItemSample:
    """``at_least`` of ``of`` sampled must do (≥ 3 of 5 pupils recite); without it every one must."""

    item: str
    at_least: int
    of: int

    def __post_init__(self) -> None:
        _demand(
            1 <= self.at_least <= self.of,
            f"检查项“{self.item}”抽 {self.of} 个至少 {self.at_least} 个做到，应为 1 ≤ at_least ≤ of",
        )


@dataclass(frozen=True, slots=True)
class QuantifiedRule:
    """Form 4. A place is the unit: it passes when every item passes, sampled items by their quantifier
    (数值 of 基数 did). Share = places passing / places.
    """

    samples: tuple[ItemSample, ...] = ()

    def __post_init__(self) -> None:
        _demand_distinct((sample.item for sample in self.samples), "检查项")


@dataclass(frozen=True, slots=True)
class ConformityRateRule:
    """Form 5. Share = 符合 ÷ (符合 + 不符合) over rows."""


@dataclass(frozen=True, slots=True)
class ScoreRateRule:
    """Form 6. 得分率 over observation counts: share = Σ数值 (times it conformed) / Σ基数 (times watched); a
    row without them counts as one watch.
    """


@dataclass(frozen=True, slots=True)
class SingleHitRule:
    """Form 7. One hit (数量 ≥ 1) fails the place, even when it is corrected on the spot; where
    ``dissuaded_cures``, hits that somebody dissuaded (数值) do not count. Share = places without a hit.
    """

    dissuaded_cures: bool = False


@dataclass(frozen=True, slots=True)
class NegativeListRule:
    """Form 9. Each event (数量) takes ``per_event`` points off the year's total; ``veto`` ends its claim."""

    per_event: Decimal
    veto: bool = False

    def __post_init__(self) -> None:
        _demand(self.per_event >= 0, "每件扣分（per_event）写正数，不写负号")
        _demand(self.per_event > 0 or self.veto, "既不扣分也不一票否决，请写 per_event 或 veto: true")


@dataclass(frozen=True, slots=True)
class BonusRule:
    """Form 10. 数值 points are added to the total, at most ``cap``."""

    cap: Decimal

    def __post_init__(self) -> None:
        _demand(self.cap > 0, "最多加多少分（cap）应大于 0")


@dataclass(frozen=True, slots=True)
class SatisfactionRule:
    """Form 11. Satisfied share (100·Σ数值/Σ基数) against a threshold, ≥ or (``strict``) >. Below it: nothing,
    or ``pro_rata`` the share divided by the threshold.
    """

    at_least: Decimal
    strict: bool = False
    pro_rata: bool = False

    def __post_init__(self) -> None:
        _demand(0 < self.at_least <= 100, f"满意率要求 {self.at_least} 应大于 0、不大于 100（百分数）")
        _demand(not (self.strict and self.at_least == 100), "满意率不可能大于 100%，请去掉 strict 或降低要求")


@dataclass(frozen=True, slots=True)
class Measure:
    """One numeric demand: 数值 (100·数值/基数 where a 基数 is given) of ``item`` ≥ ``at_least`` ``unit``."""

    item: str
    at_least: Decimal
    unit: str

    def __post_init__(self) -> None:
        _demand(self.at_least > 0, f"检查项“{self.item}”的数值要求应大于 0")
        _demand(
            self.unit != PERCENT or self.at_least <= 100,
            f"检查项“{self.item}”要求 {self.at_least}%，超过了 100%",
        )


@dataclass(frozen=True, slots=True)
class ThresholdRule:
    """Form 12. Numeric thresholds per place (装灯 100 %, 亮灯 95 %): the place passes when every measure is
    met. Share = places passing / places.
    """

    measures: tuple[Measure, ...]

    def __post_init__(self) -> None:
        _demand(bool(self.measures), "没有写数值要求（measures）")
        _demand_distinct((measure.item for measure in self.measures), "检查项")


PlainRule = (
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
"""Rules that judge what is looked at and may have exceptions."""


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """Form 8. ``base`` with situations that are not a violation: a row whose 问题描述 begins with
    ``例外：`` and one of ``exceptions`` is judged 符合.
    """

    base: PlainRule
    exceptions: tuple[str, ...]

    def __post_init__(self) -> None:
        _demand(
            isinstance(self.base, PlainRule),
            "例外只能加在判断检查结果的规则上，不能加在例外、负面或加分规则上",
        )
        _demand(bool(self.exceptions), "没有写哪些情形不算违反（exceptions）")
        _demand(
            all(one.strip() == one != "" for one in self.exceptions), "例外情形不能是空的，前后也不留空格"
        )
        _demand_distinct(self.exceptions, "例外情形")


Rule = PlainRule | ExceptionRule | NegativeListRule | BonusRule


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
    per round, oldest first. ``rounds`` is how many rounds looked at it: sums grow with them.
    """

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
    rounds: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """``share`` of the points earned in [0, 1], or None when there is nothing to judge (无数据).

    ``adjustment`` is added to the year's total (negative list, bonus); ``veto`` ends it. ``explanation`` maps
    stable English keys to exact inputs and intermediate figures; ``form`` says which rule spoke.
    """

    form: str
    share: Fraction | None
    grade: str | None
    explanation: Mapping[str, str | int | Fraction | Decimal | None]
    adjustment: Decimal = Decimal(0)
    veto: bool = False
