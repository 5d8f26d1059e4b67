"""The standards room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, SharedPage, register_menu_entry, register_shared_page
from dabiao.standards.menu import STANDARDS


class StandardsConfig(AppConfig):
    """Packs and the pages that show them."""

    name = "dabiao.standards"
    label = "standards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room on the menu and listen for news of other rooms."""
        from dabiao.people.policy import Action
        from dabiao.standards import handlers

        assert handlers
        register_shared_page(SharedPage("standards", "standards_wechat", "standards_wechat_picture"))
        register_shared_page(SharedPage("standard", "standard_wechat", "standard_wechat_picture"))
        register_menu_entry(
            MenuEntry(_("标准"), "standards", Action.SEE_STANDARDS, 20, "standards", STANDARDS)
        )
