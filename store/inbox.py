"""What doors accepted, raw and in its order of arrival, until it is read: nothing is lost, nothing read twice."""

import asyncio
import json
import zlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select, update

from contracts.changes import ProductChange
from contracts.contract import Instant
from contracts.intake import Arrival, Delivery, RefusedDelivery, TakenDelivery
from contracts.names import SourceKey
from store.arrivals import put_in
from store.changes import put_locked
from store.database import Database
from store.intake_counts import DOUBLED, RECEIVED, count_intake, refused_for
from store.locks import lock_sources
from store.tables.sources import DeliveryRow, SourceRow
from store.tables.states import DeliveryState

GROUP_MAX = 500
"""Deliveries that one transaction accepts."""

TAKEN_MAX = 200
"""Deliveries that are taken at once."""

TAKEN_BYTES_MAX = 32 * 1024 * 1024
"""Their bodies together; one is always taken."""

UNREADABLE = "unreadable"
COMPRESSION = 6

Columns = dict[str, object]


@dataclass(frozen=True)
class SqlInbox:
    """The outbox of the doors, which is the inbox of whoever reads what they took."""

    database: Database

    async def accept(self, deliveries: Sequence[Delivery]) -> Sequence[Arrival]:
        """Keep a group of deliveries, all or none; what became of each, in their order.

        When this returns, those that are new or doubled are on disk. A ValueError for more than GROUP_MAX.
        Raises `LedgerBusy`: then nothing was kept.
        """
        if len(deliveries) > GROUP_MAX:
            raise ValueError(f"{len(deliveries)} deliveries at once, {GROUP_MAX} at most")
        # Compressed before: nobody should wait for that with the ledger's lock in hand.
        packed = await asyncio.to_thread(lambda: [_columns(delivery) for delivery in deliveries])
        return await self.database.write(lambda session: _accept(session, deliveries, packed))

    async def take(self, owner: str, limit: int, now: Instant, lease_seconds: float) -> Sequence[TakenDelivery]:
        """The oldest that wait, of sources that are not paused; until the lease ends nobody else takes them."""
        until = now + lease_seconds
        return await self.database.write(lambda session: _take(session, owner, min(limit, TAKEN_MAX), now, until))

    async def give_back(self, deliveries: Collection[int], owner: str) -> None:
        """Whoever stops gives back what it has not read, so that nobody waits for its lease to end.

        It was not taken then, as far as `takes` counts.
        """
        mine = (col(DeliveryRow.id).in_(deliveries), col(DeliveryRow.owner) == owner)
        waiting = col(DeliveryRow.state) == DeliveryState.WAITING
        free = {"owner": None, "leased_until": 0.0, "takes": col(DeliveryRow.takes) - 1}
        statement = update(DeliveryRow).where(*mine, waiting).values(**free)
        await self.database.write(lambda session: session.exec(statement))

    async def read(
        self, delivery: int, changes: Sequence[ProductChange], at: Instant, *, unreadable: Sequence[str] = ()
    ) -> bool:
        """Its changes wait for their products from now on, and it is read: both, or neither.

        `unreadable` says what was wrong with events of it that could not be read; with nothing else in it, it is
        refused. False: it was read, or refused, before, perhaps by somebody to whom a late reader had lost it.
        """
        return await self.database.write(lambda session: _read(session, delivery, changes, at, unreadable))

    async def oldest_unread(self, source: SourceKey) -> Instant | None:
        """When the oldest of the source's deliveries came that nobody has read; None when all are."""
        waiting = (col(DeliveryRow.source) == source, col(DeliveryRow.state) == DeliveryState.WAITING)
        query = select(func.min(DeliveryRow.received_at)).where(*waiting)
        return await self.database.read(lambda session: session.exec(query).one())

    async def refused(self, source: SourceKey, limit: int) -> Sequence[RefusedDelivery]:
        """The last of which something could not be read, the newest first."""
        query = (
            select(DeliveryRow)
            .where(DeliveryRow.source == source, col(DeliveryRow.message).is_not(None))
            .order_by(col(DeliveryRow.id).desc())
            .limit(limit)
        )
        return await self.database.read(lambda session: [_refused(row) for row in session.exec(query)])

    async def refuse(self, delivery: int, reason: str, message: str, at: Instant) -> bool:
        """Nothing can be read of it. `reason` is one of few words, for the counters. False: it was read before."""
        return await self.database.write(lambda session: _refuse(session, delivery, reason, message, at))


def _columns(delivery: Delivery) -> Columns:
    return {
        "source": delivery.source,
        "topic": delivery.topic,
        "dedupe": delivery.dedupe,
        "body": zlib.compress(delivery.body, COMPRESSION),
        "size": len(delivery.body),
        "headers": json.dumps(delivery.headers),
        "received_at": delivery.received,
        "state": DeliveryState.WAITING,
        "leased_until": 0.0,
        "takes": 0,
    }


def _accept(session: Session, deliveries: Sequence[Delivery], packed: Sequence[Columns]) -> Sequence[Arrival]:
    """The sources are locked: of two that bring the same at once, the second finds it here."""
    kept = lock_sources(session, {delivery.source for delivery in deliveries})
    seen = _seen(session, kept, deliveries)
    arrivals: list[Arrival] = []
    for delivery in deliveries:
        arrivals.append(_arrival(delivery, kept, seen))
        seen.add((delivery.source, delivery.dedupe))
    new = [columns for columns, arrival in zip(packed, arrivals, strict=True) if arrival is Arrival.NEW]
    put_in(session, DeliveryRow, new)
    if deliveries:
        count_intake(session, _counts(deliveries, arrivals), deliveries[0].received)
    return arrivals


