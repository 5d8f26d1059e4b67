"""The item of the main menu behind which the pages of standards and packs stand."""

from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuGroup

STANDARDS = MenuGroup(_("标准"), 20, "standards")
