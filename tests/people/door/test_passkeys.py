"""Passkeys as far as they need no browser; the whole way is driven in a real one, in tests/browser."""

import json

import pytest
from cast import Cast
from django.test import Client, RequestFactory
from django.urls import reverse

from dabiao.people.door import passkeys
from dabiao.people.models import Passkey

NONSENSE = [
    "[" * 100_000,
    "",
    "x",
    "null",
    "[]",
    "{}",
    "7",
    json.dumps({"id": "AA", "rawId": "AA", "response": {}}),
    json.dumps({"id": "AA", "rawId": "BB", "response": {}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AA",
                "attestationObject": "AA",
                "signature": "AA",
            },
        }
    ),
]


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost", "localhost"),
        ("localhost:8000", "localhost"),
        ("dabiao.example.cn", "dabiao.example.cn"),
        ("127.0.0.1", None),
        ("127.0.0.1:8000", None),
        ("[::1]:8000", None),
    ],
)
def test_a_passkey_needs_a_host_with_a_name(settings: object, host: str, name: str | None) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    request = RequestFactory().get("/", headers={"Host": host})
    assert passkeys.host_of(request) == name


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_signs_nobody_in(client: Client, db: None, answer: str) -> None:
    question = client.post(reverse("passkey_question"))
    assert question.json()["publicKey"]["userVerification"] == "required"
    sent = client.post(reverse("passkey_sign_in"), {"answer": answer})
    assert sent["Location"] == reverse("sign_in")
    assert "通行密钥没有通过" in client.get(reverse("sign_in")).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_makes_no_passkey(client: Client, cast: Cast, answer: str) -> None:
    client.force_login(cast.街道)
    cast.街道.open_sessions.update(confirmed_at=cast.街道.open_sessions.get().began_at)
    assert client.post(reverse("passkey_offer")).json()["publicKey"]["rp"]["id"] == "testserver"
    client.post(reverse("new_passkey"), {"answer": answer, "name": "电脑"})
    assert not Passkey.objects.exists()


def test_at_a_bare_address_the_page_says_how_to_get_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.街道)
    page = client.get(reverse("my_security"), headers={"Host": "127.0.0.1:8000"}).content.decode()
    assert "http://localhost:8000" in page
    assert client.post(reverse("passkey_question"), headers={"Host": "127.0.0.1"}).status_code == 400


def test_making_one_takes_a_confirmation(client: Client, cast: Cast) -> None:
    client.force_login(cast.街道)
    for name in ("new_passkey", "passkey_offer"):
        assert client.post(reverse(name))["Location"].startswith(reverse("confirm"))


def test_nobody_removes_another_s_passkey(cast: Cast) -> None:
    made = Passkey.objects.create(
        account=cast.街道, name="电脑", host="localhost", credential_id=b"1", credential=b""
    )
    assert not passkeys.remove(cast.领导, made.pk)
    assert passkeys.remove(cast.街道, made.pk)


@pytest.mark.parametrize(
    ("stored", "given", "fine"), [(0, 0, True), (0, 1, True), (7, 8, True), (7, 7, False), (7, 0, False)]
)
def test_a_counter_that_does_not_go_up_belongs_to_a_copy(
    cast: Cast, stored: int, given: int, fine: bool
) -> None:
    made = Passkey.objects.create(
        account=cast.街道, name="x", host="h", credential_id=b"1", credential=b"", sign_count=stored
    )
    assert passkeys._counts_up(made, given) is fine
