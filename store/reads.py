"""The patrol's share of an account's reads, kept as exactly as the quota of writes: a sliding log of its own."""

from dataclasses import dataclass
from math import floor

from sqlalchemy import delete
from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import Category
from store.database import Database
from store.quotas import LOG_SECONDS_MAX, MARGIN_SECONDS, blocked_until, buckets_of
from store.tables.accounts import AccountRow
from store.tables.quota import WriteRow

PATROL_SHARE = 0.1
"""Of every bucket that Pinterest's headers told of: confirmations and read-backs need the rest."""


@dataclass(frozen=True)
class SqlReads:
    """Keeps the port `ReadLog`."""

    database: Database

    async def hold_read(self, account: AccountKey, now: Instant) -> Instant | None:
        return await self.database.write(lambda session: _hold_read(session, account, now))


def _hold_read(session: Session, account: AccountKey, now: Instant) -> Instant | None:
    """Two rounds at once share the same share: the account's row is locked."""
    session.exec(select(AccountRow).where(AccountRow.key == account).with_for_update()).one()
    until = _next_room(session, account, now)
    if until is None:
        mine = (col(WriteRow.account) == account, col(WriteRow.category) == Category.ORG_READ)
        session.exec(delete(WriteRow).where(*mine, col(WriteRow.at) < now - LOG_SECONDS_MAX))
        session.add(WriteRow(account=account, category=Category.ORG_READ, at=now))
    return until


def _next_room(session: Session, account: AccountKey, now: Instant) -> Instant | None:
    waits = [blocked_until(session, account, Category.ORG_READ)]
    for bucket in buckets_of(session, account, Category.ORG_READ, now):
        hindmost = session.exec(
            select(WriteRow.at)
            .where(WriteRow.account == account, WriteRow.category == Category.ORG_READ)
            .order_by(col(WriteRow.at).desc())
            .offset(_share_of(bucket.limit) - 1)
            .limit(1)
        ).first()
        if hindmost is not None:
            waits.append(hindmost + bucket.window_seconds + MARGIN_SECONDS)
    until = max(waits)
    return until if until > now else None


def _share_of(limit: int) -> int:
    return max(1, floor(limit * PATROL_SHARE))
