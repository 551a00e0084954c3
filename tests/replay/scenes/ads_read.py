"""Ads sources that are read: a sync, a piece that is given up, and the history with a pause."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from ads.settling import days_between
from contracts.ads import AdsFilters, AdsSourceSpec, DatasetKey, Route
from contracts.ads_reports import ReportStatus
from contracts.ads_runs import AdsRunKind, AdsRunReport, AdsRunRequest
from contracts.names import Queue
from store.ads_sources import SqlAdsSources
from tests.builders import ACCOUNT
from tests.replay.scenes.stage import Handle, stepped, steps_on
from tests.workflows.world import World
from workflows.ads_backfill import AdsBackfillWorkflow
from workflows.ads_chunks import REPORTS_MAX
from workflows.ads_sync import AdsSyncWorkflow

SOURCE = "shop-campaigns"
CAMPAIGN = "626736533506457"
COLUMNS = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION")
DAYS = 200
"""Two reports."""


async def synced(world: World) -> Sequence[Handle]:
    """One report is lost, and another made; a day without rows is proven by the account's total."""
    first = await _open(world, days=6, without=3)
    world.ads.statuses = [ReportStatus.EXPIRED]
    handle, report = await _synced(world, first)
    assert report.chunks_failed == 0
    assert [asked.level for asked in world.ads.asked] == ["CAMPAIGN", "CAMPAIGN", "ADVERTISER"]
    return [handle]


async def synced_at_once(world: World) -> Sequence[Handle]:
    """Answers without reports; a day without rows is proven by the account's total; one answer is too large."""
    first = await _open(world, days=6, without=3, route=Route.SYNC, filters=AdsFilters(campaign_ids=(CAMPAIGN,)))
    world.ads.days_max = 4
    handle, report = await _synced(world, first)
    assert report.chunks_failed == 0
    assert world.ads.asked == []
    return [handle]


async def refused(world: World) -> Sequence[Handle]:
    """Pinterest refuses a column, and which one is found out."""
    first = await _open(world, days=6)
    world.ads.banned = frozenset({COLUMNS[1]})
    handle, report = await _synced(world, first)
    assert report.chunks_failed == 1
    return [handle]


async def given_up(world: World) -> Sequence[Handle]:
    """Pinterest makes no report of it."""
    first = await _open(world, days=6)
    world.ads.statuses = [ReportStatus.FAILED] * REPORTS_MAX
    handle, report = await _synced(world, first)
    assert report.chunks_failed == 1
    return [handle]


async def nothing_to_do(world: World) -> Sequence[Handle]:
    """There is no such source."""
    handle, report = await _synced(world, None)
    assert "no such source" in report.words
    return [handle]


async def backfilled(world: World) -> Sequence[Handle]:
    """It waits for a person first, and then Pinterest makes no report of it."""
    first = await _open(world, days=6)
    world.ads.statuses = [ReportStatus.FAILED] * REPORTS_MAX
    handle = await _backfilling(world, first, paused=True)
    await steps_on(world, 3)
    await handle.signal(AdsBackfillWorkflow.resume)
    await stepped(world, handle.result())
    return [handle]


async def backfilled_at_once(world: World) -> Sequence[Handle]:
    """Answers without reports."""
    first = await _open(world, days=6, route=Route.SYNC, filters=AdsFilters(campaign_ids=(CAMPAIGN,)))
    handle = await _backfilling(world, first)
    await stepped(world, handle.result())
    assert world.ads.asked == []
    return [handle]


async def backfill_refused(world: World) -> Sequence[Handle]:
    """Pinterest refuses a column, and which one is found out."""
    first = await _open(world, days=6)
    world.ads.banned = frozenset({COLUMNS[1]})
    handle = await _backfilling(world, first)
    await stepped(world, handle.result())
    return [handle]


async def continued(world: World) -> Sequence[Handle]:
    """Its first run, which left a piece to the second."""
    first = await _open(world, days=DAYS)
    handle = await _backfilling(world, first, chunks_per_run=1)
    await stepped(world, handle.result())
    assert len(world.ads.asked) > 1
    return [world.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)]


async def sync_continued(world: World) -> Sequence[Handle]:
    """The first run of a sync that left a piece to the second."""
    first = await _open(world, days=DAYS)
    handle = await world.client.start_workflow(
        AdsSyncWorkflow.run,
        AdsRunRequest(source=SOURCE, first=first, chunks_per_run=1),
        id=f"ads-sync/{SOURCE}",
        task_queue=Queue.PINS,
    )
    await stepped(world, handle.result())
    return [world.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)]


async def _open(world: World, *, days: int, without: int | None = None, **changes: object) -> date:
    """A source with so many days of truth; the first of them."""
    spec = AdsSourceSpec(
        key=SOURCE, account=ACCOUNT, ad_account_id="549755885175", dataset=DatasetKey.CAMPAIGN, columns=COLUMNS
    ).model_copy(update=changes)
    await SqlAdsSources(world.database).add(spec, world.clock.now())
    today = datetime.fromtimestamp(world.clock.now(), UTC).date()
    first = today - timedelta(days=days)
    for number, day in enumerate(days_between(first, today)):
        world.ads.truth[day, CAMPAIGN] = dict.fromkeys(COLUMNS, 0 if number == without else 7)
    return first


async def _synced(world: World, first: date | None) -> tuple[Handle, AdsRunReport]:
    handle = await world.client.start_workflow(
        AdsSyncWorkflow.run,
        AdsRunRequest(source=SOURCE, first=first),
        id=f"ads-sync/{SOURCE}",
        task_queue=Queue.PINS,
    )
    return handle, await stepped(world, handle.result())


async def _backfilling(world: World, first: date, *, paused: bool = False, chunks_per_run: int = 50) -> Handle:
    request = AdsRunRequest(
        source=SOURCE, kind=AdsRunKind.BACKFILL, first=first, paused=paused, chunks_per_run=chunks_per_run
    )
    return await world.client.start_workflow(
        AdsBackfillWorkflow.run, request, id=f"ads-backfill/{SOURCE}", task_queue=Queue.PINS
    )
