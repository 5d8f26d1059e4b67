"""How far rows of one rule serve another: as they are, by their figures, by their word, or not at all."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest

from dabiao.core.crosswalk.fit import Asked, Fit, fit
from dabiao.core.framework import CheckItem, Grade, Quantity, Source
from dabiao.core.rubric import (
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    ExceptionRule,
    Interval,
    ItemSample,
    Measure,
    NegativeListRule,
    QuantifiedRule,
    RatioRule,
    Rule,
    SatisfactionRule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)


def asked(
    rule: Rule | None, quantity: Quantity | None = None, text: str = "", word: str | None = "a1"
) -> Asked:
    source = Source("示例", "示例", None, Grade.OURS)
    item = CheckItem("a1", "A", "亮灯率", ("T1",), source, quantity) if word else None
    return Asked(rule, word, item, text)


def bands(measure: str, unit: str = "", cut: int = 60) -> BandRule:
    good = Band("A", Interval(None, Decimal(cut), False, True), Decimal(1))
    bad = Band("B", Interval(Decimal(cut), None, False, False), Decimal(0))
    return BandRule(measure, (good, bad), Interval(None, None, False, False), unit=unit)


def sample(at_least: int, of: int = 5) -> QuantifiedRule:
    return QuantifiedRule((ItemSample("a1", at_least, of),))


def threshold(at_least: int, unit: str = "%", *others: str) -> ThresholdRule:
    measures = [Measure(name, Decimal(at_least), unit) for name in ("a1", *others)]
    return ThresholdRule(tuple(measures))


THREE, FOUR = Quantity(Decimal(3), "个", Decimal(500), "米"), Quantity(Decimal(4), "个", Decimal(500), "米")
RULES: tuple[Rule | None, ...] = (
    None,
    QuantifiedRule(),
    sample(3),
    ConformityRateRule(),
    SingleHitRule(),
    RatioRule(),
    SatisfactionRule(Decimal(85)),
    ScoreRateRule(),
    threshold(95),
    bands("value", "分贝"),
    bands("ratio"),
    bands("rate"),
    BonusRule(Decimal(2)),
    NegativeListRule(Decimal(1)),
    ExceptionRule(sample(3), ("停在线内",)),
)


@pytest.mark.parametrize(
    ("rule", "measured"),
    [
        (None, ""),
        (QuantifiedRule(), ""),
        (threshold(95), ""),
        (bands("rate"), ""),  # verdicts, not figures
        (bands("value", "分贝"), "value 分贝"),
        (bands("value"), "value"),
        (bands("ratio", "%"), "ratio"),
        (RatioRule(), "ratio"),
        (SatisfactionRule(Decimal(85)), "ratio"),
        (ExceptionRule(RatioRule(), ("停在线内",)), "ratio"),
        (BonusRule(Decimal(2)), "BonusRule"),
        (NegativeListRule(Decimal(1)), "NegativeListRule"),
    ],
)
def test_rules_over_sums_say_what_they_add_up(rule: Rule | None, measured: str) -> None:
    assert asked(rule).measured == measured


@pytest.mark.parametrize(
    ("one", "unit"),
    [
        (asked(None), ""),
        (asked(None, THREE), "个/米"),
        (asked(QuantifiedRule(), Quantity(Decimal(95), "%")), "%/"),
        (asked(threshold(95)), "%"),
        (asked(ExceptionRule(threshold(95, "盏"), ("停电",))), "盏"),
        (asked(threshold(95), THREE), "%"),  # the rule's own measure goes before the item's
        (asked(ThresholdRule((Measure("别的", Decimal(9), "盏"),)), THREE), "个/米"),
        (asked(threshold(95), word=None), "%"),  # the only measure is the standard's as a whole
        (asked(threshold(95, "%", "装灯率"), word=None), ""),
    ],
)
def test_the_unit_is_that_of_the_figure_asked(one: Asked, unit: str) -> None:
    assert one.unit == unit


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        (asked(sample(3)), asked(sample(4)), Fit.BY_FIGURE),
        (asked(sample(3, 5)), asked(sample(6, 10)), Fit.BY_FIGURE),  # as a share the same, alone not
        (asked(threshold(90)), asked(threshold(95)), Fit.BY_FIGURE),
        (asked(threshold(90)), asked(threshold(90, "盏")), Fit.NOT),
        (asked(threshold(90), word=None), asked(threshold(90, "盏"), word=None), Fit.NOT),
        (asked(QuantifiedRule(), THREE), asked(QuantifiedRule(), FOUR), Fit.BY_FIGURE),
        (asked(QuantifiedRule(), THREE), asked(QuantifiedRule(), Quantity(Decimal(95), "%")), Fit.NOT),
        (asked(SingleHitRule()), asked(SingleHitRule(dissuaded_cures=True)), Fit.BY_FIGURE),
        (asked(SingleHitRule()), asked(QuantifiedRule()), Fit.BY_WORD),
        (asked(QuantifiedRule()), asked(SingleHitRule()), Fit.BY_WORD),
        (asked(QuantifiedRule()), asked(ConformityRateRule()), Fit.AS_IT_IS),
        (asked(None), asked(QuantifiedRule()), Fit.BY_WORD),
        (asked(sample(3)), asked(SingleHitRule()), Fit.NOT),
        (asked(sample(3), text="抽 5 人"), asked(SingleHitRule(), text="抽 5 人"), Fit.NOT),
        (asked(RatioRule()), asked(SatisfactionRule(Decimal(85))), Fit.AS_IT_IS),
        (asked(bands("value", "分贝")), asked(bands("value", "分贝", 70)), Fit.AS_IT_IS),
        (asked(bands("value", "分贝")), asked(bands("value", "微克")), Fit.NOT),
        (asked(bands("rate")), asked(bands("ratio")), Fit.NOT),
        (asked(BonusRule(Decimal(2))), asked(NegativeListRule(Decimal(2))), Fit.NOT),
        (asked(ExceptionRule(sample(3), ("停在线内",))), asked(sample(3)), Fit.AS_IT_IS),  # exceptions apart
    ],
)  # fmt: skip
def test_rows_serve_another_rule_so_far(old: Asked, new: Asked, how: Fit) -> None:
    assert fit(old, new) is how


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [("公平秤完好", "公平秤完好", Fit.BY_WORD), ("公平秤完好", "公平秤齐全", Fit.NOT), ("", "", Fit.NOT)],
    ids=["same words", "other words", "no words"],
)
def test_a_number_only_one_side_has_is_bridged_by_the_same_words_alone(
    before: str, after: str, how: Fit
) -> None:
    plain, number = asked(QuantifiedRule(), text=before), asked(sample(3), text=after)
    assert (fit(plain, number), fit(number, plain)) == (how, how)


@pytest.mark.parametrize(("rule", "quantity"), list(product(RULES, (None, THREE))))
def test_what_is_asked_again_is_served_as_it_is(rule: Rule | None, quantity: Quantity | None) -> None:
    assert fit(asked(rule, quantity), asked(rule, quantity)) is Fit.AS_IT_IS


def test_rows_as_they_are_serve_both_ways_and_sums_never_serve_verdicts() -> None:
    pairs = [(asked(one), asked(other)) for one, other in product(RULES, RULES)]
    one_way = [pair for pair in pairs if (fit(*pair) is Fit.AS_IT_IS) != (fit(*pair[::-1]) is Fit.AS_IT_IS)]
    mixed = [pair for pair in pairs if bool(pair[0].measured) != bool(pair[1].measured)]
    assert one_way == []
    assert {fit(*pair) for pair in mixed} == {Fit.NOT}
