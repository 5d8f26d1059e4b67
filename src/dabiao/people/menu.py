"""The item of the main menu behind which the pages of people stand."""

from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuGroup

PEOPLE = MenuGroup(_("人员"), 70, "organisations")
