"""The cases room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import (
    MenuEntry,
    Panel,
    SharedPage,
    register_menu_entry,
    register_panel,
    register_shared_page,
)


class CasesConfig(AppConfig):
    """The problem list."""

    name = "dabiao.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room on the menu and listen for news of other rooms."""
        from dabiao.cases import handlers
        from dabiao.people.policy import Action

        assert handlers
        from dabiao.cases.panels import import_panel, site_panel, standard_panel

        register_panel(Panel("import", 10, Action.SEE_PROBLEMS, import_panel))
        register_panel(Panel("standard", 40, Action.SEE_PROBLEMS, standard_panel))
        register_panel(Panel("site", 40, Action.SEE_PROBLEMS, site_panel))
        register_shared_page(SharedPage("problems", "problems_wechat", "problems_wechat_picture"))
        register_menu_entry(MenuEntry(_("问题"), "problems", Action.SEE_PROBLEMS, 40, "problems"))