def _seen(
    session: Session, sources: Collection[SourceKey], deliveries: Sequence[Delivery]
) -> set[tuple[SourceKey, str]]:
    """Those that came before. By source: so the index that keeps each once answers at once."""
    found: set[tuple[SourceKey, str]] = set()
    for source in sources:
        its = {delivery.dedupe for delivery in deliveries if delivery.source == source}
        query = select(DeliveryRow.dedupe).where(DeliveryRow.source == source, col(DeliveryRow.dedupe).in_(its))
        found.update((source, dedupe) for dedupe in session.exec(query))
    return found


def _arrival(delivery: Delivery, kept: Collection[SourceKey], seen: Collection[tuple[SourceKey, str]]) -> Arrival:
    if delivery.source not in kept:
        return Arrival.UNKNOWN
    return Arrival.DOUBLED if (delivery.source, delivery.dedupe) in seen else Arrival.NEW


def _counts(deliveries: Sequence[Delivery], arrivals: Sequence[Arrival]) -> Mapping[SourceKey, Mapping[str, int]]:
    found: dict[SourceKey, Counter[str]] = {}
    for delivery, arrival in zip(deliveries, arrivals, strict=True):
        if arrival is not Arrival.UNKNOWN:
            what = (RECEIVED, DOUBLED) if arrival is Arrival.DOUBLED else (RECEIVED,)
            found.setdefault(delivery.source, Counter()).update(what)
    return found


def _take(session: Session, owner: str, limit: int, now: Instant, until: Instant) -> Sequence[TakenDelivery]:
    mine = col(DeliveryRow.id).in_(_chosen(session, limit, now))
    leased = {"owner": owner, "leased_until": until, "takes": col(DeliveryRow.takes) + 1}
    session.exec(update(DeliveryRow).where(mine).values(**leased))
    rows = session.exec(select(DeliveryRow).where(mine).order_by(col(DeliveryRow.id)))
    return [_taken(row) for row in rows]


def _chosen(session: Session, limit: int, now: Instant) -> Sequence[int]:
    """Locked; those that another is taking at this moment are passed over."""
    running = select(SourceRow.key).where(col(SourceRow.removed_at).is_(None), col(SourceRow.paused).is_(None))
    query = (
        select(DeliveryRow.id, DeliveryRow.size)
        .where(DeliveryRow.state == DeliveryState.WAITING, col(DeliveryRow.leased_until) <= now)
        .where(col(DeliveryRow.source).in_(running))
        .order_by(col(DeliveryRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True, of=DeliveryRow)
    )
    chosen: list[int] = []
    size_sum = 0
    for number, size in session.exec(query):
        size_sum += size
        if chosen and size_sum > TAKEN_BYTES_MAX:
            break
        chosen.append(number or 0)
    return chosen


def _taken(row: DeliveryRow) -> TakenDelivery:
    return TakenDelivery(
        id=row.id or 0,
        source=SourceKey(row.source),
        topic=row.topic,
        dedupe=row.dedupe,
        body=zlib.decompress(row.body),
        headers=json.loads(row.headers),
        received=row.received_at,
        takes=row.takes,
    )


def _read(
    session: Session, delivery: int, changes: Sequence[ProductChange], at: Instant, unreadable: Sequence[str]
) -> bool:
    row = _locked(session, delivery)
    if row is None:
        return False
    if unreadable and not changes:
        _end(row, DeliveryState.REFUSED, at, UNREADABLE)
    else:
        _end(row, DeliveryState.READ, at)
    row.message = unreadable[0][:2_000] if unreadable else None
    source = SourceKey(row.source)
    counts = put_locked(session, source, changes)
    count_intake(session, {source: {**counts, refused_for(UNREADABLE): len(unreadable)}}, at)
    return True


def _refuse(session: Session, delivery: int, reason: str, message: str, at: Instant) -> bool:
    row = _locked(session, delivery)
    if row is None:
        return False
    _end(row, DeliveryState.REFUSED, at, reason)
    row.message = message[:2_000]
    count_intake(session, {SourceKey(row.source): {refused_for(reason): 1}}, at)
    return True


def _refused(row: DeliveryRow) -> RefusedDelivery:
    return RefusedDelivery(
        id=row.id or 0,
        topic=row.topic,
        received=row.received_at,
        reason=row.reason,
        message=row.message or "",
    )


def _locked(session: Session, delivery: int) -> DeliveryRow | None:
    """The delivery, after its source, if it still waits."""
    source = session.exec(select(DeliveryRow.source).where(DeliveryRow.id == delivery)).one_or_none()
    if source is None or not lock_sources(session, [SourceKey(source)]):
        return None
    row = session.get(DeliveryRow, delivery, with_for_update=True)
    return row if row is not None and row.state == DeliveryState.WAITING else None


def _end(row: DeliveryRow, state: DeliveryState, at: Instant, reason: str | None = None) -> None:
    row.state, row.ended_at, row.reason, row.owner = state, at, reason, None
