"""notices as a Django application."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """突发任务 and notices: sent, received, answered, pressed for."""

    name = "dabiao.duties.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
