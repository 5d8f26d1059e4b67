"""投诉建议 as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, register_menu_entry, register_my_source
from dabiao.people.menu import PEOPLE


class ComplaintsConfig(AppConfig):
    """投诉建议: what people say of the system and of what it asks, and the call back."""

    name = "dabiao.people.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put one's own page and that of those who answer on the menu, and what is open into 我的."""
        from dabiao.people.complaints.my_list import my_entries
        from dabiao.people.policy import Action

        register_menu_entry(MenuEntry(_("投诉建议"), "complaints", Action.COMPLAIN, 98, "circulars", PEOPLE))
        register_menu_entry(
            MenuEntry(_("投诉办理"), "complaints_handling", Action.SEE_COMPLAINTS, 77, "circulars", PEOPLE)
        )
        register_my_source("complaints", my_entries)
