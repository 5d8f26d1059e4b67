"""Signing in through another system, against a real one: only who was linked, and only with everything in order."""

import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import jwt
import pytest
from cast import Cast
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from identity_provider import identity_provider, sign_in_there
from pytest_django import Settings

from dabiao.core.defects import BadInput
from dabiao.house.models import AuditEntry
from dabiao.people.door import identities, oidc
from dabiao.people.door.providers import Kind, Provider
from dabiao.people.models import Account, LinkedIdentity

BACK = "http://testserver/people/sign-in/with/district/back/"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    """The provider, once for this file."""
    with identity_provider(BACK) as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, settings: Settings) -> Provider:
    """The provider, configured here."""
    settings.IDENTITY_PROVIDERS = (running,)
    return running


def leave(client: Client, **wanted: str) -> str:
    answer = client.get(reverse("identity_leave", kwargs={"provider": "district"}), wanted)
    assert answer.status_code == 302
    return str(answer["Location"])


def come_back(client: Client, address: str):
    assert address.startswith(BACK)
    return client.get(address.removeprefix("http://testserver"))


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_linked_identity_signs_in(client: Client, cast: Cast, provider: Provider) -> None:
    identities.link(cast.系统管理员, cast.街道.username, "district", "wu.min")
    address = sign_in_there(leave(client, next="/cases/"), "wu.min", BACK)
    assert come_back(client, address)["Location"] == "/cases/"
    assert client.session["_auth_user_id"] == str(cast.街道.pk)
    entry = AuditEntry.objects.get(action="sign_in")
    assert (entry.actor, entry.after) == (cast.街道.username, {"way": "provider"})


def test_an_identity_nobody_linked_is_told_its_number_and_makes_no_account(
    client: Client, cast: Cast, provider: Provider
) -> None:
    before = Account.objects.count()
    answer = come_back(client, sign_in_there(leave(client), "unknown.person", BACK))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "还没有关联" in page
    assert "unknown.person" in page
    assert Account.objects.count() == before
    assert not signed_in(client)


def test_a_closed_account_stays_closed_to_its_identity(
    client: Client, cast: Cast, provider: Provider
) -> None:
    identities.link(cast.系统管理员, cast.街道.username, "district", "wu.min")
    Account.objects.filter(pk=cast.街道.pk).update(is_active=False)
    assert come_back(client, sign_in_there(leave(client), "wu.min", BACK)).status_code == 403


def test_whoever_another_system_vouched_for_confirms_here_before_what_asks_for_it(
    client: Client, cast: Cast, provider: Provider
) -> None:
    identities.link(cast.系统管理员, cast.安全管理员.username, "district", "guard")
    come_back(client, sign_in_there(leave(client), "guard", BACK))
    assert client.get(reverse("security"))["Location"].startswith(reverse("confirm"))


def test_an_answer_works_once_and_only_where_the_attempt_began(
    client: Client, cast: Cast, provider: Provider
) -> None:
    identities.link(cast.系统管理员, cast.街道.username, "district", "wu.min")
    address = sign_in_there(leave(client), "wu.min", BACK)
    victim = Client()
    for one in (victim, victim):
        assert come_back(one, address)["Location"] == reverse("sign_in")
        leave(one)
    assert not signed_in(victim)
    assert come_back(client, address)["Location"] != reverse("sign_in")
    client.post(reverse("sign_out"))
    assert come_back(client, address)["Location"] == reverse("sign_in")


@pytest.mark.parametrize("change", [("state=", "state=x"), ("code=", "code=x"), ("iss=http", "iss=https")])
def test_an_answer_that_was_changed_signs_nobody_in(
    client: Client, cast: Cast, provider: Provider, change: tuple[str, str]
) -> None:
    identities.link(cast.系统管理员, cast.街道.username, "district", "wu.min")
    address = sign_in_there(leave(client), "wu.min", BACK)
    assert change[0] in address
    assert come_back(client, address.replace(*change))["Location"] == reverse("sign_in")
    assert not signed_in(client)


