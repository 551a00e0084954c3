"""Reads a source of ads data to its end with the worker's own activities, unless it is to die on the way.

usage: python -m tests.chaos.ads_extractor LEDGER_URL FOLDER SIMULATOR_URL SOURCE
"""

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.ads_extraction import AdsExtractionActivities
from activities.ads_planning import AdsPlanningActivities
from contracts.ads_runs import AdsRunKind, AdsRunOrder, AdsRunRequest, ChunkOrder, FetchOrder
from fetching.client import Fetcher
from pinterest_api.ads import PinterestReports
from pinterest_api.ads_rows import ReportFiles
from pinterest_api.client import PinterestClient
from starter.ads_destinations import AdsDestinations
from store.ads_calls import SqlAdsCalls
from store.ads_coverage import SqlAdsCoverage
from store.ads_runs import SqlAdsRuns
from store.ads_sources import SqlAdsSources
from store.database import Database
from tests.chaos.ads_deaths import MortalDestinations, Reaper
from tests.fakes.clock import FakeClock
from tests.pinterest_api.doubles import FixedToken, MemoryRates

RUN = "run-1"
LOOKS_MAX = 100
LOOK_SECONDS = 0.1


async def main() -> None:
    ledger, folder, simulator, source = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
    database, clock = Database.open(ledger), FakeClock(time.time())
    async with AsyncExitStack() as held:
        held.callback(database.close)
        client = await held.enter_async_context(
            PinterestClient.open(f"{simulator}/v5", FixedToken("sim_demo"), MemoryRates())
        )
        fetcher = await held.enter_async_context(Fetcher.open(own_assets=simulator))
        places = held.enter_context(AdsDestinations.open(ledger, folder / "ads"))
        runs = SqlAdsRuns(database)
        planning = AdsPlanningActivities(SqlAdsSources(database), runs, SqlAdsCoverage(database), clock)
        extracting = AdsExtractionActivities(
            runs,
            PinterestReports(client, fetcher),
            ReportFiles(),
            SqlAdsCalls(database),
            MortalDestinations(places, Reaper(folder / "deaths")),
            clock,
            folder / "reports",
        )
        request = AdsRunRequest(source=source, kind=AdsRunKind.BACKFILL)
        planned = await planning.plan_ads_run(AdsRunOrder(run=RUN, request=request))
        assert planned.why is None
        while (order := await planning.next_ads_chunk(RUN)) is not None:
            await read(extracting, order)
    sys.stdout.write(datetime.fromtimestamp(clock.now(), UTC).date().isoformat())


async def read(extracting: AdsExtractionActivities, order: ChunkOrder) -> None:
    asked = await extracting.ask_for_report(order)
    assert asked.token is not None
    for _ in range(LOOKS_MAX):
        try:
            end = await ActivityEnvironment().run(
                extracting.fetch_report, FetchOrder(chunk=order, token=asked.token)
            )
        except ApplicationError:
            await asyncio.sleep(LOOK_SECONDS)
            continue
        assert (end.failed, end.lost) == (None, None)
        return
    raise AssertionError("the report was not made")


if __name__ == "__main__":
    asyncio.run(main())
