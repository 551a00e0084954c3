"""Imports in the API's words."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from pydantic import JsonValue, RootModel

from contracts.api_ids import workspace_uuid
from contracts.api_imports import ImportFilter, ImportJob, ImportKind, ImportLine, ImportStatus, LineStatus
from intake.api.wire import PageQuery, Wire, moment, moment_if_any


class ImportRow(RootModel[dict[str, JsonValue]]):
    """A pin as for one alone, with a `run_at` if it has its own time; what cannot be read fails by itself."""


class ImportListing(PageQuery):
    status: ImportStatus | None = None
    source_type: ImportKind | None = None

    def filter(self, key_id: str | None) -> ImportFilter:
        """`key_id` None: of every key."""
        return ImportFilter(
            key_id=key_id, status=self.status, kind=self.source_type, limit=self.limit, offset=self.offset
        )


DIED = "The import was broken off. Send it again: rows that were taken are answered as existing."


class ImportTold(Wire):
    id: UUID
    workspace_id: UUID
    source_type: ImportKind
    status: ImportStatus
    source_filename: str | None
    total_rows: int
    processed_rows: int
    created_rows: int
    existing_rows: int
    failed_rows: int
    results: list[ImportLine]
    error_message: str | None = None
    started_at: datetime
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


def told_import(job: ImportJob) -> ImportTold:
    """Every row of it was seen to, unless its server died."""
    counts = Counter(line.status for line in job.lines)
    created, completed = moment(job.created), moment_if_any(job.completed)
    died = job.status is ImportStatus.FAILED and len(job.lines) < job.total
    return ImportTold(
        id=job.id,
        workspace_id=workspace_uuid(),
        source_type=job.kind,
        status=job.status,
        source_filename=job.filename,
        total_rows=job.total,
        processed_rows=len(job.lines),
        created_rows=counts[LineStatus.CREATED],
        existing_rows=counts[LineStatus.EXISTING],
        failed_rows=counts[LineStatus.FAILED],
        results=list(job.lines),
        error_message=DIED if died else None,
        started_at=created,
        completed_at=completed,
        created_at=created,
        updated_at=completed or created,
    )
