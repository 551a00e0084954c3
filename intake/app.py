"""The doors as one ASGI application, over ports that whoever builds it gives: read, verify, keep, answer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from importlib.metadata import version

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from catalog.woocommerce_events import read_ping
from contracts.sources import SourceKind
from contracts.trouble import LedgerBusy
from intake.answers import (
    NO_JSON,
    SELF_HOSTED,
    Refusal,
    accepted,
    arrival_to_response,
    away,
    refusal_to_response,
)
from intake.api.app import PREFIX, ApiNeeds, ExactPaths, api_routes
from intake.api.problems import no_such_path, problem_response
from intake.api.routing import REQUEST_ID, request_id_of
from intake.bodies import Room, receive_body
from intake.deliveries import delivery_of
from intake.doorkeeper import Doorkeeper, Knock
from intake.group_commit import GroupCommit
from intake.known_doors import KnownDoors
from intake.limits import Limits
from intake.metrics import CONTENT_TYPE, exposition
from intake.own_events import refused_events
from intake.ports import Clock, Counters, Door, Inbox, Keys, Measures, Sources, Store
from intake.syntax import Broken, Syntax
from intake.turned_away import TurnedAway, Why

PINGED = "ping"
IGNORED = "ignored"
"""Of a topic that nobody asked for."""

Admit = Callable[[Knock], Awaitable[Door | Refusal]]


@dataclass(frozen=True)
class IntakeNeeds:
    """What the application is built from. `public`: whether others than this machine reach it."""

    inbox: Inbox
    sources: Sources
    keys: Keys
    counters: Counters
    measures: Measures
    store: Store
    clock: Clock
    public: bool
    api: ApiNeeds | None = None
    """None: there are the doors alone."""
    limits: Limits = field(default_factory=Limits)


class Intake:
    """The application and what runs beside it. It takes nothing in outside of `open`."""

    def __init__(self, needs: IntakeNeeds) -> None:
        self.limits = needs.limits
        self._clock = needs.clock
        self._store = needs.store
        self._measures = needs.measures
        self._room = Room(needs.limits.bodies_bytes_max)
        self._syntax = Syntax()
        self._groups = GroupCommit(needs.inbox, needs.limits)
        self._turned_away = TurnedAway(needs.counters, needs.clock)
        doors = KnownDoors(needs.sources, needs.clock)
        self._keeper = Doorkeeper(doors, needs.keys, self._turned_away, public=needs.public)
        api = needs.api and api_routes(needs.api, needs.keys, needs.clock, needs.limits, self._room)
        self.app: ASGIApp = ExactPaths(api or [], self._application(api or []))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """When the block ends, what is queued is kept, or refused."""
        writing = asyncio.create_task(self._groups.run())
        counting = asyncio.create_task(self._turned_away.keep_writing())
        try:
            yield
        finally:
            counting.cancel()
            await self._groups.close(writing)
            await self._last_counts()

    def _application(self, api: Sequence[Route]) -> Starlette:
        return Starlette(
            routes=[
                Route("/hooks/{source}", self._hook, methods=["POST"]),
                Route("/v1/events/{source}", self._event, methods=["POST"]),
                Route("/healthz", self._health, methods=["GET"]),
                Route("/metrics", self._metrics, methods=["GET"]),
                *api,
            ],
            exception_handlers={HTTPException: _no_such_door, Exception: _mistake_of_ours},
        )

    async def _hook(self, request: Request) -> Response:
        return await self._take_in(request, self._keeper.admit_hook)

    async def _event(self, request: Request) -> Response:
        return await self._take_in(request, self._keeper.admit_event)

    async def _health(self, _request: Request) -> Response:
        try:
            async with asyncio.timeout(self.limits.health_seconds_max):
                await self._store.look()
        except (LedgerBusy, TimeoutError):
            return self._away()
        return JSONResponse({"status": "ok", "version": version("pinflow"), "environment": SELF_HOSTED})

    async def _metrics(self, request: Request) -> Response:
        knock = Knock("", b"", dict(request.headers), _peer(request))
        try:
            async with asyncio.timeout(self.limits.health_seconds_max):
                refusal = await self._keeper.admit_watcher(knock)
                if refusal is not None:
                    return refusal_to_response(refusal)
                now = self._clock()
                told = exposition(await self._measures.look(now), now, await self._measures.accounts(now))
        except (LedgerBusy, TimeoutError):
            return self._away()
        return Response(told, media_type=CONTENT_TYPE)

    async def _take_in(self, request: Request, admit: Admit) -> Response:
        with self._room.share() as share:
            body = await receive_body(request, share, self.limits)
            if isinstance(body, Refusal):
                return _and_hang_up(refusal_to_response(body))
            knock = Knock(request.path_params["source"], body, dict(request.headers), _peer(request))
            try:
                async with asyncio.timeout(self.limits.answer_seconds_max):
                    return await self._answer(knock, admit)
            except (LedgerBusy, TimeoutError):
                return self._away()

    async def _answer(self, knock: Knock, admit: Admit) -> Response:
        # Not signed, and sent before anybody can know the secret: it is answered alike for every name.
        if read_ping(knock.body):
            return accepted(PINGED)
        door = await admit(knock)
        if isinstance(door, Refusal):
            return refusal_to_response(door)
        try:
            return await self._keep(door, knock)
        except Broken:
            self._turned_away.note(door.source, Why.SYNTAX)
            return refusal_to_response(NO_JSON)

    async def _keep(self, door: Door, knock: Knock) -> Response:
        value = None if _is_tombstone(door, knock.body) else await self._syntax.parse(knock.body)
        if door.kind is SourceKind.EVENTS and (refusal := await self._refused(knock.body)):
            self._turned_away.note(door.source, Why.UNREADABLE)
            return refusal_to_response(refusal)
        delivery = delivery_of(door, knock.body, value, knock.headers, self._clock())
        if delivery is None:
            # A no would have the shop disable the webhook.
            self._turned_away.note(door.source, Why.TOPIC)
            return accepted(IGNORED)
        return arrival_to_response(await self._groups.accept(delivery))

    async def _refused(self, body: bytes) -> Refusal | None:
        now = self._clock()
        return await self._syntax.read(lambda whole: refused_events(whole, now), body)

    async def _last_counts(self) -> None:
        try:
            async with asyncio.timeout(self.limits.closing_seconds_max):
                await self._turned_away.write()
        except TimeoutError:
            return

    def _away(self) -> Response:
        return refusal_to_response(away(self.limits.retry_after_seconds))


def _peer(request: Request) -> str | None:
    return request.client.host if request.client else None


def _is_tombstone(door: Door, body: bytes) -> bool:
    """Debezium's sign that a key's log may be forgotten is no body at all."""
    return door.kind is SourceKind.DEBEZIUM and not body.strip()


def _and_hang_up(response: Response) -> Response:
    """The rest of the body is not waited for."""
    response.headers["Connection"] = "close"
    return response


async def _no_such_door(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    if status == HTTPStatus.NOT_FOUND and request.url.path.startswith(PREFIX):
        return _no_such_path(request)
    headers = (error.headers if isinstance(error, HTTPException) else None) or {}
    return refusal_to_response(Refusal(HTTPStatus(status), "Nothing is taken in here, or not this way.", headers))


def _no_such_path(request: Request) -> Response:
    request_id = request_id_of(request.headers)
    response = problem_response(no_such_path(), instance=request.url.path, request_id=request_id)
    response.headers[REQUEST_ID] = request_id
    return response


async def _mistake_of_ours(_request: Request, _error: Exception) -> Response:
    return refusal_to_response(Refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "It could not be kept: see the log."))
