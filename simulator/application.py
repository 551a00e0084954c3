"""Puts the doors of the simulator side by side."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Mount

from simulator.api import Api
from simulator.control import control_routes
from simulator.gallery import gallery_routes
from simulator.storefront import Storefront
from simulator.world import World


def build(world: World) -> Starlette:
    """API v5 under /v5, the demo shop under /shop, truth and control under /_simulator, and for a person's
    eyes the pins under / and /pin.
    """
    return Starlette(
        routes=[
            Mount("/v5", app=Api(world)),
            Mount("/shop", app=Storefront(world)),
            *control_routes(world),
            *gallery_routes(world),
        ]
    )
