"""Which addresses we ask at all: public ones over http or https, whoever wrote them and whatever a name hides.

The port is free: shops on odd ports exist, and a port says nothing about what is behind a public address.
"""

import asyncio
import re
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import ip_address

import httpx

from contracts.public_hosts import IPAddress, host_trouble, is_public

Lookup = Callable[[str, int], Awaitable[tuple[IPAddress, ...]]]
"""Host and port to addresses, best first. Raises OSError when the name has none."""

SCHEMES = frozenset({"http", "https"})
PORT_MAX = 65_535
ADDRESS_MAX = 4_096
HOST = re.compile(rb"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)
"""A name as name servers know it, or a number; IPv6 zones are this machine's own business."""
LOOKUP_SECONDS = 3.0


class NotAsked(Exception):
    """An address that we will not ask; the text says why."""


def askable(address: str) -> httpx.URL:
    """`address` parsed, without its fragment. Raises NotAsked for anything but a plain http(s) address."""
    if len(address) > ADDRESS_MAX:
        raise NotAsked(f"the address has {len(address)} characters; we take {ADDRESS_MAX}")
    try:
        url = httpx.URL(address.strip()).copy_with(fragment=None)
        named = HOST.fullmatch(url.raw_host) is not None and url.host != ""
    except (httpx.InvalidURL, ValueError) as error:
        raise NotAsked(f"the address cannot be read: {error}") from error
    if url.scheme not in SCHEMES:
        raise NotAsked("the address must begin with https:// or http://")
    if not named or not 1 <= (443 if url.port is None else url.port) <= PORT_MAX:
        raise NotAsked("the address names no host that can be asked, or an impossible port")
    if url.userinfo:
        raise NotAsked("the address contains a user name or password")
    return url


def refuse_private_host(url: httpx.URL) -> None:
    """Raise NotAsked when the host's spelling tells that it is not public; names are judged on connecting."""
    trouble = host_trouble(url.host)
    if trouble is not None:
        raise NotAsked(f"{url.host} {trouble}")


def refuse_private(host: str, addresses: tuple[IPAddress, ...]) -> None:
    """Raise NotAsked unless all addresses are public: one private among them makes the name a trick."""
    for address in addresses:
        if not is_public(address):
            named = host if host == str(address) else f"{host} ({address})"
            raise NotAsked(f"{named} is not on the public internet")


async def resolves(host: str, *, seconds: float = LOOKUP_SECONDS) -> bool:
    """Whether the name has an address, as far as this machine can tell within `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            return bool(await lookup(host, 443))
    except (OSError, TimeoutError):
        return False


async def lookup(host: str, port: int) -> tuple[IPAddress, ...]:
    """The system's answer for `host`, best first. Raises OSError."""
    # A thread of its own: the system's resolver cannot be interrupted, and one that hangs must neither
    # hold a place in the shared pool nor keep the process from ending.
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[tuple[IPAddress, ...]] = loop.create_future()

    def deliver(found: tuple[IPAddress, ...] | OSError) -> None:
        if answer.done():
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def ask() -> None:
        found = _ask_system(host, port)
        with suppress(RuntimeError):  # the loop has been closed: nobody waits any more
            loop.call_soon_threadsafe(deliver, found)

    threading.Thread(target=ask, name=f"lookup {host}", daemon=True).start()
    return await answer


def _ask_system(host: str, port: int) -> tuple[IPAddress, ...] | OSError:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    except ValueError as error:  # a label too long or unspeakable in IDNA
        return OSError(str(error))
    return tuple(ip_address(entry[4][0]) for entry in found)
