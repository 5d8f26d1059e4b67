"""Rules as packs write them, there and back."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dabiao.core.rubric import (
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    ExceptionRule,
    Interval,
    ItemSample,
    Measure,
    NegativeListRule,
    QuantifiedRule,
    RatioRule,
    Requirement,
    RubricError,
    SatisfactionRule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)
from dabiao.core.rubric_evaluate import FORMS
from dabiao.standards.pack_yaml import read_yaml, typed
from dabiao.standards.rule_parameters import dump_rule, parse_rule

PACKS = Path(__file__).parents[2] / "packs"

words = st.text("甲乙丙A1.-", min_size=1, max_size=6)
positive = st.decimals("0.00000001", 999_999, places=8)
shares = st.decimals(0, 1, places=3)


@st.composite
def band_rules(draw):
    cuts = sorted(draw(st.lists(st.decimals(-500, 500, places=2), min_size=1, max_size=4, unique=True)))
    ends = [None, *cuts, None] if draw(st.booleans()) or len(cuts) == 1 else cuts
    upper = [draw(st.booleans()) for _ in ends]  # which side of each cut the cut itself belongs to
    pieces = []
    for at in range(len(ends) - 1):
        low, high = ends[at], ends[at + 1]
        low_closed = low is not None and (at == 0 or not upper[at])
        high_closed = high is not None and (at == len(ends) - 2 or upper[at + 1])
        pieces.append(Interval(low, high, low_closed, high_closed))
    earned = [draw(shares) for _ in pieces]
    lowest = min(earned)
    bands = tuple(
        Band(draw(words), piece, share, () if share == lowest else tuple(draw(st.lists(words, max_size=2))))
        for piece, share in zip(pieces, earned, strict=True)
    )
    domain = Interval(ends[0], ends[-1], ends[0] is not None, ends[-1] is not None)
    measure = draw(st.sampled_from(["value", "ratio", "rate"]))
    return BandRule(
        measure,
        bands,
        domain,
        draw(st.integers(1, 5)) if measure == "value" else 1,
        draw(words | st.just("")),
    )


@st.composite
def count_rules(draw):
    items = tuple(draw(st.lists(words, min_size=1, max_size=5, unique=True)))
    counts = {0} | draw(st.sets(st.integers(0, len(items)), max_size=3))
    earned = sorted(draw(st.lists(shares, min_size=len(counts), max_size=len(counts))), reverse=True)
    ordered = sorted(counts, reverse=True)
    return CountRule(items, tuple((n, draw(words), share) for n, share in zip(ordered, earned, strict=True)))


def distinct(make):
    return st.lists(make, max_size=3, unique_by=lambda one: one.item).map(tuple)


@st.composite
def deduct_rules(draw):
    asked = draw(distinct(st.builds(Requirement, words, positive)))
    return DeductRule(
        "missing" if asked else "faults",
        draw(positive),
        asked,
        draw(st.decimals(0, 50, places=2)),
        draw(words | st.just("")),
    )


samples = st.builds(
    lambda item, n, more: ItemSample(item, n, n + more), words, st.integers(1, 9), st.integers(0, 9)
)
measures = st.builds(Measure, words, st.decimals("0.01", 100, places=2), st.sampled_from(["%", "处", "米"]))
satisfaction = st.builds(SatisfactionRule, st.decimals(1, 99, places=1), st.booleans(), st.booleans())
bases = st.one_of(
    band_rules(),
    count_rules(),
    deduct_rules(),
    st.just(RatioRule()),
    distinct(samples).map(QuantifiedRule),
    st.just(ConformityRateRule()),
    st.just(ScoreRateRule()),
    st.builds(SingleHitRule, st.booleans()),
    satisfaction,
    distinct(measures).filter(bool).map(ThresholdRule),
)
rules = st.one_of(
    bases,
    st.builds(ExceptionRule, bases, st.lists(words, min_size=1, max_size=3, unique=True).map(tuple)),
    st.builds(NegativeListRule, positive, st.booleans()),
    st.builds(BonusRule, positive),
)


@given(rules)
def test_a_rule_is_read_as_it_was_written(rule):
    assert parse_rule(*dump_rule(rule)) == rule


def shipped():
    for path in sorted(PACKS.glob("*/rules.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            yield from ((f"{path.parent.name}-{row['standard_id']}", row) for row in csv.DictReader(stream))


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in shipped()])
def test_every_shipped_rule_is_read_and_written_back(row):
    rule = parse_rule(row["form"], read_yaml(row["parameters"], typed).value or {})
    form, parameters = dump_rule(rule)
    assert form == row["form"]
    assert parse_rule(form, parameters) == rule


def test_every_form_can_be_read():
    for form in FORMS.values():
        with pytest.raises(RubricError) as refused:
            parse_rule(form, {"打错的": 1})
        assert "不认识参数“打错的”" in str(refused.value)


def test_numbers_may_be_quoted_or_not():
    plain = read_yaml("{at_least: 85, strict: true}", typed).value
    quoted = read_yaml('{at_least: "85.0", strict: true}', typed).value
    half = read_yaml("{at_least: 85.5}", typed).value
    assert parse_rule("satisfaction", plain) == parse_rule("satisfaction", quoted)
    assert parse_rule("satisfaction", half) == SatisfactionRule(Decimal("85.5"))


GRADES = [{"at_least": 0, "grade": "C", "share": "0"}]


@pytest.mark.parametrize(
    ("form", "parameters", "said"),
    [
        ("band", {}, "不认识规则形式“band”，是否应为“bands”"),
        ("satisfaction", {}, "缺少参数“at_least”"),
        ("satisfaction", {"at_least": None}, "缺少参数“at_least”"),
        ("satisfaction", {"atleast": 85}, "不认识参数“atleast”，是否应为“at_least”"),
        ("satisfaction", {"at_least": "八十五"}, "参数“at_least”写的是“八十五”，应是数字"),
        ("satisfaction", {"at_least": True}, "应是数字"),
        ("satisfaction", {"at_least": 85.5}, "应是数字"),  # a binary float is not the number that was written
        ("satisfaction", {"at_least": "1" * 5000}, "应是数字"),
        ("satisfaction", {"at_least": "NaN"}, "应是数字"),
        ("satisfaction", {"at_least": 85, "strict": "yes"}, "应写 true（是）或 false（否）"),
        ("satisfaction", {"at_least": 101}, "不大于 100"),
        ("conformity_rate", {"at_least": 1}, "这种规则没有参数"),
        ("quantified", {"samples": "学生"}, "参数“samples”写的是“学生”，应是方括号里的一组"),
        ("quantified", {"samples": ["学生"]}, "参数“samples 第 1 项”应是花括号里的一组"),
        ("quantified", {"samples": [{"item": "学生", "at_least": 3}]}, "缺少参数“samples 第 1 项的 of”"),
        ("quantified", {"samples": [{"item": "学生", "at_least": "2.5", "of": 5}]}, "应是整数"),
        ("quantified", {"samples": [{"item": 5, "at_least": 3, "of": 5}]}, "应是一段文字"),
        ("count_satisfied", {"items": ["甲", ""], "grades": GRADES}, "应是一组文字"),
        ("count_satisfied", {"items": [], "grades": GRADES}, "没有写由哪些检查项计数"),
        ("bands", {"measure": "ratio", "domain": "0-100", "bands": []}, "“0-100”不是区间"),
        ("with_exceptions", {"base": {"form": "bonus"}, "exceptions": ["甲"]}, "“bonus”不能带例外"),
        ("with_exceptions", {"base": "ratio", "exceptions": ["甲"]}, "参数“base”应是花括号里的一组"),
        (
            "with_exceptions",
            {"base": {"form": "ratio", "parameters": {"甲": 1}}, "exceptions": ["甲"]},
            "不认识参数“base 的 parameters 的 甲”",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_naming_the_parameter(form, parameters, said):
    with pytest.raises(RubricError) as refused:
        parse_rule(form, parameters)
    assert said in str(refused.value)


def test_the_value_that_bands_leave_out_is_named():
    bands = [
        {"grade": grade, "interval": interval, "share": share}
        for grade, interval, share in (("扣4", "(80,100]", "0.2"), ("扣5", "[0,80)", "0"))
    ]
    with pytest.raises(RubricError, match="恰为 80"):
        parse_rule("bands", {"measure": "rate", "domain": "[0,100]", "bands": bands})


def test_exceptions_need_no_parameters_of_a_base_that_has_none():
    rule = parse_rule("with_exceptions", {"base": {"form": "ratio"}, "exceptions": ["甲"]})
    assert rule == ExceptionRule(RatioRule(), ("甲",))
