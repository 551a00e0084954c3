"""What nobody needs any more: old deliveries, changes and decisions, and all of a source that is removed.

In small steps, each a transaction of its own: nobody waits long for one, and what is cut off is begun again.
"""

from collections.abc import Callable
from functools import partial

from sqlalchemy import ColumnElement, inspect
from sqlmodel import Session, SQLModel, col, delete, select

from contracts.contract import Instant
from contracts.intake import SourceGone
from contracts.names import SourceKey
from store.database import Database
from store.intake_counts import day_of
from store.tables.sources import (
    ChangeRow,
    DecisionRow,
    DeliveryRow,
    FeedItemRow,
    FeedPartRow,
    ForeignIdRow,
    IntakeCountRow,
    ProductStateRow,
    SourceRow,
)

STEP = 500
"""Rows that one transaction deletes."""

KEPT_SECONDS = 30 * 86_400.0
"""How long what was read, folded or done is kept: to explain a pin, and to know a delivery that comes again."""

COUNTS_KEPT_SECONDS = 400 * 86_400.0
"""How long a day's counts are kept: a season can be compared with the one a year ago."""

Step = Callable[[Session], int]
"""Deletes STEP rows at most; how many it were."""


async def forget(database: Database, now: Instant) -> int:
    """Delete what is older than its time, and go on with removals that broke off. How many rows it were.

    What waits is never too old. A change that comes again after its time is folded again, and is stale then.
    """
    old = now - KEPT_SECONDS
    steps = [
        partial(_delete_numbered, DeliveryRow, col(DeliveryRow.ended_at) < old),
        partial(_delete_numbered, ChangeRow, col(ChangeRow.folded_at) < old),
        partial(_delete_numbered, DecisionRow, col(DecisionRow.done_at) < old),
    ]
    gone = [await _repeat(database, step) for step in steps]
    old_days = delete(IntakeCountRow).where(col(IntakeCountRow.day) < day_of(now - COUNTS_KEPT_SECONDS))
    gone.append(await database.write(lambda session: session.exec(old_days).rowcount))  # a few a day
    gone += [await sweep(database, source) for source in await database.read(_being_removed)]
    return sum(gone)


def mark_removed(session: Session, source: SourceKey, at: Instant) -> None:
    """From now on nobody knows the source. Raises `SourceGone` where nobody did before."""
    row = session.get(SourceRow, source, with_for_update={"key_share": True})
    if row is None:
        raise SourceGone(f"no source {source} is kept here")
    row.removed_at = row.removed_at or at


async def sweep(database: Database, source: SourceKey) -> int:
    """Delete all of a source that is marked as removed, itself at last. How many rows it were."""
    gone = [await _repeat(database, step) for step in _steps_of(source)]
    return sum(gone) + await database.write(lambda session: _delete_source(session, source))


def _steps_of(source: SourceKey) -> list[Step]:
    return [
        partial(_delete_numbered, DeliveryRow, col(DeliveryRow.source) == source),
        partial(_delete_numbered, ChangeRow, col(ChangeRow.source) == source),
        partial(_delete_numbered, DecisionRow, col(DecisionRow.source) == source),
        partial(_delete_named, ProductStateRow, "product_key", source),
        partial(_delete_named, FeedItemRow, "item", source),
        partial(_delete_named, FeedPartRow, "part", source),
        partial(_delete_named, ForeignIdRow, "foreign_id", source),
    ]


async def _repeat(database: Database, step: Step) -> int:
    """Until a step finds less than it might delete."""
    gone = last = await database.write(step)
    while last == STEP:
        last = await database.write(step)
        gone += last
    return gone


def _delete_numbered(
    table: type[DeliveryRow | ChangeRow | DecisionRow], which: ColumnElement[bool], session: Session
) -> int:
    some = select(table.id).where(which).order_by(col(table.id)).limit(STEP)
    return session.exec(delete(table).where(col(table.id).in_(some))).rowcount


def _delete_named(table: type[SQLModel], name: str, source: SourceKey, session: Session) -> int:
    """Of a table whose rows have names within their source."""
    its = inspect(table).local_table.c
    some = select(its[name]).where(its.source == source).limit(STEP)
    return session.exec(delete(table).where(its.source == source, its[name].in_(some))).rowcount


def _delete_source(session: Session, source: SourceKey) -> int:
    """The last of it. Its row is locked first: whoever folds one of its products is waited for."""
    row = session.get(SourceRow, source, with_for_update=True)
    if row is None or row.removed_at is None:
        return 0
    left = sum(step(session) for step in _steps_of(source))
    counts = session.exec(delete(IntakeCountRow).where(col(IntakeCountRow.source) == source)).rowcount
    session.delete(row)
    return left + counts + 1


def _being_removed(session: Session) -> list[SourceKey]:
    query = select(SourceRow.key).where(col(SourceRow.removed_at).is_not(None)).order_by(col(SourceRow.key))
    return [SourceKey(key) for key in session.exec(query)]
