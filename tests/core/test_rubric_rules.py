"""Rules that cannot be applied as written are refused when they are made, with the reason."""

from decimal import Decimal

import pytest

from dabiao.core.rubric import (
    Band,
    BandRule,
    BonusRule,
    ConformityRateRule,
    CountRule,
    DeductRule,
    ExceptionRule,
    ItemSample,
    Measure,
    NegativeListRule,
    QuantifiedRule,
    Requirement,
    RubricError,
    SatisfactionRule,
    ThresholdRule,
)
from dabiao.core.rubric_bands import parse_interval

PERCENT = parse_interval("[0,100]")
ALL = (Band("A", PERCENT, Decimal(1)),)
ADS = Requirement("广告", Decimal(2))


def graded(*lines):
    return tuple((at_least, grade, Decimal(share)) for at_least, grade, share in lines)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Band("A", PERCENT, Decimal("1.1")), "得分比例 1.1 应在 0 和 1 之间"),
        (lambda: Band("", PERCENT, Decimal(1)), "等级没有写名称"),
        (lambda: BandRule("mean", ALL, PERCENT), "measure“mean”不认识"),
        (lambda: BandRule("value", ALL, PERCENT, mean_of=0), "mean_of 应不小于 1"),
        (lambda: BandRule("ratio", ALL, PERCENT, mean_of=2), "只有 measure 为 value"),
        (lambda: BandRule("ratio", (), PERCENT), "没有写任何等级区间"),
        (
            lambda: BandRule("ratio", (Band("A", PERCENT, Decimal(1), ("水体",)),), PERCENT),
            "得分最低的等级 A 不能再要求检查项",
        ),
        (lambda: CountRule((), graded((0, "C", 0))), "没有写由哪些检查项计数"),
        (lambda: CountRule(("甲", "甲"), graded((0, "C", 0))), "“甲”写了两次"),
        (lambda: CountRule(("甲",), ()), "没有写等级"),
        (lambda: CountRule(("甲", "乙"), graded((0, "C", 0), (2, "A", 1))), "应从满足项数最多的写起"),
        (lambda: CountRule(("甲",), graded((1, "A", 1))), "满足不到 1 项时没有等级可用"),
        (lambda: CountRule(("甲",), graded((3, "A", 1), (0, "C", 0))), "要求满足 3 项，但一共只有 1 个"),
        (lambda: CountRule(("甲",), graded((1, "A", "0.2"), (0, "C", "0.5"))), "不应反而更低"),
        (lambda: Requirement("广告", Decimal(0)), "应大于 0"),
        (lambda: DeductRule("errors", Decimal(1)), "counting“errors”不认识"),
        (lambda: DeductRule("faults", Decimal(0)), "per_unit）应大于 0"),
        (lambda: DeductRule("faults", Decimal(-1)), "per_unit）应大于 0"),
        (lambda: DeductRule("faults", Decimal(1), floor=Decimal(-1)), "floor）应不小于 0"),
        (lambda: DeductRule("missing", Decimal(1)), "须写明要求多少"),
        (lambda: DeductRule("faults", Decimal(1), (ADS,)), "不写要求多少"),
        (lambda: DeductRule("missing", Decimal(1), (ADS, ADS)), "“广告”写了两次"),
        (lambda: ItemSample("学生", 6, 5), "抽 5 个至少 6 个"),
        (lambda: ItemSample("学生", 0, 5), "1 ≤ at_least ≤ of"),
        (lambda: QuantifiedRule((ItemSample("学生", 3, 5),) * 2), "“学生”写了两次"),
        (lambda: NegativeListRule(Decimal(-5)), "写正数"),
        (lambda: NegativeListRule(Decimal(0)), "既不扣分也不一票否决"),
        (lambda: BonusRule(Decimal(0)), "应大于 0"),
        (lambda: SatisfactionRule(Decimal(101)), "不大于 100"),
        (lambda: SatisfactionRule(Decimal(0)), "应大于 0"),
        (lambda: SatisfactionRule(Decimal(100), strict=True), "不可能大于 100%"),
        (lambda: Measure("亮灯", Decimal(0), "%"), "应大于 0"),
        (lambda: Measure("亮灯", Decimal(120), "%"), "超过了 100%"),
        (lambda: ThresholdRule(()), "没有写数值要求"),
        (lambda: ThresholdRule((Measure("亮灯", Decimal(95), "%"),) * 2), "“亮灯”写了两次"),
        (lambda: ExceptionRule(ConformityRateRule(), ()), "没有写哪些情形"),
        (lambda: ExceptionRule(ConformityRateRule(), ("",)), "不能是空的"),
        (lambda: ExceptionRule(ConformityRateRule(), ("停在线内 ",)), "前后也不留空格"),
        (lambda: ExceptionRule(ConformityRateRule(), ("停在线内",) * 2), "写了两次"),
        (lambda: ExceptionRule(BonusRule(Decimal(1)), ("停在线内",)), "不能加在例外、负面或加分规则上"),
    ],
)
def test_a_rule_that_contradicts_itself_cannot_be_made(make, said):
    with pytest.raises(RubricError, match=said):
        make()


def test_limits_themselves_are_allowed():
    assert SatisfactionRule(Decimal(100)).at_least == 100
    assert ItemSample("教室", 2, 2).of == 2
    assert NegativeListRule(Decimal(0), veto=True).veto
    assert Measure("温度", Decimal(120), "℃").at_least == 120
