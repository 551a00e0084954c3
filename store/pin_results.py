"""What people did with our own pins, as it was read: by pin and day, joined to what the pins were made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select
from sqlmodel import Session, col

from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from contracts.outcome import Outcome
from contracts.pin_results import (
    RESULTS_DAYS_BACK_MAX,
    DuePin,
    PinDay,
    PinHistory,
    PinNumbers,
    PinTally,
    ReadingState,
)
from store.arrivals import keep_last
from store.database import Database
from store.tables.pins import IntentRow
from store.tables.results import PinDayRow, PinReadingRow

GONE_AGAIN_SECONDS = 7 * 86_400.0
"""A pin that was gone is asked for again after so long: Pinterest's "not found" has been seen to pass."""

WHY_MAX = 500
DELETED = "Pinflow deleted it."

Rows = Any  # SQLAlchemy's rows of several tables have no type that says more


@dataclass(frozen=True)
class SqlPinResults:
    """Keeps the port `PinResults`."""

    database: Database

    async def due(
        self, account: AccountKey, *, before: Instant, today: date, limit: int
    ) -> tuple[Sequence[DuePin], int]:
        return await self.database.read(lambda session: _due(session, account, before, today, limit))

    async def keep(
        self, account: AccountKey, found: Sequence[tuple[DuePin, PinNumbers]], last: date, at: Instant
    ) -> None:
        def work(session: Session) -> None:
            for asked, numbers in found:
                _keep(session, account, asked, last, numbers, at)

        await self.database.write(work)

    async def miss(self, account: AccountKey, asked: DuePin, state: ReadingState, why: str, at: Instant) -> None:
        await self.database.write(lambda session: _miss(session, account, asked, state, why, at))

    async def tallies(self, account: AccountKey, first: date, last: date) -> Sequence[PinTally]:
        """Every pin that is live, or was ever read, with its numbers from first to last."""
        return await self.database.read(lambda session: _tallies(session, account, first, last))

    async def history(self, account: AccountKey, pin_id: str, first: date, last: date) -> PinHistory:
        """One pin's days from first to last."""
        return await self.database.read(lambda session: _history(session, account, pin_id, first, last))


def _history(session: Session, account: AccountKey, pin_id: str, first: date, last: date) -> PinHistory:
    reading = session.get(PinReadingRow, (account, pin_id))
    if reading is None:
        return PinHistory()
    mine = (col(PinDayRow.account) == account, col(PinDayRow.pin_id) == pin_id)
    within = col(PinDayRow.day).between(first.isoformat(), last.isoformat())
    rows = session.execute(select(PinDayRow).where(*mine, within).order_by(col(PinDayRow.day))).scalars()
    days = [
        PinDay(date.fromisoformat(row.day), row.impressions, row.saves, row.pin_clicks, row.outbound_clicks)
        for row in rows
    ]
    read_at = reading.read_at
    if reading.state != ReadingState.READ:
        # Refused when it was asked last: its numbers are those of the reading before, if there was one.
        read_at = session.execute(select(func.max(col(PinDayRow.read_at))).where(*mine)).scalar_one()
    return PinHistory(tuple(days), read_at, _day(reading.moving_from))


def _due(
    session: Session, account: AccountKey, before: Instant, today: date, limit: int
) -> tuple[Sequence[DuePin], int]:
    rows = _due_pins(account, before, today).subquery()
    total = session.execute(select(func.count()).select_from(rows)).scalar_one()
    ordered = select(rows).order_by(func.coalesce(rows.c.read_at, 0.0), rows.c.pin_id).limit(limit)
    back = today - timedelta(days=RESULTS_DAYS_BACK_MAX)
    return [_due_pin(row, back) for row in session.execute(ordered)], total


def _due_pins(account: AccountKey, before: Instant, today: date) -> Select[Rows, Rows, Rows, Rows, Rows]:
    """Live pins that are older than today, of which Pinterest therefore has some day, and not asked for lately."""
    midnight = datetime.combine(today, time(), UTC).timestamp()
    read_at, state = col(PinReadingRow.read_at), col(PinReadingRow.state)
    gone = and_(state == ReadingState.GONE, read_at >= before - GONE_AGAIN_SECONDS)
    lately = or_(read_at >= before, gone)
    return (
        select(
            col(IntentRow.pin_id),
            func.min(col(IntentRow.key)).label("key"),
            func.min(read_at).label("read_at"),
            func.min(col(PinReadingRow.moving_from)).label("moving_from"),
            func.min(col(IntentRow.settled_at)).label("settled_at"),
        )
        .outerjoin(PinReadingRow, _same_pin())
        .where(
            col(IntentRow.account) == account,
            col(IntentRow.outcome) == Outcome.LIVE,
            col(IntentRow.pin_id).is_not(None),
            col(IntentRow.settled_at) < midnight,
            or_(read_at.is_(None), ~lately),
        )
        .group_by(col(IntentRow.pin_id))
    )


def _same_pin() -> ColumnElement[bool]:
    return and_(
        col(PinReadingRow.account) == col(IntentRow.account), col(PinReadingRow.pin_id) == col(IntentRow.pin_id)
    )


