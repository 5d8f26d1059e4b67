"""The rules of signing in: level-2 defaults, within bounds, set by 安全管理员 alone, every set kept."""

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from dabiao.house.models import AuditEntry
from dabiao.people.door import security
from dabiao.people.models import SecuritySettings

BOUNDS = {
    "password_length": (8, 64),
    "password_classes": (2, 4),
    "passwords_barred": (1, 24),
    "password_days": (30, 365),
    "failures": (3, 10),
    "lock_minutes": (10, 1440),
    "idle_minutes": (5, 59),
    "absolute_hours": (1, 24),
    "sessions": (1, 5),
    "invitation_hours": (1, 168),
    "audit_months": (6, 120),
}
"""Idling is at most two hours; 59 minutes here, because it has to stay below one hour of signing in."""


def form_of(**given: object) -> dict[str, object]:
    rules = security.current()
    return {name: getattr(rules, name) for name in BOUNDS} | {"small_office_reason": ""} | given


def test_before_anybody_set_anything_level_2_is_in_force(db: None) -> None:
    rules = security.current()
    assert (rules.password_length, rules.password_classes) == (8, 3)
    assert (rules.passwords_barred, rules.password_days) == (5, 90)
    assert (rules.failures, rules.lock_minutes) == (5, 15)
    assert (rules.idle_minutes, rules.absolute_hours, rules.sessions) == (30, 12, 2)
    assert (rules.invitation_hours, rules.audit_months, rules.small_office) == (72, 6, False)


@pytest.mark.parametrize("name", BOUNDS)
def test_a_rule_goes_to_its_bounds_and_not_beyond(cast: Cast, name: str) -> None:
    least, most = BOUNDS[name]
    for value in (least, most):
        security.set_security(cast.安全管理员, {name: value, "absolute_hours": 24} | {name: value})
        assert getattr(security.current(), name) == value
    beyond = 121 if name == "idle_minutes" else most + 1
    for value in (least - 1, beyond):
        with pytest.raises(ValidationError) as refused:
            security.set_security(cast.安全管理员, {name: value})
        assert name in refused.value.message_dict
    assert SecuritySettings.objects.count() == 2


def test_idling_ends_before_the_longest_sign_in_does(cast: Cast) -> None:
    security.set_security(cast.安全管理员, {"absolute_hours": 1, "idle_minutes": 59})
    with pytest.raises(ValidationError):
        security.set_security(cast.安全管理员, {"idle_minutes": 60})


def test_a_small_office_says_why(cast: Cast) -> None:
    for reason in ("", "   "):
        with pytest.raises(ValidationError):
            security.set_security(cast.安全管理员, {"small_office": True, "small_office_reason": reason})
    security.set_security(cast.安全管理员, {"small_office": True, "small_office_reason": "只有两个人"})
    assert security.current().small_office
    with pytest.raises(IntegrityError):
        SecuritySettings.objects.create(small_office=True)


def test_every_set_stays_and_the_audit_entry_names_what_changed(cast: Cast) -> None:
    security.set_security(cast.安全管理员, {"failures": 3})
    first = security.current()
    security.set_security(cast.安全管理员, {"sessions": 1})
    assert (security.current().failures, security.current().sessions) == (3, 1)
    entry = AuditEntry.objects.order_by("number").last()
    assert entry
    assert (entry.actor, entry.before, entry.after) == (
        "security_administrator",
        {"sessions": 2},
        {"sessions": 1},
    )
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        first.delete()


def test_nobody_else_sets_them(cast: Cast) -> None:
    for name, person in vars(cast).items():
        if name != "安全管理员":
            with pytest.raises(PermissionDenied):
                security.set_security(person, {"failures": 3})
    assert not SecuritySettings.objects.exists()


def test_the_page_saves_refuses_with_a_reason_and_keeps_a_history(client: Client, cast: Cast) -> None:
    client.force_login(cast.安全管理员)
    cast.安全管理员.open_sessions.update(confirmed_at=cast.安全管理员.open_sessions.get().began_at)
    page = reverse("security")
    refused = client.post(page, form_of(failures=99))
    assert refused.status_code == 400
    assert "没有保存" in refused.content.decode()
    assert client.post(page, form_of(failures=4)).status_code == 302
    shown = client.get(page).content.decode()
    assert "4 次输错锁 15 分钟" in shown
    assert "安全管理员" in shown
