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
from intake.api.schedules_wire import ScheduleCreate, has_passed
from intake.api.wire import moment

RUN_AT = "run_at"
PASSED = "run_at_passed"
TOO_LATE = "The moment has passed: give one that is in the future."


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
        check = _moment_check((placed.run_at or wanted.run_at).timestamp(), call.now)
        if has_passed(wanted.run_at, call.now) and found.existing_pin_id is None:
            check = check.model_copy(update={"status": CheckStatus.FAILED, "message": TOO_LATE, "code": PASSED})
        valid = found.valid and check.status is not CheckStatus.FAILED
        return Answer(found.model_copy(update={"valid": valid, "checks": [*found.checks, check]}))


def _moment_check(run_at: Instant, now: Instant) -> Check:
    when = moment(run_at).isoformat(timespec="seconds")
    if run_at > now:
        return Check(name=RUN_AT, status=CheckStatus.PASSED, message=f"It leaves from {when} on.")
    message = f"{when} has passed: it would leave as soon as there is room."
    return Check(name=RUN_AT, status=CheckStatus.WARNING, code=PASSED, message=message)
