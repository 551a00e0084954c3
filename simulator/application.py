"""Puts the doors of the simulator side by side."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Mount

from simulator.ads.report_door import ReportDoor
from simulator.api import SANDBOX, Api
from simulator.consent import consent_routes
from simulator.control import control_routes
from simulator.gallery import gallery_routes
from simulator.storefront import Storefront
from simulator.upload_door import UploadDoor
from simulator.world import World


def build(world: World) -> Starlette:
    """API v5 under /v5 and, for the accounts of the sandbox, /sandbox/v5; people's consent under /oauth/; the
    demo shop under /shop; videos' uploads under /upload; ads' reports under /reports; truth and control under
    /_simulator; and for a person's eyes the pins under / and /pin.
    """
    return Starlette(
        routes=[
            Mount("/v5", app=Api(world)),
            Mount(SANDBOX, app=Api(world)),
            Mount("/shop", app=Storefront(world)),
            Mount("/upload", app=UploadDoor(world)),
            Mount("/reports", app=ReportDoor(world)),
            *consent_routes(world),
            *control_routes(world),
            *gallery_routes(world),
        ]
    )
