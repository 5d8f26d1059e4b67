"""notices as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.house.registries import MenuEntry, register_menu_entry, register_my_source


class NoticesConfig(AppConfig):
    """突发任务 and notices: sent, received, answered, pressed for."""

    name = "dabiao.duties.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the list on the menu, what is asked into 我的, and its deadlines into the calendars of those asked."""
        from dabiao.duties.cycle.dates import register_dates
        from dabiao.duties.menu import DUTIES
        from dabiao.duties.notices.dates import deadlines
        from dabiao.duties.notices.my_list import my_entries
        from dabiao.people.policy import Action

        register_menu_entry(
            MenuEntry(_("通知和突发任务"), "notices", Action.SEE_NOTICES, 29, "duties", DUTIES)
        )
        register_my_source("notices", my_entries)
        register_dates("notices", deadlines)
