"""The report of one piece of an ads run: asked for, waited for, downloaded and written."""

from dataclasses import dataclass
from pathlib import Path

import structlog
from temporalio import activity

from activities.ads_desk import (
    GONE,
    HOPELESS,
    AdsDesk,
    account_of,
    awaited,
    is_bad_request,
    scratch_file,
    told_before,
    words_of,
)
from activities.ads_ports import ReportReader, Reports
from activities.heartbeat import beating
from activities.translate import in_temporals_words, not_yet
from ads.requests import proof_request, report_request
from ads.settling import failed_days
from ads.shaping import key_column
from contracts.ads_reports import ReportRequest, ReportStatus, SeenReport
from contracts.ads_runs import ChunkAtWork, ChunkEnd, ChunkFailure, ChunkOrder, FetchOrder, ReportAsked
from contracts.trouble import AnswerTooLarge, LinkDead

LOOK_SECONDS = 5.0
LOOK_SECONDS_MAX = 60.0
"""Between two looks whether a report is ready: the longer the oftener it was not."""

LINKS_MAX = 3
"""Links to one report that are tried at once; each is good for five minutes."""

REPORT_BYTES_MAX = 500_000_000
"""Of a report that is downloaded, by what Pinterest tells of it; a larger one is asked for in two."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AdsExtractionActivities:
    desk: AdsDesk
    reports: Reports
    reader: ReportReader

    @activity.defn
    async def ask_for_report(self, order: ChunkOrder) -> ReportAsked:
        """Ask Pinterest for the piece's report, within the quota. Run twice: two reports, one is never fetched."""
        with in_temporals_words():
            work = await self.desk.runs.chunk(order.run, order.number)
            if work is None:
                return ReportAsked(failed=GONE)
            await self.desk.hold(work)
            try:
                return ReportAsked(token=await self.reports.create(account_of(work), _request(work, order)))
            except HOPELESS as trouble:
                return ReportAsked(failed=words_of(trouble), refused=is_bad_request(trouble))

    @activity.defn
    async def fetch_report(self, order: FetchOrder) -> ChunkEnd:
        """Wait for the report by retries, write its rows, then tell the ledger.

        Run twice: what the ledger has is answered; what was only written is written again, to the same end.
        """
        with in_temporals_words():
            work = await self.desk.runs.chunk(order.chunk.run, order.chunk.number)
            if work is None:
                return ChunkEnd(failed=GONE)
            if work.state is not awaited(order.chunk):
                return told_before(work)
            async with beating(order.chunk.words):
                try:
                    return await self._fetch(work, order)
                except AnswerTooLarge as trouble:
                    return await self.desk.split(work, words_of(trouble))
                except HOPELESS as trouble:
                    return ChunkEnd(failed=words_of(trouble))

    @activity.defn
    async def fail_ads_chunk(self, failure: ChunkFailure) -> None:
        """Give the piece up, and say so of its days: the next run asks again. Run twice: the first end holds."""
        with in_temporals_words():
            work = await self.desk.runs.chunk(failure.chunk.run, failure.chunk.number)
            if work is not None:
                at = self.desk.clock.now()
                log.warning("ads.chunk_failed", source=work.run.source, days=failure.chunk.words, why=failure.why)
                await self.desk.runs.end_chunk(work, failed_days(work, failure.why, at), at, why=failure.why)

    async def _fetch(self, work: ChunkAtWork, order: FetchOrder) -> ChunkEnd:
        with scratch_file(self.desk.scratch, order.chunk) as file:
            lost = await self._download(work, order.token, file)
            if lost is not None:
                return ChunkEnd(lost=lost)
            unready = await self.desk.unready(work)
            if order.chunk.proof:
                return await self.desk.prove(work, lambda: self.reader.rows(file, None), unready)
            key, asked = key_column(work.spec), work.spec.report_format
            return await self.desk.write(work, lambda: self.reader.rows(file, key, asked), unready)

    async def _download(self, work: ChunkAtWork, token: str, file: Path) -> ReportStatus | None:
        """The report into the file, or what became of it. Raises `NotYet` while it is being made."""
        for _ in range(LINKS_MAX):
            await self.desk.hold(work)
            seen = await self.reports.look(account_of(work), work.chunk.ad_account_id, token)
            if seen.status is ReportStatus.IN_PROGRESS:
                raise not_yet("the report is not ready", again_seconds=_look_again())
            if seen.status is not ReportStatus.FINISHED or seen.url is None:
                return seen.status
            _check_size(seen)
            try:
                await self.reports.download(seen.url, file)
            except LinkDead:
                continue
            return None
        raise not_yet("the report's links were dead", again_seconds=_look_again())


def _request(work: ChunkAtWork, order: ChunkOrder) -> ReportRequest:
    return proof_request(work.spec, work.chunk) if order.proof else report_request(work.spec, work.chunk)


def _check_size(seen: SeenReport) -> None:
    if seen.size_bytes is not None and seen.size_bytes > REPORT_BYTES_MAX:
        raise AnswerTooLarge(f"The report has {seen.size_bytes:,} bytes, more than {REPORT_BYTES_MAX:,}.")


def _look_again() -> float:
    tries = activity.info().attempt if activity.in_activity() else 1
    return min(LOOK_SECONDS_MAX, LOOK_SECONDS * tries)
