"""An account that publishes nothing until a person acts, and its one alert, in the same transaction."""

from sqlmodel import Session

from contracts.accounts import AlertKind, ParkCause
from contracts.contract import Instant
from contracts.names import AccountKey
from store.alerts import end_alerts, raise_alert
from store.tables.accounts import AccountRow

PARKED_MAX = 300
"""Characters of the reason that is shown wherever the account is."""


def locked_account(session: Session, account: AccountKey) -> AccountRow | None:
    """The account's row, which nobody else changes before the transaction ends."""
    return session.get(AccountRow, account, with_for_update=True)


def park_row(session: Session, row: AccountRow, cause: ParkCause, why: str, at: Instant) -> None:
    """Whatever parked it first stays the reason, until somebody has seen to it."""
    if row.parked is not None:
        return
    stop_row(row, cause, why, at)
    account = AccountKey(row.key)
    if cause is ParkCause.TOKEN_DEAD:
        # What was to be feared has come: one alert is enough.
        end_alerts(session, account, at, AlertKind.RENEWAL_REFUSED)
    raise_alert(session, account, AlertKind.PARKED, cause=cause, message=why, at=at)


def stop_row(row: AccountRow, cause: ParkCause, why: str, at: Instant) -> None:
    """Park it, and tell nobody."""
    row.parked, row.parked_at, row.park_cause = why[:PARKED_MAX], at, cause


def unpark_row(session: Session, row: AccountRow, at: Instant) -> None:
    row.parked = row.parked_at = row.park_cause = None
    end_alerts(session, AccountKey(row.key), at, AlertKind.PARKED)
