"""Imports of workbooks, rounds, and the cells counted from them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from dabiao.people.models import Account


class ImportState(models.TextChoices):
    """Where an import stands. Nothing of it counts before 已入库."""

    WAITING = "待检查", _("待检查")
    CHECKING = "检查中", _("检查中")
    REFUSED = "有错误", _("有错误")
    READY = "待确认", _("待确认")
    STORING = "入库中", _("入库中")
    STORED = "已入库", _("已入库")
    WITHDRAWN = "已放弃", _("已放弃")
    FAILED = "出错", _("出错")


class Import(models.Model):
    """One workbook on its way in: checked first, stored only once somebody accepts it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.WAITING)
    pack_id = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_expected = models.PositiveIntegerField(null=True)
    summary = models.JSONField(default=dict)
    """What the check found: rows, rounds, places, standards, streets, warnings."""
    defects = models.JSONField(default=list)
    """The first defects, each {place, message, row, field}; all of them are in the error workbook."""
    defect_count = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-uploaded_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class Round(models.Model):
    """轮次: one wave of inspections. ``position`` orders them, oldest first."""

    pack_id = models.CharField(max_length=64)
    name = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    first_date = models.DateField(null=True)
    last_date = models.DateField(null=True)
    sites = models.PositiveIntegerField()
    overlap_rows = models.PositiveIntegerField(default=0)
    """Rows of a second inspector: they feed agreement, never a cell."""
    overlap_agreeing = models.PositiveIntegerField(default=0)
    carried_from = models.CharField(max_length=80, blank=True)
    """The pack its observations were made under, where none was put in under ``pack_id`` itself; see ``carrying``."""
    carried_rows = models.PositiveIntegerField(default=0)
    """How many of its rows were carried here from another pack."""

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("pack_id", "name"), name="round_once_per_pack"),)

    def __str__(self) -> str:
        return self.name


class Carrying(models.Model):
    """What came of one crosswalk when its rounds were last counted: a projection, written anew each time.

    Rows there were are those carried, those that were in directly, and those of ``not_carried``.
    """

    from_pack = models.CharField(max_length=80)
    to_pack = models.CharField(max_length=80)
    crosswalk_id = models.PositiveBigIntegerField()
    """Key of the accepted crosswalk."""
    inputs = models.CharField(max_length=64, blank=True)
    """What it rests on, in one word (``carrying.inputs_of``); empty when that has changed since."""
    counted_at = models.DateTimeField(auto_now=True)
    rows = models.PositiveIntegerField()
    carried = models.PositiveIntegerField()
    there_already = models.PositiveIntegerField()
    not_carried = models.JSONField()
    """Lines of old standard, item, reason and rows."""
    standards = models.JSONField()
    """Rows there were, by old standard."""
    rounds = models.JSONField()
    """Pairs of the names of a carried round, there and here."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("from_pack", "to_pack"), name="carrying_once_per_pair"),
            models.CheckConstraint(
                condition=models.Q(rows__gte=models.F("carried") + models.F("there_already")),
                name="carrying_adds_up",
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_pack} → {self.to_pack} {self.carried}/{self.rows}"


class StoredCell(models.Model):
    """A cell: what was counted of one standard, method, street, place type, unit in one round.

    ``item`` is empty for the cell itself; for rules that look at single items it names one. Missing street
    and unit are empty. ``missing``, ``value`` and ``base`` are in millionths.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="cells")
    standard_id = models.CharField(max_length=64)
    method = models.CharField(max_length=8)
    street = models.CharField(max_length=64, blank=True)
    site_type = models.CharField(max_length=64)
    unit = models.CharField(max_length=64, blank=True)
    item = models.CharField(max_length=255, blank=True)
    places = models.PositiveIntegerField(default=0)
    places_ok = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    rows_ok = models.PositiveIntegerField(default=0)
    faults = models.PositiveBigIntegerField(default=0)
    missing = models.BigIntegerField(default=0)
    value = models.BigIntegerField(default=0)
    value_rows = models.PositiveIntegerField(default=0)
    base = models.BigIntegerField(default=0)
    base_rows = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("round", "standard_id", "method", "item", "street", "site_type", "unit"),
                name="cell_once",
            ),
            models.CheckConstraint(
                condition=models.Q(places_ok__lte=models.F("places"), rows_ok__lte=models.F("rows")),
                name="cell_passes_within_checks",
            ),
        )

    def __str__(self) -> str:
        return f"{self.standard_id} {self.street} {self.site_type} {self.places_ok}/{self.places}"
