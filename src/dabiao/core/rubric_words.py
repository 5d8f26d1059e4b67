"""Rules and what became of them, in plain Chinese for pages and documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dabiao.core.ranking import Exact, display
from dabiao.core.rubric import (
    PERCENT,
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    ExceptionRule,
    Interval,
    NegativeListRule,
    QuantifiedRule,
    RatioRule,
    Rule,
    SatisfactionRule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)

Names = Mapping[str, str]
"""Texts of check items by the word a rule uses for them (their id)."""

DIGITS = 4
"""Decimals of a figure in a sentence; fewer where they are zeros."""

_OF_PLACES = "得分 = 合格点位数 ÷ 检查点位数 × %s 分"


def describe(rule: Rule, points: Decimal, names: Names | None = None) -> str:
    """Say in plain Chinese how ``rule`` gives its ``points``. ``names`` puts texts for the items' ids."""
    formula = _FORMULAS.get(type(rule))
    if formula is not None:
        return formula % figure(points)
    return _DESCRIBED[type(rule)](_Words(points, names or {}), rule)


def figure(value: Exact) -> str:
    """``value`` with up to ``DIGITS`` decimals, no trailing zeros: 0.60 is 0.6, two thirds is 0.6667."""
    shown = f"{display(value, DIGITS):f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def quoted(name: str, names: Names) -> str:
    """Put the text of an item in quotation marks, those inside it made single."""
    inner = names.get(name, name).translate({ord("“"): "‘", ord("”"): "’"})
    return f"“{inner}”"


def interval_words(interval: Interval, domain: Interval | None = None, unit: str = "") -> str:
    """Say ``interval`` in words, ends that are those of ``domain`` left out: 高于 80%、不高于 85%."""
    if interval.low is not None and interval.low == interval.high:
        return f"等于 {_with_unit(interval.low, unit)}"
    domain = domain or Interval(None, None, False, False)
    low, high = (interval.low, interval.low_closed), (interval.high, interval.high_closed)
    said = []
    if interval.low is not None and low != (domain.low, domain.low_closed):
        said.append(f"{'不低于' if interval.low_closed else '高于'} {_with_unit(interval.low, unit)}")
    if interval.high is not None and high != (domain.high, domain.high_closed):
        said.append(f"{'不高于' if interval.high_closed else '低于'} {_with_unit(interval.high, unit)}")
    return "、".join(said) or "任何数值"


def _with_unit(value: Exact, unit: str) -> str:
    return f"{figure(value)}{unit if unit == PERCENT or not unit else f' {unit}'}"


_MEASURED = {
    "value": "数值",
    "ratio": "比例（数值合计 ÷ 基数合计）",
    "rate": "符合率（符合数 ÷ 符合数与不符合数之和）",
}


