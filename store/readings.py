"""What a reading of a board does to its open attempts: found, absent for certain, or in doubt as before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.ledger import Sight
from contracts.names import AccountKey
from contracts.pin import PostponeCause
from drafting.absence import settles_absence
from store.adopting import Arrival, adopt, note_duplicate
from store.locks import lock_accounts, lock_intents
from store.tables.pins import AttemptRow, IntentRow
from store.tables.states import OPEN_ATTEMPTS, AttemptState, IntentState


@dataclass(frozen=True)
class Reading:
    """One reading of a board, begun at `began`."""

    account: AccountKey
    board_id: str
    began: Instant
    grace_seconds: float


def record_sights(session: Session, reading: Reading, sights: Sequence[Sight]) -> None:
    """Bring each attempt that is open still to where the reading saw it."""
    by_attempt: dict[tuple[str, int], Sight] = {(sight.key, sight.attempt): sight for sight in sights}
    # Two readings of one account, each of its own board, must not both adopt a pin that was moved meanwhile.
    lock_accounts(session, [reading.account])
    lock_intents(session, [sight.key for sight in sights])
    for row, intent in _open_rows(session, reading, sights):
        sight = by_attempt.get((row.key, row.number))
        if sight is not None:
            _bring(session, row, intent, sight, reading)


def doubt_all(session: Session, account: AccountKey, board_id: str, words: str) -> None:
    """The board could not be read: that is all that is known now, and it counts for nothing."""
    mine = (col(AttemptRow.account) == account, col(AttemptRow.board_id) == board_id)
    is_open = col(AttemptRow.state).in_(OPEN_ATTEMPTS)
    session.exec(update(AttemptRow).where(*mine, is_open).values(doubt=words, doubt_lasts=False))


def _open_rows(
    session: Session, reading: Reading, sights: Sequence[Sight]
) -> Sequence[tuple[AttemptRow, IntentRow]]:
    query = (
        select(AttemptRow, IntentRow)
        .where(AttemptRow.account == reading.account, AttemptRow.board_id == reading.board_id)
        .where(col(AttemptRow.state).in_(OPEN_ATTEMPTS), col(AttemptRow.key) == col(IntentRow.key))
        .where(col(AttemptRow.key).in_([sight.key for sight in sights]))
        .order_by(col(AttemptRow.key), col(AttemptRow.number))
    )
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).all()


def _bring(session: Session, row: AttemptRow, intent: IntentRow, sight: Sight, reading: Reading) -> None:
    if sight.pin_id is not None and not _is_another_s(session, intent, sight.pin_id):
        _found(session, row, intent, sight, reading.began)
    elif reading.began > row.claimed_at:
        row.last_read_at = reading.began
        row.doubt, row.doubt_lasts = _doubt(sight), sight.doubt_lasts
        row.cause = None  # a board that was gone may be there again
        row.reads += sight.whole
        if sight.whole and row.doubt is None:
            _conclude(row, intent, sight, reading)


def _is_another_s(session: Session, intent: IntentRow, pin_id: str) -> bool:
    """Two boards are read at the same time: what was nobody's pin may have been adopted meanwhile."""
    query = select(IntentRow.key).where(IntentRow.pin_id == pin_id, IntentRow.key != intent.key)
    return session.exec(query).first() is not None


def _doubt(sight: Sight) -> str | None:
    if sight.pin_id is not None:
        return f"pin {sight.pin_id} seemed to be it, and was taken by another product meanwhile"
    return sight.doubt or None


def _found(session: Session, row: AttemptRow, intent: IntentRow, sight: Sight, at: Instant) -> None:
    """The pin is the attempt's in any case, and the intent's unless that has one."""
    found = sight.pin_id or ""
    row.state, row.adopted, row.last_read_at, row.pin_id, row.doubt = AttemptState.MADE, True, at, found, None
    adopt(session, intent, Arrival(found, at, f"found on the board for attempt {row.number}"))
    for other in {*sight.others} - {intent.pin_id}:
        note_duplicate(session, intent, Arrival(other, at, f"seen with the marker of attempt {row.number}"))


def _conclude(row: AttemptRow, intent: IntentRow, sight: Sight, reading: Reading) -> None:
    late = settles_absence(
        reads=row.reads, began=reading.began, deadline=row.deadline, grace_seconds=reading.grace_seconds
    )
    if not late or not sight.everywhere:
        return
    if sight.gone:  # it stays open: the board may come back, and the pin with it
        row.cause, row.doubt = PostponeCause.BOARD_GONE, "the board went while the pin's answer was waited for"
        return
    row.state = AttemptState.NOT_MADE
    row.cause, row.detail = PostponeCause.ABSENT, f"not on the board in {row.reads} readings"
    queue_again(intent)


def queue_again(intent: IntentRow) -> None:
    """What was sent made no pin, so it waits for a slot again."""
    if intent.state == IntentState.SENT:
        intent.state = IntentState.READY
