"""A dry run of a schedule: that of its pin, and a look at its moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from contracts.api_keys import ApiScope
from contracts.api_pins import AskKind
from contracts.contract import Instant
from intake.api.operation import Answer, ApiProblem, Call, Operation
from intake.api.pins_validate import Check, CheckStatus, PinValidationApi, Validation
from intake.api.schedules import A_SCHEDULE, TAG
from intake.api.schedules_wire import ScheduleCreate
from intake.api.wire import moment

RUN_AT = "run_at"


@dataclass(frozen=True)
class ScheduleValidationApi:
    pins: PinValidationApi

    def operations(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                "/v1/schedules/validate",
                "Say what would become of a schedule; nothing is kept, and nothing fetched",
                TAG,
                self.validate,
                scope=ApiScope.PINS_READ,
                body=ScheduleCreate,
                answer=Validation,
                example=A_SCHEDULE,
            )
        ]

    async def validate(self, call: Call) -> Answer:
        wanted = cast("ScheduleCreate", call.body)  # the operation's own model
        try:
            placed = wanted.placed()
        except ApiProblem as problem:
            if problem.status is not HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            never = Check(name=RUN_AT, status=CheckStatus.FAILED, code=problem.code, message=problem.message)
            return Answer(Validation(valid=False, checks=[never]))
        found = await self.pins.look_at(call, placed, kind=AskKind.SCHEDULE)
        run_at = placed.run_at or moment(call.now)
        checks = [*found.checks, _moment_check(run_at.timestamp(), call.now)]
        return Answer(found.model_copy(update={"checks": checks}))


def _moment_check(run_at: Instant, now: Instant) -> Check:
    when = moment(run_at).isoformat(timespec="seconds")
    if run_at > now:
        return Check(name=RUN_AT, status=CheckStatus.PASSED, message=f"It leaves from {when} on.")
    message = f"{when} has passed: it would leave as soon as there is room."
    return Check(name=RUN_AT, status=CheckStatus.WARNING, code="run_at_passed", message=message)
