"""Publishing in numbers: counted from rows, intents and their moments, when somebody asks.

A pin of a launch was asked for when its launch was made, one of the API when that came. A row that was refused
before it could be a pin has no moment of its own: it failed when it was asked for. A pin that was changed is
one pin, counted as it stands.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from contracts.api_dashboard import (
    ACCOUNTS_MAX,
    DashboardLook,
    DashboardOrder,
    PinPeriod,
    PinSeries,
    PinsLeft,
)
from contracts.api_pins import PinStatus
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.outcome import Outcome
from drafting.api_pins import SOURCE
from store.api_schedules import count_schedules
from store.database import Database
from store.revisions import is_replaced
from store.tables.accounts import AccountRow
from store.tables.api import ApiImportRow, ApiPinRow
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState

LAUNCH_SECONDS_MAX = 86_400.0
"""A launch that the API's pins are rows of stays open for a day."""
STANDS = "stands"
"""Named, as PostgreSQL groups by no expression with parameters."""
FAILED = (Outcome.REFUSED.value, Outcome.UNCONFIRMED.value)

Accounts = frozenset[AccountKey] | None


@dataclass(frozen=True)
class SqlApiDashboard:
    """Keeps the API's port `Dashboard`."""

    database: Database

    async def look(self, order: DashboardOrder) -> DashboardLook:
        return await self.database.read(lambda session: _look(session, order))


def _look(session: Session, order: DashboardOrder) -> DashboardLook:
    start, end = order.bounds[0], order.bounds[-1]
    schedules, upcoming = count_schedules(session, order.accounts, (start, end), order.now)
    return DashboardLook(
        pins=_period(session, order, order.bounds),
        previous=_period(session, order, (order.previous_start, start)),
        published_by_account=_by_account(session, order.accounts, start, end),
        queue=_left(session, order, ()),
        schedules=schedules,
        upcoming=upcoming,
        imports=_imports(session, start, end) if order.accounts is None else None,
    )


def _period(session: Session, order: DashboardOrder, bounds: Sequence[Instant]) -> PinPeriod:
    start, end = bounds[0], bounds[-1]
    asked = _between(_asked_at(), start, end)
    early = [*asked, col(ProductRow.outcome) == Outcome.REFUSED.value, col(ProductRow.intent_key).is_(None)]
    ended = _ends(order.accounts, start, end)
    failed = _per_bucket(session, ended.where(col(IntentRow.outcome).in_(FAILED), ~is_replaced()), bounds)
    refused = _per_bucket(session, _asked(order.accounts, start, end).where(*early), bounds)
    return PinPeriod(
        series=PinSeries(
            submitted=_per_bucket(session, _asked(order.accounts, start, end).where(*asked), bounds),
            published=_per_bucket(session, ended.where(col(IntentRow.outcome) == Outcome.LIVE.value), bounds),
            failed=tuple(map(sum, zip(failed, refused, strict=True))),
        ),
        left=_left(session, order, asked),
    )


def _per_bucket(session: Session, moments: Any, bounds: Sequence[Instant]) -> tuple[int, ...]:  # Any: a selection
    """How many lie in each; moments are told with how often they occur."""
    counts = [0] * (len(bounds) - 1)
    for at, count in session.execute(moments):
        counts[bisect_right(bounds, at) - 1] += count
    return tuple(counts)


def _asked_at() -> ColumnElement[float]:
    return func.coalesce(col(ApiPinRow.created_at), col(LaunchRow.created_at))


def _asked(accounts: Accounts, start: Instant, end: Instant) -> Any:  # Any: a selection
    """When rows were asked for, and how many."""
    at = _asked_at()
    # A pin that was changed days after it was asked for is a row of that day's launch.
    before = or_(col(LaunchRow.created_at) < end, col(LaunchRow.source) == SOURCE)
    near = (col(LaunchRow.created_at) >= start - LAUNCH_SECONDS_MAX, before)
    query = _rows(select_columns(at, func.count()).select_from(LaunchRow)).where(*near)
    return query.where(*_of(col(LaunchRow.account), accounts)).group_by(at)


