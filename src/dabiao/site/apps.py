"""The site as a Django application: what belongs to no room."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Welcome page, health, command line."""

    name = "dabiao.site"
    label = "site"
