"""Attempts to publish: claimed before the request leaves, so that a crash can never hide one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.ledger import CertainNo, Claim, ClaimOrder, OpenAttempt
from contracts.names import AccountKey, PinKey
from contracts.outcome import FOUND, Evidence, PinOutcome
from contracts.pin import PinDraft, PostponeCause, Postponed, Published, Uncertain
from contracts.sightings import Category
from store.claiming import claim
from store.database import Database
from store.intents import locked_intent
from store.quotas import block
from store.settling import outcome_of
from store.tables import OPEN_ATTEMPTS, AttemptRow, AttemptState, IntentRow, IntentState, WriteRow

READS_FOR_ABSENCE = 2

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SqlAttempts:
    """Keeps the port `Attempts`."""

    database: Database

    async def claim(self, order: ClaimOrder) -> Claim | Published | PinOutcome | Postponed | Uncertain:
        return await self.database.write(lambda session: claim(session, order))

    async def made(self, key: PinKey, attempt: int, pin_id: str, at: Instant) -> Published:
        return await self.database.write(lambda session: _made(session, key, attempt, pin_id, at))

    async def not_made(self, key: PinKey, attempt: int, at: Instant, no: CertainNo) -> None:
        def work(session: Session) -> None:
            row, intent = _attempt(session, key, attempt), locked_intent(session, key)
            if no.blocked_until is not None:
                block(session, AccountKey(intent.account), Category.ORG_WRITE, no.blocked_until)
            if row.state not in OPEN_ATTEMPTS:  # a reading has settled it already; this comes from the dead
                return
            _close(row, AttemptState.NOT_MADE, at, cause=no.cause, detail=no.detail)
            _recount(session, row, at if no.sent else None)
            _queue_again(intent)

        await self.database.write(work)

    async def lost(self, key: PinKey, attempt: int, at: Instant, detail: str) -> None:
        def work(session: Session) -> None:
            row = _attempt(session, key, attempt)
            if row.state == AttemptState.CLAIMED:
                row.state, row.detail = AttemptState.LOST, detail[:500]
                _recount(session, row, at)

        await self.database.write(work)

    async def standing(self, key: PinKey, now: Instant) -> Published | PinOutcome | Postponed | Uncertain:
        return await self.database.read(lambda session: _standing(session, key, now))

    async def open_on_board(self, account: AccountKey, board_id: str) -> Sequence[OpenAttempt]:
        return await self.database.read(lambda session: _open_on_board(session, account, board_id))

    async def claimed_pins(self, pin_ids: Collection[str]) -> frozenset[str]:
        query = select(IntentRow.pin_id).where(col(IntentRow.pin_id).in_(pin_ids))
        found = await self.database.read(lambda session: session.exec(query).all())
        return frozenset(pin_id for pin_id in found if pin_id)

    async def record_reading(
        self,
        account: AccountKey,
        board_id: str,
        found: Mapping[PinKey, str],
        *,
        began: Instant,
        grace_seconds: float,
        whole: Collection[str | None],
    ) -> None:
        def work(session: Session) -> None:
            for row, intent in _open_rows(session, account, board_id, lock=True):
                pin_id = found.get(PinKey(row.key))
                if pin_id:
                    _adopt(row, intent, pin_id, began)
                elif began > row.claimed_at:
                    row.last_read_at = began
                    if {None, row.section_id} <= set(whole):
                        row.reads += 1
                        _conclude(row, intent, began, grace_seconds)

        await self.database.write(work)


def _attempt(session: Session, key: PinKey, number: int) -> AttemptRow:
    return session.exec(
        select(AttemptRow).where(AttemptRow.key == key, AttemptRow.number == number).with_for_update()
    ).one()


def _close(
    row: AttemptRow, state: AttemptState, at: Instant, *, cause: str | None = None, detail: str = ""
) -> None:
    row.state, row.answered_at, row.cause, row.detail = state, at, cause, detail[:500]


def _recount(session: Session, row: AttemptRow, at: Instant | None) -> None:
    """The write leaves Pinterest's window after its answer, not after its claim; one never sent does not count."""
    mine = (col(WriteRow.key) == row.key, col(WriteRow.attempt) == row.number)
    statement = delete(WriteRow).where(*mine) if at is None else update(WriteRow).where(*mine).values(at=at)
    session.exec(statement)


