"""Runs of ads sources: the pieces that wait and are done, and what they say of the days, in one transaction."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from contracts.ads import AdsSourceKey, Chunk, Route
from contracts.ads_runs import (
    AdsRun,
    AdsRunId,
    AdsRunKind,
    ChunkAtWork,
    ChunkOrder,
    ChunkPeers,
    ChunkState,
    CoveredDay,
)
from contracts.contract import Instant
from store.ads_coverage import WHY_MAX, cover
from store.ads_sources import source_of
from store.arrivals import keep_first
from store.database import Database
from store.tables.ads import AdsChunkRow, AdsRunRow

OPEN = (ChunkState.WAITING, ChunkState.UNPROVEN)
RUNS_SEEN_MAX = 100
FAILURES_MAX = 100
"""Different reasons of one run that are looked at."""

PEERS_AT_ONCE = 500
"""Rows of other pieces that are held at a time."""
_Alike = tuple[str, str, str]
"""First day, last day and state."""


@dataclass(frozen=True)
class SqlAdsRuns:
    """Keeps the port `AdsRuns`. All of it raises `LedgerBusy`."""

    database: Database

    async def begin(self, run: AdsRun, chunks: Sequence[Chunk], lost: Sequence[CoveredDay]) -> None:
        """Write a run down with its pieces, in their order, and the days that it cannot have; once."""
        await self.database.write(lambda session: _begin(session, run, chunks, lost))

    async def get(self, run: AdsRunId) -> AdsRun | None:
        return await self.database.read(lambda session: _run_of(session, run))

    async def recent(self, source: AdsSourceKey, limit: int = RUNS_SEEN_MAX) -> Sequence[AdsRun]:
        """The source's runs, newest first."""
        query = select(AdsRunRow).where(AdsRunRow.source == source)
        query = query.order_by(col(AdsRunRow.began_at).desc()).limit(limit)
        return await self.database.read(lambda session: [run_of_row(row) for row in session.exec(query)])

    async def next_chunk(self, run: AdsRunId) -> ChunkOrder | None:
        """The piece that is next; None when all are done, or given up."""
        return await self.database.read(lambda session: _next_chunk(session, run))

    async def chunk(self, run: AdsRunId, number: int) -> ChunkAtWork | None:
        """All about one piece; None when its source is gone."""
        return await self.database.read(lambda session: _chunk(session, run, number))

    async def states(self, run: AdsRunId) -> Mapping[ChunkState, int]:
        """How many pieces of the run are how far."""
        query = select(AdsChunkRow.state, func.count()).where(AdsChunkRow.run == run).group_by(AdsChunkRow.state)
        return await self.database.read(
            lambda session: {ChunkState(state): count for state, count in session.exec(query)}
        )

    async def peers(self, run: AdsRunId, number: int) -> Sequence[ChunkPeers]:
        """The other pieces of the run that have some of the same days: other ids, other breakdowns.

        Those that are alike are one. Asked at the end of each piece, of thousands: neither their ids are read nor
        the source.
        """
        return await self.database.read(lambda session: _peers(session, run, number))

    async def written(self, work: ChunkAtWork) -> None:
        """The piece's rows are at their destination, and its days are still to be proven."""
        await self.database.write(lambda session: _set(session, work, ChunkState.UNPROVEN))

    async def end_chunk(
        self, work: ChunkAtWork, days: Sequence[CoveredDay], at: Instant, *, why: str = "", gone: str = ""
    ) -> None:
        """The piece is done, or with `why` failed, and these are its days. Said twice, the first holds.

        `gone` says what a piece that is done did without.
        """
        state = ChunkState.FAILED if why else ChunkState.DONE
        await self.database.write(lambda session: _end_chunk(session, work, state, days, at, why or gone))

    async def split(self, work: ChunkAtWork, pieces: Sequence[Chunk], at: Instant) -> None:
        """Smaller pieces stand in the place of one that is too large. Said twice, the first holds."""
        await self.database.write(lambda session: _split(session, work, pieces, at))

    async def failures(self, run: AdsRunId) -> Sequence[str]:
        """Why pieces of the run failed, each reason once."""
        return await self._whys(run, ChunkState.FAILED)

    async def gone(self, run: AdsRunId) -> Sequence[str]:
        """What pieces that are done did without, each once."""
        return await self._whys(run, ChunkState.DONE)

    async def _whys(self, run: AdsRunId, state: ChunkState) -> Sequence[str]:
        mine = (AdsChunkRow.run == run, AdsChunkRow.state == state, AdsChunkRow.why != "")
        query = select(AdsChunkRow.why).where(*mine).distinct().order_by(AdsChunkRow.why).limit(FAILURES_MAX)
        return await self.database.read(lambda session: list(session.exec(query)))

    async def end(self, run: AdsRunId, at: Instant) -> None:
        """Nothing of the run waits any more."""

        def work(session: Session) -> None:
            row = session.get(AdsRunRow, run, with_for_update=True)
            if row is not None and row.ended_at is None:
                row.ended_at = at

        await self.database.write(work)


def _begin(session: Session, run: AdsRun, chunks: Sequence[Chunk], lost: Sequence[CoveredDay]) -> None:
    if session.get(AdsRunRow, run.id) is not None:
        return
    keep_first(session, [_run_row(run)])
    keep_first(session, [_chunk_row(run.id, number, chunk) for number, chunk in enumerate(chunks)])
    cover(session, run.source, lost)


