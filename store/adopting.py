"""A pin comes to its intent: by its answer, or by a reading. One that comes second, or unwanted, is a finding."""

from dataclasses import dataclass

from sqlmodel import Session

from contracts.contract import Instant
from contracts.findings import Finding, FindingKind
from contracts.names import AccountKey, PinKey
from store.findings import ENDED_WITHOUT, note_finding
from store.tables.pins import IntentRow


@dataclass(frozen=True)
class Arrival:
    """A pin that turned out to be an intent's."""

    pin_id: str
    at: Instant
    how: str
    """As a person says it: `made by attempt 1`."""


def adopt(session: Session, intent: IntentRow, came: Arrival) -> str:
    """Give the intent its pin, in the caller's transaction; the pin that it has now.

    The first one stays, and a second is written down as a duplicate. The first pin of an intent that had ended as
    withdrawn or refused is written down as unexpected; it is the intent's all the same, so that wanting the
    product again makes no other.
    """
    if intent.pin_id not in {None, came.pin_id}:
        note_duplicate(session, intent, came)
        return intent.pin_id
    if intent.pin_id is None and intent.outcome in ENDED_WITHOUT:
        note_finding(session, _finding(intent, came, FindingKind.UNEXPECTED))
        _shout("pin.unexpected", intent, pin=came.pin_id, ended=intent.outcome)
    intent.pin_id = came.pin_id
    return came.pin_id


def note_duplicate(session: Session, intent: IntentRow, came: Arrival) -> None:
    """Write down a pin that came to an intent beside the one that it has."""
    note_finding(session, _finding(intent, came, FindingKind.DUPLICATE))
    _shout("pin.duplicate", intent, pin=intent.pin_id, duplicate=came.pin_id)


def _shout(event: str, intent: IntentRow, **facts: str | None) -> None:
    import structlog  # noqa: PLC0415 - commands that only read the ledger come by here, and it is slow to load

    structlog.get_logger(__name__).error(event, account=intent.account, key=intent.key, **facts)


def _finding(intent: IntentRow, came: Arrival, kind: FindingKind) -> Finding:
    beside = intent.pin_id or ""
    than = f"beside pin {beside}" if beside else f"after the product had ended as {intent.outcome}"
    return Finding(
        account=AccountKey(intent.account),
        kind=kind,
        pin_id=came.pin_id,
        board_id=intent.board_id,
        key=PinKey(intent.key),
        other_pin_id=beside,
        detail=f"pin {came.pin_id} was {came.how}, {than}",
        seen_at=came.at,
    )
