"""What keeps a letter's text from being saved, and what keeps it from being frozen, in words that say what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from dabiao.core.deduction_bands import HIGHEST, Comparison, plain, unsound
from dabiao.core.defects import Defect
from dabiao.core.letter_text import LetterItem, LetterText, paragraphs, total_points

MOST_ITEMS, MOST_BANDS, MOST_ANNEX = 60, 20, 2000
"""Of one letter. Real ones have ten items, six bands and a few dozen lines."""

LARGEST_FIGURE = Decimal("9999999999.99")

LONGEST_TEXT = 8_000
"""Characters of a long text: a letter of that length is read by nobody."""


def unsavable(text: LetterText, standards: Collection[str], organisations: Collection[str]) -> list[Defect]:
    """What no draft may say: it would not fit the tables, or names things that do not exist."""
    file = text.title or "责任书"
    defects = [
        Defect(template, file)
        for wrong, template in (
            (not text.title.strip(), _("标题没有填写")),
            (not text.preamble.strip(), _("总述没有填写")),
            (text.period_to <= text.period_from, _("期限的结束日期要晚于开始日期")),
            (len(text.items) > MOST_ITEMS, _("目标任务超过 60 项，请合并后再保存")),
            (len(text.bands) > MOST_BANDS, _("扣分档超过 20 档，请合并后再保存")),
            (len(text.annex) > MOST_ANNEX, _("任务分解表超过 2000 行，请拆开或精简后再保存")),
        )
        if wrong
    ]
    for name, long in (
        ("总述", text.preamble),
        ("保障措施", text.measures),
        ("计分办法", text.scoring),
        ("奖惩", text.rewards),
    ):
        if len(long) > LONGEST_TEXT:
            defects.append(Defect("“%(part)s”超过 8000 字，请精简后再保存", file, parameters={"part": name}))
    for number, item in enumerate(text.items, start=1):
        defects += _of_item(file, number, item, standards, organisations)
    for number, band in enumerate(text.bands, start=1):
        if band.empty or not 0 <= band.low <= band.high <= HIGHEST:
            defects.append(
                Defect(
                    "扣分档第 %(n)d 档要在 0 到 100 之间，下限不大于上限；只含一个分数的，两端都要“含”",
                    file,
                    parameters={"n": number},
                )
            )
    return defects


def _of_item(
    file: str, number: int, item: LetterItem, standards: Collection[str], organisations: Collection[str]
) -> Iterator[Defect]:
    known = {"n": number}
    if not item.text.strip():
        yield Defect("第 %(n)d 项没有写内容；不要这一项的，请删去", file, parameters=known)
    if item.comparison is Comparison.DONE and item.target is not None:
        yield Defect("第 %(n)d 项写了目标值，请选“不低于”“不高于”或“等于”", file, parameters=known)
    if item.comparison is not Comparison.DONE and item.target is None:
        yield Defect("第 %(n)d 项没有写目标值；没有数量要求的，请选“完成”", file, parameters=known)
    if item.target is not None and not 0 <= item.target <= LARGEST_FIGURE:
        yield Defect("第 %(n)d 项的目标值不能小于 0，也不能超过 10 位整数", file, parameters=known)
    if item.points is not None and not 0 < item.points <= HIGHEST:
        yield Defect("第 %(n)d 项的分值要大于 0，不超过 100", file, parameters=known)
    if item.standard_id and item.standard_id not in standards:
        yield Defect(
            "第 %(n)d 项的标准编号“%(standard)s”在现用标准中没有，请核对；不对应标准的，请空着",
            file,
            parameters={**known, "standard": item.standard_id},
        )
    if item.evaluator and item.evaluator not in organisations:
        yield Defect(
            "第 %(n)d 项的考核单位“%(unit)s”不在单位名册里，请核对名称",
            file,
            parameters={**known, "unit": item.evaluator},
        )


def unfreezable(text: LetterText) -> list[Defect]:
    """What must be mended before anybody signs: then it can only be changed by a new version."""
    file = text.title
    if not text.items:
        return [Defect("还没有目标任务，请先写明要完成什么", file)]
    defects = [*_points(file, text), *_days(file, text)]
    if text.bands:
        defects += unsound(text.bands, file)
        if not paragraphs(text.scoring):
            defects.append(Defect("有扣分档，却没有写计分办法，请补上得分怎么算", file))
    return defects


def _points(file: str, text: LetterText) -> Iterator[Defect]:
    without = [number for number, one in enumerate(text.items, start=1) if one.points is None]
    if len(without) == len(text.items):
        if text.bands:
            yield Defect("有扣分档，各项目标任务却没有分值，请写明分值（合计 100 分）", file)
        return
    for number in without:
        yield Defect("第 %(n)d 项没有分值；计分的责任书每一项都要有分值", file, parameters={"n": number})
    total = total_points(text.items)
    if total != HIGHEST:
        yield Defect(
            "各项分值合计为 %(total)s 分，应为 100 分，请调整",
            file,
            parameters={"total": plain(total)},
        )


def _days(file: str, text: LetterText) -> Iterator[Defect]:
    for number, item in enumerate(text.items, start=1):
        if item.deadline is not None and not text.period_from <= item.deadline <= text.period_to:
            yield Defect("第 %(n)d 项的完成时限不在责任期内，请核对", file, parameters={"n": number})
    outside = Counter(
        one.deadline is not None and not text.period_from <= one.deadline <= text.period_to
        for one in text.annex
    )[True]
    if outside:
        yield Defect("任务分解表有 %(n)d 行的完成时限不在责任期内，请核对", file, parameters={"n": outside})
