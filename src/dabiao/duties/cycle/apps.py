"""The cycle as a Django application."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    """The cycle of three years: its stages, windows and gates, and a feed of dates per unit."""

    name = "dabiao.duties.cycle"
    label = "cycle"
    default_auto_field = "django.db.models.BigAutoField"
