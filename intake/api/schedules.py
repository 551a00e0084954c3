"""Schedules: pins that leave from a moment on, asked for, looked at, changed, called off and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import cast
from uuid import UUID

from pydantic import ValidationError

from contracts.api_ids import pin_uuid
from contracts.api_keys import ApiScope
from contracts.api_pins import AskKind, Kept, PinAsk, PinChange
from contracts.api_schedules import Schedule
from contracts.contract import Instant
from intake.api.account_choice import accounts_meant
from intake.api.operation import Answer, ApiProblem, Call, Operation, account_allowed, not_found
from intake.api.pins import read_uuid
from intake.api.pins_ports import PinsChanged
from intake.api.pins_taking import PinDesk
from intake.api.problems import unreadable
from intake.api.reading import named_fields
from intake.api.schedules_ports import Schedules
from intake.api.schedules_wire import (
    WAITING,
    ScheduleCreate,
    ScheduleEdit,
    ScheduleQuery,
    ScheduleTold,
    has_passed,
    told_schedule,
)
from intake.api.wire import page_answer

TAG = "schedules"
WHAT = "schedule"
REPLAYED = {"Idempotent-Replayed": "true"}
ONE = "/v1/schedules/{schedule_id}"

A_SCHEDULE = {
    "account_id": "demo",
    "run_at": "2027-03-06T10:00:00Z",
    "board_id": "700000000000000001",
    "title": "Blue mug",
    "link_url": "https://shop.example.com/products/blue-mug",
    "image_url": "https://cdn.example.com/blue-mug.jpg",
    "idempotency_key": "blue-mug-in-march",
    "window": "Mon-Fri 18:00-22:00 America/New_York",
}


@dataclass(frozen=True)
class SchedulesApi:
    desk: PinDesk
    schedules: Schedules
    changed: PinsChanged

    def operations(self) -> Sequence[Operation]:
        return [self._create(), self._list(), self._get(), self._edit(), *self._orders(), self._delete()]

    def _create(self) -> Operation:
        return Operation(
            "POST",
            "/v1/schedules",
            "Ask for a pin from a moment on",
            TAG,
            self.create,
            scope=ApiScope.PINS_WRITE,
            body=ScheduleCreate,
            answer=ScheduleTold,
            status=HTTPStatus.CREATED,
            problems=(HTTPStatus.CONFLICT,),
            idempotent=True,
            example=A_SCHEDULE,
        )

    def _list(self) -> Operation:
        return Operation(
            "GET",
            "/v1/schedules",
            "List schedules, the last to run first if nothing else is said",
            TAG,
            self.list_schedules,
            query=ScheduleQuery,
            answer=ScheduleTold,
            answer_is_list=True,
        )

    def _get(self) -> Operation:
        return Operation("GET", ONE, "Look at a schedule", TAG, self.get, answer=ScheduleTold)

    def _edit(self) -> Operation:
        return Operation(
            "PATCH",
            ONE,
            "Change a schedule that waits",
            TAG,
            self.edit,
            scope=ApiScope.PINS_WRITE,
            body=ScheduleEdit,
            answer=ScheduleTold,
            problems=(HTTPStatus.CONFLICT,),
            idempotent=True,
            example={"run_at": "2027-03-07T10:00:00Z", "title": "Blue mug, in stock again"},
        )

    def _orders(self) -> Sequence[Operation]:
        orders = (
            ("cancel", "Call off a schedule: its pin is not made", self.cancel),
            ("retry", "Try a schedule again that failed or was called off", self.retry),
        )
        return [
            Operation(
                "POST",
                f"{ONE}/{name}",
                summary,
                TAG,
                handle,
                scope=ApiScope.PINS_WRITE,
                answer=ScheduleTold,
                problems=(HTTPStatus.CONFLICT,),
                idempotent=True,
            )
            for name, summary, handle in orders
        ]

    def _delete(self) -> Operation:
        return Operation(
            "DELETE",
            ONE,
            "Forget a schedule; what was not made is not made any more",
            TAG,
            self.delete,
            scope=ApiScope.PINS_WRITE,
            status=HTTPStatus.NO_CONTENT,
            problems=(HTTPStatus.CONFLICT,),
            idempotent=True,
        )

    async def create(self, call: Call) -> Answer:
        wanted = cast("ScheduleCreate", call.body)  # the operation's own model
        await self._refuse_past(call, wanted)
        kept = await self.desk.take(call, wanted.placed(), kind=AskKind.SCHEDULE)
        if kept.pin is None:
            raise not_found(WHAT)
        schedule = await self.find(call, kept.pin.id)
        headers = REPLAYED if kept.kept is Kept.KNOWN else {}
        return Answer(told_schedule(schedule, call.address), HTTPStatus.CREATED, headers)

    async def list_schedules(self, call: Call) -> Answer:
        query = cast("ScheduleQuery", call.query)  # the operation's own model
        accounts = await accounts_meant(call, self.desk.accounts, query.account_id)
        page = await self.schedules.page(query.filter(accounts), call.now)
        return page_answer([told_schedule(schedule, call.address) for schedule in page.schedules], page.total)

    async def get(self, call: Call) -> Answer:
        return Answer(told_schedule(await self._named(call), call.address))

    async def edit(self, call: Call) -> Answer:
        schedule = await self._named(call)
        if schedule.status not in WAITING:
            raise not_pending()
        wanted = cast("ScheduleEdit", call.body)  # the operation's own model
        ask = await self._edited(call, wanted, schedule.pin.ask)
        if wanted.run_at is not None and ask.run_at != schedule.pin.ask.run_at:
            _check_ahead(wanted.run_at, call.now)
        place = await self.desk.place_of(call, ask)
        _check(await self.changed.edit(schedule.pin.id, ask, place, call.now))
        return await self.get(call)

    async def cancel(self, call: Call) -> Answer:
        await self.cancel_one(call, (await self._named(call)).pin.id)
        return await self.get(call)

    async def retry(self, call: Call) -> Answer:
        await self.retry_one(call, (await self._named(call)).pin.id)
        return await self.get(call)

    async def delete(self, call: Call) -> Answer:
        await self.delete_one(call, (await self._named(call)).pin.id)
        return Answer(status=HTTPStatus.NO_CONTENT)

    async def cancel_one(self, call: Call, schedule: UUID) -> None:
        """Raises `ApiProblem`, as the two below."""
        await self.find(call, schedule)
        _check(await self.schedules.cancel(schedule, call.now))

    async def retry_one(self, call: Call, schedule: UUID) -> None:
        ask = (await self.find(call, schedule)).pin.ask
        place = await self.desk.place_of(call, ask)
        _check(await self.changed.retry(schedule, ask, place, call.now))

    async def delete_one(self, call: Call, schedule: UUID) -> None:
        await self.find(call, schedule)
        _check(await self.changed.delete(schedule, call.now))

    async def find(self, call: Call, schedule: UUID) -> Schedule:
        """Raises `ApiProblem` for one that is not there, or not for this key."""
        found = await self.schedules.find(schedule, call.now)
        if found is None or not account_allowed(call, found.pin.ask.account):
            raise not_found(WHAT)
        return found

    async def _named(self, call: Call) -> Schedule:
        return await self.find(call, read_uuid(call.path["schedule_id"], WHAT))

    async def _refuse_past(self, call: Call, wanted: ScheduleCreate) -> None:
        """Raises `ApiProblem`, but not for what was asked for before: that is answered as it was."""
        if not has_passed(wanted.run_at, call.now):
            return
        account = await self.desk.account(call, wanted.account_id)
        if await self.schedules.find(pin_uuid(account, wanted.idempotency_key), call.now) is None:
            _check_ahead(wanted.run_at, call.now)

    async def _edited(self, call: Call, edit: ScheduleEdit, ask: PinAsk) -> PinAsk:
        try:
            wanted = edit.changed(ask)
        except ValidationError as error:
            raise unreadable(named_fields(error)) from None
        found = await self.desk.ask_of(call, wanted, kind=AskKind.SCHEDULE)
        return found if edit.has_cover() else found.model_copy(update={"cover": ask.cover})


def not_pending() -> ApiProblem:
    """It is too late for it."""
    message = "The schedule does not wait any more: its pin was made, is being made, or failed."
    return ApiProblem(HTTPStatus.CONFLICT, "schedule_not_editable", message)


def _check_ahead(run_at: datetime, now: Instant) -> None:
    """Raises `ApiProblem`."""
    if has_passed(run_at, now):
        raise unreadable({"run_at": "it must be in the future"})


def _check(change: PinChange) -> None:
    """Raises `ApiProblem` for what could not be done."""
    if change is PinChange.UNKNOWN:
        raise not_found(WHAT)
    if change is PinChange.NOT_FAILED:
        message = "The schedule has not failed: there is nothing to try again."
        raise ApiProblem(HTTPStatus.CONFLICT, "schedule_not_failed", message)
    if change is not PinChange.DONE:
        raise not_pending()
