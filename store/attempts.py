"""Attempts to publish: claimed before the request leaves, so that a crash can never hide one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.findings import FindingKind
from contracts.ledger import CertainNo, Claim, ClaimOrder, OpenAttempt, Sight
from contracts.names import AccountKey, PinKey
from contracts.outcome import Evidence, PinOutcome
from contracts.pin import PinDraft, PostponeCause, Postponed, Published, Uncertain
from contracts.sightings import Category
from drafting.doubts import unread_words
from store.adopting import Arrival, adopt
from store.claiming import claim
from store.database import Database
from store.intents import locked_intent
from store.quotas import block
from store.readings import Reading, doubt_all, queue_again, record_sights
from store.standing import standing
from store.tables.pins import AttemptRow, FindingRow, IntentRow
from store.tables.quota import WriteRow
from store.tables.states import OPEN_ATTEMPTS, AttemptState

PIN_IDS_MAX = 10_000
"""Pins that one question asks for; a database takes some 30,000 values in one."""


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
            intent, row = locked_intent(session, key), _attempt(session, key, attempt)
            if no.blocked_until is not None:
                block(session, AccountKey(intent.account), Category.ORG_WRITE, no.blocked_until)
            if row.state not in OPEN_ATTEMPTS:  # a reading has settled it already; this comes from the dead
                return
            _close(row, AttemptState.NOT_MADE, at, cause=no.cause, detail=no.detail)
            _recount(session, row, at if no.sent else None)
            queue_again(intent)

        await self.database.write(work)

    async def lost(self, key: PinKey, attempt: int, at: Instant, detail: str) -> None:
        def work(session: Session) -> None:
            row = _attempt(session, key, attempt)
            if row.state == AttemptState.CLAIMED:
                row.state, row.detail = AttemptState.LOST, detail[:500]
                _recount(session, row, at)

        await self.database.write(work)

    async def standing(self, key: PinKey, now: Instant) -> Published | PinOutcome | Postponed | Uncertain:
        return await self.database.read(lambda session: standing(session, key, now))

    async def open_on_board(self, account: AccountKey, board_id: str) -> Sequence[OpenAttempt]:
        return await self.database.read(lambda session: _open_on_board(session, account, board_id))

    async def claimed_pins(self, pin_ids: Collection[str]) -> frozenset[str]:
        wanted = list(pin_ids)
        batches = [wanted[start : start + PIN_IDS_MAX] for start in range(0, len(wanted), PIN_IDS_MAX)]
        return await self.database.read(
            lambda session: frozenset[str]().union(*(_claimed_pins(session, batch) for batch in batches))
        )

    async def record_reading(
        self,
        account: AccountKey,
        board_id: str,
        sights: Sequence[Sight],
        *,
        began: Instant,
        grace_seconds: float,
    ) -> None:
        reading = Reading(account, board_id, began, grace_seconds)
        await self.database.write(lambda session: record_sights(session, reading, sights))

    async def note_unread(self, account: AccountKey, board_id: str, why: str, at: Instant) -> None:
        words = unread_words(why, at)
        await self.database.write(lambda session: doubt_all(session, account, board_id, words))


def _attempt(session: Session, key: PinKey, number: int) -> AttemptRow:
    return session.exec(
        select(AttemptRow).where(AttemptRow.key == key, AttemptRow.number == number).with_for_update()
    ).one()


def _claimed_pins(session: Session, pin_ids: Sequence[str]) -> set[str]:
    """Those that are an intent's own, and those that were one too many."""
    own = select(IntentRow.pin_id).where(col(IntentRow.pin_id).in_(pin_ids))
    too_many = select(FindingRow.pin_id).where(
        FindingRow.kind == FindingKind.DUPLICATE, col(FindingRow.pin_id).in_(pin_ids)
    )
    return {pin_id for query in (own, too_many) for pin_id in session.exec(query) if pin_id}


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
    """The intent first: whoever locks an intent and its attempts locks them in this order."""
    intent, row = locked_intent(session, key), _attempt(session, key, attempt)
    _close(row, AttemptState.MADE, at)
    row.pin_id, row.doubt = pin_id, None
    _recount(session, row, at)
    kept = adopt(session, intent, Arrival(pin_id, at, f"made by attempt {attempt}"))
    return Published(pin_id=kept, evidence=Evidence(what="posted", value=f"pin {kept}", at=at))


def _open_on_board(session: Session, account: AccountKey, board_id: str) -> Sequence[OpenAttempt]:
    query = (
        select(AttemptRow, IntentRow)
        .where(AttemptRow.account == account, AttemptRow.board_id == board_id)
        .where(col(AttemptRow.state).in_(OPEN_ATTEMPTS), col(AttemptRow.key) == col(IntentRow.key))
        .order_by(col(AttemptRow.claimed_at))
    )
    return [_open_attempt(row, intent) for row, intent in session.exec(query)]


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
        doubt=row.doubt or "",
        doubt_lasts=row.doubt_lasts,
        board_gone=row.cause == PostponeCause.BOARD_GONE,
    )
