"""The demo shop's door: pictures and product pages under /shop, with the fault plan's say in it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from simulator.delivery import Exchange, Parcel, made_up
from simulator.effects import Effect, Ending
from simulator.shop_counter import pick
from simulator.world import World

DRIBBLE_SECONDS = 60.0  # what a `bad-slow-` name takes
PREFIX = "/shop/"


class Storefront:
    """The ASGI application under /shop. Its requests are in no limit and no count."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        exchange = Exchange(self._world, scope, receive, send)
        effect = self._world.plan.strike(request.method, request.url.path, None)
        await self._world.pause(effect.delay)
        if effect.ending is Ending.DROP_BEFORE:
            await exchange.drop()
        elif effect.ending is Ending.STATUS:
            body, content_type = made_up(effect)
            await exchange.deliver(Parcel(effect.status, body, content_type), effect)
        else:
            await self._hand_out(exchange, effect)

    async def _hand_out(self, exchange: Exchange, effect: Effect) -> None:
        path = exchange.scope["path"].removeprefix(PREFIX)
        offered = await pick(self._world, path)
        parcel = Parcel(offered.status, offered.body, offered.content_type)
        if offered.is_slow and effect.ending is Ending.USUAL:
            await exchange.dribble(parcel, DRIBBLE_SECONDS)
        else:
            await exchange.deliver(parcel, effect)
