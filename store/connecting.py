"""New tokens in an account's row: those of a person's consent, or of a renewal."""

from dataclasses import dataclass, field

from sqlmodel import Session

from contracts.accounts import AlertKind, ParkCause
from contracts.contract import Instant
from contracts.credentials import TokenGrant
from contracts.names import AccountKey
from store.alerts import end_alerts
from store.apps import AppUnknown
from store.arrivals import keep_first
from store.parking import locked_account, unpark_row
from store.pin_events import note_recovered
from store.sealing import Seals
from store.tables.accounts import AccountRow, AppRow

USERNAME_MAX = 300


@dataclass(frozen=True)
class Connection:
    """What a person's consent brought. `app` is None for a token that was brought without one."""

    grant: TokenGrant = field(repr=False)
    username: str
    member_id: str | None
    app: str | None


def connect_row(session: Session, account: AccountKey, made: Connection, sealer: Seals, at: Instant) -> None:
    """Raises `AppUnknown`."""
    if made.app is not None and session.get(AppRow, made.app, with_for_update=True) is None:
        raise AppUnknown(f"no app {made.app} is registered: pinflow apps add {made.app}")
    keep_first(session, [AccountRow(key=account, created_at=at)])
    row = session.get_one(AccountRow, account, with_for_update=True)
    # What is left of an earlier consent belongs to it.
    row.sealed_refresh = row.refresh_expires_at = row.scopes = None
    row.username, row.app = made.username[:USERNAME_MAX], made.app or row.app
    row.member_id = made.member_id or row.member_id
    was_parked, ended = row.parked is not None, _put(session, row, made.grant, sealer, at)
    _cured(session, row, at)
    if ended or (was_parked and row.parked is None):
        note_recovered(session, account, at)


def renew_row(session: Session, row: AccountRow, grant: TokenGrant, sealer: Seals, at: Instant) -> None:
    """In the place of the tokens that it has."""
    ended, was_dead = _put(session, row, grant, sealer, at), row.park_cause == ParkCause.TOKEN_DEAD
    if was_dead:
        unpark_row(session, row, at)
    if ended or was_dead:
        note_recovered(session, AccountKey(row.key), at)


def disconnect_row(session: Session, account: AccountKey, at: Instant) -> None:
    """Nothing of the tokens is left."""
    row = locked_account(session, account)
    if row is None:
        return
    row.sealed_token = row.sealed_refresh = row.scopes = None
    row.access_made_at = row.access_expires_at = row.refresh_expires_at = None
    _tokens_changed(row)
    end_alerts(session, account, at, AlertKind.RENEWAL_REFUSED)
    _cured(session, row, at)


def release(row: AccountRow) -> None:
    """Nobody has the refresh token in use any more."""
    row.renewing_by, row.renewing_until = None, 0.0


def _put(session: Session, row: AccountRow, grant: TokenGrant, sealer: Seals, at: Instant) -> int:
    """How many alerts about its tokens ended."""
    row.sealed_token = sealer.seal(grant.access)
    row.access_made_at, row.access_expires_at = at, grant.access_expires
    if grant.refresh is not None:
        row.sealed_refresh, row.refresh_expires_at = sealer.seal(grant.refresh), grant.refresh_expires
    if grant.scopes:
        row.scopes = " ".join(sorted(grant.scopes))
    _tokens_changed(row)
    return end_alerts(session, AccountKey(row.key), at, AlertKind.RENEWAL_REFUSED, AlertKind.MISSING)


def _cured(session: Session, row: AccountRow, at: Instant) -> None:
    """Whatever parked it was a matter of its token, but for a block: that stays until somebody has seen to it."""
    if row.parked is not None and row.park_cause != ParkCause.SPAM_BLOCKED:
        unpark_row(session, row, at)


def _tokens_changed(row: AccountRow) -> None:
    row.token_version += 1
    row.renew_after = row.renewal_refused = None
    release(row)