def _made(session: Session, key: PinKey, attempt: int, pin_id: str, at: Instant) -> Published:
    row, intent = _attempt(session, key, attempt), locked_intent(session, key)
    _close(row, AttemptState.MADE, at)
    row.pin_id = pin_id
    _recount(session, row, at)
    if intent.pin_id not in {None, pin_id}:
        log.error("pin.duplicate", account=intent.account, key=key, pin=intent.pin_id, duplicate=pin_id)
        return Published(
            pin_id=intent.pin_id, evidence=Evidence(what="posted", value=f"pin {intent.pin_id}", at=at)
        )
    intent.pin_id = pin_id
    return Published(pin_id=pin_id, evidence=Evidence(what="posted", value=f"pin {pin_id}", at=at))


def _adopt(row: AttemptRow, intent: IntentRow, pin_id: str, at: Instant) -> None:
    row.state, row.adopted, row.last_read_at = AttemptState.MADE, True, at
    row.pin_id = intent.pin_id = pin_id


def _conclude(row: AttemptRow, intent: IntentRow, began: Instant, grace_seconds: float) -> None:
    if row.reads >= READS_FOR_ABSENCE and began > row.deadline + grace_seconds:
        row.state, row.cause = AttemptState.NOT_MADE, PostponeCause.ABSENT
        row.detail = f"not on the board in {row.reads} readings"
        _queue_again(intent)


def _queue_again(intent: IntentRow) -> None:
    if intent.state == IntentState.SENT:
        intent.state = IntentState.READY


def _standing(session: Session, key: PinKey, now: Instant) -> Published | PinOutcome | Postponed | Uncertain:
    intent = session.exec(select(IntentRow).where(IntentRow.key == key)).one()
    query = select(AttemptRow).where(AttemptRow.key == key).order_by(col(AttemptRow.number).desc())
    last = session.exec(query).first()
    known = outcome_of(intent)
    if known is not None:
        return known
    if intent.pin_id:
        return published_before(intent.pin_id, last, now)
    if last is None:
        return Postponed(cause=PostponeCause.NOT_SENT, until=now, detail="no attempt was claimed")
    if last.state in OPEN_ATTEMPTS:
        return Uncertain(attempt=last.number, deadline=last.deadline, detail=last.detail)
    return Postponed(cause=PostponeCause(last.cause or PostponeCause.NOT_SENT), until=now, detail=last.detail)


def published_before(pin_id: str, last: AttemptRow | None, now: Instant) -> Published:
    """The pin is there: by an answer, adopted from the board, or found on it without any attempt of ours."""
    value = f"pin {pin_id}"
    if last is None or last.state != AttemptState.MADE:
        return Published(pin_id=pin_id, evidence=Evidence(what=FOUND, value=value, at=now))
    if last.adopted:
        return Published(
            pin_id=pin_id, evidence=Evidence(what="adopted", value=value, at=last.last_read_at or now)
        )
    return Published(pin_id=pin_id, evidence=Evidence(what="posted", value=value, at=last.answered_at or now))


def _open_rows(
    session: Session, account: AccountKey, board_id: str, *, lock: bool = False
) -> Sequence[tuple[AttemptRow, IntentRow]]:
    query = (
        select(AttemptRow, IntentRow)
        .where(AttemptRow.account == account, AttemptRow.board_id == board_id)
        .where(col(AttemptRow.state).in_(OPEN_ATTEMPTS), col(AttemptRow.key) == col(IntentRow.key))
        .order_by(col(AttemptRow.claimed_at))
    )
    return list(session.exec(query.with_for_update() if lock else query))


def _open_on_board(session: Session, account: AccountKey, board_id: str) -> Sequence[OpenAttempt]:
    return [_open_attempt(row, intent) for row, intent in _open_rows(session, account, board_id)]


def _open_attempt(row: AttemptRow, intent: IntentRow) -> OpenAttempt:
    draft = PinDraft.model_validate_json(intent.draft) if intent.draft else None
    return OpenAttempt(
        key=PinKey(row.key),
        attempt=row.number,
        marker=intent.marker,
        title=draft.title if draft else "",
        link=draft.link if draft else "",
        claimed=row.claimed_at,
        deadline=row.deadline,
        section_id=row.section_id,
        reads=row.reads,
        last_read=row.last_read_at,
    )
