"""Organisations, and where they stand in the two trees on every day."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What an organisation is. 镇 and 乡 are of the kind 街道: one level, whatever its title."""

    CITY = "市", _("市")
    DISTRICT = "区", _("区")
    STREET = "街道", _("街道")
    COMMUNITY = "社区", _("社区")
    GRID = "网格", _("网格")
    DEPARTMENT = "部门", _("部门")


NAMED_WITHIN_PARENT = (OrganisationKind.COMMUNITY, OrganisationKind.GRID)
"""Kinds whose names repeat across a district: every other street has a 和平社区."""


class Organisation(models.Model):
    """A street, a community, a department, or the district itself. ``name`` is what workbooks call it today."""

    kind = models.CharField(max_length=8, choices=OrganisationKind.choices)
    name = models.CharField(max_length=64)
    code = models.CharField(max_length=18, blank=True)
    """统计用区划代码 (12 digits) of a place, 统一社会信用代码 (18 characters) of a unit; empty while unknown."""
    ranking_group = models.CharField(max_length=64, blank=True)
    """Group it is ranked in; units of different groups are never mixed. Empty: the pack's groups decide."""
    closed_on = models.DateField(null=True, blank=True)
    """First day without it: merged, split or dissolved. What it did before stays its own."""

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind_is_known"
            ),
            models.UniqueConstraint(
                fields=("name",),
                condition=models.Q(closed_on=None) & ~models.Q(kind__in=NAMED_WITHIN_PARENT),
                name="organisation_name_once",
            ),
            models.UniqueConstraint(
                fields=("code",),
                condition=models.Q(closed_on=None) & ~models.Q(code=""),
                name="organisation_code_once",
            ),
        )

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A name an organisation bore until the day before ``until``; workbooks of that time still use it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=64)
    until = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "until"), name="former_name_once_a_day"),
        )

    def __str__(self) -> str:
        return self.name


class Line(models.TextChoices):
    """Along which line an organisation stands below another; a unit may stand in both."""

    TERRITORY = "属地", _("属地")
    SECTOR = "条线", _("条线")


class Placement(models.Model):
    """Where an organisation stands, from ``since`` up to the day before ``until``; open while ``until`` is empty."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="placements")
    parent = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="below")
    line = models.CharField(max_length=4, choices=Line.choices)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "line"), condition=models.Q(until=None), name="placed_once_a_line"
            ),
            models.CheckConstraint(
                condition=~models.Q(organisation=models.F("parent")), name="placed_below_another"
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("since")),
                name="placed_at_least_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.line} {self.parent}"


class Succession(models.Model):
    """After a merger or a split: who answers from ``on`` for what the predecessor left."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="succeeded_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="succeeded_by_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


def open_on(day: date) -> models.Q:
    """Rows with ``since`` and ``until`` that are in force on ``day``."""
    return models.Q(since__lte=day) & (models.Q(until=None) | models.Q(until__gt=day))
