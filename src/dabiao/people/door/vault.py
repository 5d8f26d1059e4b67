"""Keep a secret in the database so that the database alone does not tell it.

The key comes from ``secret.key`` of the data folder: a copy of the database without it opens nothing, and with a
new key the secrets are lost and have to be set up again.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def sealed(secret: bytes) -> str:
    """Encrypt and sign ``secret``."""
    return _fernet().encrypt(secret).decode()


def opened(text: str) -> bytes | None:
    """Give back what was sealed; None when it was sealed with another key or changed."""
    try:
        return _fernet().decrypt(text.encode())
    except InvalidToken:
        return None


def _fernet() -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"dabiao vault").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
