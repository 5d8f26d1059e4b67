"""Rules and outcomes in plain Chinese, as pages and documents show them."""

from decimal import Decimal
from fractions import Fraction

import pytest

from dabiao.core.rubric import (
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    Evidence,
    ExceptionRule,
    ItemSample,
    ItemTally,
    Measure,
    NegativeListRule,
    Outcome,
    QuantifiedRule,
    RatioRule,
    Requirement,
    SatisfactionRule,
    ScoreRateRule,
    SingleHitRule,
    ThresholdRule,
)
from dabiao.core.rubric_bands import parse_interval
from dabiao.core.rubric_evaluate import FORMS, evaluate
from dabiao.core.rubric_explained import explain
from dabiao.core.rubric_words import describe, figure, interval_words

NAMES = {
    "广告": "可见公益广告",
    "价值观": "有“核心价值观”内容",
    "水": "没有劣Ⅴ类水体",
    "甲": "有计划",
    "乙": "有总结",
}
TEN = Decimal(10)
PERCENT = parse_interval("[0,100]")


def bands(*lines, measure="value", domain=PERCENT, **fields):
    made = tuple(Band(g, parse_interval(i), Decimal(s), tuple(needs)) for g, i, s, *needs in lines)
    return BandRule(measure, made, domain, **fields)


AIR = bands(("A", "(85,100]", "1"), ("B", "(80,85]", "0.6"), ("C", "[0,80]", "0"), mean_of=2, unit="%")
WATER = bands(("A", "[100,100]", "1", "水"), ("B", "[0,100)", "0.5"), measure="ratio")
NOISE = bands(("A", "[0,60)", "1"), ("B", "[60,140]", "0.3"), domain=parse_interval("[0,140]"), unit="dB")
PLANS = CountRule(("甲", "乙"), ((2, "A", Decimal(1)), (1, "B", Decimal("0.6")), (0, "C", Decimal(0))))
ADS = (Requirement("广告", Decimal(2)), Requirement("价值观", Decimal(1)))
BUS = DeductRule("missing", Decimal(4), ADS)
SITE = DeductRule("faults", Decimal("0.5"), floor=Decimal(6), zero_if_absent="广告")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            AIR,
            "按最近 2 轮的平均数值定等级：高于 85% 的为 A，得满分 10 分；"
            "高于 80%、不高于 85% 的为 B，得 60%，即 6 分；不高于 80% 的为 C，不得分。",
        ),
        (
            WATER,
            "按比例（数值合计 ÷ 基数合计）定等级：等于 100%，且“没有劣Ⅴ类水体”符合的为 A，得满分 10 分；"
            "低于 100% 的为 B，得 50%，即 5 分。",
        ),
        (NOISE, "按数值定等级：低于 60 dB 的为 A，得满分 10 分；不低于 60 dB 的为 B，得 30%，即 3 分。"),
        (
            PLANS,
            "按符合的项数定等级，共 2 项（“有计划”、“有总结”）：2 项全部符合为 A，得满分 10 分；"
            "符合 1 项以上为 B，得 60%，即 6 分；其余为 C，不得分。",
        ),
        (
            BUS,
            "满分 10 分，每处要求“可见公益广告”的数值不少于 2，“有‘核心价值观’内容”的数值不少于 1；"
            "每缺 1 个扣 4 分（同一处缺几样时，按缺得最多的一样算），扣完为止。",
        ),
        (
            SITE,
            "满分 10 分，每发现 1 处问题扣 0.5 分，扣到 6 分为止。“可见公益广告”不符合的，不得分。",
        ),
        (RatioRule(), "按完成比例得分：数值合计 ÷ 基数合计 × 10 分，超过满分的按满分。"),
        (
            QuantifiedRule((ItemSample("24字", 3, 5), ItemSample("教室", 2, 2))),
            "一个点位的检查项全部符合，这个点位才合格。“24字”抽 5 个，3 个以上做到为符合。"
            "“教室”抽 2 个，全部做到为符合。得分 = 合格点位数 ÷ 检查点位数 × 10 分。",
        ),
        (ConformityRateRule(), "按符合率得分：符合数 ÷（符合数 + 不符合数）× 10 分，不适用的不计。"),
        (
            ScoreRateRule(),
            "按得分率得分：符合次数合计 ÷ 观察次数合计 × 10 分；没有记次数的一行算观察 1 次。",
        ),
        (
            SingleHitRule(),
            "发现 1 次，这个点位即不合格，当场劝阻、改正也不例外。得分 = 合格点位数 ÷ 检查点位数 × 10 分。",
        ),
        (
            SingleHitRule(dissuaded_cures=True),
            "发现 1 次，这个点位即不合格，有人劝阻的不算。得分 = 合格点位数 ÷ 检查点位数 × 10 分。",
        ),
        (
            ExceptionRule(ConformityRateRule(), ("停在线内", "执行任务")),
            "按符合率得分：符合数 ÷（符合数 + 不符合数）× 10 分，不适用的不计。"
            "下列情形不算违反（“问题描述”写“例外：”和情形）：停在线内；执行任务。",
        ),
        (NegativeListRule(Decimal(5)), "负面清单：每发生 1 件，全年总分扣 5 分。"),
        (NegativeListRule(Decimal(5), veto=True), "负面清单：每发生 1 件，全年总分扣 5 分，并一票否决。"),
        (NegativeListRule(Decimal(0), veto=True), "负面清单：发生即一票否决。"),
        (BonusRule(TEN), "加分项：按数值加入总分，最多加 10 分。"),
        (
            SatisfactionRule(Decimal(90), strict=True),
            "满意率（满意数 ÷ 有效回答数）高于 90%，得满分 10 分；达不到的，不得分。",
        ),
        (
            SatisfactionRule(Decimal(85), pro_rata=True),
            "满意率（满意数 ÷ 有效回答数）不低于 85%，得满分 10 分；达不到的，按满意率 ÷ 85% 折算。",
        ),
        (
            ThresholdRule((Measure("装灯", Decimal(100), "%"), Measure("亮灯", Decimal(95), "%"))),
            "“装灯”的数值不低于 100%，“亮灯”的数值不低于 95%；每项都达到，这个点位才合格。"
            "得分 = 合格点位数 ÷ 检查点位数 × 10 分。",
        ),
    ],
)
def test_a_rule_is_said_in_words(rule, said):
    assert describe(rule, TEN, NAMES) == said


