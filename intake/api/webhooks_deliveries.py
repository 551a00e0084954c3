"""What endpoints were told, over HTTP: events, deliveries, telling again, pings and new secrets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import cast
from uuid import UUID

from contracts.api_keys import ApiScope
from contracts.webhooks import ReplaySpan
from intake.api.operation import Answer, Call, Operation, not_found
from intake.api.webhooks import ONE, TAG, endpoint_of
from intake.api.webhooks_ports import DeliveryLog, Endpoints, NewSecret
from intake.api.webhooks_wire import (
    DeliveryQuery,
    DeliveryTold,
    EventTold,
    PingTold,
    ReplayBody,
    ReplayTold,
    RotateBody,
    SecretTold,
    told_delivery,
    told_event,
)
from intake.api.wire import PageQuery, instant_if_any, page_answer


@dataclass(frozen=True)
class WebhookDeliveriesApi:
    endpoints: Endpoints
    log: DeliveryLog
    new_secret: NewSecret = field(repr=False)

    def operations(self) -> Sequence[Operation]:
        return (*self._reading(), *self._writing())

    def _reading(self) -> Sequence[Operation]:
        return (
            Operation(
                "GET",
                "/v1/events",
                "List what happened and was told, the newest first",
                TAG,
                self.list_events,
                query=PageQuery,
                answer=EventTold,
                answer_is_list=True,
            ),
            Operation(
                "GET",
                f"{ONE}/deliveries",
                "List what an endpoint was told, the newest first",
                TAG,
                self.list_deliveries,
                query=DeliveryQuery,
                answer=DeliveryTold,
                answer_is_list=True,
            ),
            Operation(
                "GET",
                f"{ONE}/deliveries/{{delivery_id}}",
                "See a delivery with its attempts",
                TAG,
                self.get_delivery,
                answer=DeliveryTold,
            ),
        )

    def _writing(self) -> Sequence[Operation]:
        return (
            Operation(
                "POST",
                f"{ONE}/ping",
                "Send a test event to an endpoint",
                TAG,
                self.ping,
                scope=ApiScope.PINS_WRITE,
                answer=PingTold,
                status=HTTPStatus.ACCEPTED,
            ),
            Operation(
                "POST",
                f"{ONE}/replay",
                "Tell an endpoint of events again, with the ids that they had",
                TAG,
                self.replay,
                scope=ApiScope.PINS_WRITE,
                body=ReplayBody,
                answer=ReplayTold,
                status=HTTPStatus.ACCEPTED,
                idempotent=True,
                example={"since": "2026-11-21T00:00:00Z", "until": "2026-11-22T00:00:00Z"},
            ),
            Operation(
                "POST",
                f"{ONE}/rotate-secret",
                "Sign with a new secret beside the old ones",
                TAG,
                self.rotate,
                scope=ApiScope.PINS_WRITE,
                body=RotateBody,
                body_optional=True,
                answer=SecretTold,
                example={},
            ),
        )

    async def list_events(self, call: Call) -> Answer:
        query = cast("PageQuery", call.query)  # the operation's own model
        mine = call.grant.accounts
        accounts = None if mine is None else sorted(mine)
        events, total = await self.log.events(accounts, limit=query.limit, offset=query.offset)
        return page_answer([told_event(event) for event in events], total)

    async def list_deliveries(self, call: Call) -> Answer:
        query = cast("DeliveryQuery", call.query)  # the operation's own model
        endpoint = await endpoint_of(call, self.endpoints)
        cards, total = await self.log.deliveries(
            endpoint.id, state=query.state, limit=query.limit, offset=query.offset
        )
        return page_answer([told_delivery(card) for card in cards], total)

    async def get_delivery(self, call: Call) -> Answer:
        endpoint = await endpoint_of(call, self.endpoints)
        card = await self.log.delivery(call.path["delivery_id"])
        if card is None or card.endpoint != endpoint.id:
            raise not_found("delivery")
        return Answer(told_delivery(card))

    async def ping(self, call: Call) -> Answer:
        endpoint = await endpoint_of(call, self.endpoints)
        event = await self.endpoints.ping(endpoint.id, call.now)
        if event is None:
            raise not_found("webhook")
        return Answer(PingTold(event_id=event), HTTPStatus.ACCEPTED)

    async def replay(self, call: Call) -> Answer:
        body = cast("ReplayBody", call.body)  # the operation's own model
        endpoint = await endpoint_of(call, self.endpoints)
        span = ReplaySpan(
            endpoint=endpoint.id,
            events=tuple(body.event_ids),
            since=instant_if_any(body.since),
            until=instant_if_any(body.until),
        )
        return Answer(ReplayTold(replayed=await self.log.replay(span, call.now)), HTTPStatus.ACCEPTED)

    async def rotate(self, call: Call) -> Answer:
        body = cast("RotateBody | None", call.body)  # the operation's own model
        secret = (body.secret if body else None) or self.new_secret()
        endpoint = await endpoint_of(call, self.endpoints)
        changed = await self.endpoints.rotate(endpoint.id, secret, call.now)
        if changed is None:
            raise not_found("webhook")
        return Answer(SecretTold(webhook_id=UUID(changed.id), secret=secret, secrets=changed.secrets))
