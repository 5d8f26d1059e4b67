"""Which pack the district works with, and how each of its standards stands."""

from __future__ import annotations

from django.db import models


class PackInUse(models.Model):
    """A pack the district worked with from ``since`` on; the latest is the one in use."""

    pack_id = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.pack_id


class StandardStanding(models.Model):
    """How a standard stood in the latest assessment: a projection, kept by ``AssessmentMade``."""

    pack_id = models.CharField(max_length=64)
    standard_id = models.CharField(max_length=64)
    stability_class = models.CharField(max_length=8)
    """达标, 不稳定达标, 不达标, 证据不足; empty where the rule has no class."""
    figures = models.JSONField()
    """The standard's entry of ``result.json``."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("pack_id", "standard_id"), name="standing_once_per_standard"),
        )

    def __str__(self) -> str:
        return f"{self.standard_id} {self.stability_class}"
