"""What was delivered, for those who look: events, deliveries, the log of attempts; and telling something again."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from sqlmodel import Session, col, func, select

from contracts.contract import Instant
from contracts.delivery_states import DeliveryState
from contracts.names import AccountKey
from contracts.webhooks import LOG_MAX, REPLAY_MAX, DeliveryCard, EventCard, ReplaySpan, TriedOnce
from drafting.event_bodies import wants
from store.database import Database
from store.events import new_delivery
from store.tables.events import DeliveryAttemptRow, EndpointRow, EventDeliveryRow, EventRow

REPLAY_DIGITS = 8


@dataclass(frozen=True)
class SqlDeliveryLog:
    database: Database

    async def deliveries(
        self, endpoint: str, *, state: DeliveryState | None = None, limit: int, offset: int = 0
    ) -> tuple[Sequence[DeliveryCard], int]:
        """A page of an endpoint's deliveries, the newest first, and how many there are."""
        return await self.database.read(lambda session: _deliveries(session, endpoint, state, limit, offset))

    async def delivery(self, delivery: str) -> DeliveryCard | None:
        """One of them, with its log."""
        return await self.database.read(lambda session: _delivery(session, delivery))

    async def events(
        self, accounts: Sequence[AccountKey] | None, *, limit: int, offset: int = 0
    ) -> tuple[Sequence[EventCard], int]:
        """A page of events, the newest first, and how many there are; None: of all accounts, and of none."""
        return await self.database.read(lambda session: _events(session, accounts, limit, offset))

    async def replay(self, span: ReplaySpan, at: Instant) -> int:
        """Have those told again that are its own, with the ids that they had; how many there are."""
        return await self.database.write(lambda session: _replay(session, span, at))


def _deliveries(
    session: Session, endpoint: str, state: DeliveryState | None, limit: int, offset: int
) -> tuple[Sequence[DeliveryCard], int]:
    mine = [col(EventDeliveryRow.endpoint) == endpoint]
    if state is not None:
        mine.append(col(EventDeliveryRow.state) == state)
    count = session.exec(select(func.count()).select_from(EventDeliveryRow).where(*mine)).one()
    query = (
        select(EventDeliveryRow, EventRow)
        .join(EventRow, col(EventRow.id) == col(EventDeliveryRow.event))
        .where(*mine)
        .order_by(col(EventDeliveryRow.created_at).desc(), col(EventDeliveryRow.id))
        .offset(offset)
        .limit(limit)
    )
    return [_card(row, event) for row, event in session.exec(query)], count


def _delivery(session: Session, delivery: str) -> DeliveryCard | None:
    row = session.get(EventDeliveryRow, delivery)
    event = session.get(EventRow, row.event) if row else None
    if row is None or event is None:
        return None
    newest = (
        select(DeliveryAttemptRow)
        .where(DeliveryAttemptRow.delivery == delivery)
        .order_by(col(DeliveryAttemptRow.number).desc())
        .limit(LOG_MAX)
    )
    log = tuple(TriedOnce.model_validate(tried.model_dump()) for tried in reversed(session.exec(newest).all()))
    return _card(row, event).model_copy(update={"log": log})


def _events(
    session: Session, accounts: Sequence[AccountKey] | None, limit: int, offset: int
) -> tuple[Sequence[EventCard], int]:
    seen = [] if accounts is None else [col(EventRow.account).in_(accounts)]
    count = session.exec(select(func.count()).select_from(EventRow).where(*seen)).one()
    query = (
        select(EventRow)
        .where(*seen)
        .order_by(col(EventRow.at).desc(), col(EventRow.id))
        .offset(offset)
        .limit(limit)
    )
    return [EventCard.model_validate(row.model_dump()) for row in session.exec(query)], count


def _replay(session: Session, span: ReplaySpan, at: Instant) -> int:
    endpoint = session.get(EndpointRow, span.endpoint)
    if endpoint is None:
        return 0
    replay = uuid4().hex[:REPLAY_DIGITS]
    events = [event for event in _meant(session, span) if _is_its_own(session, endpoint, event)]
    session.add_all(new_delivery(event.id, endpoint.id, at, replay=replay) for event in events)
    return len(events)


def _meant(session: Session, span: ReplaySpan) -> Sequence[EventRow]:
    query = select(EventRow).order_by(col(EventRow.at), col(EventRow.id)).limit(REPLAY_MAX)
    if span.events:
        query = query.where(col(EventRow.id).in_(span.events))
    if span.since is not None:
        query = query.where(col(EventRow.at) >= span.since)
    if span.until is not None:
        query = query.where(col(EventRow.at) < span.until)
    return session.exec(query).all()


def _is_its_own(session: Session, endpoint: EndpointRow, event: EventRow) -> bool:
    """It was told of it before, or wants such events of that account now."""
    allowed = endpoint.accounts is None or (event.account or "") in endpoint.accounts.split()
    if allowed and wants(endpoint.events.split(), event.type):
        return True
    told = (EventDeliveryRow.event == event.id, EventDeliveryRow.endpoint == endpoint.id)
    return session.exec(select(EventDeliveryRow.id).where(*told)).first() is not None


def _card(row: EventDeliveryRow, event: EventRow) -> DeliveryCard:
    return DeliveryCard(
        id=row.id,
        event=row.event,
        endpoint=row.endpoint,
        type=event.type,
        state=DeliveryState(row.state),
        replay=row.replay,
        body=event.body,
        attempts=row.attempts,
        last_status=row.last_status,
        last_error=row.last_error,
        next_attempt=row.next_attempt_at,
        created=row.created_at,
        updated=row.updated_at,
    )
