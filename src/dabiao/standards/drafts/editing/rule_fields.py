"""The parameters of each form of rule as fields with names and units, so that nobody has to know how a pack writes
them. Exceptions (``with_exceptions``) are no form of their own here: any rule that judges what is looked at may have
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter. ``kind``: number, percent (stored as a share), whole, text, item, items, choice, tick, or an
    ``interval`` (two ends). ``unit`` is shown behind the label.
    """

    name: str
    kind: str
    label: Any
    unit: Any = ""
    help: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    required: bool = True


@dataclass(frozen=True, slots=True)
class Lines:
    """A parameter that is a list of parts, a line each."""

    name: str
    label: Any
    parts: tuple[Parameter, ...]
    help: Any = ""


@dataclass(frozen=True, slots=True)
class FormFields:
    """A form of rule: what it is called, what it is for, and its parameters."""

    title: Any
    help: Any
    parameters: tuple[Parameter | Lines, ...] = ()
    takes_exceptions: bool = True


_GRADE = Parameter("grade", "text", _("等级"))
_SHARE = Parameter("share", "percent", _("得分比例"), "%")
_ITEM = Parameter("item", "item", _("检查项"))

FORMS: Mapping[str, FormFields] = {
    "conformity_rate": FormFields(_("按符合率"), _("符合数 ÷（符合数 + 不符合数）× 分值；不适用的不计。")),
    "quantified": FormFields(
        _("按合格点位"),
        _("一个点位的检查项全部符合才合格；合格点位 ÷ 检查点位 × 分值。"),
        (
            Lines(
                "samples",
                _("抽查的检查项"),
                (
                    _ITEM,
                    Parameter("of", "whole", _("抽查"), _("个")),
                    Parameter("at_least", "whole", _("至少做到"), _("个")),
                ),
                _("如“抽 5 名学生，至少 3 名能说出”。没有这样的检查项就空着。"),
            ),
        ),
    ),
    "single_hit": FormFields(
        _("发现一次即不合格"),
        _("如闯红灯：发现 1 次，这个点位就不合格。没有发现的点位 ÷ 检查点位 × 分值。"),
        (Parameter("dissuaded_cures", "tick", _("有人当场劝阻的不算"), required=False),),
    ),
    "threshold": FormFields(
        _("按数值达标的点位"),
        _("每项数值都达到要求的点位才合格；合格点位 ÷ 检查点位 × 分值。"),
        (
            Lines(
                "measures",
                _("数值要求"),
                (
                    _ITEM,
                    Parameter("at_least", "number", _("不低于")),
                    Parameter("unit", "text", _("单位"), help=_("如 %、米、处")),
                ),
            ),
        ),
    ),
    "count_satisfied": FormFields(
        _("按满足的项数定等级"),
        _("如三项都符合为 A，两项为 B，其余为 C。"),
        (
            Parameter("items", "items", _("计数的检查项")),
            Lines(
                "grades",
                _("等级，从满足最多的写起，最后一级写 0 项"),
                (Parameter("at_least", "whole", _("满足"), _("项以上")), _GRADE, _SHARE),
            ),
        ),
    ),
    "deduct": FormFields(
        _("按缺少或发现的数量扣分"),
        _("从满分起，每缺 1 个或每发现 1 处扣几分。"),
        (
            Parameter(
                "counting",
                "choice",
                _("扣分按"),
                choices=(("missing", _("缺少的数量")), ("faults", _("发现的问题数量"))),
            ),
            Parameter("per_unit", "number", _("每个（处）扣"), _("分")),
            Parameter("floor", "number", _("扣到不低于"), _("分"), _("空着就扣完为止"), required=False),
            Lines(
                "requirements",
                _("每处要求的数量（按缺少的数量扣时填）"),
                (_ITEM, Parameter("at_least", "number", _("不少于"), _("个"))),
            ),
            Parameter(
                "zero_if_absent",
                "item",
                _("这一项不符合时不得分"),
                help=_("没有就不选"),
                required=False,
            ),
        ),
    ),
    "bands": FormFields(
        _("按数值所在区间定等级"),
        _("如优良天数比例 80% 以上为 A。各区间要首尾相接，不能重叠，也不能漏掉任何数值。"),
        (
            Parameter(
                "measure",
                "choice",
                _("看什么数"),
                choices=(
                    ("value", _("填报的数值")),
                    ("ratio", _("比例：数值合计 ÷ 基数合计，百分数")),
                    ("rate", _("符合率，百分数")),
                ),
            ),
            Parameter("unit", "text", _("数值的单位"), help=_("如 天、分贝"), required=False),
            Parameter(
                "mean_of", "whole", _("取最近几轮的平均"), _("轮"), _("空着就只看一轮"), required=False
            ),
            Parameter("domain", "interval", _("可能的数值")),
            Lines(
                "bands",
                _("等级和区间"),
                (
                    _GRADE,
                    Parameter("interval", "interval", ""),
                    _SHARE,
                    Parameter("requires", "items", _("还要求符合的检查项"), required=False),
                ),
                _("没有上限或下限就空着。"),
            ),
        ),
    ),
    "ratio": FormFields(_("按完成比例"), _("数值合计 ÷ 基数合计 × 分值，超过满分的按满分。")),
    "score_rate": FormFields(
        _("按观察次数的得分率"), _("符合次数合计 ÷ 观察次数合计 × 分值；没有记次数的一行算观察 1 次。")
    ),
    "satisfaction": FormFields(
        _("按满意率"),
        _("满意数 ÷ 有效回答数，与要求比。"),
        (
            Parameter("at_least", "number", _("满意率要求"), "%"),
            Parameter("strict", "tick", _("要高于它，恰好等于不算"), required=False),
            Parameter("pro_rata", "tick", _("达不到时按比例得分，不是不得分"), required=False),
        ),
    ),
    "negative_list": FormFields(
        _("负面清单扣分"),
        _("从全年总分里扣；方法选“负面”，分值写 0。"),
        (
            Parameter("per_event", "number", _("每件扣"), _("分")),
            Parameter("veto", "tick", _("发生即一票否决"), required=False),
        ),
        takes_exceptions=False,
    ),
    "bonus": FormFields(
        _("加分"),
        _("加到全年总分上；方法选“加分”，分值写 0。"),
        (Parameter("cap", "number", _("最多加"), _("分")),),
        takes_exceptions=False,
    ),
}
"""By the word a pack uses, the commonest first."""

LABELS: Mapping[str, Any] = {
    "samples": _("抽查的检查项"),
    "measures": _("数值要求"),
    "items": _("计数的检查项"),
    "grades": _("等级"),
    "bands": _("等级和区间"),
    "requirements": _("每处要求的数量"),
    "measure": _("看什么数"),
    "mean_of": _("取最近几轮的平均"),
    "domain": _("数值可能的范围"),
    "interval": _("区间"),
    "requires": _("还要求符合的检查项"),
    "counting": _("扣分按"),
    "per_unit": _("每个（处）扣"),
    "floor": _("扣到不低于"),
    "zero_if_absent": _("这一项不符合时不得分"),
    "per_event": _("每件扣"),
    "veto": _("一票否决"),
    "cap": _("最多加"),
    "strict": _("要高于它"),
    "exceptions": _("不算违反的情形"),
    "at_least": _("至少"),
    "of": _("抽查"),
    "share": _("得分比例"),
    "grade": _("等级"),
    "unit": _("单位"),
    "item": _("检查项"),
    "value": _("填报的数值"),
}
"""What messages of rules call their parameters, in the words of the form."""
