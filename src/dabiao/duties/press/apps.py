"""督办 as a Django application."""

from django.apps import AppConfig


class PressConfig(AppConfig):
    """督办: what a speech, plan or circular asks for, sentence by sentence, and what became of it."""

    name = "dabiao.duties.press"
    label = "press"
    default_auto_field = "django.db.models.BigAutoField"
