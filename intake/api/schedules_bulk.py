"""One order for many schedules: each is carried out by itself, and has its own answer."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from uuid import UUID

from contracts.api_keys import ApiScope
from intake.api.operation import Answer, ApiProblem, Call, Handle, Operation
from intake.api.pins_wire import BulkItem, BulkTold, PinIds
from intake.api.schedules import TAG, SchedulesApi

Order = Callable[[Call, UUID], Awaitable[None]]


@dataclass(frozen=True)
class ScheduleBulkApi:
    schedules: SchedulesApi

    def operations(self) -> Sequence[Operation]:
        its = self.schedules
        return [
            self._operation("bulk-cancel", "Call off many schedules", its.cancel_one),
            self._operation("bulk-retry", "Try many schedules again", its.retry_one),
            self._operation("bulk-delete", "Forget many schedules", its.delete_one),
        ]

    def _operation(self, name: str, summary: str, order: Order) -> Operation:
        return Operation(
            "POST",
            f"/v1/schedules/{name}",
            summary,
            TAG,
            _each(order),
            scope=ApiScope.PINS_WRITE,
            body=PinIds,
            answer=BulkTold,
            idempotent=True,
            example={"ids": ["0b7cf0b6-5d5c-5f0e-9d7e-3a4a0f7a2a11"]},
        )


def _each(order: Order) -> Handle:
    async def handle(call: Call) -> Answer:
        ids = cast("PinIds", call.body).ids  # the operation's own model
        results = [await _item(call, schedule, order) for schedule in dict.fromkeys(ids)]
        counts = Counter(item.status for item in results)
        return Answer(
            BulkTold(
                succeeded_count=counts["succeeded"],
                skipped_count=counts["skipped"],
                failed_count=counts["failed"],
                results=results,
            )
        )

    return handle


async def _item(call: Call, schedule: UUID, order: Order) -> BulkItem:
    """What it is too late for is skipped; what is not there fails."""
    try:
        await order(call, schedule)
    except ApiProblem as problem:
        status = "skipped" if problem.status is HTTPStatus.CONFLICT else "failed"
        return BulkItem(id=schedule, status=status, error_code=problem.code, error_message=problem.message)
    return BulkItem(id=schedule, status="succeeded")
