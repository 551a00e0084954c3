"""Hands out what the demo shop has, drawing it if it was not asked for lately."""

from __future__ import annotations

from simulator.shop.offer import Offered, offer
from simulator.world import World


async def pick(world: World, path: str) -> Offered:
    """What the shop answers for `path`, which is the part behind `/shop/`."""
    ready = world.shelf.get(path)
    if ready is None:
        ready = await world.work(offer, path, world.origin)
        world.shelf.put(path, ready)
    return ready
