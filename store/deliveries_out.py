"""Deliveries of events: which are to be started, what one attempt needs, and what came of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlmodel import Session, col, func, select, update

from contracts.contract import Instant
from contracts.delivery_states import DeliveryState
from contracts.events import EventType
from contracts.webhooks import AttemptEnd, AttemptNote, DeliveryRequest, Parcel
from drafting.webhook_retries import GONE, is_hopeless
from store.database import Database
from store.endpoints import disable, secrets_of
from store.sealing import Seals
from store.tables.events import DeliveryAttemptRow, EndpointRow, EventDeliveryRow, EventRow

ERROR_MAX = 300
LOST_SECONDS = 3_600.0
"""So long after its next attempt was due a delivery's workflow is started again: Temporal may have lost it."""
HOST_MAX = 100


@dataclass(frozen=True)
class SqlDeliveriesOut:
    """Keeps the ports `Outbox` and `DeliveryBook`."""

    database: Database
    seals: Seals

    async def to_start(self, now: Instant, limit: int) -> Sequence[DeliveryRequest]:
        return await self.database.read(lambda session: _to_start(session, now, limit))

    async def started(self, deliveries: Collection[str], again_at: Instant) -> None:
        statement = (
            update(EventDeliveryRow)
            .where(col(EventDeliveryRow.id).in_(deliveries), col(EventDeliveryRow.state) == DeliveryState.WAITING)
            .values(tell_at=again_at)
        )
        await self.database.write(lambda session: session.exec(statement))

    async def parcel(self, delivery: str, at: Instant) -> Parcel | None:
        """None: there is nothing (more) to send; a delivery whose endpoint is gone is dropped."""
        found = await self.database.read(lambda session: self._parcel(session, delivery))
        if found is None:
            await self.database.write(lambda session: _end(session, delivery, DeliveryState.DROPPED, at))
        return found

    async def note_attempt(self, note: AttemptNote) -> None:
        await self.database.write(lambda session: _note_attempt(session, note))

    async def next_try(self, delivery: str, at: Instant) -> None:
        """For whoever looks; and its workflow is taken for lost, and started anew, only after that."""
        mine = (col(EventDeliveryRow.id) == delivery, col(EventDeliveryRow.state) == DeliveryState.WAITING)
        statement = update(EventDeliveryRow).where(*mine).values(next_attempt_at=at, tell_at=at + LOST_SECONDS)
        await self.database.write(lambda session: session.exec(statement))

    async def give_up(self, delivery: str, at: Instant) -> None:
        await self.database.write(lambda session: _end(session, delivery, DeliveryState.GAVE_UP, at))

    def _parcel(self, session: Session, delivery: str) -> Parcel | None:
        row = session.get(EventDeliveryRow, delivery)
        if row is None or row.state != DeliveryState.WAITING:
            return None
        event, endpoint = session.get(EventRow, row.event), session.get(EndpointRow, row.endpoint)
        if event is None or endpoint is None or not _may_hear(endpoint, event):
            return None
        return Parcel(
            delivery=delivery,
            event=event.id,
            type=event.type,
            endpoint=endpoint.id,
            url=endpoint.url,
            body=event.body,
            secrets=secrets_of(endpoint, self.seals),
            near=endpoint.near,
            hex_signature=endpoint.hex_signature,
            rest_until=endpoint.rest_until,
        )


def _may_hear(endpoint: EndpointRow, event: EventRow) -> bool:
    """A ping is how somebody finds out whether a disabled endpoint works again."""
    return endpoint.enabled or event.type == EventType.PING


def _to_start(session: Session, now: Instant, limit: int) -> Sequence[DeliveryRequest]:
    query = (
        select(EventDeliveryRow, EventRow.type, EndpointRow.url)
        .join(EventRow, col(EventRow.id) == col(EventDeliveryRow.event))
        .join(EndpointRow, col(EndpointRow.id) == col(EventDeliveryRow.endpoint), isouter=True)
        .where(col(EventDeliveryRow.state) == DeliveryState.WAITING, col(EventDeliveryRow.tell_at) <= now)
        .order_by(col(EventDeliveryRow.tell_at), col(EventDeliveryRow.id))
        .limit(limit)
    )
    return [
        DeliveryRequest(
            delivery=row.id,
            event=row.event,
            endpoint=row.endpoint,
            type=EventType(kind),
            host=(urlsplit(url or "").hostname or "")[:HOST_MAX],
            replay=row.replay,
        )
        for row, kind, url in session.exec(query)
    ]


def _end(session: Session, delivery: str, state: DeliveryState, at: Instant) -> None:
    """The first end stays."""
    waiting = (col(EventDeliveryRow.id) == delivery, col(EventDeliveryRow.state) == DeliveryState.WAITING)
    session.exec(update(EventDeliveryRow).where(*waiting).values(state=state, next_attempt_at=None, updated_at=at))


def _note_attempt(session: Session, note: AttemptNote) -> None:
    row = session.get(EventDeliveryRow, note.delivery, with_for_update=True)
    if row is None:
        return
    row.attempts += 1
    row.last_status, row.updated_at = note.status, note.at
    row.last_error = note.error and note.error[:ERROR_MAX]
    session.add(
        DeliveryAttemptRow(
            delivery=row.id,
            number=_next_number(session, row.id),
            at=note.at,
            status=note.status,
            milliseconds=note.milliseconds,
            error=row.last_error,
        )
    )
    if note.end is AttemptEnd.ACCEPTED:
        row.state, row.next_attempt_at = DeliveryState.DELIVERED, None
    _note_health(session, row.endpoint, note)


def _next_number(session: Session, delivery: str) -> int:
    last = select(func.max(col(DeliveryAttemptRow.number))).where(DeliveryAttemptRow.delivery == delivery)
    return (session.exec(last).one() or 0) + 1


def _note_health(session: Session, endpoint: str, note: AttemptNote) -> None:
    """What one attempt says of its endpoint: well again, to be left alone, or not worth asking any more."""
    row = session.get(EndpointRow, endpoint, with_for_update=True)
    if row is None:
        return
    if note.end is AttemptEnd.ACCEPTED:
        row.failing_since, row.rest_until = None, 0.0
        return
    row.failing_since = row.failing_since or note.at
    row.rest_until = max(row.rest_until, note.rest_until or 0.0)
    if note.status == GONE:
        disable(session, row, "it answered 410: it wants nothing more", note.at)
    elif is_hopeless(row.failing_since, note.at):
        disable(session, row, "nothing could be delivered to it for five days", note.at)
