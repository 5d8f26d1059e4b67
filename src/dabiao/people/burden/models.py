"""What was asked of each organisation."""

from __future__ import annotations

from django.db import models

from dabiao.people.models import Account, Organisation


class Ask(models.Model):
    """One request to one organisation: so many items, about so many minutes of work, by ``due``."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="asks")
    resource = models.CharField(max_length=64)
    """What asks, as the audit chain names it: notice, letter, pressed_task."""
    resource_id = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=200)
    """Page where it is done, on this site."""
    items = models.PositiveIntegerField(default=1)
    minutes = models.PositiveIntegerField()
    """Working time it takes, as the asker estimates."""
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due = models.DateTimeField(null=True, blank=True)
    short_notice = models.BooleanField()
    """Whether less than one working day lay between asking and ``due``."""
    reason = models.CharField(max_length=200, blank=True)
    """Why it had to be asked although it was too much or too late; empty when it was neither."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "resource", "resource_id"), name="asked_once"),
            models.CheckConstraint(
                condition=models.Q(short_notice=False) | ~models.Q(reason=""),
                name="short_notice_has_a_reason",
            ),
        )
        indexes = (models.Index(fields=("asked_at",), name="ask_by_time"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.title}"
