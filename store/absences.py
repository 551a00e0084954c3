"""Accounts that something is to be pinned on, and that are not connected: one alert for each tells of it."""

from dataclasses import dataclass

from sqlmodel import Session

from contracts.accounts import AlertKind, ParkCause
from contracts.contract import Instant
from contracts.names import AccountKey
from store.alerts import TELL_AGAIN_SECONDS, has_untold, raise_alert
from store.database import Database
from store.tables.accounts import AccountRow


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
    return is_new or has_untold(session, account, AlertKind.MISSING, at - TELL_AGAIN_SECONDS)
