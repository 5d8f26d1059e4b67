"""Passkeys (WebAuthn): made and checked with fido2. A passkey asks its owner for a finger, a face or a PIN, so
signing in with one is two factors in one step.
"""

from __future__ import annotations

import ipaddress
import json
import struct
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from dabiao.people.models import Account, Passkey
from dabiao.people.policy import Action
from dabiao.people.writing import writing

MAKING, ASKING = "passkey_making", "passkey_asking"
"""Keys in the session under which a challenge waits for its answer; each is answered once."""
MOST = 10
"""Passkeys of one account; more are a mistake."""

NO_ANSWER = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, struct.error)
"""What is no answer of a browser fails in one of these ways while it is taken apart."""

Options = Mapping[str, Any]


def host_of(request: HttpRequest) -> str | None:
    """The host name passkeys are tied to; None at a bare address, where browsers refuse them."""
    host = request.get_host().rsplit(":", 1)[0].strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return None


def named_address(request: HttpRequest) -> str:
    """This site by the name every machine has for itself, for whoever came by its address. Empty on the office
    network, where that name would lead to the asker's own machine.
    """
    if request.is_secure():
        return ""
    port = urlsplit(f"//{request.get_host()}").port
    return f"http://localhost:{port}" if port else "http://localhost"


def offer_new(request: HttpRequest, account: Account, host: str) -> Options:
    """What the browser needs to make a passkey."""
    known = [AttestedCredentialData(bytes(one.credential)) for one in account.passkeys.filter(host=host)]
    options, state = _server(host).register_begin(
        PublicKeyCredentialUserEntity(
            id=account.pk.to_bytes(8, "big"), name=account.username, display_name=account.display_name
        ),
        known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    request.session[MAKING] = state
    return dict(options)


def keep_new(request: HttpRequest, account: Account, host: str, name: str, answer: str) -> bool:
    """Keep the passkey the browser made; False when the answer is not to our question."""
    state = request.session.pop(MAKING, None)
    try:
        made = _server(host).register_complete(state, RegistrationResponse.from_dict(json.loads(answer)))
    except NO_ANSWER:
        return False
    assert made.credential_data is not None, "fido2 has looked at it"
    credential_id = made.credential_data.credential_id
    if account.passkeys.count() >= MOST or Passkey.objects.filter(credential_id=credential_id).exists():
        return False
    with writing(account, Action.KEEP_OWN_ACCOUNT, "passkey") as entry:
        kept = Passkey.objects.create(
            account=account,
            name=name[:32],
            host=host,
            credential_id=credential_id,
            credential=bytes(made.credential_data),
            sign_count=made.counter,
        )
        entry.resource_id, entry.after = str(kept.pk), {"host": host}
    return True


def remove(account: Account, passkey_id: int) -> bool:
    """Remove one of one's own passkeys; False when there is none of that id, whosever it may be."""
    with writing(account, Action.KEEP_OWN_ACCOUNT, "passkey", str(passkey_id)) as entry:
        removed, _ = account.passkeys.filter(pk=passkey_id).delete()
        entry.after = {"removed": removed}
    return bool(removed)


def ask(request: HttpRequest, host: str) -> Options:
    """What the browser needs to ask for any passkey of this host: nobody has to say who they are first."""
    options, state = _server(host).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    request.session[ASKING] = state
    return dict(options)


def whose(request: HttpRequest, host: str, answer: str) -> Account | None:
    """The open account whose passkey answered; None when none did, or when it looks like a copy of one."""
    state = request.session.pop(ASKING, None)
    try:
        given = AuthenticationResponse.from_dict(json.loads(answer))
        found = (
            Passkey.objects.filter(credential_id=given.raw_id, host=host, account__is_active=True)
            .select_related("account")
            .first()
        )
        if found is None:
            return None
        _server(host).authenticate_complete(state, [AttestedCredentialData(bytes(found.credential))], given)
    except NO_ANSWER:
        return None
    return found.account if _counts_up(found, given.response.authenticator_data.counter) else None


def _counts_up(passkey: Passkey, counter: int) -> bool:
    """Whether the counter went up; one that did not belongs to a copy. Many passkeys count nothing: always 0."""
    rows = Passkey.objects.filter(pk=passkey.pk)
    if counter == 0:
        return rows.filter(sign_count=0).exists()
    return bool(rows.filter(sign_count__lt=counter).update(sign_count=counter))


def _server(host: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="达标"))
