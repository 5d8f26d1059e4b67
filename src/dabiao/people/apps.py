"""People as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Organisations, accounts and posts."""

    name = "dabiao.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
