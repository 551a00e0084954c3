"""Sources of ads data: added, paused, removed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, func, select

from contracts.ads import AdsSourceKey, AdsSourceSpec
from contracts.ads_runs import AdsSource
from contracts.contract import Instant
from store.arrivals import keep_first
from store.database import Database
from store.tables.ads import AdsChunkRow, AdsCoverageRow, AdsRunRow, AdsSourceRow

ADS_SOURCES_MAX = 1_000
"""Sources that are listed."""

ROWS_BY = (
    "ad_account_id",
    "dataset",
    "granularity",
    "breakdowns",
    "filters",
    "destination",
    "windows",
    "report_time",
    "attributions",
    "report_format",
)
"""What rows there are, of what and where: with one of them changed, none of what was read is what is wanted."""


@dataclass(frozen=True)
class SqlAdsSources:
    """Keeps the port `AdsSources`. All of it raises `LedgerBusy`."""

    database: Database

    async def add(self, spec: AdsSourceSpec, at: Instant) -> bool:
        """Whether it is new. One of that name stays as it is."""
        return await self.database.write(lambda session: _add(session, spec, at))

    async def change(self, spec: AdsSourceSpec) -> bool:
        """Describe it anew; whether there is one. What was covered stays covered, unless other rows are wanted, or
        they are wanted elsewhere: then every day is to be read again.
        """
        return await self.database.write(lambda session: _change(session, spec))

    async def get(self, key: AdsSourceKey) -> AdsSource | None:
        return await self.database.read(lambda session: source_of(session, key))

    async def all(self) -> Sequence[AdsSource]:
        query = select(AdsSourceRow).order_by(col(AdsSourceRow.key)).limit(ADS_SOURCES_MAX)
        return await self.database.read(lambda session: [_source(row) for row in session.exec(query)])

    async def pause(self, key: AdsSourceKey, why: str | None) -> bool:
        """Stop it, or with None let it go on; whether there is one."""
        return await self.database.write(lambda session: _pause(session, key, why))

    async def remove(self, key: AdsSourceKey) -> bool:
        """Forget it with its runs and coverage; whether there was one. The rows at its destination stay."""
        return await self.database.write(lambda session: _remove(session, key))


def source_of(session: Session, key: AdsSourceKey) -> AdsSource | None:
    """The source of that name, inside a transaction."""
    row = session.get(AdsSourceRow, key)
    return _source(row) if row else None


def _source(row: AdsSourceRow) -> AdsSource:
    return AdsSource(AdsSourceSpec.model_validate_json(row.spec), row.added_at, row.paused)


def _row(spec: AdsSourceSpec, at: Instant) -> AdsSourceRow:
    return AdsSourceRow(
        key=spec.key,
        account=spec.account,
        ad_account_id=spec.ad_account_id,
        dataset=spec.dataset,
        spec=spec.model_dump_json(),
        added_at=at,
    )


def _add(session: Session, spec: AdsSourceSpec, at: Instant) -> bool:
    count = select(func.count()).where(AdsSourceRow.key == spec.key)
    known = session.exec(count).one() > 0
    keep_first(session, [_row(spec, at)])
    return not known


def _change(session: Session, spec: AdsSourceSpec) -> bool:
    row = session.get(AdsSourceRow, spec.key, with_for_update=True)
    if row is None:
        return False
    if _other_rows(AdsSourceSpec.model_validate_json(row.spec), spec):
        session.exec(delete(AdsCoverageRow).where(col(AdsCoverageRow.source) == spec.key))
    fresh = _row(spec, row.added_at)
    row.account, row.ad_account_id = fresh.account, fresh.ad_account_id
    row.dataset, row.spec = fresh.dataset, fresh.spec
    return True


def _other_rows(before: AdsSourceSpec, now: AdsSourceSpec) -> bool:
    changed = any(getattr(before, name) != getattr(now, name) for name in ROWS_BY)
    return changed or not set(now.columns) <= set(before.columns)


def _pause(session: Session, key: AdsSourceKey, why: str | None) -> bool:
    row = session.get(AdsSourceRow, key, with_for_update=True)
    if row is not None:
        row.paused = why
    return row is not None


def _remove(session: Session, key: AdsSourceKey) -> bool:
    row = session.get(AdsSourceRow, key, with_for_update=True)
    if row is None:
        return False
    runs = select(AdsRunRow.id).where(AdsRunRow.source == key)
    session.exec(delete(AdsChunkRow).where(col(AdsChunkRow.run).in_(runs)))
    session.exec(delete(AdsRunRow).where(col(AdsRunRow.source) == key))
    session.exec(delete(AdsCoverageRow).where(col(AdsCoverageRow.source) == key))
    session.delete(row)
    return True
