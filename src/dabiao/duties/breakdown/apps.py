"""The breakdown as a Django application."""

from django.apps import AppConfig


class BreakdownConfig(AppConfig):
    """任务分解: who leads, answers and assists for each standard, method and place type."""

    name = "dabiao.duties.breakdown"
    label = "breakdown"
    default_auto_field = "django.db.models.BigAutoField"
