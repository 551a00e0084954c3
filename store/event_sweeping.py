"""Old events and what was delivered of them: forgotten in small steps, once nothing of them waits any more."""

from functools import partial

from sqlmodel import Session, col, delete, select

from contracts.contract import Instant
from contracts.delivery_states import DeliveryState
from store.database import Database
from store.tables.events import DeliveryAttemptRow, EventDeliveryRow, EventRow

STEP = 500
"""Deliveries, or events, that one transaction deletes."""

KEPT_SECONDS = 30 * 86_400.0
"""How long they are kept: to be looked at, and told again."""


async def forget_events(database: Database, now: Instant) -> int:
    """Delete what is older than its time; how many rows it were, the lines of the log not counted."""
    old = now - KEPT_SECONDS
    return await _repeat(database, partial(_deliveries, old)) + await _repeat(database, partial(_events, old))


async def _repeat(database: Database, step: "partial[int]") -> int:
    gone = last = await database.write(step)
    while last == STEP:
        last = await database.write(step)
        gone += last
    return gone


def _deliveries(old: Instant, session: Session) -> int:
    ended = (col(EventDeliveryRow.updated_at) < old, col(EventDeliveryRow.state) != DeliveryState.WAITING)
    ids = session.exec(select(EventDeliveryRow.id).where(*ended).limit(STEP)).all()
    session.exec(delete(DeliveryAttemptRow).where(col(DeliveryAttemptRow.delivery).in_(ids)))
    return session.exec(delete(EventDeliveryRow).where(col(EventDeliveryRow.id).in_(ids))).rowcount


def _events(old: Instant, session: Session) -> int:
    told = select(EventDeliveryRow.event)
    some = select(EventRow.id).where(col(EventRow.at) < old, col(EventRow.id).not_in(told)).limit(STEP)
    return session.exec(delete(EventRow).where(col(EventRow.id).in_(some))).rowcount
