"""An ads run begins: which days it reads, in which pieces, and which days nobody can have any more."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from temporalio import activity

from activities.ads_ports import AdsRuns, AdsSources, Coverage
from activities.ports import Clock
from activities.translate import in_temporals_words
from ads.asking import Asked
from ads.datasets import dataset
from ads.objections import Objection
from ads.periods import whole_periods
from ads.planner import Plan, plan
from ads.preflight import run_refusals
from ads.restatement import look_back_days
from ads.settling import days_to_read, lost_days, spans_of
from ads.size_rules import few_enough_pieces
from contracts.ads import AdsSourceSpec, CoverageState
from contracts.ads_runs import (
    AdsPlanned,
    AdsRun,
    AdsRunId,
    AdsRunKind,
    AdsRunOrder,
    AdsRunReport,
    AdsSource,
    ChunkOrder,
    ChunkState,
    CoveredDay,
)
from contracts.contract import Instant

HISTORY_DAYS_MAX = 1_100
"""Days before today whose coverage is looked through, and that a sync goes back: more than Pinterest keeps."""


@dataclass(frozen=True)
class AdsPlanningActivities:
    sources: AdsSources
    runs: AdsRuns
    coverage: Coverage
    clock: Clock

    @activity.defn
    async def plan_ads_run(self, order: AdsRunOrder) -> AdsPlanned:
        """Write the run down with its pieces, newest days first. Run twice: the first plan holds."""
        with in_temporals_words():
            known = await self.runs.get(order.run)
            if known is not None:
                return AdsPlanned(chunks=sum((await self.runs.states(order.run)).values()))
            source = await self.sources.get(order.request.source)
            why = _why_not(order, source)
            if source is None or why is not None:
                return AdsPlanned(why=why)
            return await self._begin(order, source)

    @activity.defn
    async def next_ads_chunk(self, run: AdsRunId) -> ChunkOrder | None:
        """The piece that is next. Only reads."""
        with in_temporals_words():
            return await self.runs.next_chunk(run)

    @activity.defn
    async def finish_ads_run(self, run: AdsRunId) -> AdsRunReport:
        """The run has ended; what it came to, by its days. Run twice: the same."""
        with in_temporals_words():
            await self.runs.end(run, self.clock.now())
            known = await self.runs.get(run)
            if known is None:
                return AdsRunReport(source="gone", words="The source was removed meanwhile.")
            states = await self.runs.states(run)
            days = await self.coverage.days(known.source, known.first, known.last)
            mine = [day for day in days if day.run == run]
            return _report(known, mine, states.get(ChunkState.FAILED, 0), await self.runs.gone(run))

    async def _begin(self, order: AdsRunOrder, source: AdsSource) -> AdsPlanned:
        now = self.clock.now()
        today, spec = _today(now), source.spec
        covered = await self._covered(source, today)
        days = _days(order, source, covered, today)
        if not days:
            return AdsPlanned(why="Every day is there, and none of them moves any more.")
        plans = await asyncio.to_thread(_plans, spec, days, today)
        if isinstance(plans, Objection):
            return AdsPlanned(why="; ".join((f"{plans.field}: {plans.message}", *plans.nearest[:1]))[:300])
        chunks = [chunk for found in plans for chunk in found.chunks]
        kept = {day.day for day in covered if day.state is not CoverageState.FAILED}
        lost = [day for day in _lost(plans, order.run, today, now) if day.day not in kept]
        await self.runs.begin(_run(order, days, source.spec, today, now), chunks, lost)
        return AdsPlanned(chunks=len(chunks), days=len(days))

    async def _covered(self, source: AdsSource, today: date) -> Sequence[CoveredDay]:
        return await self.coverage.days(source.spec.key, today - timedelta(days=HISTORY_DAYS_MAX), today)


def _days(order: AdsRunOrder, source: AdsSource, covered: Sequence[CoveredDay], today: date) -> Sequence[date]:
    """A person's days are all read, yesterday being the last that is whole; a sync reads what is not settled."""
    if not dataset(source.spec.dataset).family.dated:
        return [today]
    yesterday, request = today - timedelta(days=1), order.request
    first = request.first or max(_first_wanted(source, covered), today - timedelta(days=HISTORY_DAYS_MAX))
    last = min(request.last or yesterday, yesterday)
    days = days_to_read(first, last, () if request.kind is AdsRunKind.BACKFILL else covered)
    return whole_periods(days, source.spec.granularity, yesterday)


def _plans(spec: AdsSourceSpec, days: Sequence[date], today: date) -> Sequence[Plan] | Objection:
    """What each stretch of days takes, the newest first, or what refuses one. Slow where ids are 100,000.

    Each is asked about by itself: the older ones may go by another route. What is too old is no mistake: the plan
    names it as lost.
    """
    spans = list(reversed(spans_of(days)))
    refused = next((one for first, last in spans for one in run_refusals(spec, first, last, today)), None)
    asked = [Asked(spec, first, last, today) for first, last in spans]
    too_many = next(few_enough_pieces(*asked), None)
    return refused or too_many or [plan(spec, first, last, today) for first, last in spans]


def _why_not(order: AdsRunOrder, source: AdsSource | None) -> str | None:
    if source is None:
        return "There is no such source any more."
    if source.paused is not None and order.request.kind is AdsRunKind.SYNC:
        return f"It is paused: {source.paused or 'nobody said why'}"[:300]
    if order.request.kind is AdsRunKind.BACKFILL and not dataset(source.spec.dataset).family.dated:
        return f"{source.spec.dataset} has no days: it is read as it is now. Read it with: pinflow ads run"
    return None


def _first_wanted(source: AdsSource, covered: Sequence[CoveredDay]) -> date:
    """The first day that the source is to have: what was once asked for stays wanted."""
    asked = source.spec.first_day
    began = _today(source.added_at) - timedelta(days=look_back_days(source.spec) + 1)
    return min(asked or began, covered[0].day) if covered else asked or began


def _today(at: Instant) -> date:
    """Pinterest counts in UTC."""
    return datetime.fromtimestamp(at, UTC).date()


def _run(order: AdsRunOrder, days: Sequence[date], spec: AdsSourceSpec, today: date, at: Instant) -> AdsRun:
    return AdsRun(
        id=order.run,
        source=spec.key,
        kind=order.request.kind,
        first=days[0],
        last=days[-1],
        began_at=at,
        settled_before=_settled_before(spec, today),
    )


def _settled_before(spec: AdsSourceSpec, today: date) -> date:
    """What has no days is settled as it is read."""
    if not dataset(spec.dataset).family.dated:
        return today + timedelta(days=1)
    return today - timedelta(days=look_back_days(spec))


def _lost(plans: Sequence[Plan], run: AdsRunId, today: date, at: Instant) -> list[CoveredDay]:
    spans = [span for found in plans for span in found.lost if span.last < today]
    return [day for span in spans for day in lost_days(span.first, span.last, span.why, run, at)]


def _report(run: AdsRun, days: Sequence[CoveredDay], failed: int, gone: Sequence[str]) -> AdsRunReport:
    states = {state: sum(day.state is state for day in days) for state in {day.state for day in days}}
    rows = sum(day.rows for day in days)
    told = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(states.items()))
    return AdsRunReport(
        source=run.source,
        words=" ".join([f"{rows:,} rows of {run.first} to {run.last}; days: {told or 'none'}.", *gone])[:2_000],
        rows=rows,
        chunks_failed=failed,
        days=states,
    )
