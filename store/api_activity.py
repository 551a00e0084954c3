"""What happened, read from the ledger: a kind of event is a stream of one table's rows by one of their moments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression
from sqlmodel import Session, SQLModel, and_, col, or_, select

from contracts.api_activity import ActivityCategory, ActivityEvent, ActivityFilter, ActivityPlace, ActivityStatus
from contracts.names import AccountKey
from contracts.outcome import Outcome
from store.database import Database
from store.revisions import is_replaced
from store.settling import outcome_of
from store.tables.accounts import AlertRow, ApiKeyRow
from store.tables.launches import LaunchRow
from store.tables.pins import FindingRow, IntentRow

Told = Mapping[str, object]

PIN_ENDS: Mapping[Outcome, tuple[str, ActivityStatus]] = MappingProxyType(
    {
        Outcome.LIVE: ("pin.published", ActivityStatus.SUCCESS),
        Outcome.REFUSED: ("pin.failed", ActivityStatus.FAILED),
        Outcome.UNCONFIRMED: ("pin.unconfirmed", ActivityStatus.FAILED),
        Outcome.WITHDRAWN: ("pin.withdrawn", ActivityStatus.CANCELED),
    }
)


@dataclass(frozen=True)
class _Stream:
    """Events of one kind. `account` None: they belong to nobody, and are told to keys that may see all."""

    table: type[SQLModel]
    at: SQLColumnExpression[Any]  # Any: null where there was no such event
    key: SQLColumnExpression[str]
    account: SQLColumnExpression[str] | None
    resource_type: str
    category: ActivityCategory
    ends: Mapping[str, ActivityStatus]
    """What its events may be called, and how each went."""
    tell: Callable[[Any], Told]  # Any: a row of the table
    only: Callable[[str], ColumnElement[bool]] | None = None
    """Rows of one action, where there are several."""
    told: ColumnElement[bool] | None = None
    """Rows that are told of; None: all."""


@dataclass(frozen=True)
class SqlApiActivity:
    """Keeps the API's port `Activity`."""

    database: Database

    async def page(self, wanted: ActivityFilter) -> Sequence[ActivityEvent]:
        """The newest first."""
        return await self.database.read(lambda session: _page(session, wanted))


def _page(session: Session, wanted: ActivityFilter) -> Sequence[ActivityEvent]:
    streams = [_events(session, number, stream, wanted) for number, stream in enumerate(_STREAMS)]
    return list(islice(merge(*streams, key=_newest_first), wanted.limit))


def _newest_first(event: ActivityEvent) -> tuple[float, int]:
    """Each stream is in the order of its keys already."""
    return (-event.place.at, -event.place.stream)


def _events(session: Session, number: int, stream: _Stream, wanted: ActivityFilter) -> Sequence[ActivityEvent]:
    actions = _actions(stream, wanted)
    if not actions or (stream.account is None and wanted.accounts is not None):
        return []
    query = (
        select(stream.table, stream.at, stream.key)
        .where(*_conditions(number, stream, wanted, actions))
        .order_by(stream.at.desc(), stream.key.desc())
        .limit(wanted.limit)
    )
    found = session.exec(query)
    return [_event(stream, row, ActivityPlace(at=at, stream=number, key=key)) for row, at, key in found]


def _actions(stream: _Stream, wanted: ActivityFilter) -> Sequence[str]:
    """Those of the stream that are meant."""
    if wanted.category not in {None, stream.category} or wanted.resource_type not in {None, stream.resource_type}:
        return []
    return [
        action
        for action, status in stream.ends.items()
        if wanted.action in {None, action} and wanted.status in {None, status}
    ]


def _conditions(
    number: int, stream: _Stream, wanted: ActivityFilter, actions: Sequence[str]
) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [stream.at.is_not(None)]
    if stream.account is not None and wanted.accounts is not None:
        found.append(stream.account.in_(wanted.accounts))
    if stream.told is not None:
        found.append(stream.told)
    if stream.only is not None and len(actions) < len(stream.ends):
        found.append(or_(*map(stream.only, actions)))
    if wanted.since is not None:
        found.append(stream.at >= wanted.since)
    if wanted.after is not None:
        found.append(_behind(number, stream, wanted.after))
    return found


def _behind(number: int, stream: _Stream, place: ActivityPlace) -> ColumnElement[bool]:
    if number < place.stream:
        return stream.at <= place.at
    if number > place.stream:
        return stream.at < place.at
    return or_(stream.at < place.at, and_(stream.at == place.at, stream.key < place.key))


def _event(stream: _Stream, row: Any, place: ActivityPlace) -> ActivityEvent:  # Any: a row of the table
    told = stream.tell(row)
    action = str(told.get("action") or next(iter(stream.ends)))
    return ActivityEvent.model_validate(
        {
            "place": place,
            "action": action,
            "category": stream.category,
            "status": stream.ends[action],
            "resource_type": stream.resource_type,
            **told,
        }
    )


# --- what each of them says


def _launch_made(row: LaunchRow) -> Told:
    return {**_launch(row), "message": f"A launch of {row.source} was made."}


