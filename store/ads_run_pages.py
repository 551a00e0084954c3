"""Runs of ads sources as they are looked at: newest first, with their pieces counted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from contracts.ads import AdsSourceKey
from contracts.ads_progress import AdsRunSeen
from contracts.ads_runs import AdsRunId, AdsRunKind, ChunkState
from store.ads_runs import run_of_row
from store.database import Database
from store.tables.ads import AdsChunkRow, AdsRunRow


@dataclass(frozen=True)
class SqlAdsRunPages:
    """All of it raises `LedgerBusy`."""

    database: Database

    async def page(self, source: AdsSourceKey, limit: int, offset: int) -> tuple[Sequence[AdsRunSeen], int]:
        """Some runs of the source, newest first, and how many there are in all."""
        return await self.database.read(lambda session: _page(session, source, limit, offset))

    async def one(self, source: AdsSourceKey, run: AdsRunId) -> AdsRunSeen | None:
        """The run, if it is one of the source's."""

        def work(session: Session) -> AdsRunSeen | None:
            row = session.get(AdsRunRow, run)
            return next(iter(_seen(session, [row])), None) if row is not None and row.source == source else None

        return await self.database.read(work)

    async def newest(self, source: AdsSourceKey, kind: AdsRunKind) -> AdsRunSeen | None:
        """The run of that kind that began last."""
        wanted = select(AdsRunRow).where(AdsRunRow.source == source, AdsRunRow.kind == kind)
        query = wanted.order_by(col(AdsRunRow.began_at).desc(), col(AdsRunRow.id)).limit(1)
        return await self.database.read(
            lambda session: next(iter(_seen(session, session.exec(query).all())), None)
        )


def _page(session: Session, source: AdsSourceKey, limit: int, offset: int) -> tuple[Sequence[AdsRunSeen], int]:
    query = select(AdsRunRow).where(AdsRunRow.source == source)
    query = query.order_by(col(AdsRunRow.began_at).desc(), col(AdsRunRow.id)).limit(limit).offset(offset)
    total = session.exec(select(func.count()).select_from(AdsRunRow).where(AdsRunRow.source == source)).one()
    return _seen(session, session.exec(query).all()), total


def _seen(session: Session, rows: Sequence[AdsRunRow]) -> Sequence[AdsRunSeen]:
    pieces = _pieces(session, [row.id for row in rows])
    return [AdsRunSeen(run_of_row(row), pieces[row.id]) for row in rows]


def _pieces(session: Session, runs: Sequence[AdsRunId]) -> Mapping[AdsRunId, Mapping[ChunkState, int]]:
    counts: dict[AdsRunId, dict[ChunkState, int]] = defaultdict(dict)
    query = select(AdsChunkRow.run, AdsChunkRow.state, func.count()).where(col(AdsChunkRow.run).in_(runs))
    for run, state, count in session.exec(query.group_by(col(AdsChunkRow.run), col(AdsChunkRow.state))):
        counts[run][ChunkState(state)] = count
    return counts
