"""The local authority vouches for the office's addresses, for nothing else, and is never replaced behind one's back."""

import stat
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from dabiao.core.defects import BadInput
from dabiao.site.lan.authority import RENEW_BEFORE, SERVER_LIFE, LocalAuthority, fingerprint

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = IPv4Address("192.168.1.20")


@pytest.fixture
def authority(tmp_path: Path) -> LocalAuthority:
    return LocalAuthority(tmp_path / "lan")


def server(authority: LocalAuthority, address: IPv4Address = HERE, now: datetime = NOW) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority.prepare(address, now).certificate.read_bytes())


def accepted(
    authority: LocalAuthority, leaf: x509.Certificate, subject: x509.GeneralName, now: datetime
) -> bool:
    """What a browser would say of it (RFC 5280 as the library of many programs checks it)."""
    store = Store([authority.certificate()])
    assert isinstance(subject, x509.DNSName | x509.IPAddress)
    verifier = PolicyBuilder().store(store).time(now).build_server_verifier(subject)
    try:
        verifier.verify(leaf, [])
    except VerificationError:
        return False
    return True


def forged(authority: LocalAuthority, name: x509.GeneralName) -> x509.Certificate:
    """What a thief of the authority's key could sign."""
    signing = serialization.load_pem_private_key((authority.folder / "authority.key").read_bytes(), None)
    assert isinstance(signing, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bank")]))
        .issuer_name(authority.certificate().subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=300))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )


def test_a_phone_that_knows_the_authority_accepts_this_site(authority: LocalAuthority) -> None:
    leaf = server(authority)
    assert accepted(authority, leaf, x509.IPAddress(HERE), NOW)
    assert not accepted(authority, leaf, x509.IPAddress(IPv4Address("192.168.1.21")), NOW)


@pytest.mark.parametrize("name", ["bank.example", "gov.cn", "localhost", "dabiao.example"])
def test_a_stolen_key_can_pretend_to_be_no_other_site(authority: LocalAuthority, name: str) -> None:
    authority.prepare(HERE, NOW)
    leaf = forged(authority, x509.DNSName(name))
    assert not accepted(authority, leaf, x509.DNSName(name), NOW)


def test_a_stolen_key_can_pretend_to_be_no_public_address(authority: LocalAuthority) -> None:
    authority.prepare(HERE, NOW)
    outside, inside = x509.IPAddress(IPv4Address("8.8.8.8")), x509.IPAddress(IPv4Address("10.1.2.3"))
    assert not accepted(authority, forged(authority, outside), outside, NOW)
    assert accepted(authority, forged(authority, inside), inside, NOW), "the trial itself is sound"


def test_keys_are_read_by_their_owner_alone(authority: LocalAuthority) -> None:
    files = authority.prepare(HERE, NOW)
    for key in (files.key, authority.folder / "authority.key"):
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(authority.folder.stat().st_mode) == 0o700


def test_a_second_start_changes_nothing(authority: LocalAuthority) -> None:
    first, known = server(authority), authority.certificate()
    assert server(authority, now=NOW + timedelta(days=1)) == first
    assert authority.certificate() == known


def test_the_server_certificate_is_renewed_a_month_before_its_end(authority: LocalAuthority) -> None:
    first, known = server(authority), authority.certificate()
    last = first.not_valid_after_utc - RENEW_BEFORE
    assert server(authority, now=last) == first
    renewed = server(authority, now=last + timedelta(seconds=1))
    assert renewed != first
    assert renewed.not_valid_after_utc - renewed.not_valid_before_utc == SERVER_LIFE
    assert authority.certificate() == known, "phones keep what they have"
    assert accepted(authority, renewed, x509.IPAddress(HERE), last + timedelta(days=200))


def test_another_address_gets_a_certificate_of_its_own(authority: LocalAuthority) -> None:
    server(authority)
    moved = IPv4Address("10.3.2.1")
    assert accepted(authority, server(authority, moved), x509.IPAddress(moved), NOW)


@pytest.mark.parametrize("name", ["authority.crt", "authority.key"])
def test_a_damaged_or_lost_authority_is_told_and_not_replaced(authority: LocalAuthority, name: str) -> None:
    authority.prepare(HERE, NOW)
    known = authority.certificate_file.read_bytes()
    (authority.folder / name).write_text("damaged")
    with pytest.raises(BadInput, match="缺失或损坏"):
        authority.prepare(HERE, NOW)
    (authority.folder / name).unlink()
    with pytest.raises(BadInput, match="缺失或损坏"):
        authority.prepare(HERE, NOW)
    assert name == "authority.crt" or authority.certificate_file.read_bytes() == known


def test_a_key_of_another_authority_is_found_out(authority: LocalAuthority, tmp_path: Path) -> None:
    other = LocalAuthority(tmp_path / "other")
    authority.prepare(HERE, NOW)
    other.prepare(HERE, NOW)
    (authority.folder / "authority.key").write_bytes((other.folder / "authority.key").read_bytes())
    with pytest.raises(BadInput, match="缺失或损坏"):
        authority.prepare(HERE, NOW)


@pytest.mark.parametrize("name", ["server.crt", "server.key"])
def test_a_damaged_server_certificate_is_simply_made_anew(authority: LocalAuthority, name: str) -> None:
    authority.prepare(HERE, NOW)
    (authority.folder / name).write_text("damaged")
    assert accepted(authority, server(authority), x509.IPAddress(HERE), NOW)


def test_an_authority_about_to_end_is_told_with_the_way_forward(authority: LocalAuthority) -> None:
    authority.prepare(HERE, NOW)
    end = authority.certificate().not_valid_after_utc
    with pytest.raises(BadInput, match="需要换新"):
        authority.prepare(HERE, end - timedelta(days=29))


def test_a_fingerprint_is_what_phones_show(authority: LocalAuthority) -> None:
    authority.prepare(HERE, NOW)
    shown = fingerprint(authority.certificate())
    assert len(shown.split()) == 16
    assert bytes.fromhex(shown) == authority.certificate().fingerprint(hashes.SHA256())
