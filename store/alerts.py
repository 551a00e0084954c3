"""What a person must see to: raised once, told once, and ended by what mends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlmodel import Session, col, func, select, update

from contracts.accounts import Alert, AlertKind, ParkCause, remedy_of
from contracts.contract import Instant
from contracts.names import AccountKey
from store.arrivals import keep_first
from store.database import Database
from store.pin_events import note_alert
from store.tables.accounts import AlertRow

ALERTS_SEEN_MAX = 1_000
MESSAGE_MAX = 2_000
TELL_AGAIN_SECONDS = 60.0
"""Whoever raised an alert has it told; so long after, whoever comes does: the first may have died."""


@dataclass(frozen=True)
class SqlAlerts:
    """Keeps the port `Alerts`, and the doors' side of alerts."""

    database: Database

    async def untold(self, account: AccountKey) -> Sequence[Alert]:
        """Those that are open; what ended before anybody was told is no news any more."""
        return await self.database.read(lambda session: _alerts(session, account, untold=True))

    async def told(self, alert: str, at: Instant) -> None:
        """It has left; told again it keeps its first time."""
        untold = (col(AlertRow.id) == alert, col(AlertRow.told_at).is_(None))
        statement = update(AlertRow).where(*untold).values(told_at=at)
        await self.database.write(lambda session: session.exec(statement))

    async def open(self, account: AccountKey | None = None) -> Sequence[Alert]:
        """Those that nobody has seen to, of one account or of all, the oldest first."""
        return await self.database.read(lambda session: open_alerts(session, account))


def raise_alert(
    session: Session,
    account: AccountKey,
    kind: AlertKind,
    *,
    cause: ParkCause,
    message: str,
    at: Instant,
) -> bool:
    """In the transaction of what it is about. One of its kind that is open already stays the only one.

    False: there was one.
    """
    identity = uuid4().hex
    alert = AlertRow(
        id=identity,
        account=account,
        kind=kind,
        cause=cause,
        message=message[:MESSAGE_MAX],
        remedy=remedy_of(cause, account),
        raised_at=at,
    )
    keep_first(session, [alert])
    is_new = session.get(AlertRow, identity) is not None
    if is_new:
        note_alert(session, account, kind, cause, alert)
    return is_new


def end_alerts(session: Session, account: AccountKey, at: Instant, *kinds: AlertKind) -> int:
    """What they told of is mended, or no longer the matter; how many there were."""
    mine = (col(AlertRow.account) == account, col(AlertRow.kind).in_(kinds), col(AlertRow.ended_at).is_(None))
    return session.exec(update(AlertRow).where(*mine).values(ended_at=at)).rowcount


def has_untold(session: Session, account: AccountKey, kind: AlertKind, since: Instant) -> bool:
    """Whether one of this kind is open since then, and still nobody was told: who raised it may have died."""
    mine = (col(AlertRow.account) == account, col(AlertRow.kind) == kind, col(AlertRow.raised_at) <= since)
    open_ones = (col(AlertRow.ended_at).is_(None), col(AlertRow.told_at).is_(None))
    return session.exec(select(AlertRow.id).where(*mine, *open_ones).limit(1)).first() is not None


def count_untold(session: Session, account: AccountKey) -> int:
    mine = (col(AlertRow.account) == account, col(AlertRow.ended_at).is_(None), col(AlertRow.told_at).is_(None))
    return session.exec(select(func.count()).select_from(AlertRow).where(*mine)).one()


def open_alerts(session: Session, account: AccountKey | None) -> Sequence[Alert]:
    """Those that nobody has seen to, of one account or of all, the oldest first."""
    return _alerts(session, account, untold=False)


def _alerts(session: Session, account: AccountKey | None, *, untold: bool) -> Sequence[Alert]:
    query = select(AlertRow).where(col(AlertRow.ended_at).is_(None))
    if account is not None:
        query = query.where(AlertRow.account == account)
    if untold:
        query = query.where(col(AlertRow.told_at).is_(None))
    rows = session.exec(query.order_by(col(AlertRow.raised_at), col(AlertRow.id)).limit(ALERTS_SEEN_MAX))
    return [_alert(row) for row in rows]


def _alert(row: AlertRow) -> Alert:
    return Alert(
        id=row.id,
        account=AccountKey(row.account),
        kind=AlertKind(row.kind),
        cause=None if row.cause is None else ParkCause(row.cause),
        message=row.message,
        remedy=row.remedy,
        raised_at=row.raised_at,
        ended_at=row.ended_at,
    )
