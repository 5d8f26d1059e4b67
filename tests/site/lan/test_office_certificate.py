"""The office's own certificate is checked before the server starts."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from dabiao.core.defects import BadInput
from dabiao.site.lan.authority import ServerFiles
from dabiao.site.lan.office_certificate import names_covered

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE = IPv4Address("192.168.1.20")
KEY = rsa.generate_private_key(65537, 2048)


def files(
    folder: Path,
    *names: x509.GeneralName,
    start: datetime = NOW - timedelta(days=1),
    end: datetime = NOW + timedelta(days=1),
    key: rsa.RSAPrivateKey = KEY,
    passphrase: bytes | None = None,
) -> ServerFiles:
    """A certificate of 创建办's own, and its key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dabiao")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(start)
        .not_valid_after(end)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    made = ServerFiles(folder / "office.crt", folder / "office.key")
    made.certificate.write_bytes(builder.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    kept = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    made.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, kept)
    )
    return made


def test_the_names_it_covers_are_the_names_the_site_answers_to(tmp_path: Path) -> None:
    given = files(
        tmp_path,
        x509.DNSName("dabiao.qu.example"),
        x509.DNSName("*.office.example"),
        x509.IPAddress(HERE),
        x509.IPAddress(IPv4Address("192.168.1.99")),
    )
    assert names_covered(given, HERE, NOW) == ("dabiao.qu.example", ".office.example", "192.168.1.20")


@pytest.mark.parametrize("names", [(), (x509.IPAddress(IPv4Address("192.168.1.99")),)])
def test_a_certificate_for_nothing_here_is_refused(
    tmp_path: Path, names: tuple[x509.GeneralName, ...]
) -> None:
    with pytest.raises(BadInput, match="浏览器会拒绝"):
        names_covered(files(tmp_path, *names), HERE, NOW)


def test_another_key_is_found_out(tmp_path: Path) -> None:
    given = files(tmp_path, x509.IPAddress(HERE), key=rsa.generate_private_key(65537, 2048))
    with pytest.raises(BadInput, match="不是证书的私钥"):
        names_covered(given, HERE, NOW)


def test_validity_is_exact(tmp_path: Path) -> None:
    given = files(tmp_path, x509.IPAddress(HERE), start=NOW, end=NOW + timedelta(days=1))
    assert names_covered(given, HERE, NOW)
    for day in (NOW - timedelta(seconds=1), NOW + timedelta(days=1)):
        with pytest.raises(BadInput, match="今天不在其中"):
            names_covered(given, HERE, day)


def test_a_locked_key_and_files_that_are_none_are_told(tmp_path: Path) -> None:
    given = files(tmp_path, x509.IPAddress(HERE), passphrase=b"secret")
    with pytest.raises(BadInput, match="私钥有口令"):
        names_covered(given, HERE, NOW)
    given.key.write_text("nothing")
    with pytest.raises(BadInput, match="不是 PEM 格式的私钥"):
        names_covered(given, HERE, NOW)
    given.certificate.write_text("nothing")
    with pytest.raises(BadInput, match="不是 PEM 格式的证书"):
        names_covered(given, HERE, NOW)
    given.certificate.unlink()
    with pytest.raises(BadInput, match="读不出来"):
        names_covered(given, HERE, NOW)
