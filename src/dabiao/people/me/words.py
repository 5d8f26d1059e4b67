"""Words of the list and of the digest, marked here for translation: what chooses them knows no languages."""

from django.utils.translation import gettext_noop as _

DUE_GROUPS = (_("已超期"), _("今天"), _("本周"), _("以后"), _("没有期限"))
WHYS = (_("催办"), _("已超期"), _("快到期"), _("新的"))
