"""投诉建议 as a Django application."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """投诉建议: what people say of the system and of what it asks, and the call back."""

    name = "dabiao.people.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"
