"""Ends amended for what the patrol saw: the intent, the rows that ended with it and the finding together."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.findings import Finding, FindingKind
from contracts.names import AccountKey, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason, refused_outcome
from contracts.patrol import Amendment
from contracts.refusals import refuse
from store.adopting import Arrival, adopt
from store.findings import note_finding, settle_finding
from store.intents import has_open_attempt, locked_intent, withdrawn_outcome
from store.pin_events import note_end, note_later_end
from store.settling import outcome_of, row_values, too_late_values
from store.tables.launches import ProductRow
from store.tables.pins import AttemptRow, IntentRow


def amend_end(session: Session, change: Amendment, at: Instant) -> bool:
    """False, and nothing happens: the intent is not as it was looked at, or the pin is another's."""
    intent = locked_intent(session, change.key)
    if outcome_of(intent) != change.before or intent.pin_id != change.pin_id:
        return False
    if change.after.pin_id != intent.pin_id and not _may_take(session, intent, change.after.pin_id):
        return False
    _end_anew(session, intent, change.after, at)
    if change.finding is not None:
        note_finding(session, change.finding)
    if change.settles is not None:
        settle_finding(session, change.settles, change.words, at)
    return True


def give_pin(session: Session, key: PinKey, pin_id: str, at: Instant) -> bool:
    """A pin that was seen becomes its intent's, so that no other is made; how that ended, or goes on, stays."""
    intent = locked_intent(session, key)
    if intent.pin_id is not None or not _may_take(session, intent, pin_id):
        return False
    adopt(session, intent, Arrival(pin_id, at, "seen by the patrol"))
    session.add(intent)
    return True


def _may_take(session: Session, intent: IntentRow, pin_id: str | None) -> bool:
    """An open attempt is left to its own reading; a pin is one intent's alone."""
    others = select(IntentRow.key).where(IntentRow.pin_id == pin_id, IntentRow.key != intent.key)
    return not has_open_attempt(session, PinKey(intent.key)) and session.exec(others).first() is None


def _end_anew(session: Session, intent: IntentRow, after: PinOutcome, at: Instant) -> None:
    before = intent.outcome
    values = {**row_values(after), **too_late_values(intent, after)}
    if before == after.outcome:
        values = {column: value for column, value in values.items() if column not in _rows_own(after)}
    else:
        intent.settled_at = at
    intent.outcome, intent.outcome_json = after.outcome, after.model_dump_json()
    intent.pin_id = after.pin_id or intent.pin_id
    session.add(intent)
    session.exec(
        update(ProductRow)
        .where(col(ProductRow.intent_key) == intent.key, col(ProductRow.outcome) == before)
        .values(**values)
    )
    if before is None:
        note_end(session, intent, after, at)
    else:
        note_later_end(session, intent, Outcome(before), after, at)


def _rows_own(after: PinOutcome) -> frozenset[str]:
    """What a row of the same end keeps: whether it was live before, and what of a live pin it alone was told."""
    told = {"reason", "message", "remedy", "actor"} if after.outcome is Outcome.LIVE else set[str]()
    return frozenset({"already", "changed"} | told)


def conclude_absence(session: Session, key: PinKey, at: Instant) -> Outcome | None:
    """End an unconfirmed intent of which there is no pin, for certain: as it was ordered, or as refused.

    None, and nothing happens: it has another end, a pin, or an attempt that a reading has still to settle.
    """
    intent = locked_intent(session, key)
    if intent.outcome != Outcome.UNCONFIRMED or intent.pin_id or has_open_attempt(session, key):
        return None
    after = _end_without_pin(session, intent)
    _end_anew(session, intent, after, at)
    note_finding(session, _absence(intent, after, at))
    return after.outcome


def _end_without_pin(session: Session, intent: IntentRow) -> PinOutcome:
    if intent.forbidden:
        return withdrawn_outcome(intent.board_id, "no pin came of what had left")
    query = select(AttemptRow.detail).where(AttemptRow.key == intent.key).order_by(col(AttemptRow.number).desc())
    detail = session.exec(query).first()
    message = f"no pin was made, for certain: {detail}" if detail else "no pin was made, for certain"
    return refused_outcome(refuse(Reason.PIN_NOT_MADE, message), board_id=intent.board_id)


def _absence(intent: IntentRow, after: PinOutcome, at: Instant) -> Finding:
    withdrawn = after.outcome is Outcome.WITHDRAWN
    return Finding(
        account=AccountKey(intent.account),
        kind=FindingKind.ABSENT,
        pin_id=intent.key,
        board_id=intent.board_id,
        key=PinKey(intent.key),
        detail=after.message or "",
        seen_at=at,
        settled_at=at if withdrawn else None,
        settlement="withdrawn, as it was ordered" if withdrawn else "",
    )
