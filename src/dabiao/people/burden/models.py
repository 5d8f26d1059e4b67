"""What was asked of each organisation, and how much it may be asked in a week."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dabiao.house.models import AppendOnly
from dabiao.people.models import Account, Organisation, OrganisationKind


class Ask(models.Model):
    """One request to one organisation: so many items, about so many minutes of work, by ``due``."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="asks")
    resource = models.CharField(max_length=64)
    """What asks, as the audit chain names it: notice, letter, pressed_task."""
    resource_id = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    likeness = models.CharField(max_length=200)
    """The title as ``core.burden.likeness`` has it: equal for requests that ask the same."""
    address = models.CharField(max_length=200)
    """Page where it is done, on this site."""
    items = models.PositiveIntegerField(default=1)
    """None where something that was asked before is only due earlier."""
    minutes = models.PositiveIntegerField()
    """Working time it takes, as the asker estimates."""
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due = models.DateTimeField(null=True, blank=True)
    short_notice = models.BooleanField()
    """Whether less than one working day lay between asking and ``due``."""
    over_limit = models.BooleanField()
    """Whether the organisation was asked more that week than the limit of that moment, with this."""
    reason = models.CharField(max_length=200, blank=True)
    """Why it had to be asked although it was too much or too late; empty when it was neither."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    """When it was taken back; from then on it counts nowhere."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "resource", "resource_id"),
                condition=models.Q(withdrawn_at=None),
                name="asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(short_notice=False) | ~models.Q(reason=""),
                name="short_notice_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(over_limit=False) | ~models.Q(reason=""), name="over_limit_has_a_reason"
            ),
        )
        indexes = (
            models.Index(fields=("asked_at",), name="ask_by_time"),
            models.Index(fields=("organisation", "asked_at"), name="ask_by_organisation"),
            models.Index(fields=("organisation", "likeness"), name="ask_by_likeness"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"


class BurdenLimit(AppendOnly):
    """How much organisations of one kind may be asked in a week, from ``since`` on; the latest row is in force.

    The bounds keep out a limit that refuses everything and one that refuses nothing.
    """

    kind = models.CharField(_("单位类别"), max_length=8, choices=OrganisationKind.choices)
    items = models.PositiveSmallIntegerField(
        _("每周最多几件"), validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("每周最多多少分钟"), validators=[MinValueValidator(10), MaxValueValidator(1200)]
    )
    reason = models.CharField(_("调整的理由"), max_length=200)
    set_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values), name="burden_limit_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(items__gte=1) & models.Q(minutes__gte=1), name="burden_limit_is_some"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="burden_limit_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.items} {self.minutes}"
