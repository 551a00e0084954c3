"""Ending an intent: its own row and every launch row that waits for it, in the caller's transaction."""

from sqlalchemy import update
from sqlmodel import Session, col

from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.refusals import refuse
from store.pin_events import note_end, note_later_end
from store.tables.launches import ProductRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState, RowState


def outcome_of(intent: IntentRow) -> PinOutcome | None:
    """The intent's end, if it has one."""
    return PinOutcome.model_validate_json(intent.outcome_json) if intent.outcome_json else None


def settle_intent(session: Session, intent: IntentRow, outcome: PinOutcome, at: float) -> PinOutcome:
    """The first end stays: a second one is answered with the first."""
    known = outcome_of(intent)
    if known is not None:
        return known
    intent.state = IntentState.SETTLED
    intent.outcome = outcome.outcome
    intent.outcome_json = outcome.model_dump_json()
    intent.settled_at = at
    intent.pin_id = outcome.pin_id or intent.pin_id
    session.add(intent)
    session.exec(
        update(ProductRow)
        .where(col(ProductRow.intent_key) == intent.key, col(ProductRow.outcome).is_(None))
        .values(state=RowState.SETTLED, **{**row_values(outcome), **too_late_values(intent, outcome)})
    )
    note_end(session, intent, outcome, at)
    return outcome


def amend_intent(session: Session, intent: IntentRow, outcome: PinOutcome, at: float) -> PinOutcome:
    """A later look at a live pin becomes its end, and that of every row that ended live with it."""
    known = settle_intent(session, intent, outcome, at)
    if known.outcome is not Outcome.LIVE:
        return known
    intent.outcome_json = outcome.model_dump_json()
    session.add(intent)
    if outcome.outcome is not Outcome.LIVE:
        intent.outcome, intent.settled_at = outcome.outcome, at
        _amend_rows(session, intent, outcome)
        note_later_end(session, intent, known.outcome, outcome, at)
    return outcome


def _amend_rows(session: Session, intent: IntentRow, outcome: PinOutcome) -> None:
    mine = (col(ProductRow.intent_key) == intent.key, col(ProductRow.outcome) == Outcome.LIVE)
    session.exec(update(ProductRow).where(*mine).values(**row_values(outcome)))


def row_values(outcome: PinOutcome) -> dict[str, str | bool | None]:
    """The columns of a launch row that an outcome fills."""
    return {
        "outcome": outcome.outcome.value,
        "already": outcome.already,
        "changed": outcome.changed,
        "owner_only": outcome.owner_only,
        "board_id": outcome.board_id,
        "pin_id": outcome.pin_id,
        "reason": outcome.reason,
        "message": outcome.message,
        "remedy": outcome.remedy,
        "actor": outcome.actor,
    }


def too_late_values(intent: IntentRow, outcome: PinOutcome) -> dict[str, str]:
    """The columns that say of a live pin's rows that they were cancelled, and too late; none of any other's."""
    if not intent.forbidden or outcome.outcome is not Outcome.LIVE:
        return {}
    late = refuse(Reason.CANCELLED_TOO_LATE, "cancelled too late: its request had left, and a pin came of it")
    return {"reason": late.reason, "message": late.message, "remedy": late.remedy, "actor": late.actor}


def already_live(outcome: PinOutcome, *, changed: bool) -> PinOutcome:
    """What a later launch says of a pin that is live."""
    return outcome.model_copy(update={"already": True, "changed": changed})


def is_live(intent: IntentRow) -> bool:
    return intent.outcome == Outcome.LIVE
