"""One piece of an ads run: ask for its report, wait for it, write its rows, and say what became of its days.

The rows are at their destination before the ledger says so. Whatever dies between, the piece is read again, and
replaces what it wrote.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import structlog
from temporalio import activity

from activities.ads_ports import AdsCalls, AdsRuns, Destinations, ReportReader, Reports
from activities.heartbeat import beating
from activities.ports import Clock
from activities.translate import in_temporals_words, not_yet
from ads.requests import PROOF_COLUMNS, key_column, proof_request, report_request
from ads.settling import covered_days, failed_days, needs_proof, rows_by_day
from ads.shaping import Extraction, UnfitValue, shaped
from contracts.ads import DAY_COLUMN, RowBatch
from contracts.ads_reports import ReportRequest, ReportRow, ReportStatus
from contracts.ads_runs import (
    ChunkAtWork,
    ChunkEnd,
    ChunkFailure,
    ChunkOrder,
    ChunkState,
    FetchOrder,
    ReportAsked,
)
from contracts.names import AccountKey
from contracts.trouble import DestinationRefused, LinkDead, Rejected, ScopeMissing

LOOK_SECONDS = 5.0
LOOK_SECONDS_MAX = 60.0
"""Between two looks whether a report is ready: the longer the oftener it was not."""

LINKS_MAX = 3
"""Links to one report that are tried at once; each is good for five minutes."""

GONE = "The source was removed meanwhile."

HOPELESS = (DestinationRefused, Rejected, ScopeMissing, UnfitValue)
"""What the same piece meets again, until a person changes something."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AdsExtractionActivities:
    runs: AdsRuns
    reports: Reports
    reader: ReportReader
    calls: AdsCalls
    destinations: Destinations
    clock: Clock
    scratch: Path
    """Where reports lie while they are read."""

    @activity.defn
    async def ask_for_report(self, order: ChunkOrder) -> ReportAsked:
        """Ask Pinterest for the piece's report, within the quota. Run twice: two reports, one is never fetched."""
        with in_temporals_words():
            work = await self.runs.chunk(order.run, order.number)
            if work is None:
                return ReportAsked(failed=GONE)
            await self._hold(work)
            try:
                return ReportAsked(token=await self.reports.create(_account(work), _request(work, order)))
            except HOPELESS as trouble:
                return ReportAsked(failed=_words(trouble))

    @activity.defn
    async def fetch_report(self, order: FetchOrder) -> ChunkEnd:
        """Wait for the report by retries, write its rows, then tell the ledger.

        Run twice: what the ledger has is answered; what was only written is written again, to the same end.
        """
        with in_temporals_words():
            work = await self.runs.chunk(order.chunk.run, order.chunk.number)
            if work is None:
                return ChunkEnd(failed=GONE)
            if work.state is not _awaited(order.chunk):
                return ChunkEnd(rows=sum(work.counts.values()), unproven=work.state is ChunkState.UNPROVEN)
            async with beating(order.chunk.words):
                try:
                    return await self._fetch(work, order)
                except HOPELESS as trouble:
                    return ChunkEnd(failed=_words(trouble))

    @activity.defn
    async def fail_ads_chunk(self, failure: ChunkFailure) -> None:
        """Give the piece up, and say so of its days: the next run asks again. Run twice: the first end holds."""
        with in_temporals_words():
            work = await self.runs.chunk(failure.chunk.run, failure.chunk.number)
            if work is not None:
                at = self.clock.now()
                log.warning("ads.chunk_failed", source=work.run.source, days=failure.chunk.words, why=failure.why)
                await self.runs.end_chunk(work, failed_days(work, failure.why, at), at, why=failure.why)

    async def _hold(self, work: ChunkAtWork) -> None:
        """A place in the account's quota; until there is one, a timer of Temporal's waits, however long."""
        now = self.clock.now()
        until = await self.calls.hold(_account(work), now)
        if until is not None:
            raise not_yet("the quota of ads numbers is used up", again_seconds=max(1.0, until - now))

    async def _fetch(self, work: ChunkAtWork, order: FetchOrder) -> ChunkEnd:
        with _scratch_file(self.scratch, order.chunk) as file:
            lost = await self._download(work, order.token, file)
            if lost is not None:
                return ChunkEnd(lost=lost)
            if order.chunk.proof:
                return await self._prove(work, file)
            return await self._write(work, file)

    async def _download(self, work: ChunkAtWork, token: str, file: Path) -> ReportStatus | None:
        """The report into the file, or what became of it. Raises `NotYet` while it is being made."""
        for _ in range(LINKS_MAX):
            await self._hold(work)
            seen = await self.reports.look(_account(work), work.chunk.ad_account_id, token)
            if seen.status is ReportStatus.IN_PROGRESS:
                raise not_yet("the report is not ready", again_seconds=_look_again())
            if seen.status is not ReportStatus.FINISHED or seen.url is None:
                return seen.status
            try:
                await self.reports.download(seen.url, file)
            except LinkDead:
                continue
            return None
        raise not_yet("the report's links were dead", again_seconds=_look_again())

    async def _write(self, work: ChunkAtWork, file: Path) -> ChunkEnd:
        counts: Counter[date] = Counter()
        seen = await self.reports.ad_account(_account(work), work.chunk.ad_account_id)
        rows = await asyncio.to_thread(self._write_rows, work, file, seen.currency, counts)
        work = replace(work, counts=dict(counts))
        log.info("ads.chunk_written", source=work.run.source, first=str(work.chunk.first), rows=rows)
        totals = rows_by_day(work, await self.runs.peers(work.run.id, work.number))
        if needs_proof(work, totals):
            await self.runs.written(work)
            return ChunkEnd(rows=rows, unproven=True)
        await self._end(work, ())
        return ChunkEnd(rows=rows)

    def _write_rows(self, work: ChunkAtWork, file: Path, currency: str, counts: Counter[date]) -> int:
        extraction = Extraction(
            spec=work.spec,
            first=work.chunk.first,
            run=work.run.id,
            at=self.clock.now(),
            today=datetime.fromtimestamp(work.run.began_at, UTC).date(),
            currency=currency,
        )
        rows = self.reader.rows(file, key_column(work.spec))
        return self.destinations.of(work.spec).write(work.chunk, _counted(shaped(rows, extraction), counts))

    async def _prove(self, work: ChunkAtWork, file: Path) -> ChunkEnd:
        """The days on which the account was at work, by the rows of its total."""
        at_work = await asyncio.to_thread(_days_at_work, self.reader.rows(file, None))
        await self._end(work, at_work)
        return ChunkEnd(rows=sum(work.counts.values()))

    async def _end(self, work: ChunkAtWork, at_work: Collection[date]) -> None:
        """The days are told of when all pieces that have them are written."""
        at = self.clock.now()
        peers = await self.runs.peers(work.run.id, work.number)
        totals = rows_by_day(work, peers)
        days = covered_days(work, totals, at_work, at) if _are_written(peers) else []
        await self.runs.end_chunk(work, days, at)


