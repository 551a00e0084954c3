"""Schedules as the HTTP API shows them, and cancels them: pins of its kind `schedule`, by when they run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from contracts.api_pins import AskKind, PinChange, PinStatus
from contracts.api_schedules import Schedule, ScheduleFilter, SchedulePage, ScheduleSort, ScheduleStatus
from contracts.contract import Instant
from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Outcome
from store.api_pin_views import pin_of, standing_pins, status_at
from store.database import Database
from store.hand import act_on_rows
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow
from store.tables.pins import IntentRow
from store.wakes import note_wakes

WHY = "cancelled over the API"


@dataclass(frozen=True)
class SqlApiSchedules:
    """Keeps the API's port `Schedules`."""

    database: Database

    async def find(self, schedule: UUID, now: Instant) -> Schedule | None:
        """None for one that nobody asked for, that was deleted, or that is a pin without a schedule."""
        return await self.database.read(lambda session: _find(session, schedule, now))

    async def page(self, wanted: ScheduleFilter, now: Instant) -> SchedulePage:
        return await self.database.read(lambda session: _page(session, wanted, now))

    async def cancel(self, schedule: UUID, at: Instant) -> PinChange:
        """It stays to be seen, and its pin is not made. Twice is once; whom it concerns is told by the worker."""
        return await self.database.write(lambda session: _cancel(session, schedule, at))


def schedule_status(now: Instant) -> ColumnElement[str]:
    """How a schedule stands; for a selection of `standing_pins`."""
    status, outcome = status_at(now), col(ProductRow.outcome)
    return case(
        (outcome == Outcome.WITHDRAWN.value, ScheduleStatus.CANCELED.value),
        (status == PinStatus.PUBLISHED.value, ScheduleStatus.DONE.value),
        (status == PinStatus.FAILED.value, ScheduleStatus.FAILED.value),
        (status == PinStatus.PUBLISHING.value, ScheduleStatus.RUNNING.value),
        (func.coalesce(col(IntentRow.not_before), _row_time()) > now, ScheduleStatus.SCHEDULED.value),
        (status == PinStatus.DEFERRED.value, ScheduleStatus.DEFERRED.value),
        else_=ScheduleStatus.QUEUED.value,
    )


def count_schedules(
    session: Session, accounts: frozenset[AccountKey] | None, span: tuple[Instant, Instant], now: Instant
) -> tuple[dict[str, int], int]:
    """How many of those that run in that time stand how; and how many are still to come, whenever that is."""
    meant = _query(now).where(*([] if accounts is None else [col(ApiPinRow.account).in_(accounts)]))
    here = meant.where(_run_at() >= span[0], _run_at() < span[1]).subquery()
    by_status = select_columns(here.c.scheduled, func.count()).group_by(here.c.scheduled)
    ahead = meant.where(schedule_status(now) == ScheduleStatus.SCHEDULED.value).subquery()
    upcoming = session.execute(select_columns(func.count()).select_from(ahead)).scalar_one()
    return dict(session.execute(by_status).all()), upcoming


def _row_time() -> ColumnElement[float | None]:
    return func.coalesce(col(ProductRow.not_before), col(ProductRow.wished))


def _run_at() -> ColumnElement[float]:
    """When it was to run: a window may have moved its row since."""
    return func.coalesce(col(ProductRow.wished), col(ProductRow.not_before), col(ApiPinRow.created_at))


def _query(now: Instant) -> Any:  # Any: a selection of many columns
    kept = (col(ApiPinRow.kind) == AskKind.SCHEDULE.value, col(ApiPinRow.deleted_at).is_(None))
    return standing_pins(status_at(now)).add_columns(schedule_status(now).label("scheduled")).where(*kept)


def _find(session: Session, schedule: UUID, now: Instant) -> Schedule | None:
    line = session.execute(_query(now).where(col(ApiPinRow.id) == str(schedule))).one_or_none()
    return None if line is None else _schedule(line)


def _page(session: Session, wanted: ScheduleFilter, now: Instant) -> SchedulePage:
    meant = _query(now).where(*_conditions(wanted, now))
    total = session.execute(select_columns(func.count()).select_from(meant.subquery())).scalar_one()
    lines = session.execute(meant.order_by(*_order(wanted.sort, now)).limit(wanted.limit).offset(wanted.offset))
    return SchedulePage(schedules=tuple(map(_schedule, lines)), total=total)


def _conditions(wanted: ScheduleFilter, now: Instant) -> Sequence[ColumnElement[bool]]:
    found = list[ColumnElement[bool]]()
    if wanted.accounts is not None:
        found.append(col(ApiPinRow.account).in_(wanted.accounts))
    if wanted.board is not None:
        found.append(or_(col(ApiPinRow.board) == wanted.board, col(ProductRow.board_id) == wanted.board))
    if wanted.status is not None:
        found.append(schedule_status(now) == wanted.status.value)
    if wanted.since is not None:
        found.append(_run_at() >= wanted.since)
    if wanted.until is not None:
        found.append(_run_at() < wanted.until)
    if wanted.words:
        found.append(col(ApiPinRow.words).contains(wanted.words.lower(), autoescape=True))
    return found


def _order(sort: ScheduleSort, now: Instant) -> Sequence[Any]:  # Any: of several types
    by, _, direction = sort.value.rpartition("_")
    keys: Mapping[str, Any] = {  # Any: of several types
        "run_at": _run_at(),
        "created_at": col(ApiPinRow.created_at),
        "title": col(ApiPinRow.title),
        "status": schedule_status(now),
    }
    columns = (keys[by], col(ApiPinRow.id))
    return [column.desc() if direction == "desc" else column.asc() for column in columns]


def _schedule(line: Any) -> Schedule:  # Any: a row of `_query`
    return Schedule(pin=pin_of(line), status=ScheduleStatus(line.scheduled))


def _cancel(session: Session, schedule: UUID, at: Instant) -> PinChange:
    pin = session.get(ApiPinRow, str(schedule))
    if pin is None or pin.deleted_at is not None or pin.kind != AskKind.SCHEDULE:
        return PinChange.UNKNOWN
    selection = Selection(launch=LaunchId(pin.launch))
    order = HandOrder(action=Action.CANCEL, selection=selection, why=WHY)
    reach = act_on_rows(session, order, Filter(rows=((pin.row, pin.row),)), at)
    note_wakes(session, reach.accounts, reach.launches)
    pin.updated_at = at
    session.flush()
    row = session.get_one(ProductRow, (pin.launch, pin.row, 0), populate_existing=True)
    return _what_became(row)


def _what_became(row: ProductRow) -> PinChange:
    if row.outcome == Outcome.WITHDRAWN:
        return PinChange.DONE
    return PinChange.ON_THE_WIRE if row.outcome is None else PinChange.PUBLISHED
