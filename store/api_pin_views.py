"""Pins that the API was asked for, as they stand: their rows, intents and accounts, read together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, true
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from contracts.api_pins import ApiPin, AskKind, NewApiPin, PinAsk, PinFilter, PinPage, PinSort, PinStatus
from contracts.contract import Instant
from contracts.names import LaunchId
from contracts.outcome import Actor, Outcome
from store.database import Database
from store.tables.accounts import AccountRow
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow
from store.tables.pins import FindingRow, IntentRow
from store.tables.quota import BlockRow
from store.tables.states import IntentState

ESCAPE = "\\"

_gone = (
    select_columns(FindingRow.seen_at)  # type: ignore[call-overload]  # SQLModel's columns are typed as their values
    .where(col(FindingRow.key) == col(IntentRow.key), col(FindingRow.kind) == "removed")
    .order_by(col(FindingRow.seen_at))
    .limit(1)
    .scalar_subquery()
)


@dataclass(frozen=True)
class SqlApiPinViews:
    """Keeps the part of `PinBook` that shows pins."""

    database: Database

    async def find(self, pin: UUID, now: Instant) -> ApiPin | None:
        """None for one that nobody asked for, or that was deleted."""
        found = await self.database.read(lambda session: views(session, [str(pin)], now))
        return found.get(str(pin))

    async def page(self, wanted: PinFilter, now: Instant) -> PinPage:
        """Some of those that are meant, and how many they are."""
        return await self.database.read(lambda session: _page(session, wanted, now))


def views(session: Session, ids: Collection[str], now: Instant) -> Mapping[str, ApiPin]:
    """Those of the pins that are there, by their ids; deleted ones are not."""
    query = standing_pins(status_at(now)).where(col(ApiPinRow.id).in_(ids), col(ApiPinRow.deleted_at).is_(None))
    found = [pin_of(line) for line in session.execute(query)]
    return {str(pin.id): pin for pin in found}


def new_view(new: NewApiPin, row: int, *, deferred: bool) -> ApiPin:
    """A pin that was put in just now, as `views` would find it: without asking for what is known."""
    return ApiPin(
        id=new.id,
        ask=new.ask,
        status=PinStatus.DEFERRED if deferred else PinStatus.QUEUED,
        launch=new.launch,
        row=row,
        created=new.at,
        updated=new.at,
        not_before=new.ask.run_at,
    )


def _page(session: Session, wanted: PinFilter, now: Instant) -> PinPage:
    status = status_at(now)
    meant = standing_pins(status).where(*_conditions(wanted, status, now))
    total = session.execute(select_columns(func.count()).select_from(meant.subquery())).scalar_one()
    query = meant.order_by(*_order(wanted.sort, status)).limit(wanted.limit).offset(wanted.offset)
    return PinPage(pins=tuple(pin_of(line) for line in session.execute(query)), total=total)


def standing_pins(status: ColumnElement[str]) -> Any:  # Any: a selection of many columns
    """Pins with their rows, intents and accounts; `stands` is their status."""
    its_row = and_(
        col(ProductRow.launch) == col(ApiPinRow.launch),
        col(ProductRow.row) == col(ApiPinRow.row),
        col(ProductRow.image_slot) == 0,
    )
    return (
        select_columns(
            ApiPinRow, ProductRow, col(IntentRow.settled_at), _removed().label("gone"), status.label("stands")
        )
        .join(ProductRow, its_row)
        .join(AccountRow, col(AccountRow.key) == col(ApiPinRow.account))
        .join(IntentRow, col(IntentRow.key) == col(ProductRow.intent_key), isouter=True)
    )


def _removed() -> ColumnElement[float | None]:
    return func.coalesce(col(ApiPinRow.removed_at), _gone)


def status_at(now: Instant) -> ColumnElement[str]:
    """The API has five words for it."""
    outcome = col(ProductRow.outcome)
    blocked = exists().where(col(BlockRow.account) == col(ApiPinRow.account), col(BlockRow.until) > now)
    deferred = or_(
        col(ProductRow.held).is_(True),
        _is_ahead(now),
        col(AccountRow.parked).is_not(None),
        col(AccountRow.paused).is_not(None),
        blocked,
    )
    return case(
        (or_(outcome == Outcome.LIVE, col(ApiPinRow.removed_at).is_not(None)), PinStatus.PUBLISHED.value),
        (outcome.is_not(None), PinStatus.FAILED.value),
        (_is_sent(), PinStatus.PUBLISHING.value),
        (deferred, PinStatus.DEFERRED.value),
        else_=PinStatus.QUEUED.value,
    )


def _is_sent() -> ColumnElement[bool]:
    return or_(col(IntentRow.state) == IntentState.SENT, col(IntentRow.pin_id).is_not(None))


def _is_ahead(now: Instant) -> ColumnElement[bool]:
    return func.coalesce(col(IntentRow.not_before), col(ProductRow.not_before)) > now


def _is_listed(now: Instant) -> ColumnElement[bool]:
    """A schedule is a pin from its moment on: before that, and called off, it is listed among schedules alone."""
    outcome = col(ProductRow.outcome)
    return case(
        (col(ApiPinRow.kind) != AskKind.SCHEDULE, true()),
        (outcome == Outcome.WITHDRAWN, false()),
        (or_(outcome.is_not(None), _is_sent()), true()),
        (_is_ahead(now), false()),
        else_=true(),
    )


def _conditions(wanted: PinFilter, status: ColumnElement[str], now: Instant) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(ApiPinRow.deleted_at).is_(None), _is_listed(now)]
    if wanted.accounts is not None:
        found.append(col(ApiPinRow.account).in_(wanted.accounts))
    if wanted.board is not None:
        found.append(or_(col(ApiPinRow.board) == wanted.board, col(ProductRow.board_id) == wanted.board))
    if wanted.status is not None:
        found.append(status == wanted.status.value)
    if wanted.reason is not None:
        told = func.coalesce(col(ProductRow.reason), col(ProductRow.outcome))
        found += [status == PinStatus.FAILED.value, told == wanted.reason]
    if wanted.since is not None:
        found.append(col(ApiPinRow.created_at) >= wanted.since)
    if wanted.until is not None:
        found.append(col(ApiPinRow.created_at) < wanted.until)
    if wanted.words:
        found.append(col(ApiPinRow.words).contains(wanted.words.lower(), autoescape=True, escape=ESCAPE))
    if wanted.removed is not None:
        found.append(_removed().is_not(None) if wanted.removed else _removed().is_(None))
    if wanted.kind is not None:
        found.append(col(ApiPinRow.kind) == wanted.kind.value)
    return found


def _order(sort: PinSort, status: ColumnElement[str]) -> list[Any]:  # Any: of several types
    """What has no such moment comes last; equal ones always in the same order."""
    by, _, direction = sort.value.rpartition("_")
    published = case((status == PinStatus.PUBLISHED.value, col(IntentRow.settled_at)))
    keys: dict[str, Any] = {  # Any: of several types
        "created_at": col(ApiPinRow.created_at),
        "published_at": published,
        "title": col(ApiPinRow.title),
        "status": status,
    }
    key = keys[by]
    ordered = (
        [key.desc(), col(ApiPinRow.id).desc()] if direction == "desc" else [key.asc(), col(ApiPinRow.id).asc()]
    )
    return [published.is_(None), *ordered] if by == "published_at" else ordered


def pin_of(line: Any) -> ApiPin:  # Any: a row of `standing_pins`
    """As the others see it."""
    its, row = line.ApiPinRow, line.ProductRow
    ask = PinAsk.model_validate_json(its.ask)
    return ApiPin(
        id=UUID(its.id),
        ask=ask,
        status=PinStatus(line.stands),
        launch=LaunchId(its.launch),
        row=its.row,
        created=its.created_at,
        updated=its.updated_at,
        board_id=row.board_id,
        pin_id=row.pin_id,
        ended=line.settled_at if row.outcome else None,
        reason=row.reason or (row.outcome if row.outcome != Outcome.LIVE else None),
        message=row.message or its.remove_error,
        remedy=row.remedy,
        actor=Actor(row.actor) if row.actor else None,
        held=row.held,
        not_before=row.not_before,
        removed=line.gone,
    )
