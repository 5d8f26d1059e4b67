"""Invitation links: made by 系统管理员, good once and for a while, and every other link says the same."""

from datetime import timedelta

import pytest
from cast import Cast
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dabiao.house.models import AuditEntry
from dabiao.people.door import security
from dabiao.people.door.invitations import accept, invite, open_invitation
from dabiao.people.models import Account, Invitation

PASSWORD = "Dongcheng-01"


def take(client: Client, link: str, password: str = PASSWORD):
    return client.post(link, {"new_password1": password, "new_password2": password})


def token_of(link: str) -> str:
    return link.strip("/").rsplit("/", 1)[1]


def test_whoever_is_invited_sets_a_password_and_signs_in(client: Client, cast: Cast) -> None:
    link = invite(cast.系统管理员, cast.街道)
    page = client.get(link).content.decode()
    assert cast.街道.display_name in page
    assert cast.街道.username in page
    assert take(client, link)["Location"] == reverse("sign_in")
    given = {"username": cast.街道.username, "password": PASSWORD}
    assert client.post(reverse("sign_in"), given).status_code == 302


def test_only_系统管理员_invites(cast: Cast) -> None:
    for name, person in vars(cast).items():
        if name != "系统管理员":
            with pytest.raises(PermissionDenied):
                invite(person, cast.街道)
    assert not Invitation.objects.exists()


def test_the_database_and_the_audit_chain_hold_no_token(cast: Cast) -> None:
    token = token_of(invite(cast.系统管理员, cast.街道))
    assert len(token) >= 43, "256 bits"
    assert token not in repr(list(Invitation.objects.values())) + repr(list(AuditEntry.objects.values()))
    assert AuditEntry.objects.get().actor == cast.系统管理员.username


@pytest.mark.parametrize(("hours", "works"), [(71.99, True), (72, False)])
def test_a_link_works_for_72_hours(client: Client, cast: Cast, hours: float, works: bool) -> None:
    link = invite(cast.系统管理员, cast.街道)
    Invitation.objects.update(expires_at=timezone.now() + timedelta(hours=72 - hours))
    assert (client.get(link).status_code == 200) is works


def test_how_long_comes_from_the_settings(cast: Cast) -> None:
    security.set_security(cast.安全管理员, {"invitation_hours": 1})
    invite(cast.系统管理员, cast.街道)
    made = Invitation.objects.get()
    assert made.expires_at - made.created_at == timedelta(hours=1)


def test_a_new_link_ends_the_old_one(client: Client, cast: Cast) -> None:
    old, new = (invite(cast.系统管理员, cast.街道) for _ in range(2))
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200


def test_of_two_who_use_one_link_at_once_one_succeeds(cast: Cast) -> None:
    token = token_of(invite(cast.系统管理员, cast.街道))
    first, second = open_invitation(token), open_invitation(token)
    assert first
    assert second
    assert accept(first, PASSWORD)
    assert not accept(second, "Stolen-0123")
    assert Account.objects.get(pk=cast.街道.pk).check_password(PASSWORD)


def test_wrong_late_used_revoked_and_closed_are_answered_alike(client: Client, cast: Cast) -> None:
    def page(link: str) -> tuple[int, str]:
        answer = client.get(link)
        return answer.status_code, answer.content.decode().split("<main")[1]

    late = invite(cast.系统管理员, cast.领导)
    Invitation.objects.update(expires_at=timezone.now())
    used = invite(cast.系统管理员, cast.街道)
    take(client, used)
    client.get(reverse("sign_in"))
    revoked = invite(cast.系统管理员, cast.责任单位)
    invite(cast.系统管理员, cast.责任单位)
    closed = invite(cast.系统管理员, cast.测评员)
    Account.objects.filter(pk=cast.测评员.pk).update(is_active=False)
    wrong = reverse("invitation", kwargs={"token": "x"})
    answers = {page(link) for link in (late, used, revoked, closed, wrong)}
    assert len(answers) == 1
    status, text = answers.pop()
    assert status == 404
    assert "联系系统管理员重发" in text


def test_a_password_that_breaks_the_rules_leaves_the_link_good(client: Client, cast: Cast) -> None:
    link = invite(cast.系统管理员, cast.街道)
    refused = take(client, link, "short")
    assert refused.status_code == 400
    assert "密码太短" in refused.content.decode()
    assert take(client, link).status_code == 302


def test_a_new_password_by_link_ends_sessions_and_a_lock(client: Client, cast: Cast) -> None:
    client.force_login(cast.街道)
    other = Client()
    for _ in range(5):
        other.post(reverse("sign_in"), {"username": cast.街道.username, "password": "x"})
    take(other, invite(cast.系统管理员, cast.街道))
    assert client.get(reverse("my_security")).status_code == 302
    given = {"username": cast.街道.username, "password": PASSWORD}
    assert other.post(reverse("sign_in"), given).status_code == 302
