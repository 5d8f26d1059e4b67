"""Sign in with OpenID Connect: authorization code with PKCE, state and nonce; the ID token is verified here.

The server asks nobody but the configured issuer: discovery, keys and token endpoint have to lie at its origin,
and redirects are not followed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt

from dabiao.people.door.providers import Provider

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures of ID tokens that are accepted; never ``none``, never one keyed with the client secret."""
TIMEOUT = 10
"""Seconds the issuer is given for an answer, while a person waits."""
MOST_BYTES = 1024 * 1024
LEEWAY = 60
"""Seconds the two clocks may differ."""
WAITING = 10 * 60
"""Seconds a person is given to sign in there."""


class Refused(Exception):
    """The issuer did not vouch for anybody. Its reason goes into the log, not onto a page."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is remembered, in the session, between leaving for the issuer and coming back."""

    provider: str
    state: str
    nonce: str
    verifier: str
    next: str
    began: float

    def as_dict(self) -> dict[str, Any]:
        """As the session stores it."""
        return asdict(self)


def begin(provider: Provider, back: str, wanted: str) -> tuple[Attempt, str]:
    """Start an attempt: what to remember, and where to send the person. ``back`` is our address to return to."""
    attempt = Attempt(
        provider=provider.name,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(32),
        next=wanted,
        began=time.time(),
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    endpoint = str(_discovered(provider)["authorization_endpoint"])
    return attempt, f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def subject_of(provider: Provider, attempt: Attempt, answer: Mapping[str, str], back: str) -> str:
    """Who came back, as the issuer calls them (``sub``). Raises Refused for everything that is not in order."""
    if not secrets.compare_digest(answer.get("state", "").encode(), attempt.state.encode()):
        raise Refused("state")
    if attempt.provider != provider.name or time.time() - attempt.began > WAITING:
        raise Refused("late, or of another provider")
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise Refused("iss")
    if "code" not in answer:
        raise Refused(answer.get("error", "no code"))
    found = _discovered(provider)
    # RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
    secret = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
    given = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": back,
        "code_verifier": attempt.verifier,
    }
    tokens = _asked(
        provider,
        str(found["token_endpoint"]),
        data=urlencode(given).encode(),
        headers={"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"},
    )
    keys = _asked(provider, str(found["jwks_uri"]))
    return verified(provider, attempt.nonce, str(tokens.get("id_token", "")), keys)


def verified(provider: Provider, nonce: str, token: str, keys: Mapping[str, Any]) -> str:
    """Verify an ID token (OpenID Connect Core, 3.1.3.7) and give its subject. Raises Refused."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        fitting = [key for key in jwt.PyJWKSet.from_dict(dict(keys)).keys if kid in (None, key.key_id)]
        if len(fitting) != 1:
            raise Refused("no key, or several, for the token")
        claims = jwt.decode(
            token,
            fitting[0].key,
            algorithms=list(ALGORITHMS),
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise Refused(str(error)) from error
    if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Refused("nonce")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise Refused("azp")
    return str(claims["sub"])


def _discovered(provider: Provider) -> dict[str, Any]:
    found = _asked(provider, f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != provider.issuer:
        raise Refused("the issuer calls itself otherwise")
    if missing := {"authorization_endpoint", "token_endpoint", "jwks_uri"} - set(found):
        raise Refused(f"missing: {sorted(missing)}")
    if _origin(str(found["authorization_endpoint"])) != _origin(provider.issuer):
        raise Refused("the page to sign in lies elsewhere")
    return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any) -> None:
        """Follow nowhere: the answer counts as a failure."""


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
"""Straight to the issuer: no proxy sees the client secret."""


def _asked(
    provider: Provider, address: str, data: bytes | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Ask the issuer for a JSON object. Raises Refused, also for an address that is not at its origin."""
    if _origin(address) != _origin(provider.issuer):
        raise Refused(f"not at the issuer: {address}")
    request = urllib.request.Request(  # noqa: S310  # http or https, as the configured issuer has it
        address, data, {"Accept": "application/json", **(headers or {})}
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            found = json.loads(answer.read(MOST_BYTES))
    except (OSError, ValueError) as error:
        raise Refused(f"{address}: {error}") from error
    if not isinstance(found, dict):
        raise Refused(f"{address}: not an object")
    return found


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port
