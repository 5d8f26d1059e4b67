"""The cycle as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.duties.menu import DUTIES
from dabiao.house.registries import MenuEntry, Panel, register_menu_entry, register_my_source, register_panel


class CycleConfig(AppConfig):
    """The cycle of three years: its stages, windows and gates, and a feed of dates per unit."""

    name = "dabiao.duties.cycle"
    label = "cycle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the calendar on the menu, what it asks of units on 我的, and where we stand on 总览."""
        from dabiao.duties.cycle.my_list import my_entries
        from dabiao.duties.cycle.panels import position_panel
        from dabiao.people.policy import Action

        register_menu_entry(MenuEntry(_("创建周期"), "cycle", Action.SEE_CYCLE, 31, "duties", DUTIES))
        register_my_source("cycle", my_entries)
        register_panel(Panel("overview", 10, Action.SEE_CYCLE, position_panel))
