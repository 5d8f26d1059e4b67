"""SM2: the example of GB/T 32918.5, and programs that share no code with ours agree on what is valid."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as some

from dabiao.core import sm2
from dabiao.core.sm2 import N, NotAKey, PublicKey, Signature, message_digest, public_key_of, sign, sm3, verify

PRIVATE = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
KEY = (
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
E = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"
R = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
S = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
"""GB/T 32918.5—2017, annex A.2: the message is ``message digest``, the user 1234567812345678."""

privates = some.integers(1 << 200, N - 2)
nonces = some.integers(1 << 100, N - 1)
"""None so small that −k and k are a bit apart: (r, s) and its neighbour would both be valid."""
messages = some.binary(max_size=200)


def test_the_standard_s_example_comes_out_to_the_last_bit() -> None:
    key = public_key_of(PRIVATE)
    assert key.hex == KEY
    digest = message_digest(key, b"message digest")
    assert digest.hex() == E
    made = sign(PRIVATE, digest, NONCE)
    assert made is not None
    assert made.hex == R + S
    assert verify(key, digest, made)


def test_sm3_is_the_standard_s() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@settings(max_examples=15)
@given(privates, nonces, messages, some.integers(0, 255), some.integers(0, 511))
def test_what_was_signed_verifies_and_one_changed_bit_does_not(
    private: int, nonce: int, message: bytes, bit: int, signature_bit: int
) -> None:
    key = public_key_of(private)
    digest = message_digest(key, message)
    made = sign(private, digest, nonce)
    assert made is not None
    assert verify(key, digest, made)
    other = (int.from_bytes(digest, "big") ^ 1 << bit).to_bytes(32, "big")
    assert not verify(key, other, made)
    changed = (int(made.hex, 16) ^ 1 << signature_bit).to_bytes(64, "big").hex()
    assert not verify(key, digest, Signature.from_hex(changed))


@settings(max_examples=10)
@given(privates, nonces, messages)
def test_gmssl_agrees_on_signatures_and_digests(private: int, nonce: int, message: bytes) -> None:
    from gmssl.sm2 import CryptSM2  # noqa: PLC0415  # slow to load

    key = public_key_of(private)
    other = CryptSM2(private_key=f"{private:064x}", public_key="")
    other.public_key = key.raw.hex()  # its constructor strips zeros and fours off the left
    digest = message_digest(key, message)
    assert other._sm3_z(message) == digest.hex()
    made = sign(private, digest, nonce)
    assert made is not None
    assert other.verify(made.hex, digest)
    assert other.sign(digest, f"{nonce:064x}") == made.hex
    assert not other.verify(made.hex, sm3(digest))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")
def test_openssl_takes_our_signature_and_no_other(tmp_path: Path) -> None:
    def openssl(*arguments: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=False)

    key = public_key_of(PRIVATE)
    prefix = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
    (tmp_path / "key.der").write_bytes(prefix + bytes.fromhex(key.hex))
    made = sign(PRIVATE, message_digest(key, b"frozen content"), NONCE)
    assert made is not None
    (tmp_path / "signature").write_bytes(encode_dss_signature(made.r, made.s))
    answers = []
    for content in (b"frozen content", b"frozen contents"):
        (tmp_path / "message").write_bytes(content)
        done = openssl(
            *("pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "key.der"),
            *("-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"),
            *("-in", tmp_path / "message", "-sigfile", tmp_path / "signature"),
        )
        answers.append(done.returncode)
    assert answers == [0, 1]


@pytest.mark.parametrize("private", [0, -1, N - 1, N, 2**256])
def test_numbers_that_are_no_private_keys_are_refused(private: int) -> None:
    with pytest.raises(NotAKey):
        public_key_of(private)
    with pytest.raises(NotAKey):
        sign(private, bytes(32), 1)


@pytest.mark.parametrize("nonce", [0, N, -1])
def test_a_nonce_outside_the_range_is_refused(nonce: int) -> None:
    with pytest.raises(ValueError, match="nonce"):
        sign(PRIVATE, bytes(32), nonce)


def test_a_nonce_the_standard_rejects_gives_no_signature() -> None:
    x, _ = sm2._affine(sm2._times(NONCE, sm2._BASE))
    assert sign(PRIVATE, ((-x) % N).to_bytes(32, "big"), NONCE) is None, "r would be 0"
    assert sign(PRIVATE, ((-x - NONCE) % N).to_bytes(32, "big"), NONCE) is None, "r + k would be n"


@pytest.mark.parametrize(
    "text", ["", KEY[2:], "03" + KEY[2:], KEY[:-1] + "4", KEY[:-2] + "zz", "04" + " " * 128, "04" + "0" * 128]
)
def test_what_is_no_point_of_the_curve_is_no_key(text: str) -> None:
    with pytest.raises(NotAKey):
        PublicKey.from_hex(text)


@pytest.mark.parametrize(
    "signature", [Signature(0, 1), Signature(1, 0), Signature(N, 1), Signature(1, N - 1)]
)
def test_signatures_out_of_range_are_invalid(signature: Signature) -> None:
    assert not verify(public_key_of(PRIVATE), bytes(32), signature)


@pytest.mark.parametrize("text", ["", "ab", "g" * 128, " " * 128])
def test_what_is_no_signature_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Signature.from_hex(text)


def test_keys_and_signatures_are_written_with_their_leading_zeros() -> None:
    small = Signature(1, 2)
    assert Signature.from_hex(small.hex) == small
    private = next(one for one in range(1, 5000) if public_key_of(one).x < 1 << 248)
    assert PublicKey.from_hex(public_key_of(private).hex) == public_key_of(private)
