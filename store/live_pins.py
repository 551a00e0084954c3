"""A product's live pins: found, and written down as what they are after they were updated or deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select, update

from contracts.contract import Instant
from contracts.live_pins import RowsEnd, UpdatedPin
from contracts.names import AccountKey, LaunchId, PinKey, SourceKey
from contracts.outcome import Evidence, Outcome, PinOutcome, Reason
from contracts.product import Product
from contracts.refusals import REMEDIES
from contracts.wording import PLAIN
from store.database import Database
from store.intents import locked_intent
from store.settling import amend_intent, is_live, outcome_of
from store.tables.boards import SeenMarkerRow
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState, RowState

EVIDENCE_MAX = 10
"""Pieces of evidence that are kept of a pin, the newest."""


@dataclass(frozen=True)
class SqlLivePins:
    """Keeps the port `LivePins`."""

    database: Database

    async def page(
        self,
        account: AccountKey,
        product_key: str,
        *,
        after: PinKey | None,
        besides_edition: str | None,
        limit: int,
    ) -> Sequence[PinKey]:
        query = (
            select(IntentRow.key)
            .where(
                *_of(account, product_key), IntentRow.outcome == Outcome.LIVE, col(IntentRow.key) > (after or "")
            )
            .order_by(col(IntentRow.key))
            .limit(limit)
        )
        if besides_edition is not None:
            query = query.where(col(IntentRow.edition) != besides_edition)
        return [PinKey(key) for key in await self.database.read(lambda session: session.exec(query).all())]

    async def under_way(self, account: AccountKey, product_key: str) -> int:
        mine = (*_of(account, product_key), col(IntentRow.state) != IntentState.SETTLED)
        query = select(func.count()).where(*mine)
        return await self.database.read(lambda session: session.exec(query).one())

    async def rows_end(self, launch: LaunchId, number: int) -> RowsEnd:
        query = (
            select(ProductRow.outcome, func.count())
            .where(ProductRow.launch == launch, ProductRow.row == number)
            .group_by(col(ProductRow.outcome))
        )
        counts = dict(await self.database.read(lambda session: session.exec(query).all()))
        return RowsEnd(waiting=counts.get(None, 0), live=counts.get(Outcome.LIVE, 0))

    async def freshen(self, source: SourceKey, account: AccountKey, product: Product) -> int:
        return await self.database.write(lambda session: _freshen(session, source, account, product))

    async def updated(self, pin: UpdatedPin) -> bool:
        return await self.database.write(lambda session: _updated(session, pin))

    async def deleted(self, key: PinKey, pin_id: str, why: str, at: Instant) -> bool:
        return await self.database.write(lambda session: _deleted(session, key, pin_id, why, at))


def _of(account: AccountKey, product_key: str) -> tuple[bool, bool]:
    """The intents of a product, as conditions."""
    return IntentRow.account == account, IntentRow.product_key == product_key


def _freshen(session: Session, source: SourceKey, account: AccountKey, product: Product) -> int:
    """Rows of launches of other sources, or of files, keep what those said."""
    its = select(LaunchRow.id).where(LaunchRow.account == account, LaunchRow.source == source)
    mine = (col(ProductRow.launch).in_(its), col(ProductRow.product_key) == product.key)
    waiting = (col(ProductRow.state) == RowState.WAITING, col(ProductRow.product).is_not(None))
    fresh = product.model_dump_json(exclude_defaults=True)
    return session.exec(update(ProductRow).where(*mine, *waiting).values(product=fresh)).rowcount


def _updated(session: Session, pin: UpdatedPin) -> bool:
    intent = locked_intent(session, pin.key)
    if intent.pin_id != pin.pin_id or not is_live(intent):
        return False
    intent.product, intent.title = pin.product.model_dump_json(), pin.title
    intent.fingerprint = pin.fingerprint
    intent.wording = None if pin.wording == PLAIN else pin.wording.model_dump_json(exclude_defaults=True)
    intent.draft = pin.draft.model_dump_json() if pin.draft else intent.draft
    session.add(intent)
    return True


def _deleted(session: Session, key: PinKey, pin_id: str, why: str, at: Instant) -> bool:
    intent = locked_intent(session, key)
    known = outcome_of(intent)
    if known is None or intent.pin_id != pin_id or not is_live(intent):
        return False
    amend_intent(session, intent, _without_pin(known, pin_id, why, at), at)
    # Whoever wants the pin again makes a new one: what we deleted ourselves is gone for certain.
    intent.pin_id = None
    seen = session.get(SeenMarkerRow, (intent.account, intent.board_id, intent.marker))
    if seen is not None and seen.pin_id == pin_id:
        session.delete(seen)
    return True


def _without_pin(known: PinOutcome, pin_id: str, why: str, at: Instant) -> PinOutcome:
    actor, remedy = REMEDIES[Reason.CANCELLED]
    gone = Evidence(what="deleted", value=f"pin {pin_id}", at=at)
    return PinOutcome(
        outcome=Outcome.WITHDRAWN,
        board_id=known.board_id,
        reason=Reason.CANCELLED,
        message=f"pin {pin_id} was deleted: {why}"[:2_000],
        remedy=remedy,
        actor=actor,
        evidence=(*known.evidence, gone)[-EVIDENCE_MAX:],
    )
