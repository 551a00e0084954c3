"""Pins of a launch whose answer was lost, as the ledger has them: read for people, nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, func, or_, select

from contracts.contract import Instant
from contracts.ledger import OpenAttempt
from contracts.names import LaunchId, PinKey
from contracts.pin import PinPolicy
from contracts.reconciling import PINS_TOLD_MAX, Reconciling, ReconcilingPin, Then
from drafting.doubts import known_words
from drafting.looks import next_look
from store.database import Database
from store.tables.launches import ProductRow
from store.tables.pins import AttemptRow, IntentRow
from store.tables.states import AttemptState, RowState


@dataclass(frozen=True)
class SqlReconciling:
    """What a launch waits for that was sent already."""

    database: Database

    async def of_launch(self, launch: LaunchId, now: Instant, *, limit: int = PINS_TOLD_MAX) -> Reconciling:
        """Rows without an end whose attempt is lost, or was not answered by its deadline; the first ones told."""
        return await self.database.read(lambda session: _of_launch(session, launch, now, limit))


def _of_launch(session: Session, launch: LaunchId, now: Instant, limit: int) -> Reconciling:
    where = _reconciles(launch, now)
    first = (
        select(ProductRow, IntentRow, AttemptRow)
        .where(*where)
        .order_by(col(ProductRow.row), col(ProductRow.image_slot))
        .limit(limit)
    )
    count = select(func.count()).select_from(ProductRow, IntentRow, AttemptRow).where(*where)
    pins = tuple(_pin(row, intent, attempt) for row, intent, attempt in session.exec(first))
    return Reconciling(count=session.exec(count).one(), pins=pins)


def _reconciles(launch: LaunchId, now: Instant) -> Sequence[ColumnElement[bool]]:
    """Only rows that have an intent are looked at: those behind them may be many."""
    attempt = col(AttemptRow.state)
    return (
        col(ProductRow.launch) == launch,
        col(ProductRow.state).in_((RowState.REGISTERED, RowState.ADMITTED)),
        col(ProductRow.outcome).is_(None),
        col(ProductRow.intent_key) == col(IntentRow.key),
        col(AttemptRow.key) == col(IntentRow.key),
        or_(
            attempt == AttemptState.LOST,
            and_(attempt == AttemptState.CLAIMED, col(AttemptRow.deadline) < now),
        ),
    )


def _pin(row: ProductRow, intent: IntentRow, attempt: AttemptRow) -> ReconcilingPin:
    grace_seconds = PinPolicy.model_validate_json(intent.policy).grace_seconds
    return ReconcilingPin(
        row=row.row,
        image=row.image_slot + 1,
        product=row.product_key,
        title=row.title,
        board_id=attempt.board_id,
        attempt=attempt.number,
        sent=attempt.claimed_at,
        reads=attempt.reads,
        last_read=attempt.last_read_at,
        known=_known(attempt),
        doubt=attempt.doubt or "",
        next_read=next_look(_open_attempt(intent, attempt), grace_seconds),
        settles=attempt.deadline + grace_seconds,
        then=_then(intent),
    )


def _known(attempt: AttemptRow) -> str:
    return known_words(
        claimed=attempt.claimed_at,
        detail=attempt.detail,
        reads=attempt.reads,
        last_read=attempt.last_read_at,
        doubt=attempt.doubt or "",
    )


def _then(intent: IntentRow) -> Then:
    if intent.forbidden:
        return Then.WITHDRAWN
    return Then.HELD if intent.held else Then.POSTED_AGAIN


def _open_attempt(intent: IntentRow, attempt: AttemptRow) -> OpenAttempt:
    """As the rule of the next look wants it; what was drafted does not matter to that."""
    return OpenAttempt(
        key=PinKey(attempt.key),
        attempt=attempt.number,
        marker=intent.marker,
        title="",
        link="",
        claimed=attempt.claimed_at,
        deadline=attempt.deadline,
        reads=attempt.reads,
        last_read=attempt.last_read_at,
    )
