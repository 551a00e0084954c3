"""Accounts: their sealed tokens, why they are parked, and the view their semaphore works from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, case, col, func, or_, select, update

from contracts.accounts import PARKING, AlertKind, ParkCause, remedy_of
from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from contracts.pace import SHARES, WAITING_SEEN_MAX, AccountView, Priority, Quota, Waiting
from contracts.sightings import Category
from contracts.trouble import PinterestTrouble, TokenDead
from store.account_cards import AccountCard, card_of
from store.alerts import count_untold, end_alerts
from store.arrivals import keep_first
from store.claiming import answer_seconds, flying_max
from store.database import Database
from store.parking import locked_account, park_row, unpark_row
from store.pin_events import note_recovered
from store.quotas import (
    accounts_of_app,
    blocked_until,
    buckets_of,
    count_write,
    lock_quota,
    next_room,
    recent_writes,
    recount_write,
    room_left,
)
from store.renewals import meet_dead_token, renew_at
from store.tables.accounts import AccountRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState

QUOTAS_SEEN_MAX = 10
"""Buckets that a survey tells of, the shortest windows first; a claim heeds all of them."""

TRIAL_WINDOW_SECONDS = 86_400.0
"""A trial app's quotas are daily ones; the standard tier's are by the minute (API v5, rate limits)."""

SHARE_MAX = max(SHARES.values())

REQUEST_SECONDS_MAX = 25.0
"""The longest life of a write that is no pin."""


@dataclass(frozen=True)
class SqlAccounts:
    """Keeps the port `Accounts`, and the doors' side of accounts."""

    database: Database

    async def park(self, account: AccountKey, trouble: PinterestTrouble, at: Instant) -> bool:
        """A KeyError for trouble that parks nothing."""
        return await self.database.write(lambda session: _park(session, account, trouble, at))

    async def unpark(self, account: AccountKey, at: Instant | None = None) -> None:
        """`at`: when a person did it, for the alerts that end with it; else they end when they were raised."""
        await self.database.write(lambda session: _unpark(session, account, at))

    async def pause(self, account: AccountKey, why: str) -> None:
        statement = update(AccountRow).where(col(AccountRow.key) == account).values(paused=why[:300])
        await self.database.write(lambda session: session.exec(statement))

    async def told(self, keys: Collection[PinKey]) -> None:
        statement = update(IntentRow).where(col(IntentRow.key).in_(keys)).values(recalled=False)
        await self.database.write(lambda session: session.exec(statement))

    async def parked(self, account: AccountKey) -> str | None:
        query = select(AccountRow.parked).where(AccountRow.key == account)
        return await self.database.read(lambda session: session.exec(query).one_or_none())

    async def is_trial(self, account: AccountKey) -> bool:
        """Whether its app has trial access: only such an app has a quota by the day."""
        # Whatever the time is, a quota by the day is one: nobody guesses days.
        buckets = await self.database.read(lambda session: buckets_of(session, account, Category.ORG_WRITE, 0.0))
        return any(bucket.window_seconds >= TRIAL_WINDOW_SECONDS for bucket in buckets)

    async def survey(self, account: AccountKey, now: Instant) -> AccountView:
        return await self.database.read(lambda session: _survey(session, account, now))

    async def hold_write(self, account: AccountKey, now: Instant) -> Instant | None:
        return await self.database.write(lambda session: _hold_write(session, account, now))

    async def wrote(self, account: AccountKey, held: Instant, at: Instant) -> None:
        counted = held + REQUEST_SECONDS_MAX
        await self.database.write(lambda session: recount_write(session, account, counted, at))

    async def names(self, *, again: bool = False) -> tuple[AccountKey, ...]:  # noqa: ARG002 - read each time
        """Those that are connected: of others nothing is left but their history."""
        query = (
            select(AccountRow.key).where(col(AccountRow.sealed_token).is_not(None)).order_by(col(AccountRow.key))
        )
        found = await self.database.read(lambda session: session.exec(query).all())
        return tuple(AccountKey(key) for key in found)

    async def cards(self) -> tuple[AccountCard, ...]:
        """All accounts as they may be shown, by their keys."""
        query = select(AccountRow).order_by(col(AccountRow.key))
        return await self.database.read(
            lambda session: tuple(card_of(session, row) for row in session.exec(query).all())
        )

    async def card(self, account: AccountKey) -> AccountCard | None:
        """One of them; None when there is no such account."""
        return await self.database.read(lambda session: _card(session, account))

    async def shop_url(self, account: AccountKey) -> str | None:
        """The shop whose products the account pins, if somebody said."""
        query = select(AccountRow.shop_url).where(AccountRow.key == account)
        return await self.database.read(lambda session: session.exec(query).one_or_none())

    async def add(self, account: AccountKey, sealed_token: str, at: Instant) -> None:
        """Put an account in, if it is not there; a token that is there stays."""
        row = AccountRow(key=account, sealed_token=sealed_token, created_at=at)
        await self.database.write(lambda session: _add(session, row))


def _add(session: Session, row: AccountRow) -> None:
    end_alerts(session, AccountKey(row.key), row.created_at, AlertKind.MISSING)
    keep_first(session, [row])


