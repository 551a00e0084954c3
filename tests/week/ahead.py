"""What comes next in the ledger: time may leap to it when nothing is under way."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from contracts.launch import ADMISSION_HORIZON_SECONDS
from store.tables.accounts import AccountRow
from store.tables.launches import ProductRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState, RowState


@dataclass(frozen=True)
class Ahead:
    """Whether something is on its way, whether pins are open that may wait, and what comes at which moments."""

    leaving: bool
    open: bool
    moments: tuple[float, ...]


def look_ahead(session: Session, now: float) -> Ahead:
    return Ahead(
        leaving=_leaving(session, now) or _unplanned(session),
        open=session.exec(select(IntentRow.key).where(_unsettled()).limit(1)).first() is not None,
        moments=tuple(_moments(session, now)),
    )


def _unsettled() -> ColumnElement[bool]:
    return col(IntentRow.state) != IntentState.SETTLED


def _leaving(session: Session, now: float) -> bool:
    """Due, or sent and not yet seen. Of a parked account nothing leaves."""
    parked = select(AccountRow.key).where(col(AccountRow.parked).is_not(None))
    start, end = col(IntentRow.not_before), col(IntentRow.not_after)
    opened = and_(or_(start.is_(None), start <= now), or_(end.is_(None), end > now))
    rests = col(IntentRow.state).in_((IntentState.OPEN, IntentState.READY))
    waits = and_(rests, opened, col(IntentRow.account).not_in(parked))
    leaving = or_(waits, col(IntentRow.state) == IntentState.SENT)
    return session.exec(select(IntentRow.key).where(leaving).limit(1)).first() is not None


def _waits() -> ColumnElement[bool]:
    return and_(col(ProductRow.state) == RowState.WAITING, col(ProductRow.outcome).is_(None))


def _unplanned(session: Session) -> bool:
    """A launch has rows that nobody has given a moment yet."""
    query = select(ProductRow.row).where(_waits(), col(ProductRow.not_before).is_(None)).limit(1)
    return session.exec(query).first() is not None


def _moments(session: Session, now: float) -> Iterator[float]:
    """When the next pin may leave, and the next row is as near as admission looks."""
    pin, row, horizon = col(IntentRow.not_before), col(ProductRow.not_before), ADMISSION_HORIZON_SECONDS
    next_pin = session.exec(select(func.min(pin)).where(_unsettled(), pin > now)).one()
    next_row = session.exec(select(func.min(row)).where(_waits(), row > now + horizon)).one()
    if next_pin is not None:
        yield next_pin
    if next_row is not None:
        yield next_row - horizon
