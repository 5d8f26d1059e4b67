"""Before something of weight one proves once more who is there."""

from datetime import timedelta

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dabiao.people.models import Account, OpenSession

PASSWORD = "Dongcheng-01"


@pytest.fixture
def guard(cast: Cast) -> Account:
    """安全管理员 with a password."""
    cast.安全管理员.set_password(PASSWORD)
    cast.安全管理员.save()
    return cast.安全管理员


def signed_in(client: Client, guard: Account) -> Client:
    client.post(reverse("sign_in"), {"username": guard.username, "password": PASSWORD})
    return client


def let_pass(minutes: float) -> None:
    OpenSession.objects.update(confirmed_at=timezone.now() - timedelta(minutes=minutes))


def test_signing_in_counts_for_ten_minutes(client: Client, guard: Account) -> None:
    signed_in(client, guard)
    assert client.get(reverse("security")).status_code == 200
    let_pass(9.9)
    assert client.get(reverse("security")).status_code == 200
    let_pass(10)
    assert client.get(reverse("security"))["Location"] == reverse("confirm") + "?next=%2Fpeople%2Fsecurity%2F"


def test_one_confirms_and_comes_back(client: Client, guard: Account) -> None:
    signed_in(client, guard)
    let_pass(60)
    asked = client.get(reverse("security"), follow=True)
    wrong = client.post(reverse("confirm"), {"password": "wrong", "next": asked.context["next"]})
    assert wrong.status_code == 400
    assert "不对" in wrong.content.decode()
    right = client.post(reverse("confirm"), {"password": PASSWORD, "next": asked.context["next"]})
    assert right["Location"] == reverse("security")
    assert client.get(reverse("security")).status_code == 200


def test_what_is_sent_unconfirmed_is_not_done(client: Client, guard: Account) -> None:
    signed_in(client, guard)
    let_pass(60)
    here = "http://testserver" + reverse("security")
    answer = client.post(reverse("security"), {"failures": 3}, headers={"Referer": here})
    assert answer["Location"] == reverse("confirm") + "?next=%2Fpeople%2Fsecurity%2F"
    elsewhere = client.post(reverse("security"), headers={"Referer": "https://evil.example/x"})
    assert "evil" not in elsewhere["Location"]


def test_confirming_leads_to_our_own_pages_only(client: Client, guard: Account) -> None:
    signed_in(client, guard)
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"):
        answer = client.post(reverse("confirm"), {"password": PASSWORD, "next": elsewhere})
        assert answer["Location"] == reverse("organisations")


def test_guessing_here_locks_like_guessing_at_the_door(client: Client, guard: Account) -> None:
    signed_in(client, guard)
    for _ in range(5):
        client.post(reverse("confirm"), {"password": "wrong"})
    answer = client.post(reverse("confirm"), {"password": PASSWORD})
    assert answer.status_code == 400
    assert "锁定到" in answer.content.decode()


def test_a_confirmation_is_of_one_place_only(client: Client, guard: Account) -> None:
    signed_in(client, guard)
    let_pass(60)
    signed_in(Client(), guard)
    assert client.get(reverse("security")).status_code == 302
