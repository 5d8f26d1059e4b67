"""Words of the core that pages of letters show in the reader's language: marked here for translation.

The core knows no languages, so what it says in Chinese is listed once more; a test holds the two together.
"""

from django.utils.translation import gettext_noop as _

PARTS = (
    _("标题"),
    _("甲方签署人职务"),
    _("乙方签署人职务"),
    _("期限"),
    _("总述"),
    _("目标任务"),
    _("保障措施"),
    _("计分办法"),
    _("扣分档次"),
    _("奖惩"),
    _("任务分解表"),
)

BAND_DEFECTS = (
    _("扣分档“%(band)s”里没有任何分数，请改两端的分数或“含/不含”"),
    _("扣分档“%(band)s”超出了 0 到 100 分，请改两端的分数"),
    _("得分为 %(score)s 时同时落在“%(first)s”和“%(second)s”两档，请改成只属于一档"),
    _("得分为 %(score)s 时没有规定扣几分，请写明属于哪一档"),
)