def _rows(query: Any) -> Any:  # Any: a selection
    """With the rows of its launches, and the API's pins among them; a row that a later one replaced is none."""
    its_pin = and_(
        col(ApiPinRow.launch) == col(ProductRow.launch),
        col(ApiPinRow.row) == col(ProductRow.row),
        col(ProductRow.image_slot) == 0,
    )
    rows = query.join(ProductRow, col(ProductRow.launch) == col(LaunchRow.id))
    stands = or_(col(LaunchRow.source) != SOURCE, col(ApiPinRow.id).is_not(None))
    return rows.join(ApiPinRow, its_pin, isouter=True).where(stands)


def _ends(accounts: Accounts, start: Instant, end: Instant) -> Any:  # Any: a selection
    """When intents ended, and how many."""
    at = col(IntentRow.settled_at)
    query = select_columns(at, func.count()).where(*_between(at, start, end))
    return query.where(*_of(col(IntentRow.account), accounts)).group_by(at)


def _by_account(session: Session, accounts: Accounts, start: Instant, end: Instant) -> dict[AccountKey, int]:
    count = func.count()
    live = (col(IntentRow.outcome) == Outcome.LIVE.value, *_between(col(IntentRow.settled_at), start, end))
    query = (
        select_columns(IntentRow.account, count)  # type: ignore[call-overload]  # columns are typed as their values
        .where(*live, *_of(col(IntentRow.account), accounts))
        .group_by(col(IntentRow.account))
        .order_by(count.desc(), col(IntentRow.account))
        .limit(ACCOUNTS_MAX)
    )
    return {AccountKey(account): found for account, found in session.execute(query)}


def _left(session: Session, order: DashboardOrder, asked: Sequence[ColumnElement[bool]]) -> PinsLeft:
    """Rows without an end, by how they stand."""
    status = _standing(order.now)
    query = (
        _rows(select_columns(status.label(STANDS), func.count()).select_from(LaunchRow))
        .join(AccountRow, col(AccountRow.key) == col(LaunchRow.account), isouter=True)
        .join(IntentRow, col(IntentRow.key) == col(ProductRow.intent_key), isouter=True)
        .where(col(LaunchRow.finished_at).is_(None), col(ProductRow.outcome).is_(None), *asked)
        .where(*_of(col(LaunchRow.account), order.accounts))
        .group_by(STANDS)
    )
    return PinsLeft.model_validate(dict(session.execute(query).all()))


def _standing(now: Instant) -> ColumnElement[str]:
    """As the API says it of its own pins."""
    sent = or_(col(IntentRow.state) == IntentState.SENT.value, col(IntentRow.pin_id).is_not(None))
    kept = or_(
        col(ProductRow.held).is_(True),
        func.coalesce(col(IntentRow.not_before), col(ProductRow.not_before)) > now,
        col(AccountRow.parked).is_not(None),
        col(AccountRow.paused).is_not(None),
    )
    return case((sent, PinStatus.PUBLISHING.value), (kept, PinStatus.DEFERRED.value), else_=PinStatus.QUEUED.value)


def _imports(session: Session, start: Instant, end: Instant) -> dict[str, int]:
    since = _between(col(ApiImportRow.created_at), start, end)
    query = select_columns(ApiImportRow.status, func.count()).where(*since)  # type: ignore[call-overload]  # as above
    return dict(session.execute(query.group_by(col(ApiImportRow.status))).all())


def _between(at: Any, start: Instant, end: Instant) -> list[ColumnElement[bool]]:  # Any: null in some rows
    return [at >= start, at < end]


def _of(column: Any, accounts: Accounts) -> list[ColumnElement[bool]]:  # Any: a column of some table
    return [] if accounts is None else [column.in_(accounts)]
