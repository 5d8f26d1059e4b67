"""督办 as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.duties.menu import DUTIES
from dabiao.house.registries import MenuEntry, register_menu_entry, register_my_source


class PressConfig(AppConfig):
    """督办: what a speech, plan or circular asks for, sentence by sentence, and what became of it."""

    name = "dabiao.duties.press"
    label = "press"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the ledger and the documents on the menu, and what is asked of units on 我的 and into their calendars."""
        from dabiao.duties.cycle.dates import register_dates
        from dabiao.duties.press.dates import deadlines
        from dabiao.duties.press.my_list import my_entries
        from dabiao.people.policy import Action

        register_menu_entry(MenuEntry(_("督办"), "press", Action.SEE_TASKS, 27, "duties", DUTIES))
        register_menu_entry(
            MenuEntry(_("督办文件"), "press_documents", Action.SEE_DOCUMENTS, 28, "duties", DUTIES)
        )
        register_my_source("press", my_entries)
        register_dates("press", deadlines)
