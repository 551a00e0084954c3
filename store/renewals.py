"""What an account's row says of its tokens: whether they can be renewed, when, and what if they cannot."""

from datetime import UTC, datetime

from sqlmodel import Session

from contracts.accounts import AlertKind, ParkCause
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.trouble import TokenDead
from drafting.renewing import is_fresh, renewal_due
from store.alerts import raise_alert
from store.parking import park_row, stop_row
from store.tables.accounts import AccountRow, AppRow

REQUEST_SECONDS_MAX = 30.0
"""From the moment that a token was read to the end of what its request led to."""

OUTAGE_SECONDS = 600.0
"""So long after the access token's end its renewal may fail in ways that pass, before anybody is woken."""


def hopeless(session: Session, row: AccountRow, now: Instant) -> str | None:
    """Why no request for a new token can succeed; None when one may."""
    if row.sealed_refresh is None:
        return "it was connected by an access token alone, which cannot be renewed"
    if row.refresh_expires_at is not None and row.refresh_expires_at <= now:
        return f"its refresh token has run out at {utc(row.refresh_expires_at)}"
    if row.app is None or session.get(AppRow, row.app) is None:
        return f"its app {row.app or ''} is not registered any more: pinflow apps add"
    return None


def can_renew(session: Session, row: AccountRow, now: Instant) -> bool:
    return row.renewal_refused is None and hopeless(session, row, now) is None


def has_run_out(row: AccountRow, now: Instant) -> bool:
    """Whether the access token is dead by our own clock."""
    return row.access_expires_at is not None and row.access_expires_at <= now


def renew_at(row: AccountRow) -> Instant | None:
    """When the tokens are to be seen to: renewed, or warned of, or parked. None: never, by what is known."""
    ends = row.access_expires_at
    if ends is None or row.sealed_token is None:
        return None
    if row.renewal_refused is not None:
        return None if row.parked is not None else ends
    return max(renewal_due(row.access_made_at, ends), row.renew_after or 0.0, row.renewing_until)


def end_access(row: AccountRow, at: Instant) -> None:
    """Pinterest takes the access token for dead, whatever its time: the renewal is due."""
    row.access_expires_at = at if row.access_expires_at is None else min(row.access_expires_at, at)


def meet_dead_token(session: Session, row: AccountRow, trouble: TokenDead, at: Instant) -> None:
    """A pin met a dead token. What Pinterest refused, its client has told already (`store/tokens.py`), who knows
    which token it was: of one that was stored since the request left, an answer says nothing.
    """
    answered = trouble.status is not None
    if answered and row.access_made_at is not None and at - row.access_made_at < REQUEST_SECONDS_MAX:
        return
    refuse_access(session, row, str(trouble), at)


def refuse_access(session: Session, row: AccountRow, why: str, at: Instant) -> None:
    """The access token is dead, whatever its time: it is renewed at once, or the account is parked.

    One that is parked for its token stays so: whatever meets the token then has nothing new to tell. Of one that a
    person has removed nobody need be told.
    """
    if row.park_cause == ParkCause.TOKEN_DEAD:
        return
    if row.sealed_token is None and row.token_version:
        stop_row(row, ParkCause.TOKEN_DEAD, why, at)
    elif can_renew(session, row, at) and not is_fresh(row.access_made_at, row.access_expires_at, at):
        end_access(row, at)
    else:
        park_row(session, row, ParkCause.TOKEN_DEAD, why, at)


def tell_outage(session: Session, row: AccountRow, why: str, now: Instant) -> None:
    """A renewal failed in a way that passes. When it has not passed long after the token's end, a person is told;
    it is tried on all the same.
    """
    if row.access_expires_at is not None and row.access_expires_at + OUTAGE_SECONDS <= now:
        tell_not_renewed(session, row, why, now)


def give_up(session: Session, row: AccountRow, why: str, now: Instant) -> None:
    """The tokens will not be renewed any more, until a person has acted."""
    row.renewal_refused = why
    tell_not_renewed(session, row, why, now)


def tell_not_renewed(session: Session, row: AccountRow, why: str, now: Instant) -> None:
    """Warn as long as the access token lives; park the account when it does not."""
    if has_run_out(row, now):
        park_row(session, row, ParkCause.TOKEN_DEAD, why, now)
    elif row.park_cause != ParkCause.TOKEN_DEAD:
        _warn(session, row, why, now)


def _warn(session: Session, row: AccountRow, why: str, now: Instant) -> None:
    """One alert while everything still works."""
    account, ends = AccountKey(row.key), row.access_expires_at
    until = "until Pinterest refuses it" if ends is None else f"until {utc(ends)}"
    raise_alert(
        session,
        account,
        AlertKind.RENEWAL_REFUSED,
        cause=ParkCause.TOKEN_DEAD,
        message=f"The access token of {account} works {until}, and will not be renewed: {why}",
        at=now,
    )


def utc(at: Instant) -> str:
    """For a person."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