def _launch_ended(row: LaunchRow) -> Told:
    return {**_launch(row), "message": f"The launch of {row.source} has ended: see its tally."}


def _launch(row: LaunchRow) -> Told:
    return {"resource_id": row.id, "account": AccountKey(row.account), "facts": {"source": row.source}}


def _pin_ended(row: IntentRow) -> Told:
    end = outcome_of(row)
    outcome = Outcome(row.outcome or Outcome.UNCONFIRMED)
    said = end.message if end and end.message else f"It is {outcome}."
    facts = {"pin_id": row.pin_id, "launch": row.launch, "product": row.product_key[:300]}
    return {
        "action": PIN_ENDS[outcome][0],
        "resource_id": row.key,
        "account": AccountKey(row.account),
        "message": f"{row.title[:200]}: {said}"[:2_000],
        "facts": {**facts, "reason": end.reason if end else None, "remedy": end.remedy if end else None},
    }


def _alert(row: AlertRow) -> Told:
    return {
        "resource_id": row.id,
        "account": AccountKey(row.account),
        "message": row.message,
        "facts": {"kind": row.kind, "cause": row.cause, "remedy": row.remedy},
    }


def _finding(row: FindingRow) -> Told:
    return {
        "resource_id": row.pin_id,
        "account": AccountKey(row.account),
        "message": (row.detail or f"On the board: {row.kind}.")[:2_000],
        "facts": {"kind": row.kind, "board_id": row.board_id, "key": row.key},
    }


def _finding_settled(row: FindingRow) -> Told:
    return {**_finding(row), "message": f"The finding is settled: {row.settlement}"[:2_000]}


def _api_key(row: ApiKeyRow) -> Told:
    return {"resource_id": row.id, "message": f"API key {row.label or row.id}", "facts": {"scopes": row.scopes}}


def _one(action: str, status: ActivityStatus = ActivityStatus.SUCCESS) -> Mapping[str, ActivityStatus]:
    return {action: status}


def _with_outcome(action: str) -> ColumnElement[bool]:
    outcome = next(outcome for outcome, (name, _) in PIN_ENDS.items() if name == action)
    return col(IntentRow.outcome) == outcome.value


_PUBLISHING, _SECURITY = ActivityCategory.PUBLISHING, ActivityCategory.SECURITY
_INTEGRATION = ActivityCategory.INTEGRATION
_LAUNCH_ID, _LAUNCH_OF = col(LaunchRow.id), col(LaunchRow.account)
_FINDING_ID = col(FindingRow.account) + "/" + col(FindingRow.kind) + "/" + col(FindingRow.pin_id)
_FINDING_OF, _ALERT_OF = col(FindingRow.account), col(AlertRow.account)

_STREAMS = (
    # Their order is part of every cursor: a new one comes last.
    _Stream(
        LaunchRow,
        col(LaunchRow.created_at),
        _LAUNCH_ID,
        _LAUNCH_OF,
        "launch",
        _PUBLISHING,
        _one("launch.created", ActivityStatus.QUEUED),
        _launch_made,
    ),
    _Stream(
        LaunchRow,
        col(LaunchRow.finished_at),
        _LAUNCH_ID,
        _LAUNCH_OF,
        "launch",
        _PUBLISHING,
        _one("launch.finished"),
        _launch_ended,
    ),
    _Stream(
        IntentRow,
        col(IntentRow.settled_at),
        col(IntentRow.key),
        col(IntentRow.account),
        "pin",
        _PUBLISHING,
        dict(PIN_ENDS.values()),
        _pin_ended,
        _with_outcome,
        or_(col(IntentRow.outcome) != Outcome.WITHDRAWN.value, ~is_replaced()),
    ),
    _Stream(
        AlertRow,
        col(AlertRow.raised_at),
        col(AlertRow.id),
        _ALERT_OF,
        "alert",
        _INTEGRATION,
        _one("alert.raised", ActivityStatus.FAILED),
        _alert,
    ),
    _Stream(
        AlertRow,
        col(AlertRow.ended_at),
        col(AlertRow.id),
        _ALERT_OF,
        "alert",
        _INTEGRATION,
        _one("alert.ended"),
        _alert,
    ),
    _Stream(
        FindingRow,
        col(FindingRow.seen_at),
        _FINDING_ID,
        _FINDING_OF,
        "finding",
        _PUBLISHING,
        _one("finding.seen", ActivityStatus.FAILED),
        _finding,
    ),
    _Stream(
        FindingRow,
        col(FindingRow.settled_at),
        _FINDING_ID,
        _FINDING_OF,
        "finding",
        _PUBLISHING,
        _one("finding.settled"),
        _finding_settled,
    ),
    _Stream(
        ApiKeyRow,
        col(ApiKeyRow.created_at),
        col(ApiKeyRow.id),
        None,
        "api_key",
        _SECURITY,
        _one("api_key.created"),
        _api_key,
    ),
    _Stream(
        ApiKeyRow,
        col(ApiKeyRow.revoked_at),
        col(ApiKeyRow.id),
        None,
        "api_key",
        _SECURITY,
        _one("api_key.revoked"),
        _api_key,
    ),
)
