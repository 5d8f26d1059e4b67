"""The rules of signing in: read those in force, and set new ones. Every set stays as it was."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Field, QuerySet

from dabiao.people import policy
from dabiao.people.models import Account, SecuritySettings
from dabiao.people.policy import Action
from dabiao.people.writing import writing

RULES = (
    "password_length",
    "password_classes",
    "passwords_barred",
    "password_days",
    "failures",
    "lock_minutes",
    "idle_minutes",
    "absolute_hours",
    "sessions",
    "invitation_hours",
    "audit_months",
    "small_office",
    "small_office_reason",
)
"""What the 安全管理员 sets; the order of the page."""


def current() -> SecuritySettings:
    """The rules in force: the latest that were set, else the defaults."""
    return SecuritySettings.objects.order_by("-pk").first() or SecuritySettings()


def earlier(asker: Account, most: int) -> QuerySet[SecuritySettings]:
    """The rules as they were set, newest first, with who set them."""
    policy.require(asker, Action.SET_SECURITY)
    return SecuritySettings.objects.select_related("set_by").order_by("-pk")[:most]


def bounds(name: str) -> tuple[int, int]:
    """The least and the most a rule may be."""
    field = SecuritySettings._meta.get_field(name)
    assert isinstance(field, Field), "the rules are columns"
    least, most = (
        next(one.limit_value for one in reversed(field.validators) if isinstance(one, kind))
        for kind in (MinValueValidator, MaxValueValidator)
    )
    return least, most


def set_security(actor: Account, wanted: Mapping[str, object]) -> SecuritySettings:
    """Put new rules in force from now on. ``wanted`` names those of ``RULES`` that change.

    Raises ValidationError, by field, when a value is out of bounds.
    """
    with writing(actor, Action.SET_SECURITY, "security_settings") as entry:
        before = current()
        values = {name: wanted.get(name, getattr(before, name)) for name in RULES}
        chosen = SecuritySettings(**values, set_by=actor)
        chosen.full_clean()
        chosen.save()
        changed = [name for name in RULES if getattr(before, name) != getattr(chosen, name)]
        entry.resource_id = str(chosen.pk)
        entry.before = {name: getattr(before, name) for name in changed}
        entry.after = {name: getattr(chosen, name) for name in changed}
    return chosen
