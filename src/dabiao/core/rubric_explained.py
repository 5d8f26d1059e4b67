"""What an outcome rests on, in plain Chinese for pages and documents: the figures behind every point lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from dabiao.core.ranking import Exact, display
from dabiao.core.rubric import PERCENT, Outcome
from dabiao.core.rubric_evaluate import (
    ITEM_SEPARATOR,
    NO_BASE,
    NO_VALUE,
    NOTHING_SEEN,
    OUTSIDE,
    UNSEEN_ITEMS,
)
from dabiao.core.rubric_words import Names, figure, quoted

RATE_DIGITS = 2
"""Decimals of a percentage, as circulars print them."""


def explain(outcome: Outcome, names: Names | None = None) -> str:
    """Say in plain Chinese what ``outcome`` rests on. ``names`` puts texts for the items' ids."""
    given = _Given(outcome, names or {})
    missing = outcome.explanation.get("missing")
    if missing is not None:
        return f"{_MISSING[str(missing)](given)}。"
    return f"{_EXPLAINED[outcome.form](given)}。"


class _Given:
    """Figures of an explanation, in the shape a sentence wants them."""

    def __init__(self, outcome: Outcome, names: Names) -> None:
        self.outcome = outcome
        self.names = names

    def word(self, key: str) -> str:
        return str(self.outcome.explanation.get(key) or "")

    def number(self, key: str) -> Exact:
        value = self.outcome.explanation.get(key)
        assert isinstance(value, int | Fraction | Decimal), f"an explanation of {self.outcome.form} has {key}"
        return Fraction(value)

    def figure(self, key: str) -> str:
        return figure(self.number(key))

    def items(self, key: str) -> str:
        listed = self.word(key).split(ITEM_SEPARATOR)
        return "、".join(quoted(name, self.names) for name in listed if name)

    def measured(self) -> str:
        unit = self.word("unit") if self.word("measure") == "value" else PERCENT
        value = self.number("measured")
        return _percent(value) if unit == PERCENT else f"{figure(value)} {unit}".rstrip()


def _percent(value: Exact) -> str:
    return f"{display(value, RATE_DIGITS):f}{PERCENT}"


def _of(part: Exact, whole: Exact) -> str:
    return f"{figure(part)}/{figure(whole)} = {_percent(100 * Fraction(part) / Fraction(whole))}"


def _bands(given: _Given) -> str:
    grade = given.outcome.grade
    rounds = given.outcome.explanation.get("rounds")
    averaged = f"（{rounds} 轮平均）" if isinstance(rounds, int) and rounds > 1 else ""
    said = f"{_MEASURES[given.word('measure')]}为 {given.measured()}{averaged}"
    few = _fewer_rounds(given)
    if given.word("unmet"):
        return (
            f"{said}，落在 {given.word('reached')} 的区间，但{given.items('unmet')}不符合，定为 {grade}{few}"
        )
    return f"{said}，为 {grade}{few}"


def _fewer_rounds(given: _Given) -> str:
    explained = given.outcome.explanation
    rounds, asked = explained.get("rounds"), explained.get("mean_of")
    if isinstance(rounds, int) and isinstance(asked, int) and rounds < asked:
        return f"（规则取 {asked} 轮平均，目前只有 {rounds} 轮）"
    return ""


_MEASURES = {"value": "数值", "ratio": "比例", "rate": "符合率"}


def _count(given: _Given) -> str:
    unmet = f"，不符合的是{given.items('unmet')}" if given.word("unmet") else ""
    return f"{given.figure('of')} 项中符合 {given.figure('satisfied')} 项，为 {given.outcome.grade}{unmet}"


