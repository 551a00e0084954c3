"""The storage behind a report's link. It is no part of the API: no token, no limits, errors in XML.

The fault plan has its say: `drop_after` breaks the file off in its middle.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from simulator.ads.links import is_over, is_signed
from simulator.ads.rendering import rendered
from simulator.ads.state import Report
from simulator.delivery import Exchange, Parcel, made_up
from simulator.effects import Ending
from simulator.storage_errors import CONTENT_TYPE, StorageError
from simulator.world import World


class ReportDoor:
    """The ASGI application under /reports."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, exchange = Request(scope, receive), Exchange(self._world, scope, receive, send)
        effect = self._world.plan.strike(request.method, request.url.path, None)
        await self._world.pause(effect.delay)
        if effect.ending is Ending.DROP_BEFORE:
            await exchange.drop()
        elif effect.ending is Ending.STATUS:
            body, content_type = made_up(effect)
            await exchange.deliver(Parcel(effect.status, body, content_type), effect)
        else:
            await self._serve(request, exchange, breaks_off=effect.ending is Ending.DROP_AFTER)

    async def _serve(self, request: Request, exchange: Exchange, *, breaks_off: bool) -> None:
        try:
            report = self._report(request)
        except StorageError as refusal:
            xml = refusal.as_xml()
            answer = StreamingResponse(iter([xml]), refusal.status, media_type=CONTENT_TYPE)
            await answer(exchange.scope, exchange.receive, exchange.send)
            return
        tree = self._world.state.ads.tree(report.ad_account)
        kind = "text/csv" if report.as_csv else "application/json"
        pieces = self._pieces(rendered(report, tree), exchange, breaks_off=breaks_off)
        await StreamingResponse(pieces, media_type=kind)(exchange.scope, exchange.receive, exchange.send)

    def _report(self, request: Request) -> Report:
        """Raises StorageError for a link that is no link of ours, over, or sent with a token besides."""
        if "authorization" in request.headers:
            raise StorageError(400, "InvalidArgument", "Only one auth mechanism allowed")
        token = request.url.path.rsplit("/", 1)[-1]
        expires, signature = (request.query_params.get(name, "") for name in ("Expires", "Signature"))
        if request.method != "GET" or not is_signed(self._world, token, expires, signature):
            raise StorageError(403, "SignatureDoesNotMatch", "The request signature does not match")
        if is_over(self._world, expires):
            raise StorageError(403, "AccessDenied", "Request has expired")
        report = self._world.state.ads.reports.get(token)
        if report is None:
            raise StorageError(404, "NoSuchKey", "The specified key does not exist.")
        return report

    async def _pieces(
        self, pieces: Iterator[bytes], exchange: Exchange, *, breaks_off: bool
    ) -> AsyncIterator[bytes]:
        while (piece := await self._world.work(next, pieces, None)) is not None:
            if breaks_off and len(piece) > 1:
                yield piece[: len(piece) // 2]
                await exchange.drop()
                return
            yield piece
