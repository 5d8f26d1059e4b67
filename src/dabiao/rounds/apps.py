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
        """Put the room on the menu and listen for news of other rooms."""
        from dabiao.people.policy import Action
        from dabiao.rounds import carrying_handlers, handlers
        from dabiao.rounds.last_round import last_round
        from dabiao.rounds.panels import carried_panel, cells_panel, history_panel
        from dabiao.standards.drafts.editing.last_round import register_last_round

        assert handlers
        assert carrying_handlers
        register_last_round(last_round)
        register_menu_entry(MenuEntry(_("导入"), "imports", Action.SEE_IMPORTS, 50, "import"))
        register_panel(Panel("standard", 20, Action.SEE_RESULTS, history_panel))
        register_panel(Panel("standard", 30, Action.SEE_RESULTS, cells_panel))
        register_panel(Panel("crosswalk", 10, Action.SEE_RESULTS, carried_panel))
