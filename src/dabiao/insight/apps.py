"""The insight room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, SharedPage, register_menu_entry, register_shared_page
from dabiao.insight.menu import INSIGHT


class InsightConfig(AppConfig):
    """Assessments, overview and rankings."""

    name = "dabiao.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room on the menu and listen for news of other rooms."""
        from dabiao.insight import handlers
        from dabiao.people.policy import Action

        assert handlers
        register_shared_page(SharedPage("overview", "overview_wechat", "overview_wechat_picture"))
        register_shared_page(SharedPage("ranking", "ranking_wechat", "ranking_wechat_picture"))
        register_menu_entry(MenuEntry(_("总览"), "overview", Action.SEE_RESULTS, 10, "overview"))
        register_menu_entry(MenuEntry(_("排名"), "ranking", Action.SEE_RESULTS, 30, "ranking", INSIGHT))
