"""API v5's front door: every request passes the faults, the route, the token and the limits, in this order.

Faults come first. What they drop before, delay, or answer with a made-up status has not met the limits
yet; of these only the delayed request goes on to be counted.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from simulator.accounts import new_account
from simulator.answers import Answer, ApiError, body_too_large, rate_limited
from simulator.call import Call
from simulator.callers import Caller, Claim, account_by_token, app_by_secret, claim_of_token
from simulator.delivery import Exchange, Parcel, as_json, made_up
from simulator.effects import Effect, Ending
from simulator.limits import Category
from simulator.oauth import claim_of_app
from simulator.operations import Operation, Route, route
from simulator.stamps import http_date
from simulator.standing import check_standing
from simulator.tally import Write
from simulator.things import Account
from simulator.world import World

BODY_MAX = 40 * 1024 * 1024  # bytes: a picture of 20 MB in base64, and some
NO_ONE = "nobody"
SANDBOX = "/sandbox/v5"
UNKNOWN = "(unknown path or method)"


@dataclass(frozen=True)
class Asked:
    """A request that arrived whole. `claim` is what it says of its sender, true or not."""

    request: Request
    body: bytes | None  # None: too large
    claim: Claim
    route: Route | ApiError

    @property
    def is_in_sandbox(self) -> bool:
        return self.request.url.path.startswith(SANDBOX)

    @property
    def authorization(self) -> str:
        return self.request.headers.get("authorization", "")

    @property
    def category(self) -> Category:
        if isinstance(self.route, Route):
            return self.route.operation.category
        return Category.ORG_READ if self.request.method == "GET" else Category.ORG_WRITE

    @property
    def label(self) -> str:
        return self.route.operation.label if isinstance(self.route, Route) else UNKNOWN


class Api:
    """The ASGI application under /v5 and /sandbox/v5."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):  # a request that never arrived whole was never made
            asked = await _ask(self._world, Request(scope, receive))
            await self._serve(asked, Exchange(self._world, scope, receive, send))

    async def _serve(self, asked: Asked, exchange: Exchange) -> None:
        request = asked.request
        effect = self._world.plan.strike(request.method, request.url.path, asked.claim.account)
        await self._world.pause(effect.delay)
        if effect.ending is Ending.DROP_BEFORE:
            self._world.record("dropped_before")
            await exchange.drop()
            return
        parcel = await self._parcel(asked, effect)
        self._count(asked, parcel, effect)
        await exchange.deliver(parcel, effect)

    async def _parcel(self, asked: Asked, effect: Effect) -> Parcel:
        if effect.ending is Ending.STATUS:
            body, content_type = made_up(effect)
            return Parcel(effect.status, body, content_type, self._headers(asked))
        answer = await self._answer(asked, effect)
        body = b"" if answer.body is None else as_json(answer.body)
        return Parcel(answer.status, body, headers=self._headers(asked))

    async def _answer(self, asked: Asked, effect: Effect) -> Answer:
        try:
            return await self._admitted(asked, effect)
        except ApiError as refusal:
            return refusal.answer

    async def _admitted(self, asked: Asked, effect: Effect) -> Answer:
        if isinstance(asked.route, ApiError):
            raise asked.route
        operation = asked.route.operation
        caller = self._caller(asked, operation)
        self._admit(caller.account, operation)
        if asked.body is None:
            raise body_too_large()
        if not operation.is_for_apps:
            check_standing(self._world, caller, operation, effect)
        return await operation.answer(
            Call(
                world=self._world,
                account=caller.account,
                scopes=caller.scopes,
                origin=f"http://{asked.request.url.netloc}",
                path=asked.route.parameters,
                query=asked.request.query_params,
                content_type=asked.request.headers.get("content-type", ""),
                body=asked.body,
                effect=effect,
            )
        )

    def _caller(self, asked: Asked, operation: Operation) -> Caller:
        if operation.is_for_apps:
            return app_by_secret(self._world, asked.authorization, asked.claim.account)
        return account_by_token(self._world, asked.authorization, in_sandbox=asked.is_in_sandbox)

    def _admit(self, account: Account, operation: Operation) -> None:
        state, now, category = self._world.state, self._world.now(), operation.category
        if not state.limits.has_room(account, category, now):
            self._world.record("limited")
            raise rate_limited()
        if category is Category.ORG_WRITE:
            quota = state.limits.quota(account, category)
            write = Write(now, account.name, operation.label, quota, account.app)
            self._world.record("write", **asdict(write))
        else:
            state.limits.remember(account, category, now)

    def _headers(self, asked: Asked) -> dict[str, str]:
        """Rate limits, request id and time, as on every answer; a stranger sees the limits of an idle account."""
        state, name, now = self._world.state, asked.claim.account or NO_ONE, self._world.now()
        account = state.archive.accounts.get(name) or new_account(self._world, name)
        seen = state.keyring.seen_through(account, asked.claim.app or account.app)
        limits = state.limits.headers(seen, asked.category, now)
        request_id = str(secrets.randbelow(9 * 10**15) + 10**15)
        return {**limits, "x-pinterest-rid": request_id, "date": http_date(now)}

    def _count(self, asked: Asked, parcel: Parcel, effect: Effect) -> None:
        outcome = str(parcel.status)
        if effect.ending is Ending.DROP_AFTER:
            outcome = "dropped_after"
        elif effect.ending is Ending.GARBAGE and parcel.is_good and parcel.body:
            outcome = "garbage"
        second = int(self._world.now())
        self._world.record("asked", operation=asked.label, outcome=outcome, second=second)


async def _ask(world: World, request: Request) -> Asked:
    body = await _body(request)
    authorization = request.headers.get("authorization", "")
    try:
        found = route(request.method, request.url.path.removeprefix("/sandbox"))
    except ApiError as unknown:
        return Asked(request, body, claim_of_token(world, authorization), unknown)
    if found.operation.is_for_apps:
        claim = claim_of_app(world, authorization, request.headers.get("content-type", ""), body)
        return Asked(request, body, claim, found)
    return Asked(request, body, claim_of_token(world, authorization), found)


async def _body(request: Request) -> bytes | None:
    """All of it, read to the end even when it is too large to keep, so that a client gets its answer."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= BODY_MAX:
            chunks.append(chunk)
    return b"".join(chunks) if size <= BODY_MAX else None
