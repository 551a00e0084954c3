"""What all reading of ads pieces has in common: places in the quota, rows that are written, days that are told of.

The rows are at their destination before the ledger says so. Whatever dies between, the piece is read again, and
replaces what it wrote.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import structlog

from activities.ads_ports import AdAccounts, AdsCalls, AdsRuns, Destinations, Numbers
from activities.ports import Clock
from activities.translate import not_yet
from ads.datasets import Family, dataset
from ads.requests import PROOF_COLUMNS
from ads.restatement import counts_conversions, is_provisional
from ads.settling import (
    KnownOfDays,
    covered_days,
    days_between,
    days_to_ask_about,
    needs_proof,
    rows_by_day,
    whole_days,
)
from ads.shaping import Extraction, UnfitValue, day_of_row, shaped
from ads.splitting import halves, too_large_words
from contracts.ads import DAY_COLUMN, AdsSourceSpec, RowBatch
from contracts.ads_reports import ReportRow
from contracts.ads_runs import ChunkAtWork, ChunkEnd, ChunkOrder, ChunkPeers, ChunkState
from contracts.names import AccountKey
from contracts.sightings import Category
from contracts.trouble import DestinationRefused, RateLimited, Rejected, ScopeMissing, Unavailable

GONE = "The source was removed meanwhile."

HOPELESS = (DestinationRefused, Rejected, ScopeMissing, UnfitValue)
"""What the same piece meets again, until a person changes something."""
BAD_REQUEST = 400
"""The status by which Pinterest refuses a request for what stands in it."""
ROOM_SECONDS_MAX = 120.0
"""How long the quota is waited for with half a list in hand; longer, and it is read again from its beginning."""

log = structlog.get_logger(__name__)

Rows = Callable[[], Iterable[ReportRow]]
"""Gives the rows from the first on; asked in a thread of its own."""


@dataclass(frozen=True)
class AdsDesk:
    """The ports of reading a piece, and what every way of reading does with them."""

    runs: AdsRuns
    calls: AdsCalls
    numbers: Numbers
    ad_accounts: AdAccounts
    destinations: Destinations
    clock: Clock
    scratch: Path
    """Where answers lie while they are read."""

    async def hold(self, work: ChunkAtWork, category: Category = Category.ADS_ANALYTICS) -> None:
        """A place in the account's quota; until there is one, a timer of Temporal's waits, however long."""
        now = self.clock.now()
        until = await self.calls.hold(account_of(work), now, category)
        if until is not None:
            raise not_yet("the quota of ads numbers is used up", again_seconds=max(1.0, until - now))

    async def hold_patiently(self, work: ChunkAtWork, category: Category) -> None:
        """The same, and waits for a moment with what is in hand. Raises `NotYet` when that is too long."""
        began = self.clock.now()
        while (until := await self.calls.hold(account_of(work), self.clock.now(), category)) is not None:
            if until - began > ROOM_SECONDS_MAX:
                raise not_yet("the quota is used up", again_seconds=max(1.0, until - self.clock.now()))
            await self.clock.sleep_until(until)

    async def unready(self, work: ChunkAtWork) -> frozenset[date]:
        """Days of the piece that Pinterest says are not final, among those that would be taken for it.

        What is final stays final, and so is what was before it: the first that is ends the asking. Rows that are
        in hand are not lost by it: where Pinterest does not say, or refuses to, all that is left is not final.
        """
        days = days_to_ask_about(work, self._today())
        for place, day in enumerate(days):
            await self.hold_patiently(work, Category.ADS_ANALYTICS)
            try:
                state = await self.numbers.ready(account_of(work), day)
            except (Rejected, ScopeMissing, Unavailable, RateLimited) as silent:
                log.warning("ads.settled_unknown", source=work.run.source, day=str(day), why=words_of(silent))
                break
            if state.numbers and (state.conversions or not counts_conversions(work.spec)):
                return frozenset(days[:place])
        return frozenset(days)

    async def write(
        self, work: ChunkAtWork, rows: Rows, unready: frozenset[date] = frozenset(), gone: str = ""
    ) -> ChunkEnd:
        """The rows to their destination, then the ledger. Written twice, they are there once.

        `gone` says what the piece did without, for the run's report.
        """
        counts: Counter[date] = Counter()
        currency = await self._currency(work)
        count = await asyncio.to_thread(self._write_rows, work, rows, Written(currency, unready, counts))
        work = replace(work, counts=dict(counts) or {work.chunk.first: 0})
        log.info("ads.chunk_written", source=work.run.source, first=str(work.chunk.first), rows=count)
        totals = rows_by_day(work, await self.runs.peers(work.run.id, work.number))
        if needs_proof(work, totals):
            await self.runs.written(work)
            return ChunkEnd(rows=count, unproven=True)
        await self._end(work, KnownOfDays(unready=unready), gone)
        return ChunkEnd(rows=count)

    async def skip(self, work: ChunkAtWork, gone: str) -> ChunkEnd:
        """Nothing of the piece is at Pinterest any more: its days are the other pieces', as far as those are read,
        and have failed when there is nothing of any.

        How sure the others' numbers are is not known here: days that may still move do.
        """
        if all(map(_was_skipped, await self.runs.peers(work.run.id, work.number))):
            return ChunkEnd(failed=gone)
        today = self._today()
        days = days_between(work.chunk.first, work.chunk.last)
        moving = frozenset(day for day in days if is_provisional(work.spec, day, today))
        await self._end(work, KnownOfDays(unready=moving), gone)
        return ChunkEnd()

    async def prove(self, work: ChunkAtWork, rows: Rows, unready: frozenset[date] = frozenset()) -> ChunkEnd:
        """The days on which the account was at work, by the rows of its total."""
        at_work = await asyncio.to_thread(lambda: _days_at_work(rows()))
        await self._end(work, KnownOfDays(at_work, unready))
        return ChunkEnd(rows=sum(work.counts.values()))

    async def split(self, work: ChunkAtWork, words: str) -> ChunkEnd:
        """Two smaller pieces in the place of this one, or why not. Split twice, the first holds."""
        pieces = halves(work.spec, work.chunk)
        if not pieces or work.state is not ChunkState.WAITING:
            return ChunkEnd(failed=too_large_words(words))
        log.info("ads.chunk_split", source=work.run.source, first=str(work.chunk.first), last=str(work.chunk.last))
        await self.runs.split(work, pieces, self.clock.now())
        return ChunkEnd(pieces=len(pieces))

    def _write_rows(self, work: ChunkAtWork, rows: Rows, written: "Written") -> int:
        extraction = Extraction(
            spec=work.spec,
            first=work.chunk.first,
            run=work.run.id,
            at=self.clock.now(),
            today=datetime.fromtimestamp(work.run.began_at, UTC).date(),
            currency=written.currency,
            unready=written.unready,
            last=work.chunk.last,
        )
        batches = _counted(shaped(rows(), extraction), work.chunk.first, written.counts)
        return self.destinations.of(work.spec, extraction.at).write(work.chunk, batches)

    async def _currency(self, work: ChunkAtWork) -> str:
        """The ad account's, where there is money."""
        if dataset(work.spec.dataset).family not in {Family.PERFORMANCE, Family.ENTITIES}:
            return ""
        return (await self.ad_accounts.ad_account(account_of(work), work.chunk.ad_account_id)).currency

    async def _end(self, work: ChunkAtWork, known: KnownOfDays, gone: str = "") -> None:
        """A day is told of when all pieces that have it are written."""
        at = self.clock.now()
        peers = await self.runs.peers(work.run.id, work.number)
        whole = whole_days(work, peers)
        days = [day for day in covered_days(work, rows_by_day(work, peers), known, at) if day.day in whole]
        await self.runs.end_chunk(work, days, at, gone=gone)

    def _today(self) -> date:
        return datetime.fromtimestamp(self.clock.now(), UTC).date()