@dataclass(frozen=True)
class _Words:
    """Sentences on rules worth ``points``, items called by ``names``."""

    points: Decimal
    names: Names

    def _item(self, name: str) -> str:
        return quoted(name, self.names)

    def _earns(self, share: Decimal) -> str:
        if share == 0:
            return "不得分"
        earned = figure(Fraction(share) * Fraction(self.points))
        return f"得满分 {earned} 分" if share == 1 else f"得 {figure(100 * Fraction(share))}%，即 {earned} 分"

    def bands(self, rule: BandRule) -> str:
        averaged = f"最近 {rule.mean_of} 轮的平均数值" if rule.mean_of > 1 else _MEASURED[rule.measure]
        unit = rule.unit if rule.measure == "value" else PERCENT
        lines = [self._band(band, rule.domain, unit) for band in rule.bands]
        return f"按{averaged}定等级：{'；'.join(lines)}。"

    def _band(self, band: Band, domain: Interval, unit: str) -> str:
        also = "".join(f"且{self._item(name)}符合" for name in band.requires)
        also = f"，{also}的" if also else " 的"
        within = interval_words(band.interval, domain, unit)
        return f"{within}{also}为 {band.grade}，{self._earns(band.share)}"

    def count(self, rule: CountRule) -> str:
        items = "、".join(self._item(name) for name in rule.items)
        lines = []
        for at_least, grade, share in rule.grades:
            if at_least == 0:
                when = "其余"
            elif at_least == len(rule.items):
                when = f"{at_least} 项全部符合"
            else:
                when = f"符合 {at_least} 项以上"
            lines.append(f"{when}为 {grade}，{self._earns(share)}")
        return f"按符合的项数定等级，共 {len(rule.items)} 项（{items}）：{'；'.join(lines)}。"

    def deduct(self, rule: DeductRule) -> str:
        until = f"扣到 {figure(rule.floor)} 分为止" if rule.floor else "扣完为止"
        if rule.counting == "missing":
            asked = "，".join(
                f"{self._item(one.item)}的数值不少于 {figure(one.at_least)}" for one in rule.requirements
            )
            counted = f"每处要求{asked}；每缺 1 个扣 {figure(rule.per_unit)} 分"
            if len(rule.requirements) > 1:
                counted += "（同一处缺几样时，按缺得最多的一样算）"
        else:
            counted = f"每发现 1 处问题扣 {figure(rule.per_unit)} 分"
        absent = f"{self._item(rule.zero_if_absent)}不符合的，不得分。" if rule.zero_if_absent else ""
        return f"满分 {figure(self.points)} 分，{counted}，{until}。{absent}"

    def quantified(self, rule: QuantifiedRule) -> str:
        samples = "".join(
            f"{self._item(one.item)}抽 {one.of} 个，{one.at_least} 个以上做到为符合。"
            if one.at_least < one.of
            else f"{self._item(one.item)}抽 {one.of} 个，全部做到为符合。"
            for one in rule.samples
        )
        return f"一个点位的检查项全部符合，这个点位才合格。{samples}{_OF_PLACES % figure(self.points)}。"

    def single_hit(self, rule: SingleHitRule) -> str:
        cured = "有人劝阻的不算" if rule.dissuaded_cures else "当场劝阻、改正也不例外"
        return f"发现 1 次，这个点位即不合格，{cured}。{_OF_PLACES % figure(self.points)}。"

    def exceptions(self, rule: ExceptionRule) -> str:
        base = describe(rule.base, self.points, self.names)
        return f"{base}下列情形不算违反（“问题描述”写“例外：”和情形）：{'；'.join(rule.exceptions)}。"

    def negative(self, rule: NegativeListRule) -> str:
        costs = f"每发生 1 件，全年总分扣 {figure(rule.per_event)} 分" if rule.per_event else "发生即"
        if not rule.veto:
            return f"负面清单：{costs}。"
        return f"负面清单：{costs}{'，并' if rule.per_event else ''}一票否决。"

    def bonus(self, rule: BonusRule) -> str:
        return f"加分项：按数值加入总分，最多加 {figure(rule.cap)} 分。"

    def satisfaction(self, rule: SatisfactionRule) -> str:
        limit = f"{'高于' if rule.strict else '不低于'} {figure(rule.at_least)}%"
        below = f"达不到的，按满意率 ÷ {figure(rule.at_least)}% 折算" if rule.pro_rata else "达不到的，不得分"
        return f"满意率（满意数 ÷ 有效回答数）{limit}，得满分 {figure(self.points)} 分；{below}。"

    def threshold(self, rule: ThresholdRule) -> str:
        asked = "，".join(
            f"{self._item(one.item)}的数值不低于 {_with_unit(one.at_least, one.unit)}"
            for one in rule.measures
        )
        every = "每项都达到，" if len(rule.measures) > 1 else ""
        return f"{asked}；{every}这个点位才合格。{_OF_PLACES % figure(self.points)}。"


_FORMULAS: Mapping[type[Rule], str] = {
    RatioRule: "按完成比例得分：数值合计 ÷ 基数合计 × %s 分，超过满分的按满分。",
    ConformityRateRule: "按符合率得分：符合数 ÷（符合数 + 不符合数）× %s 分，不适用的不计。",
    ScoreRateRule: "按得分率得分：符合次数合计 ÷ 观察次数合计 × %s 分；没有记次数的一行算观察 1 次。",
}
"""Rules without parameters."""

_DESCRIBED: Mapping[type[Rule], Callable[..., str]] = {
    BandRule: _Words.bands,
    CountRule: _Words.count,
    DeductRule: _Words.deduct,
    QuantifiedRule: _Words.quantified,
    SingleHitRule: _Words.single_hit,
    ExceptionRule: _Words.exceptions,
    NegativeListRule: _Words.negative,
    BonusRule: _Words.bonus,
    SatisfactionRule: _Words.satisfaction,
    ThresholdRule: _Words.threshold,
}
