"""Whether a request comes from a program on this machine, for doors that have no secret yet.

A web page in a browser here, a tunnel or a proxy reach a port on loopback as well, and must not open such a door.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from intake.addresses import is_loopback_host

FROM_ELSEWHERE = (
    *("origin", "referer", "sec-fetch-site"),  # browsers
    *("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"),  # tunnels and proxies
)


def is_from_here(headers: Mapping[str, str], peer: str | None) -> bool:
    """Whether peer and host are loopback, and nothing says that a browser or a proxy stands between."""
    said = {name.lower() for name in headers}
    if said.intersection(FROM_ELSEWHERE):
        return False
    return is_loopback_host(peer or "") and is_loopback_host(_host(headers.get("host", "")))


def _host(stated: str) -> str:
    try:
        return urlsplit(f"//{stated}").hostname or ""
    except ValueError:
        return ""
