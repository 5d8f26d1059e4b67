"""The item of the main menu behind which the pages of duties stand."""

from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuGroup

DUTIES = MenuGroup(_("责任"), 25, "duties")