def test_a_person_who_says_no_there_is_not_signed_in(client: Client, cast: Cast, provider: Provider) -> None:
    state = leave(client).split("state=")[1].split("&")[0]
    answer = come_back(client, f"{BACK}?error=access_denied&state={state}")
    assert answer["Location"] == reverse("sign_in")
    assert "没有完成登录" in client.get(reverse("sign_in")).content.decode()


def test_a_wrong_client_secret_is_noticed(
    client: Client, cast: Cast, running: Provider, settings: Settings
) -> None:
    settings.IDENTITY_PROVIDERS = (replace(running, client_secret="wrong"),)
    address = sign_in_there(leave(client), "wu.min", BACK)
    assert come_back(client, address)["Location"] == reverse("sign_in")


def test_local_accounts_sign_in_while_the_provider_is_away(
    client: Client, cast: Cast, settings: Settings
) -> None:
    away = Provider("district", "区统一认证", Kind.OIDC, "http://127.0.0.1:9", "dabiao", "x")
    settings.IDENTITY_PROVIDERS = (away,)
    address = reverse("identity_leave", kwargs={"provider": "district"})
    assert client.get(address)["Location"] == reverse("sign_in")
    Account.objects.create_account("wumin", "吴敏", "Dongcheng-01")
    given = {"username": "wumin", "password": "Dongcheng-01"}
    assert client.post(reverse("sign_in"), given).status_code == 302


def test_the_door_offers_what_is_configured_and_built(client: Client, db: None, settings: Settings) -> None:
    rows = [Provider(kind, f"用{kind}", kind, "https://id.example.cn", "a", "b") for kind in Kind]
    settings.IDENTITY_PROVIDERS = tuple(rows)
    page = client.get(reverse("sign_in")).content.decode()
    assert "用oidc" in page
    assert "用wecom" not in page
    for name, status in (("wecom", 404), ("dingtalk", 404), ("nobody", 404)):
        assert client.get(reverse("identity_leave", kwargs={"provider": name})).status_code == status


def test_only_系统管理员_links_and_unlinks(cast: Cast, provider: Provider) -> None:
    for name, person in vars(cast).items():
        if name != "系统管理员":
            with pytest.raises(PermissionDenied):
                identities.link(person, cast.街道.username, "district", "x")
    made = identities.link(cast.系统管理员, cast.街道.username, "district", "x")
    with pytest.raises(PermissionDenied):
        identities.unlink(cast.安全管理员, made.pk)
    assert identities.unlink(cast.系统管理员, made.pk)
    assert [entry.resource for entry in AuditEntry.objects.all()] == ["linked_identity"] * 2


@pytest.mark.parametrize(
    ("username", "name", "subject", "said"),
    [
        ("nobody", "district", "x", "没有这个账号"),
        ("street", "elsewhere", "x", "没有这个身份来源"),
        ("street", "district", "  ", "身份编号是空的"),
        ("street", "district", "taken", "已经关联过账号"),
    ],
)
def test_a_link_is_refused_with_its_reason(
    client: Client, cast: Cast, provider: Provider, username: str, name: str, subject: str, said: str
) -> None:
    identities.link(cast.系统管理员, cast.领导.username, "district", "taken")
    with pytest.raises(BadInput, match=said):
        identities.link(cast.系统管理员, username, name, subject)
    assert LinkedIdentity.objects.count() == 1


def test_the_page_links_and_unlinks(client: Client, cast: Cast, provider: Provider) -> None:
    client.force_login(cast.系统管理员)
    rows = cast.系统管理员.open_sessions
    rows.update(confirmed_at=rows.get().began_at)
    page = reverse("identities")
    given = {"username": "nobody", "provider": "district", "subject": "wu.min"}
    assert "没有这个账号" in client.post(page, given).content.decode()
    assert client.post(page, given | {"username": "street"}).status_code == 302
    assert "wu.min" in client.get(page).content.decode()
    made = LinkedIdentity.objects.get()
    client.post(reverse("unlink_identity", kwargs={"link_id": made.pk}))
    assert not LinkedIdentity.objects.exists()


