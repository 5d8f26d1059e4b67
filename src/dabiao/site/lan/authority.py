"""A local authority: signs the certificate of this machine's address, and can vouch for nothing else.

Its certificate is what phones and desks install once. Whoever stole its key could pretend to be a site of the
office network and no other: the authority is constrained (RFC 5280 §4.2.1.10) to private addresses and to one
name that never resolves (RFC 2606), and browsers refuse whatever it signs beyond them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dabiao.core.defects import BadInput, Defect
from dabiao.site.lan.addresses import OFFICE_NETWORKS

AUTHORITY_LIFE = timedelta(days=3650)
"""Ten years: installing it anew on every phone is the work this saves."""
SERVER_LIFE = timedelta(days=397)
"""Phones refuse server certificates that live longer than 398 days."""
RENEW_BEFORE = timedelta(days=30)
"""A start within a month of the end makes a new server certificate; phones notice nothing."""
CLOCKS_APART = timedelta(days=1)
"""Phones whose clock is a little behind must not take it for one of the future."""
NEVER_RESOLVES = "dabiao.invalid"

_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "达标 办公网证书")])


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """What the server needs to speak HTTPS: a chain and its key, both PEM."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """The authority kept in a folder that only its owner reads."""

    folder: Path

    @property
    def certificate_file(self) -> Path:
        """What phones install."""
        return self.folder / "authority.crt"

    @property
    def _key_file(self) -> Path:
        return self.folder / "authority.key"

    @property
    def _server(self) -> ServerFiles:
        return ServerFiles(self.folder / "server.crt", self.folder / "server.key")

    def certificate(self) -> x509.Certificate:
        """Read the certificate that phones install. Raises BadInput when it is damaged."""
        try:
            return x509.load_pem_x509_certificate(self.certificate_file.read_bytes())
        except (ValueError, OSError):
            raise self._damaged() from None

    def prepare(self, address: IPv4Address, now: datetime) -> ServerFiles:
        """Make what is missing or about to end, and return the files to serve ``address`` with.

        Raises BadInput when files of the folder are damaged: the authority is never replaced silently, since
        every phone would then refuse the site.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.certificate_file.exists() and not self._key_file.exists():
            self._found(now)
        authority, key = self.certificate(), self._key()
        if authority.public_key() != key.public_key():
            raise self._damaged()
        if authority.not_valid_after_utc - now < RENEW_BEFORE:
            raise BadInput(
                Defect(
                    "办公网证书到 %(day)s 为止，需要换新。请把这个文件夹改名后重新启动，再让大家重新安装证书",
                    str(self.folder),
                    parameters={"day": f"{authority.not_valid_after_utc:%Y-%m-%d}"},
                )
            )
        if not self._still_good(address, authority, now):
            self._issue(address, authority, key, now)
        return self._server

    def _found(self, now: datetime) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _dated(x509.CertificateBuilder(), now, AUTHORITY_LIFE)
            .subject_name(_NAME)
            .issuer_name(_NAME)
            .public_key(key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_key_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(_only_the_office(), critical=True)
            .sign(key, hashes.SHA256())
        )
        _write_secret(self._key_file, _pem(key))
        _write(self.certificate_file, certificate.public_bytes(serialization.Encoding.PEM))

    def _issue(
        self,
        address: IPv4Address,
        authority: x509.Certificate,
        signing: ec.EllipticCurvePrivateKey,
        now: datetime,
    ) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _dated(x509.CertificateBuilder(), now, SERVER_LIFE)
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"达标 {address}")]))
            .issuer_name(authority.subject)
            .public_key(key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
            )
            .sign(signing, hashes.SHA256())
        )
        _write_secret(self._server.key, _pem(key))
        _write(self._server.certificate, certificate.public_bytes(serialization.Encoding.PEM))

    def _still_good(self, address: IPv4Address, authority: x509.Certificate, now: datetime) -> bool:
        """Whether the server certificate of an earlier start serves again."""
        try:
            certificate = x509.load_pem_x509_certificate(self._server.certificate.read_bytes())
            key = serialization.load_pem_private_key(self._server.key.read_bytes(), None)
            certificate.verify_directly_issued_by(authority)
            names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (
            OSError,
            ValueError,
            TypeError,
            InvalidSignature,
            UnsupportedAlgorithm,
            x509.ExtensionNotFound,
        ):
            return False
        return (
            key.public_key() == certificate.public_key()
            and address in names.get_values_for_type(x509.IPAddress)
            and certificate.not_valid_before_utc <= now
            and certificate.not_valid_after_utc - now >= RENEW_BEFORE
        )

    def _key(self) -> ec.EllipticCurvePrivateKey:
        try:
            key = serialization.load_pem_private_key(self._key_file.read_bytes(), None)
        except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
            raise self._damaged() from None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise self._damaged()
        return key

    def _damaged(self) -> BadInput:
        return BadInput(
            Defect(
                "办公网证书的文件缺失或损坏。请从备份恢复这个文件夹；没有备份就把它改名，重新启动会做新的，"
                "之后大家要重新安装证书",
                str(self.folder),
            )
        )


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in groups of four, as people compare it with what a phone shows."""
    digits = certificate.fingerprint(hashes.SHA256()).hex().upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _only_the_office() -> x509.NameConstraints:
    permitted: list[x509.GeneralName] = [x509.IPAddress(network) for network in OFFICE_NETWORKS]
    permitted.append(x509.DNSName(NEVER_RESOLVES))
    return x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None)


def _dated(builder: x509.CertificateBuilder, now: datetime, life: timedelta) -> x509.CertificateBuilder:
    start = now - CLOCKS_APART
    return (
        builder.serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + life)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_secret(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
