"""Which hosts are on the public internet, as far as their spelling tells; names are judged again once looked up.

Pure, so that every door that takes an address has the same rule, whether or not it ever asks the host itself.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IPAddress = IPv4Address | IPv6Address

AT_HOME = frozenset(
    {"localhost", "localdomain", "local", "internal", "lan", "intranet", "corp", "home", "svc", "home.arpa"}
)
"""Endings of names that mean another host in every network."""
OF_CLOUDS = frozenset(
    {"metadata.goog", "metadata.tencentyun.com", "metadata.packet.net", "metadata.platformequinix.com"}
)
"""Metadata services under public names; those under `internal` are at home anyway."""

_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last label that makes a resolver read the whole host as one number."""

_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")
"""All that is given out to the internet; the rest of IPv6 is nobody's, or private."""
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""In the third quarter of an IPv6 address: the fourth is an IPv4 address of the site."""
_PRIVATE = (
    IPv4Network("168.63.129.16/32"),  # Azure's metadata service: public by number, private by nature
    IPv4Network("192.0.0.0/24"),  # protocol assignments; Oracle's metadata service; partly "global" to Python
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
    IPv6Network("2002::/16"),  # 6to4: carries any IPv4 address, private ones too
    IPv6Network("2001::/23"),  # Teredo and the like
    IPv6Network("3fff::/20"),  # for documentation; "global" to an older Python
)


def host_trouble(host: str) -> str | None:
    """Why nobody on the public internet is meant by the host (IPv6 without brackets); None when somebody may be.

    A number is taken in its one usual spelling: `127.1`, `0x7f.1` and `010.0.0.1` are read differently by
    different programs, and what we judge must be what is asked.
    """
    name = host.lower().rstrip(".")
    try:
        return None if is_public(ip_address(name)) else "is not on the public internet"
    except ValueError:
        pass
    labels = name.split(".")
    if ":" in name or _NUMBER.fullmatch(labels[-1]):
        return "is a number in an unusual spelling"
    if len(labels) == 1 or name in OF_CLOUDS or _is_at_home(labels):
        return "is a name that only its own network knows; it is not on the public internet"
    return None


def is_public(address: IPAddress) -> bool:
    """Whether this is a host on the public internet, also behind IPv6's ways of writing IPv4."""
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return is_public(carried)
        if address not in _UNICAST or (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP:
            return False
    if address.is_multicast or address.is_reserved or address.is_unspecified or not address.is_global:
        return False
    return not any(address in network for network in _PRIVATE)


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped


def _is_at_home(labels: list[str]) -> bool:
    return labels[-1] in AT_HOME or ".".join(labels[-2:]) in AT_HOME
