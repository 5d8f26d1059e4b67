"""标准对应 as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, Panel, register_menu_entry, register_panel
from dabiao.standards.menu import STANDARDS


class CrosswalksConfig(AppConfig):
    """Crosswalks between packs: to the next edition, and between frameworks on the same places."""

    name = "dabiao.standards.crosswalks"
    label = "crosswalks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the part on the menu and on the pages of standards, and listen for new editions."""
        from dabiao.people.policy import Action
        from dabiao.standards.crosswalks import handlers
        from dabiao.standards.crosswalks.panels import earlier_panel

        assert handlers
        register_menu_entry(
            MenuEntry(_("标准对应"), "crosswalks", Action.SEE_STANDARDS, 23, "standards", STANDARDS)
        )
        register_panel(Panel("standard", 15, Action.SEE_STANDARDS, earlier_panel))
