"""Places: how many pins of an account may be open at once, and which launch may have how many of them."""

from fractions import Fraction

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from contracts.contract import Instant
from contracts.launch import ADMISSION_HORIZON_SECONDS, OPEN_PINS_MAX, UNSENT_PINS_MAX, URGENT_PINS_MAX
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
    share = _share(session, its, now)
    unsent = col(IntentRow.state).in_((IntentState.OPEN, IntentState.READY))
    rooms = (
        _room(session, its, now, OPEN_PINS_MAX, share),
        _room(session, its, now, UNSENT_PINS_MAX, share, unsent),
    )
    return max(0, min(rooms))


def _share(session: Session, its: LaunchRow, now: Instant) -> Fraction:
    """Of the account's places that are not for urgent ones alone."""
    if its.priority == Priority.URGENT:
        return Fraction(1)
    rivals = [other for other in _waiting_beside(session, its, now) if other != Priority.URGENT]
    own = SHARES[Priority(its.priority)]
    return Fraction(own, own + sum(SHARES[other] for other in rivals))


def _room(
    session: Session, its: LaunchRow, now: Instant, places: int, share: Fraction, *counted: ColumnElement[bool]
) -> int:
    if its.priority == Priority.URGENT:
        return places + URGENT_PINS_MAX - _open(session, its, now, *counted)
    usual = col(IntentRow.priority) != Priority.URGENT
    free = places - _open(session, its, now, usual, *counted)
    if share == 1:
        return free
    mine = _open(session, its, now, usual, col(IntentRow.launch) == its.id, *counted)
    return min(free, max(1, int(places * share)) - mine)


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
