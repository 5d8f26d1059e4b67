"""Deduction bands of a letter of responsibility: which score of the year costs how many points of the appraisal.

Bands have explicit open and closed ends. A set is sound when every score from 0 to 100 lies in exactly one of them.
The letter of Tongliang (铜梁) takes 4 points for (80,85) and 5 below 80 and says nothing of exactly 80: such a score
is found and named, never filled by a guess.

All figures are decimals. An item's score is rounded once, half-up to 0.01, because that is what the sheet prints and
both parties sign; the total is the exact sum of those, so that anybody can add it up again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from dabiao.core.defects import Defect

LOWEST, HIGHEST = Decimal(0), Decimal(100)
"""Scores of a year."""

CENT = Decimal("0.01")
"""To what an item's score is rounded."""

Cut = tuple[Decimal, int]
"""A place between scores: (x, 0) just below x, (x, 1) just above it."""


@dataclass(frozen=True, slots=True)
class DeductionBand:
    """Scores from ``low`` to ``high``, and what they cost: points taken off (0 or more), and a consequence in words."""

    low: Decimal
    high: Decimal
    low_closed: bool
    high_closed: bool
    deduction: Decimal
    consequence: str = ""

    @property
    def start(self) -> Cut:
        """Where it begins."""
        return self.low, int(not self.low_closed)

    @property
    def end(self) -> Cut:
        """Where it ends."""
        return self.high, int(self.high_closed)

    @property
    def empty(self) -> bool:
        """Whether no score lies in it."""
        return self.start >= self.end

    def holds(self, score: Decimal) -> bool:
        """Whether ``score`` lies in it, exactly."""
        return self.start <= (score, 0) and (score, 1) <= self.end

    def __str__(self) -> str:
        """Write it as ``[95,100)``; a single score as ``100``."""
        return written(self.start, self.end)


def unsound(bands: Sequence[DeductionBand], file: str) -> list[Defect]:
    """Everything that keeps ``bands`` from speaking of each score once: empty ones, gaps, overlaps, what lies outside.

    An empty list means that they are sound. ``file`` is how the letter is called in the sentences.
    """
    defects = [
        Defect(
            "扣分档“%(band)s”里没有任何分数，请改两端的分数或“含/不含”",
            file,
            parameters={"band": _as_given(one)},
        )
        for one in bands
        if one.empty
    ]
    defects += [
        Defect("扣分档“%(band)s”超出了 0 到 100 分，请改两端的分数", file, parameters={"band": str(one)})
        for one in bands
        if not one.empty and (one.low < LOWEST or one.high > HIGHEST)
    ]
    if defects:
        return defects
    ordered = sorted(bands, key=lambda one: (one.start, one.end))
    reached: Cut = (LOWEST, 0)
    for one in ordered:
        if one.start > reached:
            defects.append(_undefined(reached, one.start, file))
        reached = max(reached, one.end)
    if reached < (HIGHEST, 1):
        defects.append(_undefined(reached, (HIGHEST, 1), file))
    return defects + _overlaps(ordered, file)


def _overlaps(ordered: Sequence[DeductionBand], file: str) -> list[Defect]:
    defects = []
    widest: DeductionBand | None = None
    for one in ordered:
        if widest is not None and one.start < widest.end:
            shared = written(one.start, min(one.end, widest.end))
            defects.append(
                Defect(
                    "得分为 %(score)s 时同时落在“%(first)s”和“%(second)s”两档，请改成只属于一档",
                    file,
                    parameters={"score": shared, "first": str(widest), "second": str(one)},
                )
            )
        if widest is None or one.end > widest.end:
            widest = one
    return defects


def _undefined(start: Cut, end: Cut, file: str) -> Defect:
    return Defect(
        "得分为 %(score)s 时没有规定扣几分，请写明属于哪一档",
        file,
        parameters={"score": written(start, end)},
    )


def written(start: Cut, end: Cut) -> str:
    """Write the scores between two cuts: ``80``, ``[95,100)``."""
    if start[0] == end[0]:
        return plain(start[0])
    return f"{'(' if start[1] else '['}{plain(start[0])},{plain(end[0])}{']' if end[1] else ')'}"


def _as_given(one: DeductionBand) -> str:
    return (
        f"{'[' if one.low_closed else '('}{plain(one.low)},{plain(one.high)}{']' if one.high_closed else ')'}"
    )


def plain(number: Decimal) -> str:
    """Write a decimal without an exponent and without zeros at its end."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def band_of(bands: Sequence[DeductionBand], score: Decimal) -> DeductionBand:
    """The one band ``score`` lies in. Raises ValueError unless it is exactly one: ask ``unsound`` first."""
    found = [one for one in bands if one.holds(score)]
    if len(found) != 1:
        raise ValueError(f"{score} lies in {len(found)} bands")
    return found[0]


def in_order(bands: Sequence[DeductionBand]) -> list[DeductionBand]:
    """Highest scores first, as letters list them."""
    return sorted(bands, key=lambda one: (one.end, one.start), reverse=True)


class Comparison(StrEnum):
    """How a result is held against its target."""

    AT_LEAST = "不低于"
    AT_MOST = "不高于"
    EXACTLY = "等于"
    DONE = "完成"
    """No figure: what is to be done is done, or to a share."""


def completion(comparison: Comparison, target: Decimal | None, result: Decimal) -> Fraction:
    """How far a target is reached, from 0 to 1: more than reached is no more than 1.

    For DONE the result itself is the share done. A target of 0 that must not be exceeded is kept or not.
    """
    if comparison is Comparison.DONE:
        return _share(Fraction(result))
    if target is None:
        raise ValueError(f"{comparison} needs a target")
    if comparison is Comparison.EXACTLY:
        return Fraction(int(result == target))
    if comparison is Comparison.AT_LEAST:
        return Fraction(1) if result >= target else _share(Fraction(result) / Fraction(target))
    return Fraction(1) if result <= target else _share(Fraction(target) / Fraction(result))


def _share(value: Fraction) -> Fraction:
    return min(max(value, Fraction(0)), Fraction(1))


def item_score(points: Decimal, done: Fraction, *, harmful: bool = False) -> Decimal:
    """Points an item earns: in full when done, pro rata when partly done, none when it was not done and did harm.

    Rounded half-up to 0.01. What did harm although it was done keeps its points, as the letter of Tongliang says.
    """
    if harmful and done < 1:
        return Decimal(0)
    exact = Fraction(points) * done
    hundredths = Decimal(exact.numerator * 100) / Decimal(exact.denominator)
    return (hundredths.quantize(Decimal(1), ROUND_HALF_UP) * CENT).quantize(CENT)
