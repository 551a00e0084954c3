"""The order of locks: the account, intents, attempts, rows of launches; several of a kind in their keys' order.

What comes in from sources has an order of its own: the source, deliveries, the product's state, changes,
decisions, counts. Whoever keeps to it never waits for somebody who waits for him. SQLite has one lock, and does
not need it.
"""

from collections.abc import Collection

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from contracts.names import AccountKey, PinKey, SourceKey
from store.tables.accounts import AccountRow
from store.tables.pins import IntentRow
from store.tables.sources import SourceRow


def lock_accounts(session: Session, accounts: Collection[AccountKey]) -> None:
    """From here on nobody else admits, judges, orders or claims anything of these accounts."""
    query = select(AccountRow.key).where(col(AccountRow.key).in_(accounts)).order_by(col(AccountRow.key))
    session.exec(query.with_for_update()).all()


def lock_intents(session: Session, keys: Collection[PinKey] | SelectOfScalar[str | None]) -> None:
    """From here on nobody else changes these intents, or the rows that are tied to them."""
    query = select(IntentRow.key).where(col(IntentRow.key).in_(keys)).order_by(col(IntentRow.key))
    session.exec(query.with_for_update()).all()


def lock_sources(session: Session, sources: Collection[SourceKey]) -> frozenset[SourceKey]:
    """From here on nobody else accepts, reads or puts in anything of these sources; those that are kept here.

    Products of a source are folded meanwhile.
    """
    query = select(SourceRow.key).where(col(SourceRow.key).in_(sources), col(SourceRow.removed_at).is_(None))
    found = session.exec(query.order_by(col(SourceRow.key)).with_for_update(key_share=True))
    return frozenset(SourceKey(key) for key in found)


def source_runs(session: Session, source: SourceKey) -> bool:
    """Whether it is kept and not paused; until the transaction's end it is not taken away altogether."""
    query = select(SourceRow).where(SourceRow.key == source)
    row = session.exec(query.with_for_update(read=True, key_share=True)).one_or_none()
    return row is not None and row.removed_at is None and row.paused is None
