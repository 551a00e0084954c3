"""Places: how many pins of an account may be open at once, and which launch may have how many of them."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from contracts.contract import Instant
from contracts.launch import ADMISSION_HORIZON_SECONDS, OPEN_PINS_MAX, URGENT_PINS_MAX
from contracts.names import LaunchId
from contracts.pace import SHARES, Priority
from store.rows import due
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState, RowState


def room_of(session: Session, launch: LaunchId, now: Instant) -> int:
    """How many more pins the launch may have open.

    Launches at once have the account's places in the proportion of their shares; a place that no other launch
    waits for is anybody's. Urgent ones have a few of their own, beside all others.
    """
    its = session.get_one(LaunchRow, launch)
    if its.priority == Priority.URGENT:
        return max(0, OPEN_PINS_MAX + URGENT_PINS_MAX - _open(session, its, now))
    usual = col(IntentRow.priority) != Priority.URGENT
    free = OPEN_PINS_MAX - _open(session, its, now, usual)
    rivals = [other for other in _waiting_beside(session, its, now) if other != Priority.URGENT]
    if not rivals:
        return max(0, free)
    own = SHARES[Priority(its.priority)]
    share = max(1, OPEN_PINS_MAX * own // (own + sum(SHARES[other] for other in rivals)))
    mine = _open(session, its, now, usual, col(IntentRow.launch) == launch)
    return max(0, min(free, share - mine))


def preparing_of(session: Session, launch: LaunchId) -> int:
    """Pins of the launch that are open and not ready, but for those that a person holds."""
    account = session.get_one(LaunchRow, launch).account
    query = (
        select(func.count())
        .where(col(IntentRow.account) == account, col(IntentRow.state) == IntentState.OPEN)
        .where(col(IntentRow.launch) == launch, col(IntentRow.held).is_(False))
    )
    return session.exec(query).one()


def _open(session: Session, launch: LaunchRow, now: Instant, *further: ColumnElement[bool]) -> int:
    """Pins whose time is near; those that a person holds, or that are put off for long, take no place."""
    near = col(IntentRow.not_before) <= now + ADMISSION_HORIZON_SECONDS
    query = (
        select(func.count())
        .where(col(IntentRow.account) == launch.account, col(IntentRow.state) != IntentState.SETTLED)
        .where(col(IntentRow.held).is_(False), or_(col(IntentRow.not_before).is_(None), near))
    )
    return session.exec(query.where(*further)).one()


def _waiting_beside(session: Session, launch: LaunchRow, now: Instant) -> list[Priority]:
    """The priorities of the account's other launches that have rows to admit."""
    waits = (
        select(ProductRow.launch)
        .where(col(ProductRow.launch) == col(LaunchRow.id), ProductRow.state == RowState.WAITING)
        .where(col(ProductRow.held).is_(False), due(now))
        .exists()
    )
    query = (
        select(LaunchRow.priority)
        .where(LaunchRow.account == launch.account, col(LaunchRow.finished_at).is_(None))
        .where(LaunchRow.id != launch.id, waits)
    )
    return [Priority(found) for found in session.exec(query)]
