"""Orders about pins: changed, tried again, deleted, one by one or many at once."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from uuid import UUID

from contracts.api_keys import ApiScope
from contracts.api_pins import ApiPin, PinAsk, PinChange, PinStatus, RemovalEnd
from intake.api.operation import Answer, ApiProblem, Call, Operation, not_found
from intake.api.pins import seen_pin, the_pin
from intake.api.pins_ports import PinsChanged, PinsShown
from intake.api.pins_taking import PinDesk
from intake.api.pins_wire import (
    BulkItem,
    BulkTold,
    OtherBoard,
    PinDeleted,
    PinDeletion,
    PinEdit,
    PinIds,
    PinRetry,
    PinTold,
    RemovalReason,
    told_pin,
)

REMOVAL_SECONDS_MAX = 10.0
"""How long a deletion at Pinterest is waited for; it goes on after that."""
REMOVAL_LOOK_SECONDS = 0.25
ORDERED = "It is ordered: the worker deletes it as soon as its account has room for a write."
NEVER_THERE = "There was no pin at Pinterest."

_PROBLEMS = {
    PinChange.PUBLISHED: (
        "pin_already_published",
        "A published pin cannot be changed. Delete it, and ask anew.",
    ),
    PinChange.ON_THE_WIRE: (
        "pin_publishing",
        "Its request has left, and whether a pin came of it is still being found out. Ask again later.",
    ),
    PinChange.NOT_FAILED: ("pin_not_failed", "It has not failed: there is nothing to try again."),
}

Order = Callable[[Call, UUID], Awaitable[None]]


@dataclass(frozen=True)
class PinOrdersApi:
    desk: PinDesk
    shown: PinsShown
    changed: PinsChanged

    def operations(self) -> Sequence[Operation]:
        return [*self._of_one(), *self._of_many()]

    def _of_one(self) -> Sequence[Operation]:
        conflict = (HTTPStatus.CONFLICT,)
        write = ApiScope.PINS_WRITE
        return (
            Operation(
                "PATCH",
                "/v1/pins/{pin_id}",
                "Change a pin that is not published",
                "pins",
                self.edit,
                scope=write,
                body=PinEdit,
                answer=PinTold,
                problems=conflict,
                idempotent=True,
                example={"title": "Blue mug, large"},
            ),
            Operation(
                "DELETE",
                "/v1/pins/{pin_id}",
                "Delete a pin's record, and withdraw what has not left; if asked, delete it at Pinterest",
                "pins",
                self.delete,
                scope=write,
                query=PinDeletion,
                status=HTTPStatus.NO_CONTENT,
                other_statuses={HTTPStatus.OK: PinDeleted},
                problems=conflict,
                idempotent=True,
            ),
            Operation(
                "POST",
                "/v1/pins/{pin_id}/retry",
                "Try a pin again that failed",
                "pins",
                self.retry,
                scope=write,
                body=PinRetry,
                body_optional=True,
                answer=PinTold,
                problems=conflict,
                idempotent=True,
                example={"board_id": "700000000000000001"},
            ),
        )

    def _of_many(self) -> Sequence[Operation]:
        orders = (
            ("bulk-delete", "Delete the records of many pins", self.bulk_delete),
            ("bulk-retry", "Try many pins again that failed", self.bulk_retry),
        )
        return [
            Operation(
                "POST",
                f"/v1/pins/{name}",
                summary,
                "pins",
                handle,
                scope=ApiScope.PINS_WRITE,
                body=PinIds,
                answer=BulkTold,
                problems=(HTTPStatus.CONFLICT,),
                idempotent=True,
                example={"ids": ["0b8b2a9e-6f0a-5d3e-9a44-0c9d2e6f7a10"]},
            )
            for name, summary, handle in orders
        ]

    async def edit(self, call: Call) -> Answer:
        pin = await the_pin(call, self.shown)
        wanted = cast("PinEdit", call.body)  # the operation's own model
        ask = edited(pin.ask, wanted)
        await self._check_board(pin.ask, ask, wanted)
        if ask != pin.ask:
            place = await self.desk.place_of(call, ask)
            check(await self.changed.edit(pin.id, ask, place, call.now))
        elif pin.status is PinStatus.PUBLISHED:
            check(PinChange.PUBLISHED)
        return Answer(told_pin(await seen_pin(call, self.shown, pin.id), call.address))

    async def retry(self, call: Call) -> Answer:
        pin = await the_pin(call, self.shown)
        await self._retry(call, pin, cast("PinRetry | None", call.body))  # the operation's own model
        return Answer(told_pin(await seen_pin(call, self.shown, pin.id), call.address))

    async def _retry(self, call: Call, pin: ApiPin, elsewhere: PinRetry | None) -> None:
        changes: dict[str, object] = {}
        if elsewhere and (elsewhere.board_id or elsewhere.board_name):
            changes["board"] = elsewhere.board_id or elsewhere.board_name
        if elsewhere and elsewhere.account_id:
            changes["account"] = await self.desk.account(call, elsewhere.account_id)
        ask = pin.ask.model_copy(update=changes)
        if elsewhere is not None:
            await self._check_board(pin.ask, ask, elsewhere)
        place = await self.desk.place_of(call, ask)
        check(await self.changed.retry(pin.id, ask, place, call.now))

    async def _check_board(self, before: PinAsk, ask: PinAsk, said: OtherBoard) -> None:
        """Raises `ApiProblem`. The board that it had was looked at when it was given."""
        if said.board_id is not None and said.board_id != before.board:
            await self.desk.board(ask.account, said.board_id)

    async def delete(self, call: Call) -> Answer:
        wanted = cast("PinDeletion", call.query)  # the operation's own model
        pin = await the_pin(call, self.shown)
        at_pinterest = wanted.delete_from_pinterest
        check(await self.changed.delete(pin.id, call.now, at_pinterest=at_pinterest))
        if not at_pinterest:
            return Answer(status=HTTPStatus.NO_CONTENT)
        return Answer(_deleted(pin, await self._removal(pin.id)))

    async def _removal(self, pin: UUID) -> RemovalEnd:
        """What came of the deletion at Pinterest, as far as it is known within a moment."""
        looks = int(REMOVAL_SECONDS_MAX / REMOVAL_LOOK_SECONDS)
        for _ in range(looks):
            end = await self.changed.removal(pin)
            if not end.waits:
                return end
            await asyncio.sleep(REMOVAL_LOOK_SECONDS)
        return await self.changed.removal(pin)

    async def bulk_delete(self, call: Call) -> Answer:
        async def delete(call: Call, pin_id: UUID) -> None:
            await seen_pin(call, self.shown, pin_id)
            check(await self.changed.delete(pin_id, call.now))

        return await _bulk(call, delete)

    async def bulk_retry(self, call: Call) -> Answer:
        async def retry(call: Call, pin_id: UUID) -> None:
            await self._retry(call, await seen_pin(call, self.shown, pin_id), None)

        return await _bulk(call, retry)


def edited(ask: PinAsk, edit: PinEdit) -> PinAsk:
    """What is not named stays. Raises `ApiProblem` when what must be there is taken away."""
    names = {"link_url": "link", "board_id": "board", "board_name": "board"}
    given = {name: getattr(edit, name) for name in edit.model_fields_set}
    for name in ("title", "board_id", "board_name"):
        if name in given and given[name] is None:
            raise ApiProblem(HTTPStatus.UNPROCESSABLE_ENTITY, "validation_error", f"{name} cannot be empty.")
    changes = {names.get(name, name): value for name, value in given.items()}
    if changes.get("link") is not None:
        changes["link"] = str(changes["link"])
    return ask.model_copy(update=changes)


def check(change: PinChange) -> None:
    """Raises `ApiProblem` unless it was done."""
    if change is PinChange.UNKNOWN:
        raise not_found("pin")
    if change in _PROBLEMS:
        code, message = _PROBLEMS[change]
        raise ApiProblem(HTTPStatus.CONFLICT, code, message)


def _deleted(pin: ApiPin, end: RemovalEnd) -> PinDeleted:
    gone = end.removed is not None
    reason = None if gone else RemovalReason.ORDERED if end.waits else RemovalReason.NOT_PUBLISHED
    return PinDeleted(
        id=pin.id,
        removed_from_pinterest=gone,
        pinterest_pin_id=pin.pin_id or end.pin_id,
        reason=reason,
        message=None if gone else (end.error or ORDERED) if end.waits else NEVER_THERE,
    )


async def _bulk(call: Call, order: Order) -> Answer:
    body = cast("PinIds", call.body)  # the operation's own model
    items = [await _bulk_item(call, order, pin_id) for pin_id in dict.fromkeys(body.ids)]
    counts = Counter(item.status for item in items)
    return Answer(
        BulkTold(
            succeeded_count=counts["succeeded"],
            skipped_count=counts["skipped"],
            failed_count=counts["failed"],
            results=items,
        )
    )


async def _bulk_item(call: Call, order: Order, pin_id: UUID) -> BulkItem:
    """What cannot be done now is skipped; what is not there has failed."""
    try:
        await order(call, pin_id)
    except ApiProblem as problem:
        status = "skipped" if problem.status is HTTPStatus.CONFLICT else "failed"
        return BulkItem(id=pin_id, status=status, error_code=problem.code, error_message=problem.message)
    return BulkItem(id=pin_id, status="succeeded")
