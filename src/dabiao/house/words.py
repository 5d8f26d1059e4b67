"""Words that results carry and pages show in the reader's language: marked here for translation.

The core knows no languages, so what it names in Chinese is listed once more; a test holds the two together.
"""

from django.utils.translation import gettext_noop as _

CLASSES = (_("达标"), _("不稳定达标"), _("不达标"), _("证据不足"))
METHODS = (_("实地"), _("材料"), _("问卷"), _("数据"), _("负面"), _("加分"))
GROUPS = (_("全部"), _("未分组"), _("未注明"))
GRADES = (_("示范值"),)
"""The evidence grade that is a word; the others are letters."""
EXCLUSIONS = (
    _("没有可以计分的检查，无数据，不参加排名"),
    _("没有判为符合或不符合的实地、材料检查，无数据，不参加排名"),
    _("未检查：本期没有任何观察，不参加排名"),
)
"""Why somebody is not ranked, as far as no figure is in it."""

HINTS = (_("，是不是“%(meant)s”"), _("，请核对标准编号"), _("，请核对点位类型"))
"""Ends of sentences about a workbook's cells."""
