"""Intents: what was wanted, how far it is, how it ended."""

from dataclasses import dataclass

from sqlalchemy import ScalarResult, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from contracts.contract import Instant
from contracts.hand import Heard
from contracts.ledger import Intent
from contracts.names import AccountKey, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason
from contracts.pin import Media, PinDraft, PinPolicy
from contracts.product import Product
from contracts.refusals import REMEDIES
from contracts.wording import PLAIN, Wording
from store.database import Database
from store.settling import amend_intent, outcome_of, settle_intent
from store.tables.pins import AttemptRow, IntentRow
from store.tables.states import OPEN_ATTEMPTS, IntentState


@dataclass(frozen=True)
class SqlIntents:
    """Keeps the port `Intents`."""

    database: Database

    async def load(self, key: PinKey) -> Intent:
        return await self.database.read(lambda session: intent_of(_one(session.exec(_select(key)), key)))

    async def keep_draft(self, key: PinKey, draft: PinDraft) -> None:
        await self.database.write(lambda session: _keep_draft(session, key, draft))

    async def make_ready(self, key: PinKey, media: Media, at: Instant) -> None:
        await self.database.write(lambda session: _make_ready(session, key, media, at))

    async def shelve(self, key: PinKey) -> None:
        statement = (
            update(IntentRow)
            .where(col(IntentRow.key) == key, col(IntentRow.state) == IntentState.READY)
            .values(state=IntentState.OPEN, ready_at=None)
        )
        await self.database.write(lambda session: session.exec(statement))

    async def settle(self, key: PinKey, outcome: PinOutcome, at: Instant) -> PinOutcome:
        return await self.database.write(
            lambda session: settle_intent(session, locked_intent(session, key), outcome, at)
        )

    async def heed(self, key: PinKey, at: Instant) -> Heard:
        return await self.database.write(lambda session: _heed(session, locked_intent(session, key), at))

    async def amend(self, key: PinKey, outcome: PinOutcome, at: Instant) -> PinOutcome:
        return await self.database.write(
            lambda session: amend_intent(session, locked_intent(session, key), outcome, at)
        )

    async def withdraw(self, key: PinKey, at: Instant) -> PinOutcome | None:
        return await self.database.write(lambda session: withdraw_intent(session, locked_intent(session, key), at))


def locked_intent(session: Session, key: PinKey) -> IntentRow:
    """The intent, locked for this transaction where the database locks rows. Unknown keys are a bug: KeyError."""
    # What the transaction read of it before the lock may be old by now.
    fresh = _select(key).with_for_update().execution_options(populate_existing=True)
    return _one(session.exec(fresh), key)


def _select(key: PinKey) -> SelectOfScalar[IntentRow]:
    return select(IntentRow).where(IntentRow.key == key)


def _one(found: ScalarResult[IntentRow], key: PinKey) -> IntentRow:
    intent = found.one_or_none()
    if intent is None:
        raise KeyError(f"no intent {key!r} in the ledger")
    return intent


def intent_of(row: IntentRow) -> Intent:
    """A row as the activities see it."""
    return Intent(
        key=PinKey(row.key),
        marker=row.marker,
        account=AccountKey(row.account),
        board_id=row.board_id,
        board_name=row.board_name,
        product=Product.model_validate_json(row.product),
        image_slot=row.image_slot,
        section_id=row.section_id,
        wording=wording_of(row),
        policy=PinPolicy.model_validate_json(row.policy),
        draft=PinDraft.model_validate_json(row.draft) if row.draft else None,
        media=Media.model_validate_json(row.media) if row.media else None,
        pin_id=row.pin_id,
        outcome=outcome_of(row),
    )


def wording_of(row: IntentRow) -> Wording:
    """The intent's templates; none when it has the product's own words."""
    return Wording.model_validate_json(row.wording) if row.wording else PLAIN


def _keep_draft(session: Session, key: PinKey, draft: PinDraft) -> None:
    session.exec(update(IntentRow).where(col(IntentRow.key) == key).values(draft=draft.model_dump_json()))


def _make_ready(session: Session, key: PinKey, media: Media, at: Instant) -> None:
    """A pin that was sent before may wait again: a new run needs a slot to learn what came of the last one."""
    session.exec(
        update(IntentRow)
        .where(col(IntentRow.key) == key, col(IntentRow.state).in_((IntentState.OPEN, IntentState.SENT)))
        .values(state=IntentState.READY, media=media.model_dump_json(), ready_at=at)
    )


def withdraw_intent(session: Session, intent: IntentRow, at: Instant, why: str = "") -> PinOutcome | None:
    """Its end as it is, or withdrawn now; None when something left that must be settled first."""
    known = outcome_of(intent)
    if known is not None:
        return known
    # Also when something must be settled first: whatever comes of that, nothing more leaves.
    intent.forbidden = True
    if intent.pin_id or has_open_attempt(session, PinKey(intent.key)):
        return None
    return settle_intent(session, intent, withdrawn_outcome(intent.board_id, why), at)


def _heed(session: Session, intent: IntentRow, at: Instant) -> Heard:
    """Looked at and withdrawn in two transactions, one that is wanted again between them was withdrawn with it."""
    if intent.forbidden:
        return Heard(outcome=withdraw_intent(session, intent, at))
    known = outcome_of(intent)
    return Heard(outcome=known, stands=known is None)


def has_open_attempt(session: Session, key: PinKey) -> bool:
    query = select(AttemptRow.number).where(AttemptRow.key == key, col(AttemptRow.state).in_(OPEN_ATTEMPTS))
    return session.exec(query).first() is not None


def withdrawn_outcome(board_id: str | None, why: str = "") -> PinOutcome:
    """The end of an intent that was cancelled before anything left."""
    actor, remedy = REMEDIES[Reason.CANCELLED]
    return PinOutcome(
        outcome=Outcome.WITHDRAWN,
        board_id=board_id,
        reason=Reason.CANCELLED,
        message=f"cancelled before a pin was made: {why}" if why else "cancelled before a pin was made",
        remedy=remedy,
        actor=actor,
    )
