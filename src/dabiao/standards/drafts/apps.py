"""标准包起草 as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, register_menu_entry
from dabiao.standards.menu import STANDARDS


class DraftsConfig(AppConfig):
    """Packs: those that come along, the district's own editions, and drafts of the next one."""

    name = "dabiao.standards.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the part on the menu."""
        from dabiao.people.policy import Action
        from dabiao.standards.drafts.editing.pages import mender
        from dabiao.standards.drafts.mending import register_mender

        register_mender(mender)
        register_menu_entry(MenuEntry(_("标准包"), "packs", Action.EDIT_PACKS, 22, "standards", STANDARDS))
