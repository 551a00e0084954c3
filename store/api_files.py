"""Files that were uploaded by the API: which there are, which of its pins show them, and which may go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, union
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, exists, func, or_, select

from contracts.api_files import (
    UPLOADS_BYTES_MAX,
    FileFilter,
    FileRemoval,
    FileShelf,
    FileSort,
    UploadedFile,
)
from contracts.studio import VideoKind
from store.database import Database
from store.tables.api import ApiFileRow, ApiPinRow

ORDERS = {
    FileSort.NEWEST: (col(ApiFileRow.created_at).desc(), col(ApiFileRow.id).desc()),
    FileSort.OLDEST: (col(ApiFileRow.created_at), col(ApiFileRow.id)),
    FileSort.NAME: (func.lower(ApiFileRow.name), col(ApiFileRow.id)),
    FileSort.NAME_DOWN: (func.lower(ApiFileRow.name).desc(), col(ApiFileRow.id)),
    FileSort.LARGEST: (col(ApiFileRow.size_bytes).desc(), col(ApiFileRow.id)),
    FileSort.SMALLEST: (col(ApiFileRow.size_bytes), col(ApiFileRow.id)),
}


@dataclass(frozen=True)
class SqlApiFiles:
    """Keeps the port `FileBook`."""

    database: Database
    bytes_max: int = UPLOADS_BYTES_MAX

    async def add(self, file: UploadedFile) -> bool:
        return await self.database.write(lambda session: _add(session, file, self.bytes_max))

    async def card(self, file: UUID) -> UploadedFile | None:
        return await self.database.read(lambda session: next(iter(_cards(session, [str(file)])), None))

    async def shelf(self, wanted: FileFilter, sort: FileSort, limit: int, offset: int) -> FileShelf:
        return await self.database.read(lambda session: _shelf(session, wanted, sort, (limit, offset)))

    async def remove(self, files: Sequence[UUID], key_id: str | None, *, confirmed: bool) -> Sequence[FileRemoval]:
        ids = [str(file) for file in dict.fromkeys(files)]
        return await self.database.write(lambda session: _remove(session, ids, key_id, confirmed=confirmed))


def _add(session: Session, file: UploadedFile, bytes_max: int) -> bool:
    if _bytes_used(session) + file.size_bytes > bytes_max:
        return False
    session.add(
        ApiFileRow(
            id=str(file.id),
            key_id=file.key_id,
            name=file.name,
            digest=file.digest,
            kind=file.kind,
            content_type=file.content_type,
            size_bytes=file.size_bytes,
            created_at=file.created,
        )
    )
    return True


def _bytes_used(session: Session) -> int:
    return int(session.exec(select(func.coalesce(func.sum(col(ApiFileRow.size_bytes)), 0))).one())


def _cards(session: Session, ids: Sequence[str]) -> Sequence[UploadedFile]:
    """In the order of the ids; what is not there is left out."""
    rows = {row.id: row for row in session.exec(select(ApiFileRow).where(col(ApiFileRow.id).in_(ids)))}
    found = [rows[one] for one in ids if one in rows]
    return _told(session, found)


def _told(session: Session, rows: Sequence[ApiFileRow]) -> Sequence[UploadedFile]:
    uses = _uses(session, [row.id for row in rows])
    return [_card(row, uses.get(row.id, 0)) for row in rows]


def _uses(session: Session, ids: Sequence[str]) -> Mapping[str, int]:
    """How many pins show each; one that shows it twice is one."""
    each = union(
        *(
            select_columns(column.label("file"), col(ApiPinRow.id)).where(column.in_(ids), _is_kept())
            for column in (col(ApiPinRow.file), col(ApiPinRow.cover_file))
        )
    ).subquery()
    query = select_columns(each.c.file, func.count()).group_by(each.c.file)
    return dict(session.execute(query).all())


def _card(row: ApiFileRow, pins: int) -> UploadedFile:
    return UploadedFile(
        id=UUID(row.id),
        key_id=row.key_id,
        name=row.name,
        digest=row.digest,
        kind=None if row.kind is None else VideoKind(row.kind),
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        created=row.created_at,
        pins=pins,
    )


def _shelf(session: Session, wanted: FileFilter, sort: FileSort, part: tuple[int, int]) -> FileShelf:
    conditions, (limit, offset) = _conditions(wanted), part
    query = select(ApiFileRow).where(*conditions).order_by(*ORDERS[sort]).limit(limit).offset(offset)
    rows = session.exec(query).all()
    return FileShelf(
        files=tuple(_told(session, rows)),
        total=session.exec(select(func.count()).select_from(ApiFileRow).where(*conditions)).one(),
        bytes_used=_bytes_used(session),
    )


def _conditions(wanted: FileFilter) -> Sequence[ColumnElement[bool]]:
    kind, in_use = col(ApiFileRow.kind), _in_use()
    found = {
        col(ApiFileRow.key_id) == wanted.key_id: wanted.key_id is not None,
        func.lower(ApiFileRow.name).contains((wanted.words or "").lower(), autoescape=True): bool(wanted.words),
        kind.is_not(None): wanted.is_video is True,
        kind.is_(None): wanted.is_video is False,
        in_use: wanted.in_use is True,
        ~in_use: wanted.in_use is False,
        col(ApiFileRow.created_at) >= (wanted.since or 0.0): wanted.since is not None,
        col(ApiFileRow.created_at) < (wanted.until or 0.0): wanted.until is not None,
    }
    return [condition for condition, wished in found.items() if wished]


def _in_use() -> ColumnElement[bool]:
    shows = or_(col(ApiPinRow.file) == col(ApiFileRow.id), col(ApiPinRow.cover_file) == col(ApiFileRow.id))
    return exists().where(shows, _is_kept())


def _is_kept() -> ColumnElement[bool]:
    return col(ApiPinRow.deleted_at).is_(None)


def _remove(session: Session, ids: Sequence[str], key_id: str | None, *, confirmed: bool) -> Sequence[FileRemoval]:
    removals = []
    for card in _cards(session, ids):
        if key_id not in {None, card.key_id}:
            continue
        if card.pins and not confirmed:
            removals.append(FileRemoval(file=card, deleted=False))
            continue
        session.delete(session.get_one(ApiFileRow, str(card.id)))
        session.flush()
        removals.append(FileRemoval(file=card, deleted=True, orphaned=not _has(session, card)))
    return removals


def _has(session: Session, card: UploadedFile) -> bool:
    """Whether another upload has the same bytes, kept under the same name."""
    same = (col(ApiFileRow.digest) == card.digest, col(ApiFileRow.kind).is_not_distinct_from(card.kind))
    return session.exec(select(ApiFileRow.id).where(*same).limit(1)).first() is not None
