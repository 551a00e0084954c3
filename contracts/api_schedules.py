"""Schedules: pins that the HTTP API was asked to publish from a moment on."""

from enum import StrEnum

from contracts.api_pins import ApiPin
from contracts.contract import Contract, Instant, Line
from contracts.names import AccountKey


class ScheduleStatus(StrEnum):
    """How a schedule stands, in the API's words."""

    SCHEDULED = "scheduled"
    """Its moment lies ahead."""
    QUEUED = "queued"
    DEFERRED = "deferred"
    """Its moment has come, and something keeps it: a pause, a dead token, a block."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


class ScheduleSort(StrEnum):
    """In which order schedules are listed."""

    RUN_AT_DESC = "run_at_desc"
    RUN_AT_ASC = "run_at_asc"
    CREATED_DESC = "created_at_desc"
    CREATED_ASC = "created_at_asc"
    TITLE_ASC = "title_asc"
    TITLE_DESC = "title_desc"
    STATUS_ASC = "status_asc"
    STATUS_DESC = "status_desc"


class Schedule(Contract):
    """A schedule is a pin with a moment."""

    pin: ApiPin
    status: ScheduleStatus


class ScheduleFilter(Contract):
    """Which schedules are listed. `since` and `until` are about when they run. `accounts` None: of all."""

    accounts: frozenset[AccountKey] | None = None
    board: Line | None = None
    status: ScheduleStatus | None = None
    since: Instant | None = None
    until: Instant | None = None
    words: Line | None = None
    """To be found in title, description or link."""
    sort: ScheduleSort = ScheduleSort.RUN_AT_DESC
    limit: int = 50
    offset: int = 0


class SchedulePage(Contract):
    """Some schedules, and how many there are in all."""

    schedules: tuple[Schedule, ...] = ()
    total: int = 0
