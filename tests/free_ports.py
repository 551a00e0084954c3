"""Ports for servers that are started by others: chosen now, taken only when the server is there."""

import random
import socket
from contextlib import ExitStack, suppress

PORTS_FROM, PORTS_TO = 15_000, 30_000
"""Below the ports that the system hands out by itself: nobody is given ours in the meantime."""


def free_ports(count: int) -> list[int]:
    """Ports of this machine that were free a moment ago, all different."""
    with ExitStack() as held:
        return [_held_port(held.enter_context(socket.socket())) for _ in range(count)]


def _held_port(one: socket.socket) -> int:
    dice = random.SystemRandom()  # the usual dice are thrown alike by all who run these tests at once
    while True:
        port = dice.randrange(PORTS_FROM, PORTS_TO)
        with suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
