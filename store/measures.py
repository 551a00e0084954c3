"""Sources and accounts in numbers: a handful of questions, however many of them there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, func, select

from contracts.contract import Instant
from contracts.intake import Backlog
from contracts.measures import AccountMeasures, SourceMeasures
from contracts.names import SourceKey
from store.account_measures import accounts_in_numbers
from store.database import Database
from store.intake_counts import WAITING, Waits
from store.tables.sources import ChangeRow, DecisionRow, DeliveryRow, IntakeCountRow, SourceRow

SOURCES_MAX = 1_000
"""Sources that are told of, the first by their names."""

Counted = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class SqlMeasures:
    """Keeps the port `Measures` of the doors."""

    database: Database

    async def look(self, now: Instant) -> Sequence[SourceMeasures]:
        """Each source that is kept, by its name."""
        return await self.database.read(lambda session: _look(session, now))

    async def accounts(self, now: Instant) -> Sequence[AccountMeasures]:
        """Each account, by its name."""
        return await self.database.read(lambda session: accounts_in_numbers(session, now))


@dataclass(frozen=True)
class _Waiting:
    """By source."""

    deliveries: Mapping[str, int]
    changes: Mapping[str, int]
    decisions: Mapping[str, int]
    oldest: Mapping[str, Instant]

    def of(self, source: str) -> Backlog:
        return Backlog(
            deliveries=self.deliveries.get(source, 0),
            changes=self.changes.get(source, 0),
            decisions=self.decisions.get(source, 0),
            oldest=self.oldest.get(source),
        )


def _look(session: Session, now: Instant) -> Sequence[SourceMeasures]:
    kept = col(SourceRow.removed_at).is_(None)
    rows = session.exec(select(SourceRow).where(kept).order_by(col(SourceRow.key)).limit(SOURCES_MAX)).all()
    counts, waiting = _counts(session, now), _waiting(session)
    return [_measures(row, counts.get(row.key, {}), waiting.of(row.key)) for row in rows]


def _measures(row: SourceRow, counts: Mapping[str, int], backlog: Backlog) -> SourceMeasures:
    return SourceMeasures(
        source=SourceKey(row.key),
        is_paused=row.paused is not None,
        counts=dict(counts),
        backlog=backlog,
        polled_at=row.polled_at,
        polled_well=row.poll_error is None,
    )


def _counts(session: Session, now: Instant) -> Counted:
    """Since the year began: a counter that lost its oldest days every night would seem to begin anew each time."""
    first = f"{datetime.fromtimestamp(now, UTC).year}-01-01"
    query = (
        select(IntakeCountRow.source, IntakeCountRow.what, func.sum(IntakeCountRow.count))
        .where(col(IntakeCountRow.day) >= first)
        .group_by(col(IntakeCountRow.source), col(IntakeCountRow.what))
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for source, what, count in session.exec(query):
        found[source][what] = int(count)
    return found


def _waiting(session: Session) -> _Waiting:
    oldest = (
        select(DeliveryRow.source, func.min(DeliveryRow.received_at))
        .where(col(DeliveryRow.state) == WAITING)
        .group_by(col(DeliveryRow.source))
    )
    return _Waiting(
        deliveries=_count_by_source(session, DeliveryRow),
        changes=_count_by_source(session, ChangeRow),
        decisions=_count_by_source(session, DecisionRow),
        oldest=dict(session.exec(oldest).all()),
    )


def _count_by_source(session: Session, table: Waits) -> Mapping[str, int]:
    query = select(table.source, func.count()).where(col(table.state) == WAITING).group_by(col(table.source))
    return dict(session.exec(query).all())
