"""Codes that change every half minute (RFC 6238, with HMAC-SHA-1 and six digits, as every app on a phone does)."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds a code is shown."""
DIGITS = 6
SECRET_BYTES = 20
"""160 bits, the length RFC 4226 recommends."""
DRIFT = 1
"""Steps a clock may be off, either way."""


def new_secret() -> bytes:
    """Draw a secret."""
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of one step (RFC 4226, 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}}"


def step_at(seconds: float) -> int:
    """The step that ``seconds`` since 1970 lie in."""
    return int(seconds // STEP)


def matching_step(secret: bytes, code: str, now: int, after: int) -> int | None:
    """The step around ``now`` whose code was given, later than ``after``; None when there is none.

    ``after`` is the step of the last code that was taken, so that nobody uses a code somebody else typed.
    """
    given = code.encode()
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given) and step > after:
            found = step
    return found


def shown(secret: bytes) -> str:
    """The secret as people type it: groups of four letters."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address(secret: bytes, account: str, issuer: str) -> str:
    """The ``otpauth`` address that apps read from a picture."""
    given = {"secret": base64.b32encode(secret).decode(), "issuer": issuer}
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{urlencode(given, quote_via=quote)}"
