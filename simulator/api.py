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

from simulator.accounts import account_in, authenticate, new_account
from simulator.answers import Answer, ApiError, body_too_large, policy_violation, rate_limited
from simulator.call import Call
from simulator.delivery import Exchange, Parcel, as_json, made_up
from simulator.effects import Effect, Ending
from simulator.limits import Category
from simulator.operations import Route, route
from simulator.tally import Write
from simulator.world import World

BODY_MAX = 40 * 1024 * 1024  # bytes: a picture of 20 MB in base64, and some
NO_ONE = "nobody"
UNKNOWN = "(unknown path or method)"


@dataclass(frozen=True)
class Asked:
    """A request that arrived whole. `account` is what its token says, true or not."""

    request: Request
    body: bytes | None  # None: too large
    account: str | None
    route: Route | ApiError

    @property
    def category(self) -> Category:
        if isinstance(self.route, Route):
            return self.route.operation.category
        return Category.ORG_READ if self.request.method == "GET" else Category.ORG_WRITE

    @property
    def label(self) -> str:
        return self.route.operation.label if isinstance(self.route, Route) else UNKNOWN


class Api:
    """The ASGI application under /v5."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(ClientDisconnect):  # a request that never arrived whole was never made
            asked = await _ask(Request(scope, receive))
            await self._serve(asked, Exchange(self._world, scope, receive, send))

    async def _serve(self, asked: Asked, exchange: Exchange) -> None:
        request = asked.request
        effect = self._world.plan.strike(request.method, request.url.path, asked.account)
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
        account = authenticate(self._world, asked.account)
        operation = asked.route.operation
        self._admit(account.name, operation.label, operation.category)
        if asked.body is None:
            raise body_too_large()
        if effect.ending is Ending.REFUSE_POLICY and operation.category is Category.ORG_WRITE:
            raise policy_violation()
        return await operation.answer(
            Call(
                world=self._world,
                account=account,
                origin=f"http://{asked.request.url.netloc}",
                path=asked.route.parameters,
                query=asked.request.query_params,
                content_type=asked.request.headers.get("content-type", ""),
                body=asked.body,
                effect=effect,
            )
        )

    def _admit(self, name: str, label: str, category: Category) -> None:
        state, now = self._world.state, self._world.now()
        account = state.archive.accounts[name]
        if not state.limits.has_room(account, category, now):
            self._world.record("limited")
            raise rate_limited()
        if category is Category.ORG_WRITE:
            quota = state.limits.quota(account, category)
            self._world.record("write", **asdict(Write(now, name, label, quota)))
        else:
            state.limits.remember(account, category, now)

    def _headers(self, asked: Asked) -> dict[str, str]:
        """Rate limits and request id, as on every answer; a stranger sees the limits of an idle account."""
        name = asked.account or NO_ONE
        known = self._world.state.archive.accounts.get(name)
        account = known or new_account(self._world, name)
        limits = self._world.state.limits.headers(account, asked.category, self._world.now())
        return {**limits, "x-pinterest-rid": str(secrets.randbelow(9 * 10**15) + 10**15)}

    def _count(self, asked: Asked, parcel: Parcel, effect: Effect) -> None:
        outcome = str(parcel.status)
        if effect.ending is Ending.DROP_AFTER:
            outcome = "dropped_after"
        elif effect.ending is Ending.GARBAGE and parcel.is_good and parcel.body:
            outcome = "garbage"
        second = int(self._world.now())
        self._world.record("asked", operation=asked.label, outcome=outcome, second=second)


async def _ask(request: Request) -> Asked:
    body = await _body(request)
    account = account_in(request.headers.get("authorization", ""))
    try:
        return Asked(request, body, account, route(request.method, request.url.path))
    except ApiError as unknown:
        return Asked(request, body, account, unknown)


async def _body(request: Request) -> bytes | None:
    """All of it, read to the end even when it is too large to keep, so that a client gets its answer."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= BODY_MAX:
            chunks.append(chunk)
    return b"".join(chunks) if size <= BODY_MAX else None
