"""The exact limit: a sliding log of writes, the buckets Pinterest told of, and its blocks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from contracts.pace import (
    DEFAULT_ADS_ANALYTICS_QUOTA,
    DEFAULT_ADS_READ_QUOTA,
    DEFAULT_ORG_ANALYTICS_QUOTA,
    DEFAULT_READ_QUOTA,
    DEFAULT_WRITE_QUOTA,
    WRITES_SEEN_MAX,
    Quota,
)
from contracts.sightings import Category, RateReading
from drafting import guessing
from store.arrivals import keep_first
from store.database import Database
from store.locks import lock_accounts
from store.tables.accounts import AccountRow
from store.tables.quota import BlockRow, QuotaRow, WriteRow

MARGIN_SECONDS = 0.25
"""Pinterest counts a write when it arrives, we when it is answered: ours leaves the window this much later."""

LOG_SECONDS_MAX = 25 * 3600.0
"""Writes older than the longest window (a trial app's day) are forgotten."""

RESET_SECONDS_MAX = 24 * 3600.0

RESET_ERROR_SECONDS = 1.5
"""How far a reset in whole seconds, read a moment after it was written, may be from what our own log says."""

GUESSED = "guessed"
"""The name of a bucket that no header told of."""

UNTOLD = MappingProxyType(
    {
        Category.ORG_READ: DEFAULT_READ_QUOTA,
        Category.ORG_WRITE: DEFAULT_WRITE_QUOTA,
        Category.ORG_ANALYTICS: DEFAULT_ORG_ANALYTICS_QUOTA,
        Category.ADS_READ: DEFAULT_ADS_READ_QUOTA,
        Category.ADS_ANALYTICS: DEFAULT_ADS_ANALYTICS_QUOTA,
    }
)
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
        is_news = bool(reading.buckets) and reading.buckets != known
        if blocked is None and not is_news and not reading.limited:
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
        _replace_buckets(session, account, reading.category, reading.buckets, at)
    elif reading.limited:
        _guess(session, account, reading.category, at)
    if blocked is not None:
        block(session, account, reading.category, _end(session, account, reading.category, at, at + blocked))


def _end(session: Session, account: AccountKey, category: Category, at: Instant, reset: Instant) -> Instant:
    """When there is room again: `reset` comes in whole seconds, our own log is exact as long as it agrees."""
    room = _log_room(session, account, category, at)
    if room is not None and abs(room - reset) <= RESET_ERROR_SECONDS:
        return room
    return reset + MARGIN_SECONDS


def _guess(session: Session, account: AccountKey, category: Category, at: Instant) -> None:
    """A 429 that says nothing of buckets, where none is known: whatever was assumed is too much."""
    buckets = buckets_of(session, account, category, at)
    if category not in UNTOLD or any(bucket.name != GUESSED for bucket in buckets if bucket != UNTOLD[category]):
        return
    (bucket,) = buckets
    seen = _seen_since(session, account, category, at - bucket.window_seconds)
    limit = guessing.cut(bucket.limit, seen)
    guessed = Quota(limit=limit, window_seconds=bucket.window_seconds, name=GUESSED)
    _replace_buckets(session, account, category, (guessed,), at)


def _seen_since(session: Session, account: AccountKey, category: Category, since: Instant) -> int:
    mine = (col(WriteRow.account) == account, col(WriteRow.category) == category, col(WriteRow.at) > since)
    return session.exec(select(func.count()).select_from(WriteRow).where(*mine)).one()


def _replace_buckets(
    session: Session, account: AccountKey, category: Category, buckets: Sequence[Quota], at: Instant
) -> None:
    where = (col(QuotaRow.account) == account, col(QuotaRow.category) == category)
    session.exec(delete(QuotaRow).where(*where))
    loosest_first = sorted(buckets, key=lambda quota: quota.limit, reverse=True)
    for bucket in {quota.window_seconds: quota for quota in loosest_first}.values():
        session.add(
            QuotaRow(
                account=account,
                category=category,
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


def buckets_of(session: Session, account: AccountKey, category: Category, now: Instant) -> tuple[Quota, ...]:
    """What the headers said last; before any said anything, Pinterest's standard tier, or a guess below it.

    What another account of the app was told of the app's own buckets holds for this one, until it is told itself.
    """
    query = select(QuotaRow).where(QuotaRow.account == account, QuotaRow.category == category)
    own = [_bucket(row, category, now) for row in session.exec(query.order_by(col(QuotaRow.window_seconds)))]
    return tuple(own) or _of_the_app(session, account, category, now) or (UNTOLD[category],)


def _of_the_app(session: Session, account: AccountKey, category: Category, now: Instant) -> tuple[Quota, ...]:
    """By what the app's other accounts were told last."""
    query = (
        select(QuotaRow)
        .where(col(QuotaRow.account).in_(accounts_of_app(session, account)), QuotaRow.category == category)
        .order_by(col(QuotaRow.seen_at))
    )
    told = {row.window_seconds: _bucket(row, category, now) for row in session.exec(query)}
    return tuple(told[window] for window in sorted(told) if told[window].of_the_app)


def accounts_of_app(session: Session, account: AccountKey) -> Sequence[AccountKey]:
    """All accounts of the account's app, itself among them."""
    row = session.get(AccountRow, account)
    if row is None:
        return [account]
    query = select(AccountRow.key).where(AccountRow.app == row.app).order_by(col(AccountRow.key))
    return [AccountKey(key) for key in session.exec(query)]


def lock_quota(
    session: Session, account: AccountKey, now: Instant, category: Category = Category.ORG_WRITE
) -> None:
    """From here on nobody else takes a place in a quota that the account has, or shares."""
    shared = any(bucket.of_the_app for bucket in buckets_of(session, account, category, now))
    lock_accounts(session, accounts_of_app(session, account) if shared else [account])


def _bucket(row: QuotaRow, category: Category, now: Instant) -> Quota:
    limit = row.request_limit
    if row.name == GUESSED:
        limit = guessing.grown(limit, (now - row.seen_at) / row.window_seconds, UNTOLD[category].limit)
    return Quota(limit=limit, window_seconds=row.window_seconds, name=row.name)


def next_room(
    session: Session, account: AccountKey, now: Instant, category: Category = Category.ORG_WRITE
) -> Instant | None:
    """None when one more request fits into every bucket of the category now; else the moment when it will."""
    until = max(
        blocked_until(session, account, category),
        _log_room(session, account, category, now) or 0.0,
    )
    return until if until > now else None


def room_left(session: Session, account: AccountKey, now: Instant, buckets: Sequence[Quota]) -> int:
    """How many writes fit into every one of the buckets at once."""
    return max(0, min(bucket.limit - _used(session, account, now, bucket) for bucket in buckets))


def _used(session: Session, account: AccountKey, now: Instant, bucket: Quota) -> int:
    counted = accounts_of_app(session, account) if bucket.of_the_app else [account]
    mine = (col(WriteRow.account).in_(counted), WriteRow.category == Category.ORG_WRITE)
    query = select(func.count()).select_from(WriteRow)
    return session.exec(query.where(*mine, col(WriteRow.at) > now - bucket.window_seconds)).one()


def _log_room(session: Session, account: AccountKey, category: Category, now: Instant) -> Instant | None:
    """When the log has room in every bucket; None when nothing of it is in the way."""
    waits = [
        hindmost + bucket.window_seconds + MARGIN_SECONDS
        for bucket in buckets_of(session, account, category, now)
        if (hindmost := _hindmost(session, account, category, bucket)) is not None
    ]
    return max(waits, default=None)


def _hindmost(session: Session, account: AccountKey, category: Category, bucket: Quota) -> Instant | None:
    """The write that must leave the window before one more fits in."""
    counted = accounts_of_app(session, account) if bucket.of_the_app else [account]
    query = (
        select(WriteRow.at)
        .where(col(WriteRow.account).in_(counted), WriteRow.category == category)
        .order_by(col(WriteRow.at).desc())
        .offset(bucket.limit - 1)
        .limit(1)
    )
    return session.exec(query).first()


def count_write(
    session: Session, account: AccountKey, at: Instant, *, key: PinKey | None = None, attempt: int | None = None
) -> None:
    """Enter a write into the log, and forget those that no window sees any more."""
    mine = (col(WriteRow.account) == account, col(WriteRow.category) == Category.ORG_WRITE)
    session.exec(delete(WriteRow).where(*mine, col(WriteRow.at) < at - LOG_SECONDS_MAX))
    session.add(WriteRow(account=account, category=Category.ORG_WRITE, at=at, key=key, attempt=attempt))


def count_call(session: Session, account: AccountKey, category: Category, at: Instant) -> None:
    """Enter a request that is no write into the log, and forget those that no window sees any more."""
    mine = (col(WriteRow.account) == account, col(WriteRow.category) == category)
    session.exec(delete(WriteRow).where(*mine, col(WriteRow.at) < at - LOG_SECONDS_MAX))
    session.add(WriteRow(account=account, category=category, at=at))


def recount_write(session: Session, account: AccountKey, counted: Instant, at: Instant) -> None:
    """A write that is no pin, counted as late as it could last, was answered at `at`."""
    mine = (WriteRow.account == account, WriteRow.category == Category.ORG_WRITE, col(WriteRow.key).is_(None))
    row = session.exec(select(WriteRow).where(*mine, WriteRow.at == counted).limit(1).with_for_update()).first()
    if row is not None:
        row.at = min(row.at, at)


def recent_writes(session: Session, accounts: Sequence[AccountKey], since: Instant) -> tuple[Instant, ...]:
    """The newest writes after `since`, oldest first."""
    mine = (col(WriteRow.account).in_(accounts), col(WriteRow.category) == Category.ORG_WRITE)
    query = (
        select(WriteRow.at)
        .where(*mine, col(WriteRow.at) > since)
        .order_by(col(WriteRow.at).desc())
        .limit(WRITES_SEEN_MAX)
    )
    return tuple(reversed(session.exec(query).all()))
