"""Software keys: nobody can foresee a nonce, a copy of the database signs nothing, another provider fits in."""

from __future__ import annotations

import random
import secrets

import pytest
from pytest_django import Settings

from dabiao.core import sm2
from dabiao.core.sm2 import PublicKey, Signature, verify
from dabiao.house.models import SigningKey
from dabiao.house.signing_keys import INSTALLATION, SoftwareKeys, owner_of, provider

DIGEST = sm2.sm3(b"frozen content")
pytestmark = pytest.mark.django_db

DRAWING = (
    "random",
    "randint",
    "randrange",
    "choice",
    "choices",
    "sample",
    "shuffle",
    "uniform",
    "getrandbits",
    "randbytes",
)


class Broken(AssertionError):
    """Somebody asked the generator that can be foreseen."""


@pytest.fixture
def broken_random(monkeypatch: pytest.MonkeyPatch) -> None:
    """``random`` raises on every use, and so do the generators it makes; ``secrets`` has one of its own."""

    def broken(*_given: object, **_named: object) -> None:
        raise Broken

    for name in DRAWING:
        monkeypatch.setattr(random, name, broken)
        monkeypatch.setattr(random.Random, name, broken)
    # SystemRandom inherits some of these; what it draws from is the system, so it keeps its own
    for name in ("getrandbits", "random", "randbytes"):
        assert name in vars(random.SystemRandom)


def test_signatures_come_out_differ_and_verify_while_random_raises(broken_random: None) -> None:
    with pytest.raises(Broken):
        random.choice("0123456789abcdef")
    keys = SoftwareKeys()
    made = [keys.sign("account:1", DIGEST) for _ in range(4)]
    assert len({one.r for one in made}) == 4
    assert all(verify(keys.public_key("account:1"), DIGEST, one) for one in made)


def test_a_generator_set_to_the_same_seed_gives_other_keys_and_nonces() -> None:
    keys = SoftwareKeys()
    made, owners = [], ["account:1", "account:2"]
    for owner in owners * 2:
        random.seed(20261125)
        made.append(keys.sign(owner, DIGEST))
    assert len({one.r for one in made}) == 4
    assert keys.public_key(owners[0]) != keys.public_key(owners[1])


def test_the_nonce_is_what_secrets_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other way round: where ``secrets`` is made to repeat itself, so do the signatures."""
    keys = SoftwareKeys()
    keys.public_key("account:1")
    asked: list[int] = []

    def known(below: int) -> int:
        asked.append(below)
        return 12345

    monkeypatch.setattr(secrets, "randbelow", known)
    assert keys.sign("account:1", DIGEST) == keys.sign("account:1", DIGEST)
    assert asked == [sm2.N - 1] * 2, "every nonce from 1 to n−1 can be drawn"


def test_a_nonce_that_the_standard_rejects_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = SoftwareKeys()
    real, refused = sm2.sign, [True, True, False]

    def sometimes(private: int, digest: bytes, nonce: int) -> Signature | None:
        return None if refused.pop(0) else real(private, digest, nonce)

    monkeypatch.setattr(sm2, "sign", sometimes)
    assert verify(keys.public_key(INSTALLATION), DIGEST, keys.sign(INSTALLATION, DIGEST))
    assert refused == []


def test_an_owner_keeps_one_key_and_nobody_has_another_s() -> None:
    keys = SoftwareKeys()
    assert keys.public_key(owner_of(1)) == keys.public_key(owner_of(1))
    assert keys.public_key(owner_of(1)) != keys.public_key(owner_of(11))
    assert SigningKey.objects.count() == 2


def test_the_database_does_not_tell_the_private_key(settings: Settings) -> None:
    keys = SoftwareKeys()
    old = keys.public_key("account:1")
    signature = keys.sign("account:1", DIGEST)
    stored = SigningKey.objects.get()
    private = keys._private("account:1")
    assert private is not None
    assert f"{private:x}" not in stored.sealed_private
    settings.SECRET_KEY = "another key of the data folder, as long as the first"
    new = keys.public_key("account:1")
    assert new != old, "what cannot be opened is replaced"
    assert verify(new, DIGEST, keys.sign("account:1", DIGEST))
    assert verify(PublicKey.from_hex(stored.public_key), DIGEST, signature), "and what it signed stays valid"


def test_a_key_is_never_changed_or_deleted() -> None:
    SoftwareKeys().public_key("account:1")
    with pytest.raises(TypeError):
        SigningKey.objects.get().save()
    with pytest.raises(TypeError):
        SigningKey.objects.get().delete()


class Machine:
    """A provider as a cryptographic machine would be: it holds one key and shows only the public half."""

    private = 7**80 % sm2.N

    def public_key(self, owner: str) -> PublicKey:
        return sm2.public_key_of(self.private)

    def sign(self, owner: str, digest: bytes) -> Signature:
        made = sm2.sign(self.private, digest, secrets.randbelow(sm2.N - 1) + 1)
        assert made is not None
        return made


def test_another_provider_takes_its_place_by_a_setting(settings: Settings) -> None:
    assert isinstance(provider(), SoftwareKeys)
    settings.SIGNING_KEYS = f"{__name__}.Machine"
    used = provider()
    assert type(used).__name__ == "Machine"
    assert verify(used.public_key("account:1"), DIGEST, used.sign("account:1", DIGEST))
    assert not SigningKey.objects.exists()
