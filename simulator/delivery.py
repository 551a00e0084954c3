"""Carries a finished answer to the client, or the way a fault wants it carried."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from simulator.connection import hang_up
from simulator.effects import Effect, Ending
from simulator.world import World

JSON = "application/json"
GARBAGE = b'{"id": \x00\xff\xfe<html>'  # neither JSON nor UTF-8
DROPS = 40  # pieces in which a slow body comes


@dataclass(frozen=True)
class Parcel:
    """An HTTP answer, complete but not yet sent."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES


def made_up(effect: Effect) -> tuple[bytes, str]:
    """Body and content type of an injected status: a text goes as it stands, other JSON as JSON."""
    if isinstance(effect.body, str):
        return effect.body.encode(), "text/plain; charset=utf-8"
    default = {"code": effect.status, "message": "Injected by the fault plan."}
    return as_json(default if effect.body is None else effect.body), JSON


def as_json(value: Any) -> bytes:  # JSON of any shape
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True)
class Exchange:
    """One request's way back to its client."""

    world: World
    scope: Scope
    receive: Receive
    send: Send

    async def drop(self) -> None:
        await hang_up(self.scope, self.receive)

    async def deliver(self, parcel: Parcel, effect: Effect) -> None:
        """Sends it, unless the effect says how it goes wrong on its way."""
        if effect.ending is Ending.DROP_AFTER:
            await self.drop()
        elif effect.ending is Ending.SLOW_BODY:
            await self.dribble(parcel, effect.slow_seconds)
        elif effect.ending is Ending.GARBAGE and parcel.is_good and parcel.body:
            await self._send(Parcel(parcel.status, GARBAGE, parcel.content_type, parcel.headers))
        else:
            await self._send(parcel)

    async def dribble(self, parcel: Parcel, seconds: float) -> None:
        """Headers at once, the body in drops over that many real seconds."""
        headers = {**parcel.headers, "content-length": str(len(parcel.body))}
        drops = self._drops(parcel.body, seconds)
        response = StreamingResponse(drops, parcel.status, headers, parcel.content_type)
        await response(self.scope, self.receive, self.send)

    async def _drops(self, body: bytes, seconds: float) -> AsyncIterator[bytes]:
        size = max(1, len(body) // DROPS)
        for begin in range(0, len(body), size):
            await self.world.pause(seconds * size / len(body))
            yield body[begin : begin + size]

    async def _send(self, parcel: Parcel) -> None:
        response = Response(parcel.body, parcel.status, dict(parcel.headers), parcel.content_type)
        await response(self.scope, self.receive, self.send)