def items(**results):
    return {name: ItemTally(rows, ok, rows - ok, None, None) for name, (rows, ok) in results.items()}


def figures(value, base=None, **fields):
    return Evidence(0, 0, 0, 0, value=Fraction(value), base=base and Fraction(base), **fields)


@pytest.mark.parametrize(
    ("rule", "evidence", "said"),
    [
        (AIR, figures(165, round_values=(Fraction(80), Fraction(85))), "数值为 82.50%（2 轮平均），为 B。"),
        (
            AIR,
            figures(90, round_values=(Fraction(90),)),
            "数值为 90.00%，为 A（规则取 2 轮平均，目前只有 1 轮）。",
        ),
        (NOISE, figures(59, round_values=(Fraction("59.5"),)), "数值为 59.5 dB，为 A。"),
        (
            WATER,
            figures(12, 12, items=items(水=(1, 0))),
            "比例为 100.00%，落在 A 的区间，但“没有劣Ⅴ类水体”不符合，定为 B。",
        ),
        (WATER, figures(12, 12), "“没有劣Ⅴ类水体”没有检查结果，等级还定不下来，无数据，不计零分。"),
        (WATER, figures(13, 12), "108.33% 不在规则的取值范围内，没有计分，请核对数值和基数。"),
        (
            WATER,
            Evidence(1, 1, 1, 1),
            "没有记基数，算不出比例，无数据，不计零分；请在“数值”和“基数”两列补上。",
        ),
        (AIR, Evidence(1, 1, 1, 1), "没有记数值，无数据，不计零分；请在“数值”列补上。"),
        (
            PLANS,
            Evidence(1, 0, 2, 1, items=items(甲=(1, 1), 乙=(1, 0))),
            "2 项中符合 1 项，为 B，不符合的是“有总结”。",
        ),
        (BUS, figures(1, missing=Fraction(1)), "缺少 1 处，每处扣 4 分，共扣 4 分。"),
        (
            BUS,
            figures(1, missing=Fraction(3)),
            "缺少 3 处，每处扣 4 分，共扣 10 分（应扣 12 分，已到扣分下限）。",
        ),
        (BUS, figures(9), "没有缺少，不扣分。"),
        (SITE, Evidence(1, 1, 1, 1), "没有发现问题，不扣分。"),
        (SITE, Evidence(1, 0, 1, 0, faults=2), "发现问题 2 处，每处扣 0.5 分，共扣 1 分。"),
        (
            SITE,
            Evidence(6, 5, 6, 5, faults=3, rounds=2),
            "2 轮平均每轮发现问题 1.5 处，每处扣 0.5 分，共扣 0.75 分。",
        ),
        (SITE, Evidence(1, 0, 1, 0, 1, items=items(广告=(1, 0))), "“可见公益广告”不符合，不得分。"),
        (RatioRule(), figures(3, 4), "完成 3/4 = 75.00%。"),
        (RatioRule(), figures(9, 8), "完成 9/8 = 112.50%，按满分计。"),
        (
            ScoreRateRule(),
            figures(817, 1166),
            "观察 1166 次，符合 817 次，得分率 70.07%。",
        ),
        (ConformityRateRule(), Evidence(3, 1, 22, 4), "检查 22 项次，符合 4 项次，符合率 18.18%。"),
        (QuantifiedRule(), Evidence(3, 2, 9, 8), "检查 3 处点位，合格 2 处，合格率 66.67%。"),
        (QuantifiedRule(), Evidence(0, 0, 0, 0), "没有检查记录，无数据，不计零分。"),
        (
            NegativeListRule(Decimal(5), veto=True),
            Evidence(0, 0, 1, 0, faults=1),
            "发生 1 件，每件扣 5 分，全年总分扣 5 分，并一票否决。",
        ),
        (NegativeListRule(Decimal(5)), Evidence(0, 0, 0, 0), "没有发生负面清单事项，不扣分。"),
        (BonusRule(TEN), figures(12), "申报加 12 分，计入总分 10 分（已到上限）。"),
        (
            SatisfactionRule(Decimal(85), pro_rata=True),
            figures(68, 100),
            "满意率 68/100 = 68.00%，没有达到“不低于 85%”的要求，按比例得 80.00%。",
        ),
        (
            SatisfactionRule(Decimal(90), strict=True),
            figures(91, 100),
            "满意率 91/100 = 91.00%，达到“高于 90%”的要求。",
        ),
    ],
)
def test_an_outcome_says_what_it_rests_on(rule, evidence, said):
    assert explain(evaluate(rule, evidence, TEN), NAMES) == said


