"""The rounds room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, Panel, register_menu_entry, register_panel


class RoundsConfig(AppConfig):
    """Rounds, imports and the cells counted from them."""

    name = "dabiao.rounds"
    label = "rounds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room on the menu."""
        from dabiao.people.policy import Action
        from dabiao.rounds.last_round import last_round
        from dabiao.rounds.panels import cells_panel, history_panel
        from dabiao.standards.drafts.editing.last_round import register_last_round

        register_last_round(last_round)
        register_menu_entry(MenuEntry(_("导入"), "imports", Action.SEE_IMPORTS, 50, "import"))
        register_panel(Panel("standard", 20, Action.SEE_RESULTS, history_panel))
        register_panel(Panel("standard", 30, Action.SEE_RESULTS, cells_panel))
