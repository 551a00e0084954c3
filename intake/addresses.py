"""Where the doors are, in words of addresses."""

from ipaddress import ip_address

PORT_PREFERRED = 8100
HOST_PREFERRED = "127.0.0.1"
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not bound


def door_address(host: str, port: int) -> str:
    """The address at which this machine reaches them; what listens everywhere is reached on loopback."""
    here = _EVERYWHERE.get(host, host)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"


def is_loopback_host(host: str) -> bool:
    """Whether the host is this machine by its own name or address; nothing is resolved."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
