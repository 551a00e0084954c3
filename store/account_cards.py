"""An account as it may be shown: how it stands, without a secret."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from contracts.accounts import Alert, ParkCause
from contracts.contract import Instant
from contracts.names import AccountKey
from store.alerts import open_alerts
from store.renewals import renew_at
from store.tables.accounts import AccountRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState


@dataclass(frozen=True)
class AccountCard:
    """How an account stands."""

    key: AccountKey
    connected: bool
    """Whether it has a token, good or bad."""
    app: str | None
    username: str | None
    member_id: str | None
    scopes: frozenset[str]
    """Empty: nobody told."""
    token_until: Instant | None
    """None: nobody knows."""
    refresh_until: Instant | None
    renews: bool
    """Whether its token renews itself."""
    renew_at: Instant | None
    renewal_refused: str | None
    token_version: int
    """Another one: the tokens have changed."""
    parked: str | None
    cause: ParkCause | None
    parked_at: Instant | None
    paused: str | None
    shop_url: str | None
    open_pins: int
    alerts: tuple[Alert, ...]
    """Those that nobody has seen to."""
    created_at: Instant = 0.0
    token_made_at: Instant | None = None


def card_of(session: Session, row: AccountRow) -> AccountCard:
    account = AccountKey(row.key)
    return AccountCard(
        key=account,
        connected=row.sealed_token is not None,
        app=row.app,
        username=row.username,
        member_id=row.member_id,
        scopes=frozenset((row.scopes or "").split()),
        token_until=row.access_expires_at,
        refresh_until=row.refresh_expires_at,
        renews=row.sealed_refresh is not None and row.renewal_refused is None,
        renew_at=renew_at(row),
        renewal_refused=row.renewal_refused,
        token_version=row.token_version,
        parked=row.parked,
        cause=None if row.park_cause is None else ParkCause(row.park_cause),
        parked_at=row.parked_at,
        paused=row.paused,
        shop_url=row.shop_url,
        open_pins=_open_pins(session, account),
        alerts=tuple(open_alerts(session, account)),
        created_at=row.created_at,
        token_made_at=row.access_made_at,
    )


def _open_pins(session: Session, account: AccountKey) -> int:
    mine = (col(IntentRow.account) == account, col(IntentRow.state) != IntentState.SETTLED)
    return session.exec(select(func.count()).select_from(IntentRow).where(*mine)).one()
