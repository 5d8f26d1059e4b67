"""Only the office network: an address that the internet cannot reach, and one of this machine's."""

import socket
from ipaddress import IPv4Address

import pytest

from dabiao.core.defects import BadInput
from dabiao.site.lan import addresses
from dabiao.site.lan.addresses import chosen_address, is_office_address


@pytest.mark.parametrize(
    ("address", "office"),
    [
        ("9.255.255.255", False),
        ("10.0.0.0", True),
        ("10.255.255.255", True),
        ("11.0.0.0", False),
        ("172.15.255.255", False),
        ("172.16.0.0", True),
        ("172.31.255.255", True),
        ("172.32.0.0", False),
        ("192.167.255.255", False),
        ("192.168.0.0", True),
        ("192.168.255.255", True),
        ("192.169.0.0", False),
        ("127.0.0.1", True),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
    ],
)
def test_an_office_address_is_one_the_internet_does_not_route(address: str, *, office: bool) -> None:
    assert is_office_address(IPv4Address(address)) is office


def test_a_loopback_address_is_taken_for_trying_out() -> None:
    assert chosen_address("127.0.0.2") == IPv4Address("127.0.0.2")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("dabiao.local", "不是 IPv4 地址"),
        ("999.1.1.1", "不是 IPv4 地址"),
        ("", "不是 IPv4 地址"),
        ("::1", "不是 IPv4 地址"),
        ("8.8.8.8", "是公网地址"),
        ("0.0.0.0", "是公网地址"),
        ("10.254.253.252", "不是这台电脑的地址"),
    ],
)
def test_an_address_that_cannot_be_served_is_refused_with_the_reason(asked: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        chosen_address(asked)


def test_the_only_office_address_needs_no_naming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "own_addresses", lambda: [IPv4Address("192.168.1.20")])
    assert chosen_address(None) == IPv4Address("192.168.1.20")


def test_of_several_one_has_to_be_chosen_and_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [IPv4Address("10.0.0.5"), IPv4Address("192.168.1.20")]
    monkeypatch.setattr(addresses, "own_addresses", lambda: two)
    with pytest.raises(BadInput, match=r"--address 10\.0\.0\.5"):
        chosen_address(None)
    monkeypatch.setattr(addresses, "own_addresses", list)
    with pytest.raises(BadInput, match="没有办公网地址"):
        chosen_address(None)


def test_of_all_this_machine_has_only_office_addresses_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    has = ["127.0.1.1", "8.8.8.8", "10.0.0.5", "169.254.3.1"]
    entries = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in has]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked: entries)
    offered = {str(one) for one in addresses.own_addresses()}
    assert "10.0.0.5" in offered
    assert not offered & {"127.0.1.1", "8.8.8.8", "169.254.3.1"}
