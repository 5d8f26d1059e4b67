"""Crosswalks that were accepted, and those being written."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dabiao.house.models import AppendOnly
from dabiao.people.models import Account


class Kind(models.TextChoices):
    """Why two packs are compared; the same words as ``core.crosswalk.CrosswalkKind``."""

    EDITION = "换版", _("换版：旧版的记录接到新版")
    SIBLING = "联创", _("联创：同一批点位，两套标准")


class CrosswalkDraft(models.Model):
    """A crosswalk that is being written: proposed by the program, mended by people. One for a pair of packs."""

    from_pack = models.CharField(max_length=80)
    to_pack = models.CharField(max_length=80)
    kind = models.CharField(max_length=2, choices=Kind.choices)
    content = models.JSONField()
    """The crosswalk as ``documents`` writes it."""
    version = models.PositiveIntegerField(default=1)
    """Counted up by every change, so that nobody overwrites what somebody else has just written."""
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    """None for what the program proposed and nobody has touched."""
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("from_pack", "to_pack"), name="crosswalk_draft_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="crosswalk_draft_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(from_pack=F("to_pack")), name="crosswalk_draft_leads_elsewhere"
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_pack} → {self.to_pack}"


class AcceptedCrosswalk(AppendOnly):
    """A crosswalk as it was accepted. The latest ``number`` of a pair of packs holds, unless it is not ``in_force``:
    then the pair has none any more.
    """

    from_pack = models.CharField(max_length=80)
    to_pack = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=2, choices=Kind.choices)
    content = models.JSONField()
    in_force = models.BooleanField(default=True)
    from_digest = models.CharField(max_length=64)
    to_digest = models.CharField(max_length=64)
    """SHA-256 of both packs' files as they were when somebody compared them."""
    accepted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("from_pack", "to_pack", "number"), name="crosswalk_number_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="crosswalk_kind_is_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="crosswalk_number_from_one"),
            models.CheckConstraint(condition=~Q(from_pack=F("to_pack")), name="crosswalk_leads_elsewhere"),
        )

    def __str__(self) -> str:
        return f"{self.from_pack} → {self.to_pack} {self.number}"
