"""Endpoints over HTTP: made, changed, removed, as PinBridge has them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast

from contracts.api_keys import ApiScope
from contracts.webhooks import ENDPOINTS_MAX, Endpoint, EndpointChange, EndpointsFull, NewEndpoint
from intake.api.operation import Answer, ApiProblem, Call, Operation, not_found
from intake.api.webhooks_ports import AddressTrouble, Endpoints, NewSecret
from intake.api.webhooks_wire import (
    USUAL_EVENTS,
    WebhookCreate,
    WebhookMade,
    WebhookTold,
    WebhookUpdate,
    told_endpoint,
)
from intake.api.wire import page_answer

TAG = "webhooks"
EXAMPLE = {
    "url": "https://hooks.example.com/pinflow",
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "events": ["pin.published", "pin.failed"],
}
ONE = "/v1/webhooks/{webhook_id}"


@dataclass(frozen=True)
class WebhooksApi:
    endpoints: Endpoints
    trouble_of: AddressTrouble = field(repr=False)
    new_secret: NewSecret = field(repr=False)
    near: bool
    """Endpoints may be on a private network: the operator said so."""

    def operations(self) -> Sequence[Operation]:
        return (*self._reading(), *self._writing())

    def _reading(self) -> Sequence[Operation]:
        return (
            Operation(
                "GET",
                "/v1/webhooks",
                "List the endpoints that hear of events",
                TAG,
                self.list,
                answer=WebhookTold,
                answer_is_list=True,
            ),
            Operation("GET", ONE, "See an endpoint", TAG, self.get, answer=WebhookTold),
        )

    def _writing(self) -> Sequence[Operation]:
        return (
            Operation(
                "POST",
                "/v1/webhooks",
                "Have an address told of events",
                TAG,
                self.create,
                scope=ApiScope.PINS_WRITE,
                body=WebhookCreate,
                answer=WebhookMade,
                status=HTTPStatus.CREATED,
                problems=(HTTPStatus.CONFLICT,),
                idempotent=True,
                example=EXAMPLE,
            ),
            Operation(
                "PATCH",
                ONE,
                "Change an endpoint, or enable it again",
                TAG,
                self.update,
                scope=ApiScope.PINS_WRITE,
                body=WebhookUpdate,
                answer=WebhookTold,
                idempotent=True,
                example={"is_enabled": True},
            ),
            Operation(
                "DELETE",
                ONE,
                "Remove an endpoint; what was not delivered to it is dropped",
                TAG,
                self.delete,
                scope=ApiScope.PINS_WRITE,
                status=HTTPStatus.NO_CONTENT,
            ),
        )

    async def list(self, call: Call) -> Answer:
        seen = [told_endpoint(found) for found in await self.endpoints.list() if endpoint_allowed(call, found)]
        return page_answer(seen, len(seen))

    async def get(self, call: Call) -> Answer:
        return Answer(told_endpoint(await endpoint_of(call, self.endpoints)))

    async def create(self, call: Call) -> Answer:
        body = cast("WebhookCreate", call.body)  # the operation's own model
        self._check(body.url)
        made_here = self._secret_for(call, body)
        accounts = call.grant.accounts
        new = NewEndpoint(
            url=body.url,
            secret=body.secret or made_here,
            events=tuple(body.events or USUAL_EVENTS),
            accounts=None if accounts is None else tuple(sorted(accounts)),
            near=self.near,
            hex_signature=body.hex_signature is True,
            enabled=body.is_enabled is not False,
        )
        try:
            made = await self.endpoints.add(new, call.now)
        except EndpointsFull:
            message = f"There are {ENDPOINTS_MAX} webhooks already: remove one first."
            raise ApiProblem(HTTPStatus.CONFLICT, "webhooks_full", message) from None
        told = WebhookMade(**dict(told_endpoint(made)), secret=made_here or None)
        return Answer(told, HTTPStatus.CREATED)

    def _secret_for(self, call: Call, body: WebhookCreate) -> str:
        """One that is made here; blank if the caller gave one. Raises `ApiProblem`."""
        if body.secret is not None:
            return ""
        if call.idempotency_key:
            message = "Give a secret, or no Idempotency-Key: an answer under a key is kept, and no secret may be."
            raise ApiProblem(
                HTTPStatus.UNPROCESSABLE_ENTITY, "secret_needed", message, fields={"secret": "it is missing"}
            )
        return self.new_secret()

    async def update(self, call: Call) -> Answer:
        body = cast("WebhookUpdate", call.body)  # the operation's own model
        endpoint = await endpoint_of(call, self.endpoints)
        if body.url is not None:
            self._check(body.url)
        change = EndpointChange(
            url=body.url,
            # What was allowed for one address at the command line is not allowed for another.
            near=None if body.url is None else self.near,
            secret=body.secret,
            events=None if body.events is None else tuple(body.events),
            hex_signature=body.hex_signature,
            enabled=body.is_enabled,
        )
        changed = await self.endpoints.change(endpoint.id, change, call.now)
        if changed is None:
            raise not_found("webhook")
        return Answer(told_endpoint(changed))

    async def delete(self, call: Call) -> Answer:
        await self.endpoints.remove((await endpoint_of(call, self.endpoints)).id)
        return Answer(status=HTTPStatus.NO_CONTENT)

    def _check(self, url: str) -> None:
        trouble = self.trouble_of(url)
        if trouble is not None:
            message = f"This address cannot be told of events: {trouble}."
            raise ApiProblem(
                HTTPStatus.UNPROCESSABLE_ENTITY, "webhook_address_refused", message, fields={"url": trouble}
            )


def endpoint_allowed(call: Call, endpoint: Endpoint) -> bool:
    """Whether the key may see it: none that hears of accounts which the key may not."""
    mine = call.grant.accounts
    return mine is None or (endpoint.accounts is not None and mine.issuperset(endpoint.accounts))


async def endpoint_of(call: Call, endpoints: Endpoints) -> Endpoint:
    """The one that the path names. Raises `ApiProblem`."""
    endpoint = await endpoints.get(call.path["webhook_id"])
    if endpoint is None or not endpoint_allowed(call, endpoint):
        raise not_found("webhook")
    return endpoint
