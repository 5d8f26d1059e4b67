"""The wording a new letter starts from. Figures are 示范值: ours, to be agreed on by the parties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from dabiao.core.deduction_bands import Comparison, DeductionBand
from dabiao.core.letter_text import AnnexTask, LetterItem, LetterText

CAMPAIGN = "全国文明城市创建"

BANDS = tuple(
    DeductionBand(Decimal(low), Decimal(high), low_in, high_in, Decimal(cost), consequence)
    for low, high, low_in, high_in, cost, consequence in (
        (100, 100, True, True, 0, ""),
        (95, 100, True, False, 1, ""),
        (90, 95, True, False, 2, ""),
        (85, 90, True, False, 3, ""),
        (80, 85, True, False, 4, ""),
        (0, 80, True, False, 5, "取消年度评先评优资格"),
    )
)
"""The bands of Tongliang's letter (铜梁), with the score of exactly 80, which it leaves out, put to the better side."""

_ITEMS = (
    ("承担的实地点位在历次测评中的符合率", Comparison.AT_LEAST, 90, "%", 30),
    ("限期整改的问题按时整改到位的比率", Comparison.AT_LEAST, 95, "%", 30),
    ("承担的申报材料按时报送并一次审核通过的比率", Comparison.AT_LEAST, 90, "%", 20),
    ("同一点位同一问题整改后又出现的次数", Comparison.AT_MOST, 5, "次", 10),
    ("附件所列各项任务在完成时限前完成的比率", Comparison.AT_LEAST, 95, "%", 10),
)
"""What is asked, the figure, and points that sum to 100."""


def starting_text(
    year: int, party_a_post: str, party_b_post: str, annex: tuple[AnnexTask, ...]
) -> LetterText:
    """The wording for one unit."""
    last = date(year, 12, 31)
    return LetterText(
        title=f"{year}年全国文明城市创建工作目标责任书",
        party_a_post=party_a_post,
        party_b_post=party_b_post,
        period_from=date(year, 1, 1),
        period_to=last,
        preamble="为落实全国文明城市创建工作责任，甲方与乙方签订本责任书。\n"
        "乙方保证在责任期内完成以下目标任务；甲方为乙方开展工作提供必要的支持。",
        items=tuple(
            LetterItem(
                0,
                text,
                comparison=comparison,
                target=Decimal(target),
                unit=unit,
                deadline=last,
                points=Decimal(points),
            )
            for text, comparison, target, unit, points in _ITEMS
        ),
        measures="主要负责人负总责，明确一名分管负责人和一名联络员。\n"
        "按任务分解表落实到岗位和时限，发现问题先行整改。\n"
        "按时报送工作情况，数据和材料真实。",
        scoring="各项目标任务满分合计 100 分。全部完成的得满分；部分完成的按完成比例得分，保留两位小数；"
        "没有完成且影响测评的不得分。",
        bands=BANDS,
        rewards="年终得分按扣分档次计入乙方年度考核。\n工作成效突出的，由甲方通报表扬。",
        annex=annex,
    )
