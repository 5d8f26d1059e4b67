"""The house as a Django application."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Furniture only: it owns one table, the audit chain."""

    name = "dabiao.house"
    label = "house"
    default_auto_field = "django.db.models.BigAutoField"
