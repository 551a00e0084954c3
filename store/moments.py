"""Rows are given their moments, and pins that were admitted with them; in the caller's transaction.

What a person timed or holds, and what has left, is never moved.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, bindparam, update
from sqlmodel import Session, and_, case, col, or_, select

from contracts.contract import Instant
from contracts.ledger import RowRefused
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import refused_outcome
from drafting.planning import Moment, order_of, row_of
from store.intents import has_open_attempt, locked_intent
from store.locks import lock_accounts
from store.pin_events import note_rows_ended, rows_to_tell
from store.rows import refuse_rows
from store.settling import settle_intent
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import AttemptRow, IntentRow
from store.tables.states import OPEN_ATTEMPTS, IntentState, RowState, TimedBy

ADMITTED = (RowState.REGISTERED, RowState.ADMITTED)
RESTING = (IntentState.OPEN, IntentState.READY)


def movable() -> ColumnElement[bool]:
    """Rows, joined with their intents if they have any, that may be given a moment.

    Those that wait, and admitted ones whose pin has its window's end and rests.
    """
    timed_by = col(ProductRow.timed_by)
    waits = and_(col(ProductRow.state) == RowState.WAITING, timed_by != TimedBy.PERSON)
    rests = and_(col(ProductRow.state).in_(ADMITTED), timed_by == TimedBy.WINDOW, _resting())
    return and_(col(ProductRow.outcome).is_(None), col(ProductRow.held).is_(False), or_(waits, rests))


def _resting() -> ColumnElement[bool]:
    """Intents of which nothing has left, and that have a window."""
    left = select(AttemptRow.key).where(
        col(AttemptRow.key) == col(IntentRow.key), col(AttemptRow.state).in_(OPEN_ATTEMPTS)
    )
    return and_(
        col(IntentRow.state).in_(RESTING),
        col(IntentRow.pin_id).is_(None),
        col(IntentRow.not_after).is_not(None),
        col(IntentRow.held).is_(False),
        col(IntentRow.forbidden).is_(False),
        ~left.exists(),
    )


def keep(session: Session, launch: LaunchId, moments: Sequence[Moment]) -> None:
    """Give rows of the launch these moments; those that were moved, held or sent meanwhile are left alone."""
    _lock(session, launch)
    when = {
        moment.order: {"not_before": moment.at, "not_after": moment.until, "timed_by": TimedBy.WINDOW}
        for moment in moments
    }
    _move_waiting(session, launch, when)
    for order, intent in _resting_pins(session, launch, when):
        _move_pin(session, intent, when[order])


def free(session: Session, launch: LaunchId, orders: Sequence[int]) -> None:
    """No rule is theirs any more: rows have their own publish dates again, admitted pins may leave at any hour."""
    _lock(session, launch)
    own = {"not_before": ProductRow.wished, "not_after": None, "wished": None, "timed_by": TimedBy.FILE}
    mine = (col(ProductRow.launch) == launch, col(ProductRow.row).in_({row_of(order)[0] for order in orders}))
    windowed = (col(ProductRow.state) == RowState.WAITING, col(ProductRow.timed_by) == TimedBy.WINDOW)
    session.exec(update(ProductRow).where(*mine, *windowed).values(**own))
    for _, intent in _resting_pins(session, launch, orders):
        _move_pin(session, intent, {"not_before": None, "not_after": None, "timed_by": TimedBy.FILE})


def refuse(session: Session, launch: LaunchId, refusals: Sequence[RowRefused], at: Instant) -> None:
    """End rows that can have no moment, and admitted pins that nobody else wants; their workflows are told."""
    _lock(session, launch)
    told = rows_to_tell(session, launch, {one.row for one in refusals})
    refuse_rows(session, launch, refusals)
    note_rows_ended(session, launch, at, told)
    why = {order_of(one.row, one.image_slot): one.refused for one in refusals}
    for order, intent in _resting_pins(session, launch, why):
        if not _wanted_elsewhere(session, intent, launch):
            settle_intent(session, intent, refused_outcome(why[order]), at)
            intent.recalled = True


def _lock(session: Session, launch: LaunchId) -> None:
    lock_accounts(session, [AccountKey(session.get_one(LaunchRow, launch).account)])


def _move_waiting(session: Session, launch: LaunchId, when: Mapping[int, Mapping[str, object]]) -> None:
    was = col(ProductRow.timed_by)
    statement = (
        update(ProductRow)
        .where(col(ProductRow.launch) == launch, col(ProductRow.row) == bindparam("its_row"))
        .where(col(ProductRow.image_slot) == bindparam("its_slot"), col(ProductRow.state) == RowState.WAITING)
        .where(was != TimedBy.PERSON)
        .values(wished=case((was == TimedBy.WINDOW, ProductRow.wished), else_=ProductRow.not_before))
    )
    values = [
        {"its_row": row_of(order)[0], "its_slot": row_of(order)[1], **columns} for order, columns in when.items()
    ]
    if values:
        session.connection().execute(statement, values)


def _resting_pins(session: Session, launch: LaunchId, orders: Collection[int]) -> Iterator[tuple[int, IntentRow]]:
    """The intents of those of the rows that are admitted, locked, in the order of locks."""
    query = (
        select(ProductRow.row, ProductRow.image_slot, IntentRow.key)
        .join(IntentRow, col(IntentRow.key) == col(ProductRow.intent_key))
        .where(ProductRow.launch == launch, col(ProductRow.state).in_(ADMITTED), movable())
        .order_by(col(IntentRow.key))
    )
    for row, slot, key in session.exec(query).all():
        if order_of(row, slot) in orders:
            intent = locked_intent(session, PinKey(key))
            # It may have left between the question and the lock.
            if intent.state in RESTING and intent.pin_id is None and not has_open_attempt(session, PinKey(key)):
                yield order_of(row, slot), intent


def _move_pin(session: Session, intent: IntentRow, when: Mapping[str, object]) -> None:
    """The pin, and the rows that wait for it by a window's word."""
    for column in ("not_before", "not_after"):
        setattr(intent, column, when[column])
    mine = (col(ProductRow.intent_key) == intent.key, col(ProductRow.outcome).is_(None))
    session.exec(update(ProductRow).where(*mine, col(ProductRow.timed_by) == TimedBy.WINDOW).values(**dict(when)))


def _wanted_elsewhere(session: Session, intent: IntentRow, launch: LaunchId) -> bool:
    """Whether another launch waits for the same pin, whose window may be another."""
    query = select(ProductRow.row).where(
        ProductRow.intent_key == intent.key, col(ProductRow.outcome).is_(None), ProductRow.launch != launch
    )
    return session.exec(query.limit(1)).first() is not None
