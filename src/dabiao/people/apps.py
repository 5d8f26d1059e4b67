"""People as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, register_menu_entry


class PeopleConfig(AppConfig):
    """Organisations, accounts and posts."""

    name = "dabiao.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the room on the menu."""
        from dabiao.people.policy import Action

        register_menu_entry(
            MenuEntry(_("单位"), "organisations", Action.SEE_ORGANISATIONS, 70, "organisations")
        )
