"""What a rule makes of the evidence: the share of its points, a grade where it has one, and why.

Nothing looked at is no zero: without a denominator the share is None, and the explanation says under
``missing`` what was not there. Every figure is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dabiao.core.rubric import (
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    Evidence,
    ExceptionRule,
    NegativeListRule,
    Outcome,
    QuantifiedRule,
    RatioRule,
    Requirement,
    Rule,
    SatisfactionRule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)
from dabiao.core.rubric_bands import contains

Floats = NDArray[np.float64]
Explanation = dict[str, str | int | Fraction | Decimal | None]

FORMS: Mapping[type[Rule], str] = {
    BandRule: "bands",
    CountRule: "count_satisfied",
    DeductRule: "deduct",
    RatioRule: "ratio",
    QuantifiedRule: "quantified",
    ConformityRateRule: "conformity_rate",
    ScoreRateRule: "score_rate",
    SingleHitRule: "single_hit",
    ExceptionRule: "with_exceptions",
    NegativeListRule: "negative_list",
    BonusRule: "bonus",
    SatisfactionRule: "satisfaction",
    ThresholdRule: "threshold",
}
"""Form of each rule, as packs write it."""

NOTHING_SEEN, NO_BASE, NO_VALUE, OUTSIDE, UNSEEN_ITEMS = (
    "nothing_seen",
    "no_base",
    "no_value",
    "outside_domain",
    "unseen_items",
)
"""Why there is no share, under ``missing`` of an explanation."""

ITEM_SEPARATOR = "；"
"""Between items that an explanation lists."""


def evaluate(rule: Rule, evidence: Evidence, points: Decimal) -> Outcome:
    """Apply ``rule`` worth ``points`` to ``evidence``.

    A rule with exceptions is its base: the exceptions were heard when the rows were judged, and are counted
    in the explanation.
    """
    if isinstance(rule, ExceptionRule):
        outcome = evaluate(rule.base, evidence, points)
        explained = {**outcome.explanation, "exceptions": len(rule.exceptions)}
        return Outcome(outcome.form, outcome.share, outcome.grade, explained)
    if isinstance(rule, DeductRule):
        return _deduct(rule, evidence, points)
    return _EVALUATORS[type(rule)](rule, evidence)


def shortfall(requirements: Sequence[Requirement], seen: Mapping[str, Fraction]) -> Fraction:
    """Units missing at one place: the largest shortfall, since one unit may answer several requirements.

    ``seen``: 数值 by item. An item nobody gave a figure for is not missing, it was not looked at.
    """
    short = [Fraction(asked.at_least) - seen[asked.item] for asked in requirements if asked.item in seen]
    return max([Fraction(0), *short])


def sampled_pass_fail(rule: Rule) -> bool:
    """Whether places pass or fail by ``rule``, so that their share says something of unseen places too."""
    if isinstance(rule, ExceptionRule):
        return sampled_pass_fail(rule.base)
    return isinstance(rule, QuantifiedRule | ConformityRateRule | SingleHitRule | ThresholdRule)


def not_sampled_reason(rule: Rule) -> str:
    """Say in a sentence why ``rule`` gives no stability class. Not for rules that do."""
    plain = rule.base if isinstance(rule, ExceptionRule) else rule
    return f"{_REASONS[type(plain)]}，不是逐个点位抽查合格与否，不判断稳定性"


_REASONS: Mapping[type[Rule], str] = {
    BandRule: "按数值所在区间定等级",
    CountRule: "按满足的项数定等级",
    DeductRule: "按缺少或发现的数量扣分",
    RatioRule: "按完成比例得分",
    ScoreRateRule: "按观察次数算得分率",
    SatisfactionRule: "按受访者的满意率得分",
    NegativeListRule: "是负面清单，发生即扣分",
    BonusRule: "是加分项",
}


def rate_basis(rule: Rule) -> Literal["places", "rows"] | None:
    """Name the counts whose rate ``rule`` turns into a share; None where it rests on figures instead.

    Bands that also require items are left out: their share is no function of the rate alone.
    """
    if isinstance(rule, ExceptionRule):
        return rate_basis(rule.base)
    if isinstance(rule, QuantifiedRule | SingleHitRule | ThresholdRule):
        return "places"
    if isinstance(rule, ConformityRateRule):
        return "rows"
    if isinstance(rule, BandRule) and rule.measure == "rate":
        return None if any(band.requires for band in rule.bands) else "rows"
    return None


def rate_to_share(rule: Rule, rates: Floats) -> Floats:
    """Turn rates (0 … 1, any shape) into shares of the points, for rules with a ``rate_basis``.

    Raises ValueError for other rules.
    """
    if rate_basis(rule) is None:
        raise ValueError(f"{FORMS[type(rule)]} does not follow from a rate")
    plain = rule.base if isinstance(rule, ExceptionRule) else rule
    if not isinstance(plain, BandRule):
        return np.asarray(rates, np.float64)
    shares = np.zeros_like(rates, np.float64)
    for band in plain.bands:
        shares[_within(band, 100.0 * np.asarray(rates, np.float64))] = float(band.share)
    return shares


def _within(band: Band, percent: Floats) -> NDArray[np.bool_]:
    inside = np.ones(percent.shape, np.bool_)
    low, high = band.interval.low, band.interval.high
    if low is not None:
        inside &= percent >= float(low) if band.interval.low_closed else percent > float(low)
    if high is not None:
        inside &= percent <= float(high) if band.interval.high_closed else percent < float(high)
    return inside


def _absent(form: str, why: str, **explained: str | int | Fraction | Decimal | None) -> Outcome:
    return Outcome(form, None, None, {"missing": why, **explained})


def _part(value: Fraction, base: Fraction) -> Fraction:
    """``value`` of ``base``, never above 1 or below 0."""
    return min(max(value / base, Fraction(0)), Fraction(1))


def _bands(rule: BandRule, evidence: Evidence) -> Outcome:
    measured, explained = _measured(rule, evidence)
    explained = {"measure": rule.measure, "unit": rule.unit, **explained}
    if measured is None:
        return Outcome("bands", None, None, explained)
    explained["measured"] = measured
    if not contains(rule.domain, measured):
        return Outcome("bands", None, None, {**explained, "missing": OUTSIDE})
    reached = next(band for band in rule.bands if contains(band.interval, measured))
    explained["reached"] = reached.grade
    for band in [reached, *_worse(rule, reached)]:
        unseen, unmet = _required(band, evidence)
        if unmet:
            explained["unmet"] = ITEM_SEPARATOR.join(unmet)
            continue
        if unseen:
            listed = ITEM_SEPARATOR.join(unseen)
            return Outcome("bands", None, None, {**explained, "missing": UNSEEN_ITEMS, "items": listed})
        return Outcome("bands", Fraction(band.share), band.grade, explained)
    raise AssertionError("the lowest band requires nothing")  # see BandRule


def _worse(rule: BandRule, than: Band) -> list[Band]:
    """Bands that earn less, best first: where one falls when an item it requires is 不符合."""
    return sorted((band for band in rule.bands if band.share < than.share), key=lambda band: -band.share)


def _required(band: Band, evidence: Evidence) -> tuple[list[str], list[str]]:
    """Items ``band`` requires that nobody looked at, and those that are not all 符合."""
    items = evidence.items or {}
    seen = [name for name in band.requires if name in items and items[name].rows]
    unmet = [name for name in seen if items[name].rows_ok < items[name].rows]
    return [name for name in band.requires if name not in seen], unmet


def _measured(rule: BandRule, evidence: Evidence) -> tuple[Fraction | None, Explanation]:
    """Take what the bands measure, or None and what was not there."""
    if rule.measure == "value":
        last = evidence.round_values[-rule.mean_of :]
        if not last:
            return None, {"missing": NO_VALUE}
        return sum(last, Fraction(0)) / len(last), {"rounds": len(last), "mean_of": rule.mean_of}
    if rule.measure == "ratio":
        if not evidence.base:
            return None, {"missing": NO_BASE}
        value = evidence.value or Fraction(0)
        return 100 * value / evidence.base, {"value": value, "base": evidence.base}
    if not evidence.rows:
        return None, {"missing": NOTHING_SEEN}
    explained: Explanation = {"rows": evidence.rows, "rows_ok": evidence.rows_ok}
    return Fraction(100 * evidence.rows_ok, evidence.rows), explained


def _count(rule: CountRule, evidence: Evidence) -> Outcome:
    """Grade by the items that are 符合 throughout. One nobody looked at matters where it could raise it."""
    items = evidence.items or {}
    seen = [name for name in rule.items if name in items and items[name].rows]
    satisfied = [name for name in seen if items[name].rows_ok == items[name].rows]
    unmet = [name for name in seen if name not in satisfied]
    unseen = [name for name in rule.items if name not in seen]
    explained: Explanation = {
        "satisfied": len(satisfied),
        "of": len(rule.items),
        "unmet": ITEM_SEPARATOR.join(unmet),
    }
    if not seen:
        return _absent("count_satisfied", NOTHING_SEEN)
    at_worst, at_best = _grade(rule, len(satisfied)), _grade(rule, len(satisfied) + len(unseen))
    if at_worst != at_best:
        listed = ITEM_SEPARATOR.join(unseen)
        return Outcome("count_satisfied", None, None, {**explained, "missing": UNSEEN_ITEMS, "items": listed})
    _, grade, share = at_worst
    return Outcome("count_satisfied", Fraction(share), grade, explained)


def _grade(rule: CountRule, satisfied: int) -> tuple[int, str, Decimal]:
    return next(line for line in rule.grades if satisfied >= line[0])


def _deduct(rule: DeductRule, evidence: Evidence, points: Decimal) -> Outcome:
    if not (evidence.rows or evidence.faults or evidence.value is not None):
        return _absent("deduct", NOTHING_SEEN)
    absent = (evidence.items or {}).get(rule.zero_if_absent)
    if absent is not None and absent.rows_ok < absent.rows:
        return Outcome("deduct", Fraction(0), None, {"absent": rule.zero_if_absent})
    measured = rule.counting == "missing" and evidence.value is not None
    units = (evidence.missing if measured else Fraction(evidence.faults)) / evidence.rounds
    lost = Fraction(rule.per_unit) * units
    full = Fraction(points)
    left = max(min(full, Fraction(rule.floor)), full - lost)
    share = left / full if full else Fraction(not lost)
    explained: Explanation = {
        "counting": rule.counting,
        "counted": "missing" if measured else "faults",
        "units": units,
        "rounds": evidence.rounds,
        "per_unit": rule.per_unit,
        "lost": full - left,
        "floor": rule.floor,
    }
    return Outcome("deduct", share, None, explained)


def _ratio(rule: RatioRule | ScoreRateRule, evidence: Evidence) -> Outcome:
    form = FORMS[type(rule)]
    if not evidence.base:
        return _absent(form, NO_BASE)
    value = evidence.value or Fraction(0)
    return Outcome(form, _part(value, evidence.base), None, {"value": value, "base": evidence.base})


def _of_places(rule: QuantifiedRule | SingleHitRule | ThresholdRule, evidence: Evidence) -> Outcome:
    form = FORMS[type(rule)]
    if not evidence.places:
        return _absent(form, NOTHING_SEEN)
    explained: Explanation = {"places": evidence.places, "places_ok": evidence.places_ok}
    return Outcome(form, Fraction(evidence.places_ok, evidence.places), None, explained)


def _conformity(rule: ConformityRateRule, evidence: Evidence) -> Outcome:
    form = FORMS[type(rule)]
    if not evidence.rows:
        return _absent(form, NOTHING_SEEN)
    explained: Explanation = {"rows": evidence.rows, "rows_ok": evidence.rows_ok}
    return Outcome(form, Fraction(evidence.rows_ok, evidence.rows), None, explained)


def _negative(rule: NegativeListRule, evidence: Evidence) -> Outcome:
    events = evidence.faults
    veto = rule.veto and events > 0
    explained: Explanation = {"events": events, "per_event": rule.per_event, "veto": int(veto)}
    return Outcome("negative_list", None, None, explained, -rule.per_event * events, veto)


def _bonus(rule: BonusRule, evidence: Evidence) -> Outcome:
    if evidence.value is None:
        return _absent("bonus", NO_VALUE, cap=rule.cap)
    given = Decimal(evidence.value.numerator) / Decimal(evidence.value.denominator)
    explained: Explanation = {"value": evidence.value, "cap": rule.cap}
    return Outcome("bonus", None, None, explained, min(rule.cap, max(given, Decimal(0))))


def _satisfaction(rule: SatisfactionRule, evidence: Evidence) -> Outcome:
    if not evidence.base:
        return _absent("satisfaction", NO_BASE, at_least=rule.at_least)
    value = evidence.value or Fraction(0)
    percent, asked = 100 * value / evidence.base, Fraction(rule.at_least)
    met = percent > asked if rule.strict else percent >= asked
    share = Fraction(1) if met else _part(percent, asked) if rule.pro_rata else Fraction(0)
    explained: Explanation = {
        "value": value,
        "base": evidence.base,
        "percent": percent,
        "at_least": rule.at_least,
        "strict": int(rule.strict),
        "pro_rata": int(rule.pro_rata),
        "met": int(met),
    }
    return Outcome("satisfaction", share, None, explained)


_EVALUATORS: Mapping[type[Rule], Callable[..., Outcome]] = {
    BandRule: _bands,
    CountRule: _count,
    RatioRule: _ratio,
    QuantifiedRule: _of_places,
    ConformityRateRule: _conformity,
    ScoreRateRule: _ratio,
    SingleHitRule: _of_places,
    NegativeListRule: _negative,
    BonusRule: _bonus,
    SatisfactionRule: _satisfaction,
    ThresholdRule: _of_places,
}
