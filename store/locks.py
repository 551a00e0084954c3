"""The order of locks: the account, intents, attempts, rows of launches; several of a kind in their keys' order.

Whoever keeps to it never waits for somebody who waits for him. SQLite has one lock, and does not need it.
"""

from collections.abc import Collection

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from contracts.names import AccountKey, PinKey
from store.tables import AccountRow, IntentRow


def lock_accounts(session: Session, accounts: Collection[AccountKey]) -> None:
    """From here on nobody else admits, judges, orders or claims anything of these accounts."""
    query = select(AccountRow.key).where(col(AccountRow.key).in_(accounts)).order_by(col(AccountRow.key))
    session.exec(query.with_for_update()).all()


def lock_intents(session: Session, keys: Collection[PinKey] | SelectOfScalar[str | None]) -> None:
    """From here on nobody else changes these intents, or the rows that are tied to them."""
    query = select(IntentRow.key).where(col(IntentRow.key).in_(keys)).order_by(col(IntentRow.key))
    session.exec(query.with_for_update()).all()