@dataclass(frozen=True)
class Written:
    """What is told of rows, and of them as they pass."""

    currency: str
    unready: frozenset[date]
    counts: Counter[date]


def account_of(work: ChunkAtWork) -> AccountKey:
    """Whose token reads."""
    return AccountKey(work.spec.account)


def awaited(order: ChunkOrder) -> ChunkState:
    """How far the piece is when the order is still to be carried out."""
    return ChunkState.UNPROVEN if order.proof else ChunkState.WAITING


def told_before(work: ChunkAtWork) -> ChunkEnd:
    """The end of a piece that was read by an earlier try."""
    return ChunkEnd(rows=sum(work.counts.values()), unproven=work.state is ChunkState.UNPROVEN)


def _was_skipped(peer: ChunkPeers) -> bool:
    """Whether these pieces are done and were never written: what is written has a count, if only of no rows."""
    return peer.state is ChunkState.DONE and not peer.counts


def is_bad_request(trouble: Exception) -> bool:
    """Whether Pinterest refused the request for what stands in it."""
    return isinstance(trouble, Rejected) and trouble.status == BAD_REQUEST


def about_columns(spec: AdsSourceSpec) -> bool:
    """Whether numbers of fewer columns can be asked for, to find those that are refused: of ads alone."""
    return bool(spec.columns) and dataset(spec.dataset).family is Family.PERFORMANCE


def words_of(trouble: Exception) -> str:
    """Pinterest's own message, word for word."""
    return str(trouble)[:2_000]


@contextmanager
def scratch_file(folder: Path, order: ChunkOrder) -> Iterator[Path]:
    """A place for one answer; afterwards nothing is there."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{order.run}-{order.number}{'-proof' if order.proof else ''}.json"
    try:
        yield file
    finally:
        file.unlink(missing_ok=True)


def _counted(batches: Iterator[RowBatch], first: date, counts: Counter[date]) -> Iterator[RowBatch]:
    """The batches as they pass, and in `counts` the rows of each day; rows without a day are of the first."""
    for batch in batches:
        names = [column.name for column in batch.columns]
        if DAY_COLUMN in names:
            place = names.index(DAY_COLUMN)
            counts.update(day for row in batch.rows if isinstance(day := row[place], date))
        else:
            counts[first] += len(batch.rows)
        yield batch


def _days_at_work(rows: Iterable[ReportRow]) -> frozenset[date]:
    return frozenset(
        day_of_row(row, date.min)
        for row in rows
        if DAY_COLUMN in row and any(Decimal(str(row.get(name) or 0)) for name in PROOF_COLUMNS)
    )
