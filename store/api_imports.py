"""Imports of the API: what became of each row, to be looked up later."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, case
from sqlmodel import Session, col, func, select

from contracts.api_imports import (
    IMPORT_SECONDS_MAX,
    ImportFilter,
    ImportJob,
    ImportKind,
    ImportLine,
    ImportPage,
    ImportStatus,
)
from contracts.contract import Instant
from store.database import Database
from store.tables.api import ApiImportRow

LINES = TypeAdapter(tuple[ImportLine, ...])


@dataclass(frozen=True)
class SqlApiImports:
    """Keeps the port `Imports`."""

    database: Database

    async def keep(self, job: ImportJob) -> None:
        """From its beginning; again with what became of it."""
        await self.database.write(lambda session: session.merge(_row(job)))

    async def find(self, job: UUID, now: Instant) -> ImportJob | None:
        query = select(ApiImportRow).where(ApiImportRow.id == str(job))
        row = await self.database.read(lambda session: session.exec(query).one_or_none())
        return None if row is None else _job(row, now)

    async def page(self, wanted: ImportFilter, now: Instant) -> ImportPage:
        """The newest first."""
        return await self.database.read(lambda session: _page(session, wanted, now))


def import_status(now: Instant) -> ColumnElement[str]:
    """One whose server died has failed."""
    begun = col(ApiImportRow.created_at) < now - IMPORT_SECONDS_MAX
    abandoned = and_(col(ApiImportRow.status) == ImportStatus.PROCESSING.value, begun)
    return case((abandoned, ImportStatus.FAILED.value), else_=col(ApiImportRow.status))


def _row(job: ImportJob) -> ApiImportRow:
    return ApiImportRow(
        id=str(job.id),
        key_id=job.key_id,
        source_type=job.kind,
        filename=job.filename,
        status=job.status,
        total=job.total,
        results=LINES.dump_json(job.lines, exclude_none=True).decode(),
        created_at=job.created,
        completed_at=job.completed,
    )


def _page(session: Session, wanted: ImportFilter, now: Instant) -> ImportPage:
    meant = _conditions(wanted, now)
    total = session.exec(select(func.count()).select_from(ApiImportRow).where(*meant)).one()
    newest = (col(ApiImportRow.created_at).desc(), col(ApiImportRow.id).desc())
    query = select(ApiImportRow).where(*meant).order_by(*newest).limit(wanted.limit).offset(wanted.offset)
    return ImportPage(jobs=tuple(_job(row, now) for row in session.exec(query)), total=total)


def _conditions(wanted: ImportFilter, now: Instant) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.key_id is not None:
        found.append(col(ApiImportRow.key_id) == wanted.key_id)
    if wanted.status is not None:
        found.append(import_status(now) == wanted.status.value)
    if wanted.kind is not None:
        found.append(col(ApiImportRow.source_type) == wanted.kind.value)
    return found


def _job(row: ApiImportRow, now: Instant) -> ImportJob:
    status, completed = ImportStatus(row.status), row.completed_at
    if status is ImportStatus.PROCESSING and row.created_at < now - IMPORT_SECONDS_MAX:
        status, completed = ImportStatus.FAILED, row.created_at + IMPORT_SECONDS_MAX
    return ImportJob(
        id=UUID(row.id),
        key_id=row.key_id,
        kind=ImportKind(row.source_type),
        filename=row.filename,
        status=status,
        total=row.total,
        lines=LINES.validate_json(row.results),
        created=row.created_at,
        completed=completed,
    )
