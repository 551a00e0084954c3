"""Pinterest's apps, whose secrets are sealed: an account's tokens are renewed in the name of its app."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from contracts.accounts import AlertKind
from contracts.contract import Instant
from contracts.credentials import AppCredentials
from contracts.names import AccountKey
from store.alerts import end_alerts
from store.arrivals import keep_first
from store.database import Database
from store.sealing import Seals
from store.tables.accounts import AccountRow, AppRow


class AppUnknown(Exception):
    """No app of this id is registered here."""


class AppInUse(Exception):
    """Accounts need the app; the message names them."""


@dataclass(frozen=True)
class AppCard:
    """An app as it may be shown, with the accounts that are connected through it."""

    id: str
    label: str
    redirect_uri: str
    legacy: bool
    created_at: Instant
    accounts: tuple[AccountKey, ...]


@dataclass(frozen=True)
class SqlApps:
    """The apps under which accounts are connected."""

    database: Database
    sealer: Seals

    async def add(self, app: AppCredentials, label: str, at: Instant) -> Sequence[AccountKey]:
        """Register the app, or give one that is there this secret, label and address. Returns its accounts whose
        renewal was refused, and is due again now.
        """
        return await self.database.write(lambda session: _add(session, app, label, self.sealer, at))

    async def cards(self) -> Sequence[AppCard]:
        """All of them, by their ids."""
        return await self.database.read(_cards)

    async def get(self, app: str) -> AppCredentials:
        """With its secret. Raises `AppUnknown`, and `SealBroken`."""
        return await self.database.read(lambda session: app_of(session, app, self.sealer))

    async def remove(self, app: str) -> None:
        """Raises `AppUnknown`, and `AppInUse` as long as tokens are renewed in its name."""
        await self.database.write(lambda session: _remove(session, app))


def app_of(session: Session, app: str, sealer: Seals) -> AppCredentials:
    """The app with its secret. Raises `AppUnknown`, and `SealBroken`."""
    row = session.get(AppRow, app)
    if row is None:
        raise AppUnknown(f"no app {app} is registered: pinflow apps add {app}")
    secret = sealer.open(row.sealed_secret)
    return AppCredentials(id=row.id, secret=secret, legacy=row.legacy, redirect_uri=row.redirect_uri)


def _add(session: Session, app: AppCredentials, label: str, sealer: Seals, at: Instant) -> Sequence[AccountKey]:
    new = AppRow(
        id=app.id, label=label, sealed_secret="", redirect_uri=app.redirect_uri, legacy=app.legacy, created_at=at
    )
    keep_first(session, [new])
    row = session.get_one(AppRow, app.id, with_for_update=True)
    row.label, row.redirect_uri, row.legacy = label, app.redirect_uri, app.legacy
    row.sealed_secret = sealer.seal(app.secret)
    return _try_again(session, app.id, at)


def _try_again(session: Session, app: str, at: Instant) -> Sequence[AccountKey]:
    """What was refused may have been refused for the app: its accounts' refresh tokens are tried once more."""
    mine = (AccountRow.app == app, col(AccountRow.sealed_refresh).is_not(None))
    refused = (*mine, col(AccountRow.renewal_refused).is_not(None))
    rows = session.exec(select(AccountRow).where(*refused).order_by(col(AccountRow.key)).with_for_update()).all()
    for account in rows:
        account.renewal_refused = account.renew_after = None
        end_alerts(session, AccountKey(account.key), at, AlertKind.RENEWAL_REFUSED)
    return [AccountKey(account.key) for account in rows]


def _cards(session: Session) -> Sequence[AppCard]:
    rows = session.exec(select(AppRow).order_by(col(AppRow.id))).all()
    return [
        AppCard(
            id=row.id,
            label=row.label,
            redirect_uri=row.redirect_uri,
            legacy=row.legacy,
            created_at=row.created_at,
            accounts=_connected(session, row.id),
        )
        for row in rows
    ]


def _connected(session: Session, app: str) -> tuple[AccountKey, ...]:
    """Accounts with tokens of the app; those that were disconnected need it no more."""
    mine = (AccountRow.app == app, col(AccountRow.sealed_token).is_not(None))
    query = select(AccountRow.key).where(*mine).order_by(col(AccountRow.key))
    return tuple(AccountKey(key) for key in session.exec(query))


def _remove(session: Session, app: str) -> None:
    # Locked first: whoever connects an account to it waits, and then finds it gone.
    if session.get(AppRow, app, with_for_update=True) is None:
        raise AppUnknown(f"no app {app} is registered")
    used = _connected(session, app)
    if used:
        raise AppInUse(f"app {app} renews the tokens of: {', '.join(used)}")
    session.exec(delete(AppRow).where(col(AppRow.id) == app))
