"""The exact limit: a sliding log of writes, the buckets Pinterest told of, and its blocks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy import delete
from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from contracts.pace import DEFAULT_READ_QUOTA, DEFAULT_WRITE_QUOTA, WRITES_SEEN_MAX, Quota
from contracts.sightings import Category, RateReading
from store.arrivals import keep_first
from store.database import Database
from store.locks import lock_accounts
from store.tables import BlockRow, QuotaRow, WriteRow

MARGIN_SECONDS = 0.25
"""Pinterest counts a write when it arrives, we when it is answered: ours leaves the window this much later."""

LOG_SECONDS_MAX = 25 * 3600.0
"""Writes older than the longest window (a trial app's day) are forgotten."""

RESET_SECONDS_MAX = 24 * 3600.0

UNTOLD = MappingProxyType({Category.ORG_READ: DEFAULT_READ_QUOTA, Category.ORG_WRITE: DEFAULT_WRITE_QUOTA})
"""What a category's quota is taken to be before a header said anything."""


@dataclass(frozen=True)
class SqlRates:
    """Keeps what Pinterest's client learns from headers; writes only what is news."""

    database: Database
    now: Callable[[], Instant]
    _noted: dict[tuple[AccountKey, Category], tuple[Quota, ...]] = field(default_factory=dict)

    async def note(self, account: AccountKey, reading: RateReading) -> None:
        """Remember the buckets, and a block when nothing is left."""
        blocked = _blocked_seconds(reading)
        known = self._noted.get((account, reading.category))
        if blocked is None and (not reading.buckets or reading.buckets == known):
            return
        at = self.now()
        await self.database.write(lambda session: _note(session, account, reading, blocked, at))
        if reading.buckets:
            self._noted[(account, reading.category)] = reading.buckets


def _blocked_seconds(reading: RateReading) -> float | None:
    nothing_left = reading.remaining is not None and reading.remaining <= 0
    if not (reading.limited or nothing_left) or reading.reset_seconds is None:
        return None
    return min(reading.reset_seconds, RESET_SECONDS_MAX)


def _note(session: Session, account: AccountKey, reading: RateReading, blocked: float | None, at: Instant) -> None:
    lock_accounts(session, [account])  # two who hear the same news replace the same rows
    if reading.buckets:
        _replace_buckets(session, account, reading, at)
    if blocked is not None:
        block(session, account, reading.category, at + blocked + MARGIN_SECONDS)


def _replace_buckets(session: Session, account: AccountKey, reading: RateReading, at: Instant) -> None:
    where = (col(QuotaRow.account) == account, col(QuotaRow.category) == reading.category)
    session.exec(delete(QuotaRow).where(*where))
    loosest_first = sorted(reading.buckets, key=lambda quota: quota.limit, reverse=True)
    for bucket in {quota.window_seconds: quota for quota in loosest_first}.values():
        session.add(
            QuotaRow(
                account=account,
                category=reading.category,
                window_seconds=bucket.window_seconds,
                request_limit=bucket.limit,
                name=bucket.name,
                seen_at=at,
            )
        )


def block(session: Session, account: AccountKey, category: Category, until: Instant) -> None:
    """Nothing of the category leaves before `until`; an earlier end never shortens a later one."""
    keep_first(session, [BlockRow(account=account, category=category, until=until)])
    row = session.get_one(BlockRow, (account, category), with_for_update=True)
    row.until = max(row.until, until)


def blocked_until(session: Session, account: AccountKey, category: Category) -> Instant:
    row = session.get(BlockRow, (account, category))
    return row.until if row else 0.0


def buckets_of(session: Session, account: AccountKey, category: Category) -> tuple[Quota, ...]:
    """What the headers said last; Pinterest's standard tier before any said anything."""
    query = select(QuotaRow).where(QuotaRow.account == account, QuotaRow.category == category)
    found = [
        Quota(limit=row.request_limit, window_seconds=row.window_seconds, name=row.name)
        for row in session.exec(query.order_by(col(QuotaRow.window_seconds)))
    ]
    return tuple(found) or (UNTOLD[category],)


def next_room(session: Session, account: AccountKey, now: Instant) -> Instant | None:
    """None when one more write fits into every bucket now; else the moment when it will."""
    waits = [blocked_until(session, account, Category.ORG_WRITE)]
    for bucket in buckets_of(session, account, Category.ORG_WRITE):
        query = (
            select(WriteRow.at)
            .where(WriteRow.account == account, WriteRow.category == Category.ORG_WRITE)
            .order_by(col(WriteRow.at).desc())
            .offset(bucket.limit - 1)
            .limit(1)
        )
        hindmost = session.exec(query).first()
        if hindmost is not None:
            waits.append(hindmost + bucket.window_seconds + MARGIN_SECONDS)
    until = max(waits)
    return until if until > now else None


def count_write(
    session: Session, account: AccountKey, at: Instant, *, key: PinKey | None = None, attempt: int | None = None
) -> None:
    """Enter a write into the log, and forget those that no window sees any more."""
    mine = (col(WriteRow.account) == account, col(WriteRow.category) == Category.ORG_WRITE)
    session.exec(delete(WriteRow).where(*mine, col(WriteRow.at) < at - LOG_SECONDS_MAX))
    session.add(WriteRow(account=account, category=Category.ORG_WRITE, at=at, key=key, attempt=attempt))


def recent_writes(session: Session, account: AccountKey, since: Instant) -> tuple[Instant, ...]:
    """The newest writes after `since`, oldest first."""
    query = (
        select(WriteRow.at)
        .where(WriteRow.account == account, WriteRow.category == Category.ORG_WRITE, col(WriteRow.at) > since)
        .order_by(col(WriteRow.at).desc())
        .limit(WRITES_SEEN_MAX)
    )
    return tuple(reversed(session.exec(query).all()))