def _park(session: Session, account: AccountKey, trouble: PinterestTrouble, at: Instant) -> bool:
    row = session.get_one(AccountRow, account, with_for_update=True)
    if isinstance(trouble, TokenDead):
        meet_dead_token(session, row, trouble, at)
    else:
        park_row(session, row, PARKING[type(trouble)], str(trouble), at)
    return row.parked is not None


def _unpark(session: Session, account: AccountKey, at: Instant | None) -> None:
    row = locked_account(session, account)
    if row is not None:
        was_parked, then = row.parked is not None, at or row.parked_at or 0.0
        unpark_row(session, row, then)
        if was_parked:
            note_recovered(session, account, then)
        row.paused = None


def _card(session: Session, account: AccountKey) -> AccountCard | None:
    row = session.get(AccountRow, account)
    return None if row is None else card_of(session, row)


def _survey(session: Session, account: AccountKey, now: Instant) -> AccountView:
    row = session.get_one(AccountRow, account)
    quotas = buckets_of(session, account, Category.ORG_WRITE, now)
    seconds = answer_seconds(session, account)
    longest = max(quota.window_seconds for quota in quotas)
    return AccountView(
        now=now,
        quotas=quotas[:QUOTAS_SEEN_MAX],
        writes=tuple(min(at, now) for at in recent_writes(session, [account], now - longest)),
        shared_writes=_shared_writes(session, account, quotas, now),
        blocked_until=blocked_until(session, account, Category.ORG_WRITE),
        answer_seconds=seconds,
        flying_max=flying_max(quotas, seconds, room_left(session, account, now, quotas)),
        parked=row.parked,
        remedy=remedy_of(ParkCause(row.park_cause), account) if row.park_cause else None,
        paused=row.paused,
        waiting=_waiting(session, account, now),
        waiting_total=_count(session, account, now, IntentState.READY),
        open_pins=_count(session, account, now, IntentState.OPEN, IntentState.READY, IntentState.SENT),
        next_due=_next_due(session, account, now),
        token_until=row.access_expires_at,
        renew_at=renew_at(row),
        alerts_untold=count_untold(session, account),
        recalled=_recalled(session, account),
    )


def _shared_writes(
    session: Session, account: AccountKey, quotas: Sequence[Quota], now: Instant
) -> tuple[Instant, ...]:
    """Of the app's other accounts, in the longest window that counts them."""
    windows = [quota.window_seconds for quota in quotas if quota.of_the_app]
    if not windows:
        return ()
    others = [other for other in accounts_of_app(session, account) if other != account]
    return tuple(min(at, now) for at in recent_writes(session, others, now - max(windows)))


def _due(now: Instant) -> tuple[ColumnElement[bool], ...]:
    """Pins that nobody holds, and whose time has come and not passed."""
    time, end = col(IntentRow.not_before), col(IntentRow.not_after)
    return col(IntentRow.held).is_(False), or_(time.is_(None), time <= now), or_(end.is_(None), end > now)


def _next_due(session: Session, account: AccountKey, now: Instant) -> Instant | None:
    query = select(func.min(IntentRow.not_before)).where(
        col(IntentRow.account) == account,
        col(IntentRow.state) != IntentState.SETTLED,
        col(IntentRow.held).is_(False),
        col(IntentRow.not_before) > now,
    )
    return session.exec(query).one()


def _recalled(session: Session, account: AccountKey) -> tuple[PinKey, ...]:
    query = (
        select(IntentRow.key)
        .where(IntentRow.account == account, col(IntentRow.recalled).is_(True))
        .order_by(col(IntentRow.key))
        .limit(WAITING_SEEN_MAX)
    )
    return tuple(PinKey(key) for key in session.exec(query))


def _waiting(session: Session, account: AccountKey, now: Instant) -> tuple[Waiting, ...]:
    """Pins that wait for a slot: urgent ones first, then of each launch in turn, by their shares, oldest first."""
    longest = (col(IntentRow.ready_at), col(IntentRow.key))
    place = func.row_number().over(partition_by=col(IntentRow.launch), order_by=longest)
    urgent = case((col(IntentRow.priority) == Priority.URGENT, 0), else_=1)
    # A launch with a quarter of the share has its first where the other has its fourth.
    wide = case(*((col(IntentRow.priority) == kind, SHARE_MAX // share) for kind, share in SHARES.items()))
    query = (
        select(IntentRow.key, IntentRow.board_id, IntentRow.priority)
        .where(IntentRow.account == account, IntentRow.state == IntentState.READY, *_due(now))
        .order_by(urgent, place * wide, *longest)
        .limit(WAITING_SEEN_MAX)
    )
    return tuple(
        Waiting(key=PinKey(key), board_id=board_id, urgent=priority == Priority.URGENT)
        for key, board_id, priority in session.exec(query)
    )


def _count(session: Session, account: AccountKey, now: Instant, *states: IntentState) -> int:
    mine = (col(IntentRow.account) == account, col(IntentRow.state).in_(states))
    return session.exec(select(func.count()).where(*mine, *_due(now))).one()


def _hold_write(session: Session, account: AccountKey, now: Instant) -> Instant | None:
    lock_quota(session, account, now)
    until = next_room(session, account, now)
    if until is None:
        # Its answer is not waited for here: Pinterest may count it as late as the request may last.
        count_write(session, account, now + REQUEST_SECONDS_MAX)
    return until