def _due_pin(row: Rows, back: date) -> DuePin:
    """From the day on that was not final; of one never asked for, all that Pinterest has.

    When an intent was settled is not when its pin was made: one that was adopted may be much older.
    """
    moving = _day(row.moving_from)
    return DuePin(row.pin_id, PinKey(row.key), max(back, moving) if moving else back)


def _keep(
    session: Session, account: AccountKey, asked: DuePin, last: date, numbers: PinNumbers, at: Instant
) -> None:
    first = asked.first.isoformat()
    mine = (col(PinDayRow.account) == account, col(PinDayRow.pin_id) == asked.pin_id)
    session.execute(delete(PinDayRow).where(*mine, col(PinDayRow.day).between(first, last.isoformat())))
    told = [day for day in numbers.days if asked.first <= day.day <= last]
    rows = [
        PinDayRow(
            account=account,
            pin_id=asked.pin_id,
            day=day.day.isoformat(),
            impressions=day.impressions,
            saves=day.saves,
            pin_clicks=day.pin_clicks,
            outbound_clicks=day.outbound_clicks,
            read_at=at,
        )
        for day in told
        if day.impressions or day.saves or day.pin_clicks or day.outbound_clicks
    ]
    keep_last(session, rows)
    until = max((day.day for day in told), default=None)
    known = session.get(PinReadingRow, (account, asked.pin_id))
    reading = PinReadingRow(
        account=account,
        pin_id=asked.pin_id,
        key=asked.key,
        state=ReadingState.READ,
        read_at=at,
        until_day=until.isoformat() if until else known.until_day if known else None,
        moving_from=(numbers.first_moving or last + timedelta(days=1)).isoformat(),
    )
    keep_last(session, [reading])


def _miss(
    session: Session, account: AccountKey, asked: DuePin, state: ReadingState, why: str, at: Instant
) -> None:
    known = session.get(PinReadingRow, (account, asked.pin_id))
    reading = PinReadingRow(
        account=account,
        pin_id=asked.pin_id,
        key=asked.key,
        state=state,
        why=why[:WHY_MAX],
        read_at=at,
        until_day=known.until_day if known else None,
        moving_from=known.moving_from if known else None,
    )
    keep_last(session, [reading])


def _tallies(session: Session, account: AccountKey, first: date, last: date) -> Sequence[PinTally]:
    sums = _sums(account, first, last)
    read = session.execute(
        select(IntentRow, PinReadingRow, *sums.c)
        .join(PinReadingRow, and_(col(PinReadingRow.account) == account, col(PinReadingRow.key) == IntentRow.key))
        .outerjoin(sums, sums.c.pin_id == PinReadingRow.pin_id)
    )
    found = {row.PinReadingRow.pin_id: _tally(row) for row in read}
    unread = session.execute(
        select(IntentRow)
        .outerjoin(PinReadingRow, _same_pin())
        .where(
            col(IntentRow.account) == account,
            col(IntentRow.outcome) == Outcome.LIVE,
            col(IntentRow.pin_id).is_not(None),
            col(PinReadingRow.pin_id).is_(None),
        )
    ).scalars()
    found |= {str(intent.pin_id): _plain_tally(intent, str(intent.pin_id)) for intent in unread}
    return [found[pin_id] for pin_id in sorted(found)]


def _sums(account: AccountKey, first: date, last: date) -> Any:  # Any: SQLAlchemy's subquery of these columns
    counted = [
        func.sum(column).label(name)
        for name, column in (
            ("impressions", col(PinDayRow.impressions)),
            ("saves", col(PinDayRow.saves)),
            ("pin_clicks", col(PinDayRow.pin_clicks)),
            ("outbound_clicks", col(PinDayRow.outbound_clicks)),
        )
    ]
    days = col(PinDayRow.day).between(first.isoformat(), last.isoformat())
    return (
        select(col(PinDayRow.pin_id).label("pin_id"), *counted)
        .where(col(PinDayRow.account) == account, days)
        .group_by(col(PinDayRow.pin_id))
        .subquery()
    )


def _tally(row: Rows) -> PinTally:
    intent, reading = row.IntentRow, row.PinReadingRow
    deleted = intent.pin_id != reading.pin_id
    return _plain_tally(
        intent,
        reading.pin_id,
        state=ReadingState.GONE if deleted else ReadingState(reading.state),
        why=DELETED if deleted else reading.why,
        read_at=reading.read_at,
        until=_day(reading.until_day),
        moving_from=_day(reading.moving_from),
        impressions=int(row.impressions or 0),
        saves=int(row.saves or 0),
        pin_clicks=int(row.pin_clicks or 0),
        outbound_clicks=int(row.outbound_clicks or 0),
    )


def _plain_tally(intent: IntentRow, pin_id: str, **read: Any) -> PinTally:  # Any: further fields of the tally
    return PinTally(
        account=intent.account,
        pin_id=pin_id,
        product=intent.product_key,
        title=intent.title,
        image=intent.image_slot,
        board=intent.board_name,
        launch=intent.launch or "",
        edition=intent.edition,
        wording=intent.wording or "",
        live_since=intent.settled_at or intent.created_at,
        **read,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