def _awaited(order: ChunkOrder) -> ChunkState:
    return ChunkState.UNPROVEN if order.proof else ChunkState.WAITING


def _request(work: ChunkAtWork, order: ChunkOrder) -> ReportRequest:
    return proof_request(work.spec, work.chunk) if order.proof else report_request(work.spec, work.chunk)


def _account(work: ChunkAtWork) -> AccountKey:
    return AccountKey(work.spec.account)


def _are_written(peers: Iterable[ChunkAtWork]) -> bool:
    return all(peer.state in {ChunkState.DONE, ChunkState.UNPROVEN} for peer in peers)


def _words(trouble: Exception) -> str:
    """Pinterest's own message, word for word."""
    return str(trouble)[:2_000]


def _look_again() -> float:
    tries = activity.info().attempt if activity.in_activity() else 1
    return min(LOOK_SECONDS_MAX, LOOK_SECONDS * tries)


def _counted(batches: Iterator[RowBatch], counts: Counter[date]) -> Iterator[RowBatch]:
    """The batches as they pass, and in `counts` the rows of each day."""
    for batch in batches:
        place = next(number for number, column in enumerate(batch.columns) if column.name == DAY_COLUMN)
        counts.update(day for row in batch.rows if isinstance(day := row[place], date))
        yield batch


def _days_at_work(rows: Iterable[ReportRow]) -> frozenset[date]:
    return frozenset(
        date.fromisoformat(str(row[DAY_COLUMN])[:10])
        for row in rows
        if DAY_COLUMN in row and any(value for name, value in row.items() if name in PROOF_COLUMNS)
    )


@contextmanager
def _scratch_file(folder: Path, order: ChunkOrder) -> Iterator[Path]:
    """A place for one report; afterwards nothing is there."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{order.run}-{order.number}{'-proof' if order.proof else ''}.json"
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)
