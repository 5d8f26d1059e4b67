"""The first day as a Django application."""

from django.apps import AppConfig

from dabiao.house.registries import Panel, register_bar, register_panel


class FirstDayConfig(AppConfig):
    """The first account of an empty district, and the list of what it still needs."""

    name = "dabiao.site.first_day"
    label = "first_day"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand on 总览 until the list is over, and above pages where the reader has to know."""
        from dabiao.people.policy import Action
        from dabiao.site.first_day.bars import back_bar, demo_bar
        from dabiao.site.first_day.panels import first_day_panel

        register_panel(Panel("overview", 5, Action.KEEP_FIRST_DAY, first_day_panel))
        register_bar("demo", demo_bar)
        register_bar("first_day", back_bar)
