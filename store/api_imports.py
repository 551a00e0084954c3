"""Imports of the API: what became of each row, to be looked up later."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from contracts.api_imports import ImportFilter, ImportJob, ImportKind, ImportLine, ImportPage, ImportStatus
from store.database import Database
from store.tables.api import ApiImportRow

LINES = TypeAdapter(tuple[ImportLine, ...])


@dataclass(frozen=True)
class SqlApiImports:
    """Keeps the port `Imports`."""

    database: Database

    async def keep(self, job: ImportJob) -> None:
        """Once it was carried out."""
        row = ApiImportRow(
            id=str(job.id),
            key_id=job.key_id,
            source_type=job.kind,
            filename=job.filename,
            status=job.status,
            total=len(job.lines),
            results=LINES.dump_json(job.lines, exclude_none=True).decode(),
            created_at=job.created,
            completed_at=job.completed,
        )
        await self.database.write(lambda session: session.add(row))

    async def find(self, job: UUID) -> ImportJob | None:
        def work(session: Session) -> ImportJob | None:
            row = session.get(ApiImportRow, str(job))
            return None if row is None else _job(row)

        return await self.database.read(work)

    async def page(self, wanted: ImportFilter) -> ImportPage:
        """The newest first."""
        return await self.database.read(lambda session: _page(session, wanted))


def _page(session: Session, wanted: ImportFilter) -> ImportPage:
    meant = _conditions(wanted)
    total = session.exec(select(func.count()).select_from(ApiImportRow).where(*meant)).one()
    newest = (col(ApiImportRow.created_at).desc(), col(ApiImportRow.id).desc())
    query = select(ApiImportRow).where(*meant).order_by(*newest).limit(wanted.limit).offset(wanted.offset)
    return ImportPage(jobs=tuple(_job(row) for row in session.exec(query)), total=total)


def _conditions(wanted: ImportFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.key_id is not None:
        found.append(col(ApiImportRow.key_id) == wanted.key_id)
    if wanted.status is not None:
        found.append(col(ApiImportRow.status) == wanted.status.value)
    if wanted.kind is not None:
        found.append(col(ApiImportRow.source_type) == wanted.kind.value)
    return found


def _job(row: ApiImportRow) -> ImportJob:
    return ImportJob(
        id=UUID(row.id),
        key_id=row.key_id,
        kind=ImportKind(row.source_type),
        filename=row.filename,
        status=ImportStatus(row.status),
        lines=LINES.validate_json(row.results),
        created=row.created_at,
        completed=row.completed_at or row.created_at,
    )
