"""A pack that is being written: its ``pack.yaml`` and its tables as they stand, right or wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dabiao.house.ordered_json import OrderedJSONField
from dabiao.people.models import Account


class DraftState(models.TextChoices):
    """What became of a draft. Only one that is being written may change."""

    OPEN = "起草中", _("起草中")
    PUBLISHED = "已发布", _("已发布")
    GIVEN_UP = "已放弃", _("已放弃")


class PackDraft(models.Model):
    """One edition on its way. It may be incomplete and wrong; ``content.examined`` says what is."""

    manifest = OrderedJSONField(default=dict)
    """The mapping of ``pack.yaml``, values as text as they are written there."""
    tables = models.JSONField(default=dict)
    """Rows by table (``tree`` … ``negative_list``): each a mapping of field to text, blank cells left out."""
    based_on = models.CharField(max_length=80, blank=True)
    """Id of the pack it was cloned from, whose next edition it will be; '' for one that starts afresh."""
    made_from = models.CharField(max_length=200, blank=True)
    """Name of the workbook it was read from."""
    not_taken = models.JSONField(default=list)
    """Cells of that workbook which the pack has no place for: sheet, cell, what it says and why."""
    cautions = models.JSONField(default=list)
    """What was filled in or guessed on reading it, as defects are: to be looked at, but no hindrance."""
    state = models.CharField(max_length=8, choices=DraftState.choices, default=DraftState.OPEN)
    version = models.PositiveIntegerField(default=1)
    """Counted up by every change, so that nobody overwrites what somebody else has just written."""
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)
    published_id = models.CharField(max_length=80, null=True, blank=True, unique=True)
    """Id of the pack it became; a folder of the data folder."""
    published_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the files it was published as."""

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=DraftState.values), name="draft_state_is_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="draft_version_from_one"),
            models.CheckConstraint(
                condition=Q(state=DraftState.PUBLISHED, published_id__isnull=False)
                & ~Q(published_id="")
                & ~Q(published_digest="")
                | ~Q(state=DraftState.PUBLISHED) & Q(published_id__isnull=True, published_digest=""),
                name="draft_published_has_its_pack",
            ),
            models.CheckConstraint(
                condition=Q(published_id__isnull=True) | ~Q(based_on=F("published_id")),
                name="draft_becomes_another_pack",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def pack_id(self) -> str:
        """The id the draft gives itself; '' before it has one."""
        return str(self.manifest.get("id") or "")

    @property
    def title(self) -> str:
        """The title the draft gives itself; '' before it has one."""
        return str(self.manifest.get("title") or "")

    @property
    def edition(self) -> str:
        """The edition the draft gives itself; '' before it has one."""
        return str(self.manifest.get("edition") or "")
