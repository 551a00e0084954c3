"""What the API's schedules need of the store. All of it raises `contracts.trouble.LedgerBusy`."""

from typing import Protocol
from uuid import UUID

from contracts.api_pins import PinChange
from contracts.api_schedules import Schedule, ScheduleFilter, SchedulePage
from contracts.contract import Instant


class Schedules(Protocol):
    """Knows how schedules stand, and calls them off."""

    async def find(self, schedule: UUID, now: Instant) -> Schedule | None: ...

    async def page(self, wanted: ScheduleFilter, now: Instant) -> SchedulePage: ...

    async def cancel(self, schedule: UUID, at: Instant) -> PinChange: ...
