"""Orders about pins that the API was asked for: changed, tried again, taken back, each in one transaction.

A pin that is changed becomes another one to Pinterest: its row is withdrawn, as by a person, and a new one put in.
So no claim can run into it: what is on the wire cannot be withdrawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlmodel import Session, col, select

from contracts.api_pins import NewApiPin, PinAsk, PinChange, PinPlace, RemovalEnd
from contracts.contract import Instant
from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome
from store.api_pins import ask_columns, place_row
from store.database import Database
from store.hand import act_on_rows
from store.intents import has_open_attempt
from store.locks import lock_accounts
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow
from store.tables.pins import IntentRow
from store.wakes import note_wakes

WHY_EDITED = "changed over the API"
WHY_DELETED = "deleted over the API"


@dataclass(frozen=True)
class _Found:
    """A pin, and the row and intent that are its own now. The account is locked."""

    pin: ApiPinRow
    row: ProductRow
    intent: IntentRow | None
    session: Session

    @property
    def is_live(self) -> bool:
        return self.row.outcome == Outcome.LIVE or self.pin.removed_at is not None

    @property
    def is_sent(self) -> bool:
        """Something of it left, and there is no certain end."""
        if self.row.outcome is not None or self.intent is None:
            return self.row.outcome == Outcome.UNCONFIRMED
        return self.intent.pin_id is not None or has_open_attempt(self.session, PinKey(self.intent.key))


Work = Callable[[_Found], PinChange]


@dataclass(frozen=True)
class SqlApiPinOrders:
    """Keeps the port `PinsChanged`."""

    database: Database

    async def edit(self, pin: UUID, ask: PinAsk, place: PinPlace, at: Instant) -> PinChange:
        """What it says is another thing now. One that failed is not tried again by that."""
        return await self._about(pin, ask.account, lambda found: _edit(found, _new(pin, ask, place, at)))

    async def retry(self, pin: UUID, ask: PinAsk, place: PinPlace, at: Instant) -> PinChange:
        """One that failed waits again, elsewhere if `ask` says so."""
        return await self._about(pin, ask.account, lambda found: _retry(found, _new(pin, ask, place, at)))

    async def delete(self, pin: UUID, at: Instant, *, at_pinterest: bool = False) -> PinChange:
        """It is listed no more, and withdrawn as far as it has not left; `at_pinterest`: a pin that is there, or
        still comes, is deleted there by the worker.
        """
        return await self._about(pin, None, lambda found: _delete(found, at, at_pinterest=at_pinterest))

    async def removal(self, pin: UUID) -> RemovalEnd:
        """How far the deletion at Pinterest is; of a pin that is listed no more, too."""
        return await self.database.read(lambda session: _removal(session, pin))

    async def _about(self, pin: UUID, account: AccountKey | None, work: Work) -> PinChange:
        return await self.database.write(partial(_about, pin, account, work))


def _about(pin: UUID, account: AccountKey | None, work: Work, session: Session) -> PinChange:
    known = session.exec(select(ApiPinRow.account).where(ApiPinRow.id == str(pin))).one_or_none()
    if known is None:
        return PinChange.UNKNOWN
    # Claims, admissions and orders lock it first, too: from here on nothing of the pin moves.
    lock_accounts(session, {AccountKey(known), account or AccountKey(known)})
    its = session.get_one(ApiPinRow, str(pin), with_for_update=True, populate_existing=True)
    if its.deleted_at is not None:
        return PinChange.UNKNOWN
    row = session.get_one(ProductRow, (its.launch, its.row, 0))
    intent = session.get(IntentRow, row.intent_key) if row.intent_key else None
    return work(_Found(its, row, intent, session))


def _new(pin: UUID, ask: PinAsk, place: PinPlace, at: Instant) -> NewApiPin:
    return NewApiPin(id=pin, ask=ask, launch=place.launch, policy=place.policy, at=at)


def _edit(found: _Found, new: NewApiPin) -> PinChange:
    refused = _refused(found)
    if refused is not None:
        return refused
    if found.row.outcome is None:
        # First the new row: the end of a pin that is replaced by then is told nobody.
        _place(found, new)
        _act(found, Action.CANCEL, new.at, WHY_EDITED)
    else:
        found.pin.edited = True
    _rewrite(found.pin, new.ask, new.at)
    return PinChange.DONE


def _retry(found: _Found, new: NewApiPin) -> PinChange:
    if found.row.outcome is None:
        return PinChange.NOT_FAILED
    if found.is_live:
        return PinChange.PUBLISHED
    if not found.pin.edited and PinAsk.model_validate_json(found.pin.ask) == new.ask:
        _act(found, Action.RETRY, new.at, "")
        found.pin.updated_at = new.at
        found.session.add(found.pin)
        return PinChange.DONE
    if found.is_sent:  # what left may be a pin after all: another one would be a second one
        return PinChange.ON_THE_WIRE
    _place(found, new)
    _rewrite(found.pin, new.ask, new.at)
    return PinChange.DONE


def _delete(found: _Found, at: Instant, *, at_pinterest: bool) -> PinChange:
    if found.row.outcome is None:
        _act(found, Action.CANCEL, at, WHY_DELETED)
    if at_pinterest and (found.is_live or found.is_sent):
        found.pin.remove_at = at
    found.pin.deleted_at = found.pin.updated_at = at
    found.session.add(found.pin)
    return PinChange.DONE


def _refused(found: _Found) -> PinChange | None:
    """Why it cannot be another pin any more."""
    if found.is_live:
        return PinChange.PUBLISHED
    return PinChange.ON_THE_WIRE if found.is_sent else None


def _act(found: _Found, action: Action, at: Instant, why: str) -> None:
    """What a person may do to a row, to the one that was found."""
    launch, number = LaunchId(found.row.launch), found.row.row
    order = HandOrder(action=action, selection=Selection(launch=launch), why=why)
    reach = act_on_rows(found.session, order, Filter(rows=((number, number),)), at)
    note_wakes(found.session, reach.accounts, reach.launches)


def _place(found: _Found, new: NewApiPin) -> None:
    pin = found.pin
    pin.revision += 1
    pin.launch, pin.edited = new.launch, False
    pin.row = place_row(found.session, new, revision=pin.revision)


def _rewrite(pin: ApiPinRow, ask: PinAsk, at: Instant) -> None:
    for column, value in ask_columns(ask).items():
        setattr(pin, column, value)
    pin.updated_at = at


def _removal(session: Session, pin: UUID) -> RemovalEnd:
    query = (
        select(ApiPinRow, ProductRow.pin_id)
        .join(ProductRow, col(ProductRow.launch) == col(ApiPinRow.launch))
        .where(ApiPinRow.id == str(pin), ProductRow.row == ApiPinRow.row, ProductRow.image_slot == 0)
    )
    its, pin_id = session.exec(query).one()
    return RemovalEnd(
        waits=its.remove_at is not None, removed=its.removed_at, pin_id=pin_id, error=its.remove_error
    )