def _run_row(run: AdsRun) -> AdsRunRow:
    return AdsRunRow(
        id=run.id,
        source=run.source,
        kind=run.kind,
        first_day=run.first.isoformat(),
        last_day=run.last.isoformat(),
        began_at=run.began_at,
        settled_before=run.settled_before.isoformat(),
        ended_at=run.ended_at,
    )


def _chunk_row(run: AdsRunId, number: int, chunk: Chunk) -> AdsChunkRow:
    return AdsChunkRow(
        run=run,
        number=number,
        first_day=chunk.first.isoformat(),
        last_day=chunk.last.isoformat(),
        chunk=chunk.model_dump_json(),
        state=ChunkState.WAITING,
    )


def _run_of(session: Session, run: AdsRunId) -> AdsRun | None:
    row = session.get(AdsRunRow, run)
    return run_of_row(row) if row else None


def run_of_row(row: AdsRunRow) -> AdsRun:
    """A run as it is kept."""
    return AdsRun(
        id=row.id,
        source=row.source,
        kind=AdsRunKind(row.kind),
        first=date.fromisoformat(row.first_day),
        last=date.fromisoformat(row.last_day),
        began_at=row.began_at,
        settled_before=date.fromisoformat(row.settled_before),
        ended_at=row.ended_at,
    )


def _next_chunk(session: Session, run: AdsRunId) -> ChunkOrder | None:
    waiting = (col(AdsChunkRow.run) == run, col(AdsChunkRow.state).in_(OPEN))
    row = session.exec(select(AdsChunkRow).where(*waiting).order_by(col(AdsChunkRow.number)).limit(1)).first()
    if row is None:
        return None
    left = session.exec(select(func.count()).select_from(AdsChunkRow).where(*waiting)).one()
    words = f"{row.first_day} to {row.last_day}"
    return ChunkOrder(
        run=run,
        number=row.number,
        words=words,
        left=left,
        proof=row.state == ChunkState.UNPROVEN,
        at_once=Chunk.model_validate_json(row.chunk).route is Route.SYNC,
    )


def _chunk(session: Session, run: AdsRunId, number: int) -> ChunkAtWork | None:
    kept, row = _run_of(session, run), session.get(AdsChunkRow, (run, number))
    return _at_work(session, kept, row) if kept and row else None


def _at_work(session: Session, run: AdsRun, row: AdsChunkRow) -> ChunkAtWork | None:
    source = source_of(session, run.source)
    if source is None:
        return None
    counts = {date.fromisoformat(day): count for day, count in json.loads(row.counts).items()}
    return ChunkAtWork(
        run, row.number, source.spec, Chunk.model_validate_json(row.chunk), ChunkState(row.state), counts
    )


def _peers(session: Session, run: AdsRunId, number: int) -> Sequence[ChunkPeers]:
    mine = session.get(AdsChunkRow, (run, number))
    if mine is None:
        return []
    alike = (col(AdsChunkRow.first_day), col(AdsChunkRow.last_day), col(AdsChunkRow.state))
    counts = col(AdsChunkRow.counts)
    query = sa.select(*alike, counts, func.count()).where(*_beside(mine)).group_by(*alike, counts)
    found: dict[_Alike, Counter[str]] = defaultdict(Counter)
    asked = session.connection().execute(query.execution_options(yield_per=PEERS_AT_ONCE))
    for first, last, state, by_day, pieces in asked:
        rows = found[first, last, state]
        for day, count in json.loads(by_day).items():
            rows[day] += count * pieces
    return [_chunk_peers(*one) for one in found.items()]


def _beside(mine: AdsChunkRow) -> Sequence[sa.ColumnElement[bool]]:
    """The other pieces of its days; what was cut has its own in its place."""
    return (
        col(AdsChunkRow.run) == mine.run,
        col(AdsChunkRow.number) != mine.number,
        col(AdsChunkRow.first_day) <= mine.last_day,
        col(AdsChunkRow.last_day) >= mine.first_day,
        col(AdsChunkRow.state) != ChunkState.SPLIT,
    )


def _chunk_peers(alike: _Alike, counts: Mapping[str, int]) -> ChunkPeers:
    first, last, state = alike
    by_day = {date.fromisoformat(day): count for day, count in counts.items()}
    return ChunkPeers(date.fromisoformat(first), date.fromisoformat(last), ChunkState(state), by_day)


def _end_chunk(
    session: Session, work: ChunkAtWork, state: ChunkState, days: Sequence[CoveredDay], at: Instant, why: str
) -> None:
    if _set(session, work, state, why=why, at=at):
        cover(session, work.run.source, days)


def _split(session: Session, work: ChunkAtWork, pieces: Sequence[Chunk], at: Instant) -> None:
    if not _set(session, work, ChunkState.SPLIT, at=at):
        return
    run = work.run.id
    last = session.exec(select(func.max(AdsChunkRow.number)).where(AdsChunkRow.run == run)).one()
    keep_first(session, [_chunk_row(run, number, chunk) for number, chunk in enumerate(pieces, (last or 0) + 1)])


def _set(
    session: Session, work: ChunkAtWork, state: ChunkState, *, why: str = "", at: Instant | None = None
) -> bool:
    """Whether it was still open."""
    row = session.get(AdsChunkRow, (work.run.id, work.number), with_for_update=True)
    if row is None or row.state not in OPEN:
        return False
    row.state, row.why, row.ended_at = state, why[:WHY_MAX], at
    row.counts = json.dumps({day.isoformat(): count for day, count in work.counts.items()})
    return True
