"""What proves to a feed's address who asks: one header, checked before anything could quote it in an error."""

import re
from base64 import b64encode
from dataclasses import dataclass, field

SECRET_MAX = 4_000
"""Characters of a header's value."""

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_OURS = frozenset(
    {
        *("host", "connection", "content-length", "transfer-encoding", "te", "upgrade", "range", "expect"),
        *("accept", "accept-encoding", "if-none-match", "if-modified-since"),
    }
)
"""Headers that say something else than who asks."""


class SecretUnfit(ValueError):
    """It cannot be sent as a header; the message does not quote it."""


@dataclass(frozen=True)
class FeedSecret:
    """A header for the feed's own host, and for no other one that a redirect leads to."""

    name: str
    value: str = field(repr=False)


def basic_secret(user: str, password: str) -> FeedSecret:
    """The user and password that a browser would ask for. Raises `SecretUnfit`."""
    if ":" in user:
        raise SecretUnfit("a user name cannot have a colon in it")
    token = b64encode(f"{user}:{password}".encode("utf-8", "surrogatepass")).decode("ascii")
    return header_secret("authorization", f"Basic {token}")


def header_secret(name: str, value: str) -> FeedSecret:
    """A header such as `X-Api-Key`, or a whole `Authorization`. Raises `SecretUnfit`."""
    if not _NAME.fullmatch(name) or name.lower() in _OURS:
        raise SecretUnfit(f'"{name[:60]}" is no header that can hold a secret')
    if len(value) > SECRET_MAX or not _VALUE.fullmatch(value):
        raise SecretUnfit(f"the value of {name} must be 1 to {SECRET_MAX:,} plain characters, without line ends")
    return FeedSecret(name=name.lower(), value=value)
