"""Many pins that the API was given in one file, and what became of each."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.contract import Contract, Instant, Line, Text

IMPORT_ROWS_MAX = 1_000
"""Rows of one import."""
IMPORT_SECONDS_MAX = 90.0
"""After which one without an end has none: the server that carried it out died. Longer than a request may take."""


class ImportKind(StrEnum):
    JSON = "json"
    CSV = "csv"


class ImportStatus(StrEnum):
    """As PinBridge has them; an import is done by the time it is answered here.

    One that is seen meanwhile is `processing`.
    """

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    COMPLETED_WITH_ERRORS = "completed_with_errors"
    FAILED = "failed"
    """No row of it was taken, or its server died: then nobody knows which were."""


class LineStatus(StrEnum):
    CREATED = "created"
    EXISTING = "existing"
    FAILED = "failed"


class ImportLine(Contract):
    """What became of a row; the first has the number 1."""

    row_number: int
    status: LineStatus
    pin_id: UUID | None = None
    schedule_id: UUID | None = None
    """The same id, of a row with a time of its own."""
    idempotency_key: Line | None = None
    error_code: Line | None = None
    error_message: Text | None = None


class ImportJob(Contract):
    """An import. `key_id`: the API key that brought it; `lines` are there once it was carried out."""

    id: UUID
    key_id: Line
    kind: ImportKind
    filename: Line | None = None
    status: ImportStatus
    total: int
    lines: Annotated[tuple[ImportLine, ...], Field(max_length=IMPORT_ROWS_MAX)] = ()
    created: Instant
    completed: Instant | None = None


class ImportFilter(Contract):
    """Which imports are meant. `key_id` None: those of every key."""

    key_id: Line | None = None
    status: ImportStatus | None = None
    kind: ImportKind | None = None
    limit: int = 50
    offset: int = 0


class ImportPage(Contract):
    """Some imports, and how many there are in all."""

    jobs: tuple[ImportJob, ...] = ()
    total: int = 0
