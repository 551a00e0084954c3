import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.public_hosts import is_public
from fetching.addresses import NotAsked, askable, refuse_private_host, resolves


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0",  # noqa: S104 - refused here, not bound
        "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1",
        "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "64:ff9b:1::1", "2002:7f00:1::", "2001:0:4136:e378::1", "::127.0.0.1",
    ],
)  # fmt: skip
def test_addresses_inside_any_kind_of_private_network_are_not_public(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize(
    "number", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_public_addresses_are_public(number: str) -> None:
    assert is_public(ip_address(number))


@given(st.ip_addresses(v=4))
def test_an_address_written_as_ipv6_is_no_more_public_than_itself(number: IPv4Address) -> None:
    assert is_public(IPv6Address(f"::ffff:{number}")) == is_public(number)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://shop.example/a.jpg", "must begin"),
        ("file:///etc/passwd", "must begin"),
        ("javascript:alert(1)", "must begin"),
        ("data:image/png;base64,AAAA", "must begin"),
        ("//shop.example/a.jpg", "must begin"),
        ("a.jpg", "must begin"),
        ("", "must begin"),
        ("http:///a.jpg", "no host"),
        ("http://[bad/a.jpg", "no host"),
        ("http://[fe80::1%25eth0]/", "no host"),
        ("http://a b/", "no host"),
        ("http://shop.example:0/", "impossible port"),
        ("http://shop.example:99999/", "impossible port"),
        ("http://me:secret@shop.example/", "user name or password"),
        ("http://me@shop.example/", "user name or password"),
        ("http://shop.example/a\nb", "cannot be read"),
        ("http://xn--a/", "cannot be read"),
        ("https://shop.example/" + "a" * 5_000, "5021 characters"),
    ],
)
def test_anything_but_a_plain_web_address_is_not_asked(address: str, why: str) -> None:
    with pytest.raises(NotAsked, match=why):
        askable(address)


@given(st.text(max_size=80))
def test_no_text_makes_parsing_fail_in_another_way(address: str) -> None:
    for tried in (address, f"http://{address}", f"https://shop.example/{address}"):
        try:
            url = askable(tried)
        except NotAsked:
            continue
        assert url.scheme in {"http", "https"}
        assert not url.userinfo
        assert url.host


def test_spaces_around_and_fragments_behind_an_address_do_not_matter() -> None:
    assert str(askable(" https://shop.example/a.jpg?v=1#top ")) == "https://shop.example/a.jpg?v=1"


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1", "[::ffff:10.0.0.1]"])
def test_a_private_number_is_refused_before_any_connection(host: str) -> None:
    with pytest.raises(NotAsked):
        refuse_private_host(askable(f"http://{host}/"))


async def test_a_name_this_machine_knows_resolves() -> None:
    assert await resolves("localhost")
    assert await resolves("127.0.0.1")


async def test_a_name_that_cannot_exist_does_not_resolve() -> None:
    assert not await resolves("no-such-shop.invalid")
    assert not await resolves("a" * 300)


async def test_a_hanging_resolver_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver is the one thing here that no fake socket can make slow."""
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(*_: object, **__: object) -> list[object]:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
        return []

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", hang)
        assert not await resolves("shop.example", seconds=0.01)
    release.set()
