"""Accounts that something is to be pinned on, and that are not connected: one alert for each tells of it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from contracts.accounts import AlertKind, ParkCause
from contracts.contract import Instant
from contracts.names import AccountKey
from store.alerts import raise_alert
from store.database import Database
from store.tables import AccountRow, AlertRow

TELL_AGAIN_SECONDS = 60.0
"""Whoever raised an alert has it told; so long after, whoever comes does: the first may have died."""


@dataclass(frozen=True)
class SqlAbsences:
    """Keeps the port `Absences`."""

    database: Database

    async def note(self, account: AccountKey, why: str, at: Instant) -> bool:
        """See that there is an alert. Whether a person is to be told now: it is new, or nobody was for a while."""
        return await self.database.write(lambda session: _note(session, account, why, at))


def _note(session: Session, account: AccountKey, why: str, at: Instant) -> bool:
    row = session.get(AccountRow, account)
    if row is not None and row.sealed_token is not None:  # connected in this moment
        return False
    is_new = raise_alert(session, account, AlertKind.MISSING, cause=ParkCause.NOT_CONNECTED, message=why, at=at)
    return is_new or _is_untold(session, account, at - TELL_AGAIN_SECONDS)


def _is_untold(session: Session, account: AccountKey, since: Instant) -> bool:
    query = select(AlertRow.id).where(
        AlertRow.account == account,
        AlertRow.kind == AlertKind.MISSING,
        col(AlertRow.ended_at).is_(None),
        col(AlertRow.told_at).is_(None),
        col(AlertRow.raised_at) <= since,
    )
    return session.exec(query).first() is not None
