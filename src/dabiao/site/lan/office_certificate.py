"""The office's own certificate, checked before the server starts rather than by the first phone that refuses it."""

from __future__ import annotations

from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from dabiao.core.defects import BadInput, Defect
from dabiao.core.system_reason import reason_of
from dabiao.site.lan.authority import ServerFiles

LARGEST = 1024 * 1024
"""Bytes. A chain of a few certificates has some ten thousand."""


def names_covered(files: ServerFiles, address: IPv4Address, now: datetime) -> tuple[str, ...]:
    """Check the certificate with its key, and return the names and addresses of this site that it vouches for.

    Raises BadInput when a file cannot be read, the key is another's or locked, or the certificate is not valid
    at ``now`` or covers no name at all.
    """
    certificate = _certificate(files.certificate)
    if _key(files.key) != certificate.public_key():
        raise BadInput(Defect("这把私钥不是证书的私钥。请确认 --cert 和 --key 是同一套", str(files.key)))
    if not certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc:
        raise BadInput(
            Defect(
                "证书的有效期是 %(start)s 至 %(end)s，今天不在其中。请向发证部门换发",
                str(files.certificate),
                parameters={
                    "start": f"{certificate.not_valid_before_utc:%Y-%m-%d}",
                    "end": f"{certificate.not_valid_after_utc:%Y-%m-%d}",
                },
            )
        )
    names = _names(certificate, address)
    if not names:
        raise BadInput(
            Defect(
                "证书里没有写任何域名，也没有写 %(address)s，浏览器会拒绝。请向发证部门申请写明内网域名或地址的证书",
                str(files.certificate),
                parameters={"address": str(address)},
            )
        )
    return names


def _names(certificate: x509.Certificate, address: IPv4Address) -> tuple[str, ...]:
    """Names a browser may ask for; a wildcard becomes the form Django knows (``.example``)."""
    try:
        written = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    names = [name.removeprefix("*") for name in written.get_values_for_type(x509.DNSName)]
    if address in written.get_values_for_type(x509.IPAddress):
        names.append(str(address))
    return tuple(names)


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(_read(path))
    except ValueError:
        raise BadInput(
            Defect(
                "不是 PEM 格式的证书（以 -----BEGIN CERTIFICATE----- 开头）。.pfx、.cer 请先转换", str(path)
            )
        ) from None


def _key(path: Path) -> object:
    try:
        return serialization.load_pem_private_key(_read(path), None).public_key()
    except TypeError:
        raise BadInput(
            Defect(
                "私钥有口令，服务启动时没法输入。请另存一份不带口令的私钥，并只让本机管理员读得到", str(path)
            )
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadInput(
            Defect("不是 PEM 格式的私钥（以 -----BEGIN PRIVATE KEY----- 开头）", str(path))
        ) from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError as error:
        raise BadInput(
            Defect(
                "读不出来（%(reason)s）。请检查路径和权限", str(path), parameters={"reason": reason_of(error)}
            )
        ) from None
