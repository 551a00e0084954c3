"""Events, written in the transaction of what they tell: what is not committed nobody hears of, and the reverse.

Only those are kept that an endpoint wants; without one, all that this costs is a look whether there is one.
"""

from collections.abc import Sequence
from uuid import uuid4

from sqlmodel import Session, col, func, select

from contracts.contract import Instant
from contracts.delivery_states import DeliveryState
from contracts.events import EventType, News
from contracts.names import AccountKey
from drafting.event_bodies import event_body, wants
from store.tables.events import EndpointRow, EventDeliveryRow, EventRow

EVENT_PREFIX = "evt_"
"""An id has no dot: the signature puts dots between its parts."""


def note_event(session: Session, news: News) -> None:
    """Keep it for every endpoint that wants to hear of it; those that are disabled may have it replayed later."""
    hearers = hearers_of(session, news.type, news.account)
    if hearers:
        deliver_to(session, news, [endpoint for endpoint in hearers if endpoint.enabled])


def was_noted(session: Session, news: News) -> bool:
    """Whether the very same was noted at that moment already."""
    same = (EventRow.subject == news.subject, EventRow.type == news.type, EventRow.at == news.at)
    return session.exec(select(EventRow.id).where(*same)).first() is not None


def deliver_to(session: Session, news: News, hearers: Sequence[EndpointRow]) -> EventRow:
    """Keep it for these, whatever they asked for."""
    event = _event(news, _next_sequence(session, news))
    session.add(event)
    session.add_all(new_delivery(event.id, endpoint.id, news.at) for endpoint in hearers)
    session.flush()
    return event


def hearers_of(session: Session, kind: EventType, account: AccountKey | None) -> Sequence[EndpointRow]:
    """Endpoints that want such an event of that account."""
    query = select(EndpointRow).order_by(col(EndpointRow.id))
    return [
        endpoint
        for endpoint in session.exec(query)
        if wants(endpoint.events.split(), kind) and _sees(endpoint, account)
    ]


def new_delivery(event: str, endpoint: str, at: Instant, *, replay: str = "") -> EventDeliveryRow:
    return EventDeliveryRow(
        id=str(uuid4()),
        event=event,
        endpoint=endpoint,
        replay=replay,
        state=DeliveryState.WAITING,
        tell_at=at,
        next_attempt_at=at,
        created_at=at,
        updated_at=at,
    )


def _sees(endpoint: EndpointRow, account: AccountKey | None) -> bool:
    return endpoint.accounts is None or (account is not None and account in endpoint.accounts.split())


def _event(news: News, sequence: int) -> EventRow:
    return EventRow(
        id=EVENT_PREFIX + uuid4().hex,
        type=news.type,
        account=news.account,
        subject=news.subject,
        sequence=sequence,
        at=news.at,
        body=event_body(news.type, news.at, {**news.data, "sequence": sequence}),
    )


def _next_sequence(session: Session, news: News) -> int:
    """Milliseconds, and always more than the last: it goes on growing when old events are forgotten."""
    last = session.exec(select(func.max(col(EventRow.sequence))).where(EventRow.subject == news.subject)).one()
    return max(int(news.at * 1_000), (last or 0) + 1)
