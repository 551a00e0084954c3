"""What is known of an intent's last attempt."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.names import PinKey
from contracts.outcome import FOUND, Evidence, PinOutcome
from contracts.pin import PostponeCause, Postponed, Published, Uncertain
from drafting.doubts import known_words
from store.settling import outcome_of
from store.tables.pins import AttemptRow, IntentRow
from store.tables.states import OPEN_ATTEMPTS, AttemptState


def standing(session: Session, key: PinKey, now: Instant) -> Published | PinOutcome | Postponed | Uncertain:
    """The intent's end; its pin; or what became of the last attempt, as far as that is known."""
    intent = session.exec(select(IntentRow).where(IntentRow.key == key)).one()
    known = outcome_of(intent)
    if known is not None:
        return known
    query = select(AttemptRow).where(AttemptRow.key == key).order_by(col(AttemptRow.number).desc())
    attempts = session.exec(query).all()
    if intent.pin_id:
        return _published(intent.pin_id, attempts, now)
    if not attempts:
        return Postponed(cause=PostponeCause.NOT_SENT, until=now, detail="no attempt was claimed")
    last = attempts[0]
    if last.state in OPEN_ATTEMPTS:
        return uncertain(last)
    return Postponed(cause=PostponeCause(last.cause or PostponeCause.NOT_SENT), until=now, detail=last.detail)


def uncertain(row: AttemptRow) -> Uncertain:
    """All that is known of an open attempt."""
    known = known_words(
        claimed=row.claimed_at,
        detail=row.detail,
        reads=row.reads,
        last_read=row.last_read_at,
        doubt=row.doubt or "",
    )
    return Uncertain(
        attempt=row.number,
        deadline=row.deadline,
        detail=row.detail,
        claimed=row.claimed_at,
        reads=row.reads,
        known=known,
    )


def _published(pin_id: str, attempts: Sequence[AttemptRow], now: Instant) -> Published:
    """The pin is there: by an answer, adopted from the board, or found on it without any attempt of ours."""
    value = f"pin {pin_id}"
    made = next((row for row in attempts if row.pin_id == pin_id and row.state == AttemptState.MADE), None)
    if made is None:
        return Published(pin_id=pin_id, evidence=Evidence(what=FOUND, value=value, at=now))
    if made.adopted:
        return Published(
            pin_id=pin_id, evidence=Evidence(what="adopted", value=value, at=made.last_read_at or now)
        )
    return Published(pin_id=pin_id, evidence=Evidence(what="posted", value=value, at=made.answered_at or now))
