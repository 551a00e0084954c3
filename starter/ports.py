"""The ports of a home: chosen once and kept, so that addresses in bookmarks and settings stay true."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from intake.addresses import PORT_PREFERRED
from starter.failures import StackFailed
from starter.whole_files import replace_text

LOOPBACK = "127.0.0.1"
FREE_TRIES_MAX = 20


@dataclass(frozen=True)
class Ports:
    """The ports on loopback at which the embedded services listen."""

    temporal: int = 7233
    web_ui: int = 8233
    simulator: int = 8099
    intake: int = PORT_PREFERRED


PREFERRED = Ports()


def choose_ports(file: Path, claims: ExitStack, *, preferred: Ports = PREFERRED) -> Ports:
    """The ports that `file` remembers, else the preferred ones; another in place of each that is taken.

    They are claimed against other homes until `claims` closes, and remembered in `file`.
    """
    wishes = asdict(_remembered(file) or preferred)
    ports = Ports(**{name: _claim(wish, claims) for name, wish in wishes.items()})
    replace_text(file, TypeAdapter(Ports).dump_json(ports).decode())
    return ports


def _remembered(file: Path) -> Ports | None:
    try:
        return TypeAdapter(Ports).validate_json(file.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _claim(wish: int, claims: ExitStack) -> int:
    for port in _wish_then_free(wish):
        claim = claim_port(port)
        if claim is not None:
            claims.enter_context(claim)
            return port
    raise StackFailed(f"There is no free port on {LOOPBACK}, though {FREE_TRIES_MAX} were tried.")


def _wish_then_free(wish: int) -> Iterator[int]:
    yield wish
    for _ in range(FREE_TRIES_MAX):
        yield _free_port()


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind((LOOPBACK, 0))
        port: int = any_port.getsockname()[1]
    return port


def claim_port(port: int) -> socket.socket | None:
    """A claim on the TCP port, to be closed by its holder; None when the port is taken.

    Between our choosing a port and the server's listening there, another home could choose it as well. So a home
    holds the UDP port of the same number, which no server of ours needs, and which its death frees.
    """
    claim = socket.socket(type=socket.SOCK_DGRAM)
    try:
        claim.bind((LOOPBACK, port))
    except OSError:
        claim.close()
        return None
    if is_free(port):
        return claim
    claim.close()
    return None


def is_free(port: int) -> bool:
    """Whether a server could listen on the TCP port now."""
    with socket.socket() as probe:
        # As servers do: connections of the last server that are still fading away do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
