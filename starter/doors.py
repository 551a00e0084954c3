"""The address to which Pinterest sends a browser back, and whether it leads to this machine."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from config import is_loopback

HTTP_PORT = 80
SANDBOX = "://api-sandbox."
"""In the address of Pinterest's sandbox, whose tokens last a day."""


@dataclass(frozen=True)
class Door:
    """Where to listen for the browser: always on 127.0.0.1, whatever name of it the address has."""

    port: int
    path: str


def door_of(redirect_uri: str) -> Door | None:
    """The door of an address on this machine; None when a browser sent there does not come to us."""
    parts = urlsplit(redirect_uri)
    if parts.scheme != "http" or not is_loopback(redirect_uri):
        return None
    return Door(parts.port or HTTP_PORT, parts.path or "/")
