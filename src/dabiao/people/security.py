"""The rules of signing in: read those in force, and set new ones. Every set stays as it was."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

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


def set_security(actor: Account, wanted: Mapping[str, object]) -> SecuritySettings:
    """Put new rules in force from now on. ``wanted`` names those of ``RULES`` that change.

    Raises ValidationError, by field, when a value is out of bounds.
    """
    with writing(actor, Action.SET_SECURITY, "security_settings") as entry:
        before = current()
        values = {name: wanted.get(name, getattr(before, name)) for name in RULES}
        chosen = SecuritySettings(**values, set_by=actor)
        chosen.full_clean()
        _make_sense(chosen)
        chosen.save()
        changed = [name for name in RULES if getattr(before, name) != getattr(chosen, name)]
        entry.resource_id = str(chosen.pk)
        entry.before = {name: getattr(before, name) for name in changed}
        entry.after = {name: getattr(chosen, name) for name in changed}
    return chosen


def _make_sense(chosen: SecuritySettings) -> None:
    """Check what no single field can tell."""
    if chosen.small_office and not chosen.small_office_reason.strip():
        raise ValidationError(
            {"small_office_reason": _("采用小单位模式要写明理由，例如“本单位只有两名工作人员”。")}
        )
    if chosen.idle_minutes >= chosen.absolute_hours * 60:
        raise ValidationError({"idle_minutes": _("自动退出的时间要短于一次登录的最长时间。")})
