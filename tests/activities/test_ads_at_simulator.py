"""A year of ads read over real HTTP from the simulator, into a real table: every cent and id is the truth."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest_asyncio
from sqlalchemy import text
from sqlmodel import Session
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.ads_extraction import AdsExtractionActivities
from activities.ads_planning import AdsPlanningActivities
from contracts.ads import AdsSourceSpec, CoverageState, DatasetKey
from contracts.ads_runs import AdsRunKind, AdsRunOrder, AdsRunRequest, ChunkOrder, FetchOrder
from fetching.client import Fetcher
from pinterest_api.ads import PinterestAdAccounts, PinterestReports
from pinterest_api.ads_rows import ReportFiles
from pinterest_api.client import PinterestClient
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
Rows = dict[tuple[str, str], tuple[int, ...]]


@dataclass
class Desk:
    """The activities at the simulator, on one clock with it."""

    database: Database
    clock: FakeClock
    http: httpx.AsyncClient
    destinations: AdsDestinations
    planning: AdsPlanningActivities
    extracting: AdsExtractionActivities
    ad_account: str = ""
    runs: int = 0
    waited: list[str] = field(default_factory=list)

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.clock.now(), UTC).date()

    async def tell(self, door: str, order: object) -> Any:  # Any: the simulator's JSON
        answer = await self.http.post(f"/_simulator/{door}", content=json.dumps(order))
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
                self.waited.append(error.type or "")
                await self.pass_time((error.next_retry_delay or timedelta(seconds=5)).total_seconds())
        raise AssertionError("it did not come to pass")

    async def read(self, days: int) -> None:
        """A run of so many days before today, to its end."""
        self.runs += 1
        first, run = self.today - timedelta(days=days), f"run-{self.runs}"
        request = AdsRunRequest(source=SOURCE, kind=AdsRunKind.BACKFILL, first=first)
        planned = await self.patiently(self.planning.plan_ads_run, AdsRunOrder(run=run, request=request))
        assert planned.why is None
        while (order := await self.planning.next_ads_chunk(run)) is not None:
            await self._read(order)

    async def _read(self, order: ChunkOrder) -> None:
        for _ in range(TRIES_MAX):
            asked = await self.patiently(self.extracting.ask_for_report, order)
            assert asked.token is not None, asked.failed
            end = await self.patiently(self.extracting.fetch_report, FetchOrder(chunk=order, token=asked.token))
            assert end.failed is None, end.failed
            if end.lost is None:
                return
            self.waited.append(end.lost)

    async def truth(self, days: int) -> Rows:
        query = {
            "ad_account": self.ad_account,
            "level": "PIN_PROMOTION",
            "from": (self.today - timedelta(days=days)).isoformat(),
            "to": (self.today - timedelta(days=1)).isoformat(),
            "columns": ",".join(COLUMNS),
        }
        answer = await self.http.get("/_simulator/ads/truth", params=query)
        answer.raise_for_status()
        rows = {
            (row["date"], row["id"]): tuple(int(row.get(name) or 0) for name in COLUMNS)
            for row in answer.json()["rows"]
        }
        return {key: numbers for key, numbers in rows.items() if any(numbers)}

    async def table(self) -> Rows:
        def work(session: Session) -> Rows:
            found = session.connection().execute(
                text(f'SELECT "DATE", "AD_ID", {", ".join(COLUMNS)} FROM ads_data_shop_ads')  # noqa: S608 - our own names
            )
            return {(str(day), ad): tuple(int(number or 0) for number in numbers) for day, ad, *numbers in found}

        return await self.destinations.tables.read(work)


@pytest_asyncio.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    clock = FakeClock()
    async with (
        RunningSimulator() as simulator,
        PinterestClient.open(simulator.api_url, FixedToken("sim_demo"), MemoryRates()) as client,
        Fetcher.open(own_assets=simulator.url) as fetcher,
        httpx.AsyncClient(base_url=simulator.url) as http,
    ):
        with AdsDestinations.open(f"sqlite:///{tmp_path}/ledger.db", tmp_path / "ads") as destinations:
            runs, coverage = SqlAdsRuns(database), SqlAdsCoverage(database)
            planning = AdsPlanningActivities(SqlAdsSources(database), runs, coverage, clock)
            extracting = AdsExtractionActivities(
                runs,
                PinterestReports(client, fetcher),
                ReportFiles(),
                SqlAdsCalls(database),
                destinations,
                clock,
                tmp_path / "reports",
            )
            desk = Desk(database, clock, http, destinations, planning, extracting)
            await desk.tell("clock", {"now": START})
            shaped = await desk.tell("ads", {"account": "demo", "first_date": "2024-01-01", "campaigns": 2})
            desk.ad_account = shaped["ad_account"]
            await SqlAdsSources(database).add(a_spec(desk.ad_account), START)
            yield desk


def a_spec(ad_account: str) -> AdsSourceSpec:
    return AdsSourceSpec(
        key=SOURCE, account=ACCOUNT, ad_account_id=ad_account, dataset=DatasetKey.AD, columns=COLUMNS
    )


async def test_a_year_of_the_simulator_s_ads_equals_its_truth(desk: Desk) -> None:
    await desk.read(365)
    truth = await desk.truth(365)
    assert len(truth) > 1_000
    assert await desk.table() == truth
    first, last = desk.today - timedelta(days=365), desk.today - timedelta(days=1)
    days = await SqlAdsCoverage(desk.database).days(SOURCE, first, last)
    assert len(days) == 365
    assert {day.state for day in days} <= {
        CoverageState.FETCHED,
        CoverageState.PROVISIONAL,
        CoverageState.EMPTY_CONFIRMED,
    }


async def test_30_days_later_what_was_restated_is_restated(desk: Desk) -> None:
    await desk.read(60)
    before = await desk.table()
    await desk.pass_time(30 * DAY)
    await desk.read(90)
    assert await desk.table() == await desk.truth(90)
    assert any(before[key] != numbers for key, numbers in (await desk.table()).items() if key in before)


async def test_every_row_has_its_currency(desk: Desk) -> None:
    await desk.read(3)

    def work(session: Session) -> set[str]:
        found = session.connection().execute(text('SELECT DISTINCT "CURRENCY" FROM ads_data_shop_ads'))
        return {str(currency) for (currency,) in found}

    assert await desk.destinations.tables.read(work) == {"EUR"}


async def test_ad_accounts_are_seen_with_their_roles(desk: Desk) -> None:
    client = desk.extracting.reports
    assert isinstance(client, PinterestReports)
    (mine, *_) = await PinterestAdAccounts(client.client).list_all(ACCOUNT)
    assert (mine.id, "OWNER" in mine.permissions) == (desk.ad_account, True)
