"""The handbook as a Django application."""

from functools import partial

from django.apps import AppConfig
from django.urls import reverse

from dabiao.house.registries import register_help
from dabiao.site.handbook.contents import TASKS


class HandbookConfig(AppConfig):
    """Tasks, their pictures, and where 帮助 leads from each page."""

    name = "dabiao.site.handbook"
    label = "handbook"

    def ready(self) -> None:
        """Tell the frame which task explains which page."""
        register_help("", partial(reverse, "handbook"))
        for task in TASKS.values():
            for url_name in task.explains:
                register_help(url_name, partial(reverse, "handbook_task", args=[task.slug]))
