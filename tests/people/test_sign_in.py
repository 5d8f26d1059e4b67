"""Signing in and out: in plain words, to our own pages only, and out by a button only."""

import pytest
from cast import Cast
from django.test import Client
from django.urls import reverse

from dabiao.people.models import Account, Organisation, Post, Role

PASSWORD = "十里长街-2026"
REFUSED = "账号或密码不对"


@pytest.fixture
def liaison(cast: Cast) -> Account:
    """A person of 东湖街道 with a password."""
    account = Account.objects.create_account("wumin", "吴敏", PASSWORD)
    street = Organisation.objects.get(name="东湖街道")
    Post.objects.create(account=account, role=Role.STREET, organisation=street)
    return account


def attempt(client: Client, **given: str):
    usual = {"username": "wumin", "password": PASSWORD}
    return client.post(reverse("sign_in"), usual | given)


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_lets_in(client: Client, liaison: Account) -> None:
    answer = attempt(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mine"))
    assert "吴敏" in client.get(reverse("welcome")).content.decode()


def test_a_name_typed_in_full_width_letters_is_the_same_name(client: Client, liaison: Account) -> None:
    assert attempt(client, username="ｗｕｍｉｎ").status_code == 302


@pytest.mark.parametrize(
    "given",
    [{"password": "wrong"}, {"password": ""}, {"username": "nobody"}, {"username": "", "password": ""}],
)
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    client: Client, liaison: Account, given: dict[str, str]
) -> None:
    answer = attempt(client, **given)
    assert answer.status_code == 200
    assert REFUSED in answer.content.decode()
    assert not signed_in(client)


def test_a_closed_account_is_answered_like_a_wrong_password(client: Client, liaison: Account) -> None:
    liaison.is_active = False
    liaison.save()
    assert REFUSED in attempt(client).content.decode()
    assert not signed_in(client)


def test_an_account_closed_while_signed_in_is_out_at_once(client: Client, liaison: Account) -> None:
    attempt(client)
    Account.objects.filter(pk=liaison.pk).update(is_active=False)
    assert client.get(reverse("standards"))["Location"].startswith(reverse("sign_in"))


def test_a_password_is_kept_as_an_argon2_hash_and_a_hostile_name_as_text(
    client: Client, liaison: Account
) -> None:
    assert liaison.password.startswith("argon2$")
    page = attempt(client, username='"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


def test_one_is_brought_back_to_the_page_one_asked_for(client: Client, liaison: Account) -> None:
    wanted = reverse("problems") + "?street=东湖街道"
    sent = client.get(wanted)["Location"]
    asked = client.get(sent)
    assert attempt(client, next=asked.context["next"])["Location"] == asked.context["next"]
    assert client.get(asked.context["next"]).status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(client: Client, liaison: Account, elsewhere: str) -> None:
    assert attempt(client, next=elsewhere)["Location"] == reverse("mine")


def test_whoever_is_in_already_goes_straight_on(client: Client, liaison: Account) -> None:
    client.force_login(liaison)
    assert client.get(reverse("sign_in"))["Location"] == reverse("mine")


def test_测评员_is_brought_to_a_page_that_测评员_may_open(client: Client, cast: Cast) -> None:
    cast.测评员.set_password(PASSWORD)
    cast.测评员.save()
    answer = attempt(client, username=cast.测评员.username)
    assert client.get(answer["Location"]).status_code == 200
    way_in = client.get(reverse("welcome")).content.decode()
    assert f'<a class="btn btn-primary" href="{answer["Location"]}">' in way_in


def test_外人_with_a_password_is_brought_to_an_empty_list(client: Client, cast: Cast) -> None:
    cast.外人.set_password(PASSWORD)
    cast.外人.save()
    assert attempt(client, username=cast.外人.username)["Location"] == reverse("mine")
    assert "没有要您办的事" in client.get(reverse("mine")).content.decode()


def test_the_session_gets_a_new_key_when_somebody_signs_in(client: Client, liaison: Account) -> None:
    client.force_login(liaison)
    before = client.session.session_key
    client.logout()
    attempt(client)
    assert client.session.session_key not in (None, before)


def test_signing_out_takes_a_button_not_a_link(client: Client, liaison: Account) -> None:
    attempt(client)
    assert client.get(reverse("sign_out")).status_code == 405
    assert signed_in(client)
    assert client.post(reverse("sign_out"))["Location"] == reverse("welcome")
    assert not signed_in(client)
    assert client.get(reverse("standards")).status_code == 302
