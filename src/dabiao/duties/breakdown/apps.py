"""The breakdown as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.duties.menu import DUTIES
from dabiao.house.registries import MenuEntry, Panel, register_menu_entry, register_panel


class BreakdownConfig(AppConfig):
    """任务分解: who leads, answers and assists for each standard, method and place type."""

    name = "dabiao.duties.breakdown"
    label = "breakdown"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the part on the menu and on the pages of standards."""
        from dabiao.duties.breakdown.panels import standard_panel
        from dabiao.people.policy import Action

        register_menu_entry(MenuEntry(_("任务分解"), "breakdown", Action.SEE_DUTIES, 25, "duties", DUTIES))
        register_panel(Panel("standard", 10, Action.SEE_DUTIES, standard_panel))
