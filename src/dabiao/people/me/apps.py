"""我的 as a Django application."""

from django.apps import AppConfig


class MeConfig(AppConfig):
    """我的: what is asked of one person, by when; the digest of it, and the hours of quiet."""

    name = "dabiao.people.me"
    label = "me"
    default_auto_field = "django.db.models.BigAutoField"
