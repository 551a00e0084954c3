"""Reading ads data over HTTP: runs and backfills are begun and not waited for; coverage says what is there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import cast

from ads.backfilling import backfill
from ads.days import utc_day
from ads.objections import Objection
from ads.planner import Tier
from ads.seen_days import SeenDays, looked_at, seen_days
from contracts.ads_progress import BackfillRuns, NoBackfill
from contracts.ads_runs import AdsRunKind, AdsRunRequest, AdsSource
from contracts.api_keys import ApiScope
from intake.api.ads_ports import AdsCoverage, AdsRuns, AdsRunStarter, KeptAdsSources
from intake.api.ads_problems import by_names_of_the_question, engine_problems, source_refused
from intake.api.ads_questions_wire import AdsLostTold
from intake.api.ads_runs_wire import (
    AdsBackfillBegun,
    AdsBackfillBody,
    AdsBackfillHeard,
    AdsBackfillTold,
    AdsCoverageQuery,
    AdsCoverageTold,
    AdsRunBegun,
    AdsRunTold,
    told_backfill,
    told_coverage,
    told_run,
)
from intake.api.ads_sources import source_meant
from intake.api.operation import Answer, ApiProblem, Call, Handle, Operation, not_found
from intake.api.wire import PageQuery, page_answer

TAG = "ads"
ONE = "/v1/ads/sources/{source_id}"
RUN = "0199f3a2-8d3c-7c64-9a51-2f0c7f3f5a10"
BEGUN = {"source": "campaigns-daily", "run": RUN}
COVERAGE_EXAMPLE = {
    "source": "campaigns-daily",
    "first": "2026-11-20",
    "last": "2026-11-21",
    "counts": {"provisional": 1, "failed": 1},
    "days": [
        {"day": "2026-11-20", "state": "failed", "rows": 0, "why": "Pinterest made no report of it"},
        {"day": "2026-11-21", "state": "provisional", "rows": 12, "why": None},
    ],
    "gaps": [
        {
            "first": "2026-11-20",
            "last": "2026-11-20",
            "state": "failed",
            "why": "Pinterest made no report of it",
            "refillable": True,
        }
    ],
}


@dataclass(frozen=True)
class AdsRunsApi:
    sources: KeptAdsSources
    runs: AdsRuns
    coverage: AdsCoverage
    starter: AdsRunStarter

    def operations(self) -> Sequence[Operation]:
        return [*self._reading(), *self._looking(), *self._past()]

    def _reading(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                f"{ONE}/run",
                "Read what is new, may be restated, or is missing; who reads already is joined",
                TAG,
                self.run,
                scope=ApiScope.PINS_WRITE,
                answer=AdsRunBegun,
                status=HTTPStatus.ACCEPTED,
                problems=(HTTPStatus.CONFLICT,),
                idempotent=True,
                answer_example=BEGUN,
            ),
            Operation(
                "POST",
                f"{ONE}/refill",
                "Read every day that failed or was never read",
                TAG,
                self.refill,
                scope=ApiScope.PINS_WRITE,
                answer=AdsRunBegun,
                status=HTTPStatus.ACCEPTED,
                problems=(HTTPStatus.CONFLICT,),
                idempotent=True,
                answer_example=BEGUN,
            ),
        ]

    def _looking(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                f"{ONE}/runs",
                "List the runs of a source, newest first",
                TAG,
                self.list_runs,
                query=PageQuery,
                answer=AdsRunTold,
                answer_is_list=True,
            ),
            Operation(
                "GET", f"{ONE}/runs/{{run_id}}", "See a run and its pieces", TAG, self.one, answer=AdsRunTold
            ),
            Operation(
                "GET",
                f"{ONE}/coverage",
                "See which days of a source are there, and why the others are not",
                TAG,
                self.covered,
                query=AdsCoverageQuery,
                answer=AdsCoverageTold,
                answer_example=COVERAGE_EXAMPLE,
            ),
        ]

    def _past(self) -> Sequence[Operation]:
        return [
            Operation(
                "POST",
                f"{ONE}/backfill",
                "Read days of the past, the newest first",
                TAG,
                self.backfill,
                scope=ApiScope.PINS_WRITE,
                body=AdsBackfillBody,
                body_optional=True,
                answer=AdsBackfillBegun,
                status=HTTPStatus.ACCEPTED,
                problems=(HTTPStatus.CONFLICT,),
                idempotent=True,
                example={"first": "2026-01-01"},
            ),
            Operation(
                "GET",
                f"{ONE}/backfill",
                "See how far the backfill is that began last",
                TAG,
                self.progress,
                answer=AdsBackfillTold,
            ),
            self._telling("pause", "Have the backfill begin nothing new until it is resumed", self.pause),
            self._telling("resume", "Have a paused backfill go on", self.resume),
        ]

    def _telling(self, word: str, summary: str, handle: Handle) -> Operation:
        return Operation(
            "POST",
            f"{ONE}/backfill/{word}",
            summary,
            TAG,
            handle,
            scope=ApiScope.PINS_WRITE,
            answer=AdsBackfillHeard,
            status=HTTPStatus.ACCEPTED,
            problems=(HTTPStatus.CONFLICT,),
            idempotent=True,
        )

    async def run(self, call: Call) -> Answer:
        source = await self._unpaused(call)
        return await self._begun(AdsRunRequest(source=source.spec.key))

    async def refill(self, call: Call) -> Answer:
        source = await self._unpaused(call)
        request = (await self._seen(call, source, AdsCoverageQuery())).refill()
        if request is None:
            return Answer(AdsRunBegun(source=source.spec.key, run=None), HTTPStatus.ACCEPTED)
        return await self._begun(request)

    async def list_runs(self, call: Call) -> Answer:
        query = cast("PageQuery", call.query)  # the operation's own model
        source = await source_meant(call, self.sources)
        found, total = await self.runs.page(source.spec.key, query.limit, query.offset)
        return page_answer([told_run(one) for one in found], total)

    async def one(self, call: Call) -> Answer:
        source = await source_meant(call, self.sources)
        found = await self.runs.one(source.spec.key, call.path["run_id"])
        if found is None:
            raise not_found("run")
        return Answer(told_run(found))

    async def covered(self, call: Call) -> Answer:
        source = await source_meant(call, self.sources)
        return Answer(told_coverage(await self._seen(call, source, cast("AdsCoverageQuery", call.query))))

    async def backfill(self, call: Call) -> Answer:
        body = cast("AdsBackfillBody | None", call.body) or AdsBackfillBody()
        source = await source_meant(call, self.sources)
        asked = await asyncio.to_thread(backfill, source.spec, body.first, body.last, utc_day(call.now))
        if isinstance(asked, tuple):
            raise source_refused(by_names_of_the_question(asked, body.first, body.last))
        request = asked.request.model_copy(update={"paused": body.paused})
        try:
            with engine_problems():
                run = await self.starter.backfill(request)
        except BackfillRuns:
            message = "A backfill of the source is under way: there is one at a time."
            raise ApiProblem(HTTPStatus.CONFLICT, "backfill_running", message) from None
        told = AdsBackfillBegun(
            source=source.spec.key,
            run=run,
            first=asked.first,
            last=asked.last,
            pieces=len(asked.plan.chunks),
            calls=asked.plan.calls,
            minutes=round(asked.plan.minutes(Tier.STANDARD), 2),
            not_obtainable=[AdsLostTold(first=one.first, last=one.last, why=one.why) for one in asked.plan.lost],
        )
        return Answer(told, HTTPStatus.ACCEPTED)

    async def progress(self, call: Call) -> Answer:
        key = (await source_meant(call, self.sources)).spec.key
        with engine_problems():
            under_way = await self.starter.backfill_under_way(key)
        # What Temporal took a moment ago is not in the ledger yet: the newest there may be the one before it.
        known = (
            self.runs.newest(key, AdsRunKind.BACKFILL) if under_way is None else self.runs.one(key, under_way.run)
        )
        told = told_backfill(key, under_way, await known)
        if told is None:
            raise not_found("backfill")
        return Answer(told)

    async def pause(self, call: Call) -> Answer:
        return await self._told(call, "pause")

    async def resume(self, call: Call) -> Answer:
        return await self._told(call, "resume")

    async def _told(self, call: Call, signal: str) -> Answer:
        key = (await source_meant(call, self.sources)).spec.key
        try:
            with engine_problems():
                await self.starter.tell_backfill(key, signal)
        except NoBackfill:
            message = "No backfill of the source is under way."
            raise ApiProblem(HTTPStatus.CONFLICT, "no_backfill", message) from None
        return Answer(AdsBackfillHeard(source=key), HTTPStatus.ACCEPTED)

    async def _unpaused(self, call: Call) -> AdsSource:
        source = await source_meant(call, self.sources)
        if source.paused is not None:
            message = f"The source is paused ({source.paused or 'nobody said why'}): resume it first."
            raise ApiProblem(HTTPStatus.CONFLICT, "source_paused", message)
        return source

    async def _begun(self, request: AdsRunRequest) -> Answer:
        with engine_problems():
            run = await self.starter.sync(request)
        return Answer(AdsRunBegun(source=request.source, run=run), HTTPStatus.ACCEPTED)

    async def _seen(self, call: Call, source: AdsSource, query: AdsCoverageQuery) -> SeenDays:
        begin, end = looked_at(source.spec, query.first, query.last, utc_day(call.now))
        _check_order(begin, end)
        days = await self.coverage.days(source.spec.key, begin, end)
        return seen_days(source.spec, query.first, end, days)


def _check_order(first: date, last: date) -> None:
    if last < first:
        message = f"ends on {last}, before it begins on {first}"
        raise source_refused((Objection("last", "days_reversed", message, (first.isoformat(),)),))
