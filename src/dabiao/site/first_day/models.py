"""What the first day has to remember: the set-up link, and what was put aside. All else is read from the data."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dabiao.people.models import Account


class SetUpLink(models.Model):
    """An address at which the first account can be made, once. Only the digest of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")), name="set_up_link_expires_later"
            ),
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(revoked_at=None),
                name="set_up_link_used_or_revoked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class FirstStep(models.TextChoices):
    """What a district needs before its first circular, in the order it is usually done."""

    PACK = "pack", _("标准包")
    ORGANISATIONS = "organisations", _("单位")
    PLACES = "places", _("点位")
    PEOPLE = "people", _("人员")
    OBSERVATIONS = "observations", _("第一份测评表")
    CIRCULAR = "circular", _("第一份通报")


WHOLE = "whole"
"""Put aside instead of a step: the list as a whole, so that it no longer stands on 总览."""


class PutAside(models.Model):
    """A step, or the whole list, that somebody chose to leave. Taken up again, the row goes; the chain keeps both."""

    step = models.CharField(max_length=16, unique=True)
    put_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(step__in=[*FirstStep.values, WHOLE]), name="put_aside_is_a_step"
            ),
        )

    def __str__(self) -> str:
        return self.step
