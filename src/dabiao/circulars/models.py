"""Circulars: documents made from a snapshot."""

from __future__ import annotations

from django.db import models

from dabiao.house.models import AppendOnly
from dabiao.insight.models import Snapshot
from dabiao.people.models import Account


class Circular(AppendOnly):
    """通报: its heading, the snapshot its figures come from, and the file that was made."""

    title = models.CharField(max_length=120)
    number = models.CharField(max_length=64, blank=True)
    issuer = models.CharField(max_length=64)
    addressees = models.CharField(max_length=255)
    issued_on = models.DateField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="circulars")
    file_name = models.CharField(max_length=255)
    sm3 = models.CharField(max_length=64)
    """SM3 of the .docx: whoever holds a copy can tell whether it is this one."""
    drafted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title
