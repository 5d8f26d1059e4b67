"""Which address of this machine the office network reaches."""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from dabiao.core.defects import BadInput, Defect

OFFICE_NETWORKS = (
    IPv4Network("10.0.0.0/8"),
    IPv4Network("172.16.0.0/12"),
    IPv4Network("192.168.0.0/16"),
    IPv4Network("127.0.0.0/8"),
)
"""Addresses that the internet does not route (RFC 1918), and this machine's own for trying it out."""

_ELSEWHERE = ("192.0.2.1", 9)
"""An address reserved for documentation (RFC 5737). Nothing is sent: choosing the way there tells our own address."""


def is_office_address(address: IPv4Address) -> bool:
    """Whether ``address`` can only be reached from inside the office."""
    return any(address in network for network in OFFICE_NETWORKS)


def chosen_address(asked: str | None) -> IPv4Address:
    """The address to serve on: the one ``asked`` for, else the only one this machine has in the office network.

    Raises BadInput for an address that is none, is public or is not this machine's, and when there is none or
    more than one to choose from.
    """
    if asked is not None:
        return _checked(asked)
    found = own_addresses()
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput(
            Defect(
                "这台电脑没有办公网地址（10.、172.16–31. 或 192.168. 开头）。"
                "请先接入办公网，或用 --address 写明本机地址",
                "--lan",
            )
        )
    raise BadInput(
        Defect(
            "这台电脑有多个办公网地址：%(known)s。请用 --address 选一个，例如 --address %(first)s",
            "--lan",
            parameters={"known": "、".join(map(str, found)), "first": str(found[0])},
        )
    )


def own_addresses() -> list[IPv4Address]:
    """Addresses of this machine in the office network, loopback left out, in order."""
    named = set()
    with suppress(OSError):  # a machine whose own name is in no table
        named = {entry[4][0] for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):  # no network at all
        probe.connect(_ELSEWHERE)
        named.add(probe.getsockname()[0])
    addresses = sorted(IPv4Address(one) for one in named)
    return [one for one in addresses if is_office_address(one) and not one.is_loopback]


def _checked(asked: str) -> IPv4Address:
    try:
        address = IPv4Address(asked)
    except AddressValueError:
        raise BadInput(
            Defect(
                "“%(value)s”不是 IPv4 地址。请写成 192.168.1.20 这样",
                "--address",
                parameters={"value": asked[:40]},
            )
        ) from None
    if not is_office_address(address):
        raise BadInput(
            Defect(
                "%(address)s 是公网地址。达标只在办公网内提供服务；要从外网访问，请由信息化部门在前面架设网关",
                "--address",
                parameters={"address": str(address)},
            )
        )
    with socket.socket() as probe:
        try:
            probe.bind((str(address), 0))
        except OSError:
            known = "、".join(map(str, own_addresses())) or "没有"
            raise BadInput(
                Defect(
                    "%(address)s 不是这台电脑的地址。本机在办公网的地址：%(known)s",
                    "--address",
                    parameters={"address": str(address), "known": known},
                )
            ) from None
    return address
