"""Links to finished reports: good for five minutes, for whoever has them, and for nothing else."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlencode

from simulator.world import World

LINK_LIVES = 300  # seconds
PATH = "/reports"


def signed(world: World, origin: str, token: str) -> str:
    expires = int(world.now()) + LINK_LIVES
    query = urlencode({"Expires": expires, "Signature": _signature(world, token, str(expires))})
    return f"{origin}{PATH}/{token}?{query}"


def is_signed(world: World, token: str, expires: str, signature: str) -> bool:
    return hmac.compare_digest(_signature(world, token, expires).encode(), signature.encode())


def is_over(world: World, expires: str) -> bool:
    return world.now() >= int(expires)


def _signature(world: World, token: str, expires: str) -> str:
    key = f"{world.seed}/{world.state.ids.salt}".encode()
    return hmac.new(key, f"{token}/{expires}".encode(), hashlib.sha256).hexdigest()
