"""The letters as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _

from dabiao.duties.menu import DUTIES
from dabiao.house.registries import MenuEntry, register_menu_entry, register_my_source


class LettersConfig(AppConfig):
    """目标责任书: letters of responsibility, from draft to signature, amended by new versions only."""

    name = "dabiao.duties.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the letters on the menu, what they ask on 我的 and into calendars; the breakdown fills their tables."""
        from dabiao.duties.cycle.dates import register_dates
        from dabiao.duties.letters.annex_source import tasks_from_breakdown
        from dabiao.duties.letters.dates import comment_deadlines
        from dabiao.duties.letters.my_list import my_entries
        from dabiao.duties.letters.sources import register_task_source
        from dabiao.people.policy import Action

        register_menu_entry(MenuEntry(_("责任书"), "letters", Action.SEE_LETTERS, 26, "duties", DUTIES))
        register_my_source("letters", my_entries)
        register_dates("letters", comment_deadlines)
        register_task_source(tasks_from_breakdown)
