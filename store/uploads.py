"""An account's places for videos on their way to Pinterest: so many at once, whoever asked first goes first."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, or_, select

from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from store.arrivals import keep_first
from store.database import Database
from store.locks import lock_accounts
from store.tables.pins import UploadRow

MEDIA_UPLOADS_MAX = 3
"""Videos of an account on their way at once, all launches and workers together. A worker sends four: one account
never has all of them.
"""

TURN_SECONDS = 1.0
"""How long one video may take away from those behind it: so many times longer until they ask again."""

TURN_SECONDS_MAX = 60.0
"""The longest wait until one asks again."""

LATE_SECONDS_MAX = 30.0
"""Who asks again so much later than agreed is not waited for meanwhile; the place in the queue stays."""

KEPT_SECONDS = 86_400.0
"""After so long without a word somebody's place in the queue is forgotten."""


@dataclass(frozen=True)
class SqlUploads:
    """Keeps the port `UploadPlaces`."""

    database: Database

    async def take(
        self, account: AccountKey, key: PinKey, *, owner: str, now: Instant, until: Instant
    ) -> Instant | None:
        asking = _Asking(account, key, owner, now)
        return await self.database.write(lambda session: _take(session, asking, until))

    async def leave(self, account: AccountKey, key: PinKey, *, owner: str) -> None:
        mine = (col(UploadRow.account) == account, col(UploadRow.key) == key, col(UploadRow.owner) == owner)
        await self.database.write(lambda session: session.exec(delete(UploadRow).where(*mine)))


class _Asking(NamedTuple):
    account: AccountKey
    key: PinKey
    owner: str
    now: Instant


def _take(session: Session, asking: _Asking, until: Instant) -> Instant | None:
    """Only places that are told of now count: nothing has to be tidied up for the answer to be right."""
    lock_accounts(session, [asking.account])
    row = _row(session, asking)
    held = row.owner is not None and row.until > asking.now
    if held and row.owner != asking.owner:
        return row.until  # an earlier try of this pin, which may still be at work
    ahead = 0 if held else _ahead(session, row, asking.now)
    if ahead < MEDIA_UPLOADS_MAX:
        row.owner, row.until = asking.owner, until
        return None
    again = asking.now + min(TURN_SECONDS_MAX, TURN_SECONDS * (2 + ahead - MEDIA_UPLOADS_MAX))
    row.owner, row.until = None, again + LATE_SECONDS_MAX
    return again


def _row(session: Session, asking: _Asking) -> UploadRow:
    """The pin's own row, made when it asks for the first time."""
    old = (col(UploadRow.account) == asking.account, col(UploadRow.until) <= asking.now - KEPT_SECONDS)
    session.exec(delete(UploadRow).where(*old))
    new = UploadRow(account=asking.account, key=asking.key, asked_at=asking.now, until=asking.now)
    keep_first(session, [new])
    return session.get_one(UploadRow, (asking.account, asking.key))


def _ahead(session: Session, row: UploadRow, now: Instant) -> int:
    """Those that have a place, and those that asked earlier and still wait for one."""
    query = select(func.count()).where(
        col(UploadRow.account) == row.account,
        col(UploadRow.key) != row.key,
        col(UploadRow.until) > now,
        or_(col(UploadRow.owner).is_not(None), _is_earlier(row)),
    )
    return session.exec(query).one()


def _is_earlier(row: UploadRow) -> ColumnElement[bool]:
    asked, key = col(UploadRow.asked_at), col(UploadRow.key)
    return or_(asked < row.asked_at, (asked == row.asked_at) & (key < row.key))
