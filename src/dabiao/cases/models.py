"""The problem list: one row per failing observation."""

from __future__ import annotations

from django.db import models

from dabiao.rounds.models import Import


class Problem(models.Model):
    """问题: what an inspector found not to be 符合, with everything needed to go there and mend it."""

    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="+")
    pack_id = models.CharField(max_length=64)
    round = models.CharField(max_length=64, db_index=True)
    date = models.DateField(null=True)
    site_id = models.CharField(max_length=64)
    site_name = models.CharField(max_length=128, blank=True)
    site_type = models.CharField(max_length=64)
    street = models.CharField(max_length=64, blank=True, db_index=True)
    community = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=64, blank=True, db_index=True)
    standard_id = models.CharField(max_length=64, db_index=True)
    standard_title = models.CharField(max_length=255)
    item = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    count = models.PositiveIntegerField(null=True)
    photo = models.CharField(max_length=255, blank=True)
    source_row = models.PositiveIntegerField()
    """Row of the workbook of ``source``."""

    class Meta:
        indexes = (models.Index(fields=("pack_id", "-id")),)

    def __str__(self) -> str:
        return f"{self.site_name or self.site_id} {self.standard_id}"
