"""我的 as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, register_menu_entry


class MeConfig(AppConfig):
    """我的: what is asked of one person, by when; the digest of it, and the hours of quiet."""

    name = "dabiao.people.me"
    label = "me"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the list first on everybody's menu."""
        from dabiao.people.policy import Action

        register_menu_entry(MenuEntry(_("我的"), "mine", Action.SEE_OWN_LIST, 5, "mine"))
