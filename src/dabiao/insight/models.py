"""Assessments: what the cells said at one moment."""

from __future__ import annotations

from django.db import models

from dabiao.house.models import AppendOnly


class Snapshot(AppendOnly):
    """An assessment as it was made. Never changed: new observations make a new one."""

    made_at = models.DateTimeField(auto_now_add=True)
    pack_id = models.CharField(max_length=64)
    pack_edition = models.CharField(max_length=32)
    pack_digest = models.CharField(max_length=64)
    rounds = models.JSONField()
    """Names of the rounds it pools, oldest first."""
    result = models.JSONField()
    """The document of ``result.json``."""

    class Meta:
        ordering = ("-pk",)
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{self.pack_id} {self.made_at:%Y-%m-%d %H:%M}"
