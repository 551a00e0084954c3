"""What happened to everything that came in, counted by source and day in the transactions in which it happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from contracts.contract import Instant
from contracts.intake import Backlog, IntakeCount
from contracts.names import SourceKey
from store.arrivals import add_up
from store.database import Database
from store.tables.sources import ChangeRow, DecisionRow, DeliveryRow, IntakeCountRow
from store.tables.states import ChangeState

RECEIVED, DOUBLED, CHANGES, REPEATED, COALESCED = "received", "doubled", "changes", "repeated", "coalesced"
REFUSED, DECIDED = "refused", "decided"
"""With what exactly behind a colon."""

Counts = Mapping[str, int]
Waits = type[DeliveryRow] | type[ChangeRow] | type[DecisionRow]

WAITING = ChangeState.WAITING.value
"""As with deliveries and decisions."""


@dataclass(frozen=True)
class SqlIntakeCounts:
    """How often what happened at a source."""

    database: Database

    async def note_refused(self, source: SourceKey, reason: str, at: Instant, count: int = 1) -> None:
        """A door turned so many deliveries away, such as for their signature."""
        refused = {source: {refused_for(reason): count}}
        await self.database.write(lambda session: count_intake(session, refused, at))

    async def since(self, source: SourceKey, day: str) -> Sequence[IntakeCount]:
        """From that day on (ISO 8601, UTC), by day and name."""
        query = (
            select(IntakeCountRow)
            .where(IntakeCountRow.source == source, col(IntakeCountRow.day) >= day)
            .order_by(col(IntakeCountRow.day), col(IntakeCountRow.what))
        )
        return await self.database.read(lambda session: [_count_of(row) for row in session.exec(query)])

    async def backlog(self, source: SourceKey) -> Backlog:
        """What of it waits at this moment."""
        return await self.database.read(lambda session: _backlog(session, source))


def count_intake(session: Session, counts: Mapping[SourceKey, Counts], at: Instant) -> None:
    """Add to the counters of these sources, as the last thing in a transaction: others wait for them."""
    rows = [
        IntakeCountRow(source=source, day=day_of(at), what=what, count=count)
        for source, its in counts.items()
        for what, count in its.items()
        if count
    ]
    add_up(session, rows, "count")


def refused_for(reason: str) -> str:
    """The counter of what was refused for this reason."""
    return f"{REFUSED}:{reason}"


def decided_to(action: str) -> str:
    """The counter of an action that rules decided on."""
    return f"{DECIDED}:{action}"


def day_of(at: Instant) -> str:
    """The day in UTC, such as `2026-11-21`."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _backlog(session: Session, source: SourceKey) -> Backlog:
    oldest = select(func.min(DeliveryRow.received_at)).where(*_waiting(DeliveryRow, source))
    return Backlog(
        deliveries=_count_waiting(session, DeliveryRow, source),
        changes=_count_waiting(session, ChangeRow, source),
        decisions=_count_waiting(session, DecisionRow, source),
        oldest=session.exec(oldest).one(),
    )


def _count_waiting(session: Session, table: Waits, source: SourceKey) -> int:
    return session.exec(select(func.count()).where(*_waiting(table, source))).one()


def _waiting(table: Waits, source: SourceKey) -> tuple[ColumnElement[bool], ...]:
    return col(table.source) == source, col(table.state) == WAITING


def _count_of(row: IntakeCountRow) -> IntakeCount:
    return IntakeCount(source=SourceKey(row.source), day=row.day, what=row.what, count=row.count)
