"""Pins: asked for one by one or by the batch, looked at, and listed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from uuid import UUID

from pydantic import JsonValue

from contracts.api_keys import ApiScope
from contracts.api_pins import ApiPin, AskKind, Kept, KeptPin
from intake.api.account_choice import accounts_meant
from intake.api.operation import Answer, ApiProblem, Call, Operation, account_allowed, not_found
from intake.api.pins_ports import PinsShown
from intake.api.pins_taking import PinDesk, Reading, read_pin
from intake.api.pins_wire import (
    BatchItem,
    BatchTold,
    PinBatch,
    PinCreate,
    PinListing,
    PinTold,
    told_pin,
)
from intake.api.wire import page_answer

REPLAYED = {"Idempotent-Replayed": "true"}

A_PIN = {
    "account_id": "demo",
    "board_id": "700000000000000001",
    "title": "Blue mug",
    "description": "Holds tea.",
    "link_url": "https://shop.example.com/products/blue-mug",
    "image_url": "https://cdn.example.com/blue-mug.jpg",
    "idempotency_key": "blue-mug-2026",
}


@dataclass(frozen=True)
class PinsApi:
    desk: PinDesk
    shown: PinsShown

    def operations(self) -> Sequence[Operation]:
        return (
            Operation(
                "POST",
                "/v1/pins",
                "Ask for a pin; the same key again is the same pin",
                "pins",
                self.create,
                scope=ApiScope.PINS_WRITE,
                body=PinCreate,
                answer=PinTold,
                status=HTTPStatus.CREATED,
                problems=(HTTPStatus.CONFLICT,),
                idempotent=True,
                example=A_PIN,
            ),
            Operation(
                "POST",
                "/v1/pins/batch",
                "Ask for up to 100 pins, each with an answer of its own",
                "pins",
                self.create_batch,
                scope=ApiScope.PINS_WRITE,
                body=PinBatch,
                answer=BatchTold,
                problems=(HTTPStatus.CONFLICT,),
                idempotent=True,
                example={"pins": [A_PIN]},
            ),
            Operation(
                "GET",
                "/v1/pins",
                "List pins, the newest first if nothing else is said",
                "pins",
                self.list,
                query=PinListing,
                answer=PinTold,
                answer_is_list=True,
            ),
            Operation("GET", "/v1/pins/{pin_id}", "Look at a pin", "pins", self.get, answer=PinTold),
        )

    async def create(self, call: Call) -> Answer:
        kept = await self.desk.take(call, cast("PinCreate", call.body))  # the operation's own model
        headers = REPLAYED if kept.kept is Kept.KNOWN else {}
        return Answer(told_pin(_there(kept.pin), call.address), HTTPStatus.CREATED, headers)

    async def create_batch(self, call: Call) -> Answer:
        body = cast("PinBatch", call.body)  # the operation's own model
        kept = await self.desk.take_each(call, [_reading(raw) for raw in body.pins])
        items = [
            _item(index, raw, its, call.address)
            for index, (raw, its) in enumerate(zip(body.pins, kept, strict=True))
        ]
        counts = Counter(item.status for item in items)
        return Answer(
            BatchTold(
                created_count=counts["created"],
                existing_count=counts["existing"],
                failed_count=counts["failed"],
                results=items,
            )
        )

    async def list(self, call: Call) -> Answer:
        query = cast("PinListing", call.query)  # the operation's own model
        accounts = await accounts_meant(call, self.desk.accounts, query.account_id)
        page = await self.shown.page(query.filter(accounts), call.now)
        return page_answer([told_pin(pin, call.address) for pin in page.pins], page.total)

    async def get(self, call: Call) -> Answer:
        return Answer(told_pin(await the_pin(call, self.shown), call.address))


def _reading(raw: dict[str, JsonValue]) -> Reading:
    try:
        return read_pin(raw), AskKind.PIN
    except ApiProblem as problem:
        return problem


def _item(index: int, raw: dict[str, JsonValue], its: KeptPin | ApiProblem, base: str) -> BatchItem:
    key = str(raw.get("idempotency_key") or "")[:255]
    if isinstance(its, ApiProblem):
        return BatchItem(index=index, idempotency_key=key, status="failed", error=error_of(its))
    if its.pin is None:
        return BatchItem(index=index, idempotency_key=key, status="failed", error=error_of(not_found("pin")))
    status = "created" if its.kept is Kept.NEW else "existing"
    return BatchItem(index=index, idempotency_key=key, status=status, pin=told_pin(its.pin, base))


async def the_pin(call: Call, shown: PinsShown, name: str = "pin_id", what: str = "pin") -> ApiPin:
    """The one that the path names. Raises `ApiProblem` for one that is not there, or not for this key."""
    return await seen_pin(call, shown, read_uuid(call.path[name], what), what)


async def seen_pin(call: Call, shown: PinsShown, pin_id: UUID, what: str = "pin") -> ApiPin:
    """Raises `ApiProblem` for one that is not there, or not for this key."""
    pin = await shown.find(pin_id, call.now)
    if pin is None or not account_allowed(call, pin.ask.account):
        raise not_found(what)
    return pin


def error_of(problem: ApiProblem) -> dict[str, JsonValue]:
    """As one of several answers says it."""
    return {"code": problem.code, "message": problem.message, "fields": {**problem.fields}}


def read_uuid(text: str, what: str) -> UUID:
    """What is no UUID is no id of ours."""
    try:
        return UUID(text)
    except ValueError:
        raise not_found(what) from None


def _there(pin: ApiPin | None) -> ApiPin:
    """One that was kept a moment ago may have been deleted by now."""
    if pin is None:
        raise not_found("pin")
    return pin
