"""When somebody wants the digest, the digests that were made, and what left the house of them."""

from __future__ import annotations

from django.db import models

from dabiao.core.digest_time import Habits
from dabiao.house.models import AppendOnly
from dabiao.people.models import Account

USUAL = Habits()
"""Half past eight on working days; quiet from six in the evening until then."""


class DigestSettings(models.Model):
    """One person's own choice; who never chose has the usual ones. Nobody else sees or sets it."""

    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="digest_settings")
    wanted = models.BooleanField(default=True)
    at = models.TimeField(default=USUAL.at)
    quiet_from = models.TimeField(default=USUAL.quiet_from)
    quiet_until = models.TimeField(default=USUAL.quiet_until)
    days_off = models.BooleanField(default=USUAL.days_off)
    by_mail = models.BooleanField(default=False)
    mail_address = models.EmailField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(by_mail=False) | ~models.Q(mail_address=""),
                name="digest_mail_has_an_address",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.at:%H:%M}"

    @property
    def habits(self) -> Habits:
        """The choice as the core reckons with it."""
        return Habits(self.at, self.quiet_from, self.quiet_until, self.days_off)


class Digest(models.Model):
    """What was new or due for one person on one day: which lines of 我的, and why, but not what they say.

    Whether it was ever read is nobody's business and is not kept. It goes after ``KEPT_DAYS``.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField()
    made_at = models.DateTimeField()
    lines = models.JSONField(default=list)
    """A list of {"kind", "address", "why"}; the page fills in the rest from what is still open."""
    failed = models.BooleanField(default=False)
    """Whether the program failed at it; it is not tried again that day, the list itself is whole."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "day"), name="digest_once_a_day"),)
        indexes = (models.Index(fields=("day",), name="digest_by_day"),)

    def __str__(self) -> str:
        return f"{self.account} {self.day:%Y-%m-%d}"


class DigestDelivery(AppendOnly):
    """That a digest was handed to a sender, or why it could not be. One try a channel."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=16)
    at = models.DateTimeField()
    failure = models.CharField(max_length=200, blank=True)
    """Empty when it was taken."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=("digest", "channel"), name="digest_delivered_once"),)

    def __str__(self) -> str:
        return f"{self.digest} {self.channel}"
