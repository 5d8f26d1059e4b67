"""The circulars room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, SharedPage, register_menu_entry, register_shared_page


class CircularsConfig(AppConfig):
    """Documents that are issued."""

    name = "dabiao.circulars"
    label = "circulars"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room on the menu."""
        from dabiao.people.policy import Action

        register_shared_page(SharedPage("circular", "circular_wechat", "circular_wechat_picture"))
        register_menu_entry(MenuEntry(_("通报"), "circulars", Action.SEE_CIRCULARS, 60, "circulars"))
