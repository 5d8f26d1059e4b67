"""Keys that sign, behind one interface: software keys here, a cryptographic module where there is one.

The software provider keeps private keys in the database, encrypted with a key derived from ``secret.key`` of the data
folder: a copy of the database alone signs nothing. Nonces and keys come from ``secrets``, the system's generator.

A cryptographic machine (GM/T 0018, SDF) or a USB key (GM/T 0016, SKF) takes its place: a class with the two methods
of ``KeyProvider``, named in the setting ``SIGNING_KEYS``. Both take the digest e = SM3(ZA ‖ M) as 32 bytes, which is
what ``SDF_InternalSign_ECC`` and ``SKF_ECCSignData`` take; ``owner`` is what it finds the key by.
"""

from __future__ import annotations

import base64
import secrets
from typing import Protocol, cast

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from dabiao.core import sm2
from dabiao.core.sm2 import PublicKey, Signature
from dabiao.house.models import SigningKey

INSTALLATION = "installation"
"""Owner of the key that seals the files this installation hands out."""

DEFAULT_PROVIDER = "dabiao.house.signing_keys.SoftwareKeys"


class KeyProvider(Protocol):
    """Something that holds private keys and signs with them, without ever handing one out."""

    def public_key(self, owner: str) -> PublicKey:
        """The key that ``owner`` signs with from now on; made on first use."""
        ...

    def sign(self, owner: str, digest: bytes) -> Signature:
        """Sign e = ``digest`` (32 bytes) with the key that ``public_key`` names."""
        ...


class SoftwareKeys:
    """Keys made here and kept in the database, encrypted."""

    def public_key(self, owner: str) -> PublicKey:
        """The newest key of ``owner`` that can be opened; a new one when there is none.

        With a new ``secret.key`` the old private keys are lost. What they signed still verifies, since that
        takes the public keys alone, and the owner signs with a new key from then on.
        """
        private = self._private(owner)
        return sm2.public_key_of(private) if private is not None else self._made(owner)

    def sign(self, owner: str, digest: bytes) -> Signature:
        """Sign with a nonce of its own, drawn anew until the standard accepts it."""
        private = self._private(owner)
        if private is None:
            self._made(owner)
            private = self._private(owner)
        assert private is not None, "a key that was just made can be opened"
        while True:
            signature = sm2.sign(private, digest, _drawn(sm2.N - 1))
            if signature is not None:
                return signature

    def _private(self, owner: str) -> int | None:
        for sealed in (
            SigningKey.objects.filter(owner=owner).order_by("-pk").values_list("sealed_private", flat=True)
        ):
            try:
                return int.from_bytes(_vault().decrypt(sealed.encode()), "big")
            except InvalidToken:
                continue
        return None

    def _made(self, owner: str) -> PublicKey:
        private = _drawn(sm2.N - 2)
        key = sm2.public_key_of(private)
        sealed = _vault().encrypt(private.to_bytes(sm2.SIZE, "big")).decode()
        SigningKey.objects.create(
            owner=owner, public_key=key.hex, sealed_private=sealed, made_at=timezone.now()
        )
        return key


def provider() -> KeyProvider:
    """The provider this installation uses."""
    return cast("KeyProvider", import_string(getattr(settings, "SIGNING_KEYS", DEFAULT_PROVIDER))())


def owner_of(account_id: int) -> str:
    """What a person's key is found by."""
    return f"account:{account_id}"


def _drawn(highest: int) -> int:
    """A number from 1 to ``highest`` that nobody can foresee."""
    return secrets.randbelow(highest) + 1


def _vault() -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"dabiao signing keys").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived))
