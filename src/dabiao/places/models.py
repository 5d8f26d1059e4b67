"""The register of places (点位)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CoordinateSystem(models.TextChoices):
    """Where a position was read: maps of China shift it by up to 700 m, each in its own way."""

    WGS84 = "WGS84", _("WGS84（GPS、手机定位）")
    GCJ02 = "GCJ02", _("GCJ02（高德、腾讯、微信地图）")
    BD09 = "BD09", _("BD09（百度地图）")
    CGCS2000 = "CGCS2000", _("CGCS2000（天地图、测绘成果）")


class Site(models.Model):
    """A place that can be inspected. How many there are of a type is N of the stability model."""

    site_id = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=128)
    site_type = models.CharField(max_length=64, db_index=True)
    """The pack's id of the type."""
    street = models.CharField(max_length=64, blank=True, db_index=True)
    community = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=64, blank=True, db_index=True)
    lon = models.DecimalField(max_digits=10, decimal_places=7, null=True, blank=True)
    lat = models.DecimalField(max_digits=9, decimal_places=7, null=True, blank=True)
    """Degrees in the system of ``coordinate_system``; seven decimals are a centimetre."""
    coordinate_system = models.CharField(max_length=8, choices=CoordinateSystem.choices, blank=True)
    accuracy = models.PositiveIntegerField(null=True, blank=True)
    """Metres by which the position may be off; empty while unknown."""
    closed_on = models.DateField(null=True, blank=True)
    """First day it is no place to inspect any more; what was found there before stays."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(site_id=""), name="site_has_an_id"),
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None, coordinate_system="", accuracy=None)
                | models.Q(lon__isnull=False, lat__isnull=False) & ~models.Q(coordinate_system=""),
                name="site_position_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(lon=None) | models.Q(lon__gte=-180, lon__lte=180),
                name="site_longitude_is_one",
            ),
            models.CheckConstraint(
                condition=models.Q(lat=None) | models.Q(lat__gte=-90, lat__lte=90),
                name="site_latitude_is_one",
            ),
            models.CheckConstraint(
                condition=models.Q(coordinate_system__in=["", *CoordinateSystem.values]),
                name="site_coordinate_system_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.site_id} {self.name}"

    @property
    def is_closed(self) -> bool:
        """Whether it is no place to inspect any more."""
        return self.closed_on is not None and self.closed_on <= timezone.localdate()


def open_sites(day: date | None = None) -> models.Q:
    """Sites that can be inspected on ``day`` (today)."""
    return models.Q(closed_on=None) | models.Q(closed_on__gt=day or timezone.localdate())
