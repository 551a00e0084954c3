"""The coverage ledger: for each day of an ads source, what became of it. What is not here was never asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from contracts.ads import AdsSourceKey, CoverageState
from contracts.ads_runs import CoveredDay
from store.arrivals import keep_last
from store.database import Database
from store.tables.ads import AdsCoverageRow

WHY_MAX = 2_000


@dataclass(frozen=True)
class SqlAdsCoverage:
    """Keeps the port `Coverage`. Raises `LedgerBusy`."""

    database: Database

    async def days(self, source: AdsSourceKey, first: date, last: date) -> Sequence[CoveredDay]:
        """The days from first to last of which something is known, oldest first."""
        query = (
            select(AdsCoverageRow)
            .where(
                AdsCoverageRow.source == source,
                col(AdsCoverageRow.day) >= first.isoformat(),
                col(AdsCoverageRow.day) <= last.isoformat(),
            )
            .order_by(col(AdsCoverageRow.day))
        )
        return await self.database.read(lambda session: [_day(row) for row in session.exec(query)])


def cover(session: Session, source: AdsSourceKey, days: Sequence[CoveredDay]) -> None:
    """Write down what became of these days; what was said of them before is forgotten."""
    keep_last(session, [_row(source, day) for day in days])


def _row(source: AdsSourceKey, day: CoveredDay) -> AdsCoverageRow:
    return AdsCoverageRow(
        source=source,
        day=day.day.isoformat(),
        state=day.state,
        rows=day.rows,
        run=day.run,
        at=day.at,
        why=day.why[:WHY_MAX],
    )


def _day(row: AdsCoverageRow) -> CoveredDay:
    return CoveredDay(
        day=date.fromisoformat(row.day),
        state=CoverageState(row.state),
        rows=row.rows,
        run=row.run,
        at=row.at,
        why=row.why,
    )