def _deduct(given: _Given) -> str:
    if given.word("absent"):
        return f"{given.items('absent')}不符合，不得分"
    if not given.number("units"):
        return "没有缺少，不扣分" if given.word("counted") == "missing" else "没有发现问题，不扣分"
    what = "缺少" if given.word("counted") == "missing" else "发现问题"
    if given.number("rounds") > 1:
        what = f"{given.figure('rounds')} 轮平均每轮{what}"
    each = f"每处扣 {given.figure('per_unit')} 分，共扣 {given.figure('lost')} 分"
    said = f"{what} {given.figure('units')} 处，{each}"
    owed = Fraction(given.number("units")) * Fraction(given.number("per_unit"))
    return f"{said}（应扣 {figure(owed)} 分，已到扣分下限）" if owed > given.number("lost") else said


def _ratio(given: _Given) -> str:
    over = "，按满分计" if given.number("value") > given.number("base") else ""
    return f"完成 {_of(given.number('value'), given.number('base'))}{over}"


def _score_rate(given: _Given) -> str:
    return f"观察 {given.figure('base')} 次，符合 {given.figure('value')} 次，得分率 " + _percent(
        100 * Fraction(given.number("value")) / Fraction(given.number("base"))
    )


def _places(given: _Given) -> str:
    return f"检查 {given.figure('places')} 处点位，合格 {given.figure('places_ok')} 处，合格率 " + _percent(
        100 * Fraction(given.number("places_ok")) / Fraction(given.number("places"))
    )


def _rows(given: _Given) -> str:
    return f"检查 {given.figure('rows')} 项次，符合 {given.figure('rows_ok')} 项次，符合率 " + _percent(
        100 * Fraction(given.number("rows_ok")) / Fraction(given.number("rows"))
    )


def _negative(given: _Given) -> str:
    if not given.number("events"):
        return "没有发生负面清单事项，不扣分"
    veto = "，并一票否决" if given.outcome.veto else ""
    return (
        f"发生 {given.figure('events')} 件，每件扣 {given.figure('per_event')} 分，"
        f"全年总分扣 {figure(-given.outcome.adjustment)} 分{veto}"
    )


def _bonus(given: _Given) -> str:
    capped = "（已到上限）" if given.number("value") > given.number("cap") else ""
    return f"申报加 {given.figure('value')} 分，计入总分 {figure(given.outcome.adjustment)} 分{capped}"


def _satisfaction(given: _Given) -> str:
    met = "达到" if given.number("met") else "没有达到"
    limit = f"{'高于' if given.number('strict') else '不低于'} {given.figure('at_least')}%"
    pro_rata = not given.number("met") and given.number("pro_rata")
    earned = f"，按比例得 {_percent(100 * (given.outcome.share or Fraction(0)))}" if pro_rata else ""
    return f"满意率 {_of(given.number('value'), given.number('base'))}，{met}“{limit}”的要求{earned}"


def _streets(given: _Given) -> str:
    pooled = given.outcome.explanation.get("pooled_share")
    together = f"；合在一起算为 {_percent(100 * Fraction(pooled))}" if isinstance(pooled, Fraction) else ""
    return f"取 {given.figure('streets')} 个街道得分的平均{together}"


_EXPLAINED: Mapping[str, Callable[[_Given], str]] = {
    "bands": _bands,
    "count_satisfied": _count,
    "deduct": _deduct,
    "ratio": _ratio,
    "quantified": _places,
    "conformity_rate": _rows,
    "score_rate": _score_rate,
    "single_hit": _places,
    "negative_list": _negative,
    "bonus": _bonus,
    "satisfaction": _satisfaction,
    "threshold": _places,
    "mean_of_means": _streets,
}

_MISSING: Mapping[str, Callable[[_Given], str]] = {
    NOTHING_SEEN: lambda _: "没有检查记录，无数据，不计零分",
    NO_BASE: lambda _: "没有记基数，算不出比例，无数据，不计零分；请在“数值”和“基数”两列补上",
    NO_VALUE: lambda _: "没有记数值，无数据，不计零分；请在“数值”列补上",
    OUTSIDE: lambda given: f"{given.measured()} 不在规则的取值范围内，没有计分，请核对数值和基数",
    UNSEEN_ITEMS: lambda given: f"{given.items('items')}没有检查结果，等级还定不下来，无数据，不计零分",
}
