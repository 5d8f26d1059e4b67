"""The letters as a Django application."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """目标责任书: letters of responsibility, from draft to signature, amended by new versions only."""

    name = "dabiao.duties.letters"
    label = "letters"
    default_auto_field = "django.db.models.BigAutoField"
