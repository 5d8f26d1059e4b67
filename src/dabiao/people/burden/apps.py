"""减负 as a Django application."""

from django.apps import AppConfig


class BurdenConfig(AppConfig):
    """减负: what is asked of each organisation every week, and what is too much."""

    name = "dabiao.people.burden"
    label = "burden"
    default_auto_field = "django.db.models.BigAutoField"
