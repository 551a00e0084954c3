"""Where Pinterest is: its API, its sandbox, or the simulator on this machine."""

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

VERSION_PATH = "/v5"


@dataclass(frozen=True)
class BaseUrl:
    """`https://api.pinterest.com/v5`, or another that answers like it. No slash at the end."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raise ValueError for what cannot be API v5: another scheme or version, no host, credentials in it."""
        url = urlsplit(text.rstrip("/"))
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError("Pinterest's address begins with https:// and names a host")
        if url.username or url.password or url.query or url.fragment:
            raise ValueError("Pinterest's address has neither credentials nor a query")
        if not url.path.endswith(VERSION_PATH):
            raise ValueError(f"Pinterest's address ends with {VERSION_PATH}")
        return cls(url.geturl())

    @property
    def on_this_machine(self) -> bool:
        """Whether it is a loopback address, which no proxy should be asked for."""
        host = urlsplit(self.text).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"
