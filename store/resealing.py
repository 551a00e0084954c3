"""Everything that is sealed, under the first of the keys: one transaction, after which the others open nothing.

The order for a change of the key: `new,old` is what everybody reads, then this, then `new` alone. Whoever stores a
secret meanwhile either is waited for, or reads the keys after this has ended.
"""

from sqlmodel import Session, col, select, text

from store.database import Database
from store.sealing import Sealer
from store.tables.accounts import AccountRow, AppRow
from store.tables.events import EndpointRow
from store.tables.sources import SourceRow

TABLES = (AppRow.__tablename__, AccountRow.__tablename__, SourceRow.__tablename__, EndpointRow.__tablename__)
"""In the order in which whoever connects an account locks them; the others are nobody's business but their own."""


async def reseal(database: Database, sealer: Sealer) -> int:
    """How many secrets were sealed anew; those under the first key already stay as they are.

    Raises `SealBroken`, and nothing is changed, when one of them opens with none of the keys.
    """
    return await database.write(lambda session: _reseal(session, sealer))


def _reseal(session: Session, sealer: Sealer) -> int:
    _wait_for_writers(session)
    changed = 0
    for account in session.exec(select(AccountRow).order_by(col(AccountRow.key))):
        token, refresh = (_resealed(sealer, sealed) for sealed in (account.sealed_token, account.sealed_refresh))
        changed += (token != account.sealed_token) + (refresh != account.sealed_refresh)
        account.sealed_token, account.sealed_refresh = token, refresh
    for app in session.exec(select(AppRow).order_by(col(AppRow.id))):
        secret = _resealed(sealer, app.sealed_secret) or ""
        changed += secret != app.sealed_secret
        app.sealed_secret = secret
    for source in session.exec(select(SourceRow).order_by(col(SourceRow.key))):
        secrets = _resealed(sealer, source.sealed_secrets)
        changed += secrets != source.sealed_secrets
        source.sealed_secrets = secrets
    for endpoint in session.exec(select(EndpointRow).order_by(col(EndpointRow.id))):
        signing = _resealed(sealer, endpoint.sealed_secrets) or ""
        changed += signing != endpoint.sealed_secrets
        endpoint.sealed_secrets = signing
    return changed


def _wait_for_writers(session: Session) -> None:
    """SQLite's one lock is taken already. PostgreSQL's rows alone would miss an account that is being put in."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"LOCK TABLE {', '.join(TABLES)} IN EXCLUSIVE MODE"))


def _resealed(sealer: Sealer, sealed: str | None) -> str | None:
    if sealed is None or sealer.is_current(sealed):
        return sealed
    return sealer.seal(sealer.open(sealed))
