"""Jobs: a pin on its way, by the pin's own id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.api_pins import PinStatus
from intake.api.operation import Answer, Call, Operation
from intake.api.pins import the_pin
from intake.api.pins_ports import PinsShown
from intake.api.pins_wire import told_pin
from intake.api.wire import Wire


class JobTold(Wire):
    job_id: UUID
    pin_id: UUID
    status: PinStatus
    submitted_at: datetime
    completed_at: datetime | None
    pinterest_pin_id: str | None
    error_code: str | None
    error_message: str | None


@dataclass(frozen=True)
class JobsApi:
    shown: PinsShown

    def operations(self) -> Sequence[Operation]:
        return (Operation("GET", "/v1/jobs/{job_id}", "How far a pin is", "jobs", self.get, answer=JobTold),)

    async def get(self, call: Call) -> Answer:
        pin = told_pin(await the_pin(call, self.shown, "job_id", "job"), call.address)
        return Answer(
            JobTold(
                job_id=pin.id,
                pin_id=pin.id,
                status=pin.status,
                submitted_at=pin.created_at,
                completed_at=pin.published_at or pin.failed_at,
                pinterest_pin_id=pin.pinterest_pin_id,
                error_code=pin.error_code,
                error_message=pin.error_message,
            )
        )
