"""Ads activities over real HTTP at the simulator, on one clock with it, into a real table."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from sqlalchemy import text
from sqlmodel import Session
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.ads_desk import AdsDesk
from activities.ads_extraction import AdsExtractionActivities
from activities.ads_planning import AdsPlanningActivities
from activities.ads_reading import AdsReadingActivities
from activities.ads_refusals import AdsRefusalActivities
from contracts.ads import AdsSourceSpec, DatasetKey
from contracts.ads_runs import (
    AdsRunKind,
    AdsRunOrder,
    AdsRunReport,
    AdsRunRequest,
    ChunkEnd,
    ChunkFailure,
    ChunkOrder,
    CoveredDay,
    FetchOrder,
)
from fetching.client import Fetcher
from pinterest_api.ads import PinterestReports
from pinterest_api.ads_lists import PinterestLists
from pinterest_api.ads_numbers import PinterestNumbers
from pinterest_api.ads_rows import ReportFiles
from pinterest_api.client import PinterestClient
from pinterest_api.organic import PinterestOrganic
from simulator.running import RunningSimulator
from starter.ads_destinations import AdsDestinations
from store.ads_calls import SqlAdsCalls
from store.ads_coverage import SqlAdsCoverage
from store.ads_runs import SqlAdsRuns
from store.ads_sources import SqlAdsSources
from store.database import Database
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.pinterest_api.doubles import FixedToken, MemoryRates

COLUMNS = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR")
SOURCE = "shop-ads"
DAY = 86_400.0
TRIES_MAX = 50

Given = TypeVar("Given")
Answer = TypeVar("Answer")
Json = dict[str, Any]  # the simulator's


@dataclass
class Desk:
    """The activities at the simulator, on one clock with it."""

    database: Database
    clock: FakeClock
    http: httpx.AsyncClient
    destinations: AdsDestinations
    planning: AdsPlanningActivities
    extracting: AdsExtractionActivities
    reading: AdsReadingActivities
    refusing: AdsRefusalActivities
    shape: Json = field(default_factory=dict)
    runs: int = 0
    waited: list[str] = field(default_factory=list)

    @property
    def ad_account(self) -> str:
        return str(self.shape["ad_account"])

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.clock.now(), UTC).date()

    async def tell(self, door: str, order: object) -> Any:  # Any: the simulator's JSON
        answer = await self.http.post(f"/_simulator/{door}", content=json.dumps(order))
        answer.raise_for_status()
        return answer.json()

    async def told(self, path: str, **query: str) -> Any:  # Any: the simulator's JSON
        """What API v5 answers to somebody else."""
        answer = await self.http.get(f"/v5{path}", params=query, headers={"authorization": "Bearer sim_demo"})
        answer.raise_for_status()
        return answer.json()

    async def pass_time(self, seconds: float) -> None:
        await self.clock.advance(seconds)
        await self.tell("clock", {"now": self.clock.now()})

    async def patiently(self, work: Callable[[Given], Awaitable[Answer]], given: Given) -> Answer:
        """As Temporal would: again, after as long as the error says."""
        for _ in range(TRIES_MAX):
            try:
                return await ActivityEnvironment().run(work, given)
            except ApplicationError as error:
                if error.non_retryable:
                    raise
                self.waited.append(error.type or "")
                await self.pass_time((error.next_retry_delay or timedelta(seconds=5)).total_seconds())
        raise AssertionError("it did not come to pass")

    async def keep(self, dataset: DatasetKey, **changes: object) -> AdsSourceSpec:
        """The source that is read from now on."""
        plain = AdsSourceSpec(key=SOURCE, account=ACCOUNT, ad_account_id=self.ad_account, dataset=dataset)
        spec = AdsSourceSpec.model_validate(plain.model_dump() | changes)
        sources = SqlAdsSources(self.database)
        if not await sources.add(spec, self.clock.now()):
            await sources.change(spec)
        return spec

    async def read(self, days: int | None = None) -> AdsRunReport:
        """A run to its end: of so many days before today, or of what is due."""
        self.runs += 1
        first, run = self.today - timedelta(days=days or 0), f"run-{self.runs}"
        request = AdsRunRequest(source=SOURCE)
        if days is not None:
            request = AdsRunRequest(source=SOURCE, kind=AdsRunKind.BACKFILL, first=first)
        planned = await self.patiently(self.planning.plan_ads_run, AdsRunOrder(run=run, request=request))
        assert planned.why is None, planned.why
        while (order := await self.planning.next_ads_chunk(run)) is not None:
            await self._read(order)
        return await self.planning.finish_ads_run(run)

    async def _read(self, order: ChunkOrder) -> None:
        """As the workflow does."""
        end = await self._read_once(order)
        if end.unproven:
            end = await self._read_once(order.model_copy(update={"proof": True}))
        if end.failed is not None:
            failure = ChunkFailure(chunk=order, why=end.failed)
            if end.refused:
                failure = await self.patiently(self.refusing.explain_refusal, failure)
            await self.extracting.fail_ads_chunk(failure)

    async def _read_once(self, order: ChunkOrder) -> ChunkEnd:
        if order.at_once:
            return await self.patiently(self.reading.read_at_once, order)
        for _ in range(TRIES_MAX):
            asked = await self.patiently(self.extracting.ask_for_report, order)
            if asked.token is None:
                return ChunkEnd(failed=asked.failed, refused=asked.refused)
            end = await self.patiently(self.extracting.fetch_report, FetchOrder(chunk=order, token=asked.token))
            if end.lost is None:
                return end
            self.waited.append(end.lost)
        raise AssertionError("no report was made")

    async def truth(self, level: str, columns: Sequence[str], days: int, **more: str) -> list[Json]:
        """Every row of the level, of so many days before today."""
        query = {
            "ad_account": self.ad_account,
            "level": level,
            "from": (self.today - timedelta(days=days)).isoformat(),
            "to": (self.today - timedelta(days=1)).isoformat(),
            "columns": ",".join(columns),
        }
        answer = await self.http.get("/_simulator/ads/truth", params=query | more)
        answer.raise_for_status()
        return list(answer.json()["rows"])

    async def table(self, *columns: str) -> list[tuple[Any, ...]]:  # Any: values of any type
        """These columns of all rows that were written."""
        spelled = ", ".join(f'"{name}"' for name in columns)

        def work(session: Session) -> list[tuple[Any, ...]]:
            found = session.connection().execute(text(f"SELECT {spelled} FROM ads_data_shop_ads"))  # noqa: S608 - our own names
            return [tuple(row) for row in found]

        return await self.destinations.tables.read(work)

    async def covered(self, days: int) -> Sequence[CoveredDay]:
        """What is known of so many days before today, and of today."""
        return await SqlAdsCoverage(self.database).days(SOURCE, self.today - timedelta(days=days), self.today)

    async def calls(self) -> Json:
        """How often each operation was asked for."""
        answer = await self.http.get("/_simulator/requests")
        return dict(answer.json()["by_operation"])


@asynccontextmanager
async def open_desk(database: Database, folder: Path) -> AsyncIterator[Desk]:
    """With an ad account of two campaigns that began in 2024."""
    clock = FakeClock()
    async with (
        RunningSimulator() as simulator,
        PinterestClient.open(simulator.api_url, FixedToken("sim_demo"), MemoryRates()) as client,
        Fetcher.open(own_assets=simulator.url) as fetcher,
        httpx.AsyncClient(base_url=simulator.url) as http,
    ):
        with AdsDestinations.open(f"sqlite:///{folder}/ledger.db", folder / "ads") as destinations:
            runs, reports = SqlAdsRuns(database), PinterestReports(client, fetcher)
            numbers, calls = PinterestNumbers(client), SqlAdsCalls(database)
            work = AdsDesk(runs, calls, numbers, reports, destinations, clock, folder / "reports")
            desk = Desk(
                database,
                clock,
                http,
                destinations,
                AdsPlanningActivities(SqlAdsSources(database), runs, SqlAdsCoverage(database), clock),
                AdsExtractionActivities(work, reports, ReportFiles()),
                AdsReadingActivities(work, PinterestLists(client), PinterestOrganic(client)),
                AdsRefusalActivities(work, reports),
            )
            await desk.tell("clock", {"now": START})
            desk.shape = await desk.tell("ads", {"account": "demo", "first_date": "2024-01-01", "campaigns": 2})
            yield desk
