"""减负 as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, register_menu_entry
from dabiao.people.menu import PEOPLE


class BurdenConfig(AppConfig):
    """减负: what is asked of each organisation every week, and what is too much."""

    name = "dabiao.people.burden"
    label = "burden"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the account and the self-check on the menu, and register what can be shown of them."""
        from dabiao.people.burden import evidence
        from dabiao.people.policy import Action

        register_menu_entry(MenuEntry(_("减负"), "burden", Action.SEE_BURDEN, 75, "duties", PEOPLE))
        register_menu_entry(MenuEntry(_("自查"), "self_check", Action.SEE_COMPLAINTS, 79, "check", PEOPLE))
        evidence.register()
