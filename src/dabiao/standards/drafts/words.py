"""Words that pages of drafts take from elsewhere, marked for translation here: the core knows no languages."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

_REASONS = (
    gettext_noop("这一列没有对应的栏目"),
    gettext_noop("重复的表头"),
    gettext_noop("合计行，分值由各条标准重新相加"),
    gettext_noop("标题或说明，不是标准"),
    gettext_noop("这张工作表没有认出表头，没有读取"),
    gettext_noop("不是分值"),
    gettext_noop("不是合格率"),
    gettext_noop("标准包只记牵头单位；责任单位请在“任务分解”里导入"),
    gettext_noop("同一编号的标准前面已有不同的内容"),
    gettext_noop("没有能放的地方"),
)

"""Why cells of a spreadsheet were not taken."""

_NAMES = (
    gettext_noop("标准编号"),
    gettext_noop("测评项目"),
    gettext_noop("指标名称"),
    gettext_noop("测评内容"),
    gettext_noop("上级编号"),
    gettext_noop("标准名称"),
    gettext_noop("测评标准"),
    gettext_noop("分值"),
    gettext_noop("要求合格率"),
    gettext_noop("测评方法"),
    gettext_noop("实地考察点位及标准"),
    gettext_noop("上报材料和检查提示"),
    gettext_noop("问卷主要内容"),
    gettext_noop("点位类型"),
    gettext_noop("牵头单位"),
    gettext_noop("责任单位"),
    gettext_noop("整改要点"),
    gettext_noop("来源"),
    gettext_noop("体系"),
    gettext_noop("检查项"),
    gettext_noop("点位组合"),
    gettext_noop("年度关口"),
    gettext_noop("排名分组"),
    gettext_noop("组成部分"),
    gettext_noop("新增"),
    gettext_noop("删除"),
    gettext_noop("修改"),
)
"""What columns hold, tables of a pack, and what happened to their entries."""


def reason_words(reason: str) -> str:
    """A reason in the reader's language."""
    return gettext(reason)
