"""One admitted request, as the handlers of API v5 see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from simulator.answers import invalid_request
from simulator.effects import Effect
from simulator.fields import Fields
from simulator.things import Account
from simulator.world import World


@dataclass(frozen=True)
class Call:
    """`account` is as the calling app's limits meet it, `scopes` are the token's; `path` holds the path's
    parameters, `origin` is how the client reached us, `effect` what the fault plan wants of this request.
    """

    world: World
    account: Account
    scopes: frozenset[str]
    origin: str
    path: Mapping[str, str]
    query: QueryParams
    content_type: str
    body: bytes
    effect: Effect

    @property
    def now(self) -> float:
        return self.world.now()

    def parameters(self) -> Fields:
        return Fields(self.query)

    def id_in_path(self, name: str) -> str:
        """Raises ApiError 400 unless it is digits only."""
        return Fields(self.path).digits(name)

    def json(self) -> Fields:
        """The body's object. Raises ApiError 400 if it is none."""
        if self.content_type.partition(";")[0].strip().lower() != "application/json":
            raise invalid_request("the content type must be application/json")
        try:
            values = json.loads(self.body)
        except ValueError as error:
            raise invalid_request("the body is not JSON") from error
        if not isinstance(values, dict):
            raise invalid_request("the body is not of type object")
        return Fields(values)