def test_every_form_is_said_and_explained():
    shown = [(rule, evidence) for name, rule, evidence in _cases()]
    assert {type(rule) for rule, _ in shown} == set(FORMS)
    for rule, evidence in shown:
        assert describe(rule, TEN).endswith("。")
        assert explain(evaluate(rule, evidence, TEN)).endswith("。")


def _cases():
    full = Evidence(3, 2, 9, 8, 1, Fraction(1), Fraction(3), Fraction(4), (Fraction(3),), items(甲=(1, 1)))
    rules = (
        *(AIR, WATER, PLANS, BUS, SITE, RatioRule(), QuantifiedRule(), ConformityRateRule(), ScoreRateRule()),
        *(SingleHitRule(), NegativeListRule(TEN), BonusRule(TEN), SatisfactionRule(TEN)),
        *(ThresholdRule((Measure("亮灯", TEN, "%"),)), ExceptionRule(RatioRule(), ("停在线内",))),
    )
    return [
        (FORMS[type(rule)], rule, evidence) for rule in rules for evidence in (full, Evidence(0, 0, 0, 0))
    ]


def test_a_mean_of_streets_is_told_beside_the_pooled_figure():
    outcome = Outcome(
        "mean_of_means", Fraction(841, 1000), None, {"streets": 5, "pooled_share": Fraction(82, 100)}
    )
    assert explain(outcome) == "取 5 个街道得分的平均；合在一起算为 82.00%。"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("0.60"), "0.6"), (Fraction(2, 3), "0.6667"), (100, "100"), (0, "0"), (-5, "-5")],
)
def test_figures_carry_no_empty_decimals(value, shown):
    assert figure(value) == shown


def test_an_interval_over_its_whole_domain_is_any_value():
    assert interval_words(PERCENT, PERCENT, "%") == "任何数值"
    assert interval_words(parse_interval("(-inf,+inf)")) == "任何数值"
    assert interval_words(parse_interval("(80,+inf)")) == "高于 80"
