"""Which addresses may be connected to: design/faults.md §4. None of it may depend on a patched interpreter."""

from __future__ import annotations

import pytest

from portal.events_api.addresses import AddressPolicy, NotConnected, is_allowed
from portal.events_api.endpoint import Endpoint
from tests.faults.calling import resolving

SIMULATOR = ("http", "127.0.0.1", 8765)


@pytest.mark.parametrize("address", ["93.184.215.14", "20.50.2.1", "2606:4700:4700::1111", "::ffff:93.184.215.14"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.127.255.255",
        "168.63.129.16",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:168.63.129.16",
        "64:ff9b::7f00:1",
        "64:ff9b::5db8:d70e",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "not an address",
        "",
    ],
)
def test_private_special_and_disguised_addresses_are_not_allowed(address: str) -> None:
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_the_exception_allows_loopback(address: str) -> None:
    assert is_allowed(address, loopback_allowed=True)


@pytest.mark.parametrize("address", ["10.0.0.1", "169.254.169.254", "0.0.0.0", "fe80::1"])
def test_the_exception_allows_nothing_but_loopback(address: str) -> None:
    assert not is_allowed(address, loopback_allowed=True)


@pytest.mark.parametrize(
    ("scheme", "host", "port"),
    [
        ("https", "127.0.0.1", 8765),
        ("http", "localhost", 8765),
        ("http", "127.0.0.1", 8766),
        ("http", "127.0.0.2", 8765),
    ],
)
def test_the_exception_is_matched_exactly(scheme: str, host: str, port: int) -> None:
    policy = AddressPolicy(loopback_exception=SIMULATOR)
    policy.check(*SIMULATOR)
    with pytest.raises(NotConnected):
        policy.check(scheme, host, port)


@pytest.mark.parametrize(
    "host", ["x.svc.dynamics.com", "public-eur.mkt.dynamics.com", "localhost", "xn--mnchen-3ya.example", "1a.example"]
)
def test_host_names_pass_the_check_of_their_form(host: str) -> None:
    AddressPolicy().check("https", host, 443)


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("127.1", "forbidden_address"),
        ("0x7f000001", "forbidden_address"),
        ("0x7f.1", "forbidden_address"),
        ("2130706433", "forbidden_address"),
        ("0177.0.0.1", "forbidden_address"),
        ("0", "forbidden_address"),
        ("[::1]", "forbidden_address"),
        ("example.1", "forbidden_address"),
        ("a..b", "bad_url"),
        (".example", "bad_url"),
        ("example.", "bad_url"),
        ("-a.example", "bad_url"),
        ("a-.example", "bad_url"),
        ("a_b.example", "bad_url"),
        ("exämple.com", "bad_url"),
        ("a" * 64 + ".example", "bad_url"),
        ("a." * 130 + "example", "bad_url"),
        ("", "bad_url"),
    ],
)
def test_other_hosts_are_refused_by_their_form(host: str, kind: str) -> None:
    with pytest.raises(NotConnected) as caught:
        AddressPolicy().check("https", host, 443)
    assert caught.value.kind == kind


def test_every_address_of_a_name_is_checked() -> None:
    policy = AddressPolicy(resolver=resolving("93.184.215.14", "2606:4700:4700::1111", "169.254.169.254"))
    with pytest.raises(NotConnected) as caught:
        policy.resolve("https", "x.svc.dynamics.com", 443, timeout_s=1)
    assert caught.value.kind == "forbidden_address"


def test_checked_addresses_come_in_the_order_of_the_resolver() -> None:
    policy = AddressPolicy(resolver=resolving("2606:4700:4700::1111", "93.184.215.14"))
    found = policy.resolve("https", "x.svc.dynamics.com", 443, timeout_s=1)
    assert [info[4] for info in found] == [("2606:4700:4700::1111", 443), ("93.184.215.14", 443)]


def test_a_name_without_addresses_is_a_dns_failure() -> None:
    with pytest.raises(NotConnected) as caught:
        AddressPolicy(resolver=resolving()).resolve("https", "x.svc.dynamics.com", 443, timeout_s=1)
    assert caught.value.kind == "dns"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://X.svc.Dynamics.com", Endpoint("https", "x.svc.dynamics.com", 443, "/")),
        ("https://x.example/EvtMgmt/api/v2.0", Endpoint("https", "x.example", 443, "/EvtMgmt/api/v2.0/")),
        ("http://127.0.0.1:8765/a/", Endpoint("http", "127.0.0.1", 8765, "/a/")),
    ],
)
def test_an_endpoint_is_read_with_its_defaults(text: str, expected: Endpoint) -> None:
    assert Endpoint.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://x.example:443/", "https://x.example"),
        ("http://x.example:80", "http://x.example"),
        ("http://localhost:3000/", "http://localhost:3000"),
    ],
)
def test_an_origin_names_only_an_unusual_port(text: str, origin: str) -> None:
    endpoint = Endpoint.parse(text)
    assert endpoint is not None
    assert endpoint.origin == origin
