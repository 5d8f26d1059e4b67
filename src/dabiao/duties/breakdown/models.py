"""Who answers for what, from when to when."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dabiao.people.models import Account, Organisation


class Kind(models.TextChoices):
    """How an organisation answers; the same words as ``core.breakdown_cells.DutyKind``."""

    LEAD = "牵头", _("牵头单位")
    RESPONSIBLE = "责任", _("责任单位")
    ASSISTING = "配合", _("配合单位")


class Origin(models.TextChoices):
    """Where a duty comes from."""

    PROPOSED = "提议", _("按规则提议")
    IMPORTED = "导入", _("表格导入")
    EDITED = "修改", _("页面修改")
    SUCCEEDED = "承接", _("机构调整承接")


class Duty(models.Model):
    """One organisation's duty in one cell, from ``since`` up to the day before ``until``; open while that is empty.

    A row is written once; all that ever happens to it is that it ends. A change is an end and a new row, so what
    was agreed at any time can be read at any later time.
    """

    pack_id = models.CharField(max_length=64)
    standard_id = models.CharField(max_length=64)
    method = models.CharField(max_length=8)
    site_type = models.CharField(max_length=64, blank=True)
    """A place type of the pack; empty for all of them, and for methods that know no places."""
    kind = models.CharField(max_length=4, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duties")
    person = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="duties"
    )
    """Who answers for it there; empty where the organisation alone is named."""
    requirement = models.CharField(max_length=2000, blank=True)
    """What is asked beyond the pack's own items; empty when it is just those."""
    deadline = models.DateField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=4, choices=Origin.choices)
    position = models.CharField(max_length=255)
    """Where it stands in the order of the breakdown (``core.breakdown_cells.sort_key``): lists are paged by it."""
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("pack_id", "standard_id", "method", "site_type", "kind", "organisation"),
                condition=models.Q(until=None),
                name="duty_once",
            ),
            models.UniqueConstraint(
                fields=("pack_id", "standard_id", "method", "site_type"),
                condition=models.Q(until=None, kind=Kind.LEAD),
                name="duty_one_lead",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="duty_kind_is_known"),
            models.CheckConstraint(condition=models.Q(origin__in=Origin.values), name="duty_origin_is_known"),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="duty_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None, ended_by=None, ended_at=None)
                | models.Q(until__isnull=False, ended_by__isnull=False, ended_at__isnull=False),
                name="duty_end_names_who",
            ),
        )
        indexes = (
            models.Index(
                fields=("pack_id", "position", "id"), condition=models.Q(until=None), name="duty_list"
            ),
            models.Index(
                fields=("organisation", "pack_id", "position", "id"),
                condition=models.Q(until=None),
                name="duty_of_organisation",
            ),
            models.Index(
                fields=("pack_id", "kind", "position", "id"),
                condition=models.Q(until=None),
                name="duty_of_kind",
            ),
            models.Index(
                fields=("pack_id", "organisation", "kind"), condition=models.Q(until=None), name="duty_counts"
            ),
            models.Index(
                fields=("pack_id", "person"),
                condition=models.Q(until=None, person__isnull=False),
                name="duty_named",
            ),
            models.Index(fields=("standard_id", "method", "site_type"), name="duty_history"),
        )

    def __str__(self) -> str:
        return f"{self.standard_id} {self.method} {self.site_type} {self.kind} {self.organisation}"
