"""The register of places (点位)."""

from __future__ import annotations

from django.db import models


class Site(models.Model):
    """A place that can be inspected. How many there are of a type is N of the stability model."""

    site_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    site_type = models.CharField(max_length=64, db_index=True)
    street = models.CharField(max_length=64, blank=True)
    community = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~models.Q(site_id=""), name="site_has_an_id"),)

    def __str__(self) -> str:
        return f"{self.site_id} {self.name}"
