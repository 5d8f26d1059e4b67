"""The item of the main menu behind which the pages of insight stand, 总览 aside: a leader begins there."""

from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuGroup

INSIGHT = MenuGroup(_("研判"), 30, "ranking")