ISSUER = Provider(
    "x", "x", Kind.OIDC, "https://id.example.cn", "dabiao", "secret-of-thirty-two-bytes-or-more"
)
KEY, OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))
JWKS = {
    "keys": [jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "1", "use": "sig"}]
}


def token(key: object = KEY, algorithm: str = "RS256", kid: str = "1", **changed: object) -> str:
    now = time.time()
    claims = {
        "iss": ISSUER.issuer,
        "sub": "wu.min",
        "aud": "dabiao",
        "nonce": "n",
        "iat": now,
        "exp": now + 60,
    } | changed
    left = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(left, key, algorithm, headers={"kid": kid})  # type: ignore[arg-type]


def test_a_token_in_order_names_its_subject() -> None:
    assert oidc.verified(ISSUER, "n", token(), JWKS) == "wu.min"
    assert oidc.verified(ISSUER, "n", token(aud=["dabiao", "other"], azp="dabiao"), JWKS) == "wu.min"


@pytest.mark.parametrize(
    "forged",
    [
        token(key=OTHER_KEY),
        token(kid="2"),
        token(key=None, algorithm="none"),
        token(key=ISSUER.client_secret, algorithm="HS256"),
        token(iss="https://evil.example"),
        token(iss=None),
        token(aud="another"),
        token(aud=None),
        token(azp="another"),
        token(exp=time.time() - 3600),
        token(exp=None),
        token(iat=time.time() + 3600),
        token(nonce="other"),
        token(nonce=None),
        token(sub=None),
        token()[:-4] + "AAAA",
        "",
        "a.b.c",
    ],
)
def test_a_token_out_of_order_names_nobody(forged: str) -> None:
    with pytest.raises(oidc.Refused):
        oidc.verified(ISSUER, "n", forged, JWKS)


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": "x"}])
def test_without_keys_no_token_counts(keys: dict[str, object]) -> None:
    with pytest.raises(oidc.Refused):
        oidc.verified(ISSUER, "n", token(), keys)


class _Elsewhere(BaseHTTPRequestHandler):
    """Says what the test wants, and remembers what it was asked."""

    said = b"{}"
    status = 200
    asked: list[str] = []  # noqa: RUF012  # one list for all requests

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        self.send_response(self.status)
        self.send_header("Location", "/redirected")
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A server on loopback that answers as told."""
    server = HTTPServer(("127.0.0.1", 0), _Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    _Elsewhere.said, _Elsewhere.status, _Elsewhere.asked = b"{}", 200, []
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_server_asks_nobody_but_the_issuer(elsewhere: str) -> None:
    chosen = replace(ISSUER, issuer=elsewhere)
    other = "http://127.0.0.1:9"
    for name in ("token_endpoint", "jwks_uri", "authorization_endpoint"):
        found = dict.fromkeys(("token_endpoint", "jwks_uri", "authorization_endpoint"), f"{elsewhere}/x")
        found |= {"issuer": elsewhere, name: f"{other}/x"}
        _Elsewhere.said = repr(found).replace("'", '"').encode()
        attempt = oidc.Attempt("x", "s", "n", "v", "", time.time())
        with pytest.raises(oidc.Refused):
            oidc.begin(chosen, BACK, "")
            oidc.subject_of(chosen, attempt, {"state": "s", "code": "c"}, BACK)


@pytest.mark.parametrize(
    ("status", "said"),
    [(302, b"{}"), (500, b"{}"), (200, b"[]"), (200, b"<html>"), (200, b'{"issuer": "x"}')],
)
def test_an_issuer_that_answers_oddly_is_refused_and_no_redirect_followed(
    elsewhere: str, status: int, said: bytes
) -> None:
    _Elsewhere.said, _Elsewhere.status = said, status
    with pytest.raises(oidc.Refused):
        oidc.begin(replace(ISSUER, issuer=elsewhere), BACK, "")
    assert _Elsewhere.asked == ["/.well-known/openid-configuration"]


def test_an_attempt_lasts_ten_minutes() -> None:
    late = oidc.Attempt("x", "s", "n", "v", "", time.time() - 601)
    with pytest.raises(oidc.Refused):
        oidc.subject_of(ISSUER, late, {"state": "s", "code": "c"}, BACK)
