"""The places room as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, register_menu_entry


class PlacesConfig(AppConfig):
    """The register of places."""

    name = "dabiao.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the register on the menu."""
        from dabiao.people.policy import Action

        register_menu_entry(MenuEntry(_("点位"), "sites", Action.SEE_SITES, 38, "places"))
