"""The API as routes, which stand beside the doors in one application."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from intake.api.authentication import Authentication
from intake.api.idempotency import Idempotency, KeptAnswers
from intake.api.known_keys import KnownKeys
from intake.api.limits import ApiLimits
from intake.api.operation import Operation
from intake.api.rate import Rates
from intake.api.routing import Desk, Place, Turnstile
from intake.bodies import Room
from intake.limits import Limits
from intake.ports import Clock, Keys
from intake.syntax import Syntax

PREFIX = "/v1/"


@dataclass(frozen=True)
class ApiNeeds:
    """What the API is built from, beside what it shares with the doors."""

    operations: Sequence[Operation]
    kept: KeptAnswers
    unlisted: Sequence[Operation] = ()
    """Those that the document does not name."""
    known: Keys | None = None
    """The keys as they are remembered; None: they are remembered here."""
    limits: ApiLimits = field(default_factory=ApiLimits)


def api_routes(needs: ApiNeeds, keys: Keys, clock: Clock, limits: Limits, room: Room) -> list[Route]:
    """A route for each path; the more exact ones first."""
    desk = Desk(
        authentication=Authentication(needs.known or KnownKeys(keys, clock, needs.limits)),
        rates=Rates(needs.limits),
        uploads=Turnstile(needs.limits.uploads_max, limits.retry_after_seconds),
        idempotency=Idempotency(needs.kept, clock, needs.limits),
        room=room,
        syntax=Syntax(),
        clock=clock,
        limits=limits,
        api_limits=needs.limits,
    )
    turnstile = Turnstile(needs.limits.requests_max, limits.retry_after_seconds)
    ordered = sorted((*needs.operations, *needs.unlisted), key=exactness)
    return [
        Route(path, Place(list(operations), desk, turnstile))
        for path, operations in groupby(ordered, key=lambda operation: operation.path)
    ]


def exactness(operation: Operation) -> list[tuple[bool, str]]:
    """Sorts `/v1/pins/imports` before `/v1/pins/{pin_id}`."""
    return [(part.startswith("{"), part) for part in operation.path.split("/")]


class ExactPaths:
    """Stands before the router, which tries its routes in turn: a path without parameters is found at once."""

    def __init__(self, routes: Sequence[Route], others: ASGIApp) -> None:
        self._places = {route.path: route.app for route in routes if not route.param_convertors}
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = self._places.get(scope["path"]) if scope["type"] == "http" else None
        await (place or self._others)(scope, receive, send)
