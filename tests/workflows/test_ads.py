"""Reading ads data: the table equals the truth through all that goes wrong, and no day is without a word."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest_asyncio
from temporalio.client import WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy

from activities.ads_planning import HISTORY_DAYS_MAX
from ads.settling import days_between
from contracts.ads import AdsFilters, AdsSourceSpec, AllowEmpty, CoverageState, DatasetKey, Granularity, Route
from contracts.ads_reports import ReportStatus
from contracts.ads_runs import AdsRunKind, AdsRunReport, AdsRunRequest, CoveredDay
from contracts.trouble import AnswerLost, LinkDead, RateLimited, Rejected, Unavailable
from store.ads_coverage import SqlAdsCoverage
from store.ads_sources import SqlAdsSources
from tests.builders import ACCOUNT
from tests.fakes.ads import Truth
from tests.workflows.world import World
from workflows.ads_backfill import AdsBackfillWorkflow
from workflows.ads_sync import AdsSyncWorkflow

COLUMNS = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "TOTAL_CHECKOUT")
CAMPAIGNS = ("626736533506457", "626736533506458", "394205773611545468")
SOURCE = "shop-campaigns"
HISTORY_DAYS = 913
STEP_SECONDS = 120.0
NOON_SECONDS = 43_200.0
DAY_SECONDS = 86_400.0


@pytest_asyncio.fixture
async def world(world: World) -> World:
    """It is noon: no test crosses midnight unless it says so."""
    await world.step((NOON_SECONDS - world.clock.now()) % DAY_SECONDS)
    return world


def a_spec(**changes: object) -> AdsSourceSpec:
    plain = AdsSourceSpec(
        key=SOURCE, account=ACCOUNT, ad_account_id="549755885175", dataset=DatasetKey.CAMPAIGN, columns=COLUMNS
    )
    return plain.model_copy(update=changes)


def today_of(world: World) -> date:
    return datetime.fromtimestamp(world.clock.now(), UTC).date()


def a_truth(first: date, last: date, *, without: Sequence[date] = (), seed: int = 1) -> Truth:
    """Numbers of every campaign and day; on some days a campaign did nothing, and on these nobody did."""
    luck = random.Random(seed)
    return {
        (day, campaign): dict.fromkeys(COLUMNS, 0)
        if day in without or luck.random() < 0.1
        else {"SPEND_IN_MICRO_DOLLAR": luck.randrange(1, 10**13), "PAID_IMPRESSION": 9, "TOTAL_CHECKOUT": 2}
        for day in days_between(first, last)
        for campaign in CAMPAIGNS
    }


def shown(truth: Truth) -> Truth:
    """What Pinterest shows of it: rows of zeros alone are left out."""
    return {key: cells for key, cells in truth.items() if any(cells.values())}


async def begun(world: World, spec: AdsSourceSpec | None = None) -> AdsSourceSpec:
    spec = spec or a_spec()
    assert await SqlAdsSources(world.database).add(spec, world.clock.now())
    return spec


async def synced(world: World, request: AdsRunRequest | None = None) -> AdsRunReport:
    handle = await world.client.start_workflow(
        AdsSyncWorkflow.run,
        request or AdsRunRequest(source=SOURCE),
        id=f"ads-sync/{SOURCE}",
        task_queue="pins",
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    )
    return await ended(world, handle)


async def ended(world: World, handle: WorkflowHandle[Any, AdsRunReport]) -> AdsRunReport:  # Any: either workflow
    async def over() -> bool:
        return (await handle.describe()).status != 1

    await world.until(over, seconds=STEP_SECONDS)
    return await handle.result()


async def backfilling(world: World, request: AdsRunRequest) -> WorkflowHandle[AdsBackfillWorkflow, AdsRunReport]:
    return await world.client.start_workflow(
        AdsBackfillWorkflow.run, request, id=f"ads-backfill/{SOURCE}", task_queue="pins"
    )


def history_of(world: World) -> AdsRunRequest:
    yesterday = today_of(world) - timedelta(days=1)
    first = today_of(world) - timedelta(days=HISTORY_DAYS)
    return AdsRunRequest(source=SOURCE, kind=AdsRunKind.BACKFILL, first=first, last=yesterday)


async def covered(world: World, first: date, last: date) -> Sequence[CoveredDay]:
    return await SqlAdsCoverage(world.database).days(SOURCE, first, last)


async def test_913_days_through_everything_that_goes_wrong_equal_the_truth(world: World) -> None:
    """429 with code 8, 2726, "Retry after" in a 400, lost answers, all statuses, dead links, a dead writer."""
    await begun(world)
    request = history_of(world)
    assert request.first is not None
    assert request.last is not None
    holiday = request.first + timedelta(days=400)
    world.ads.truth = a_truth(request.first, request.last, without=[holiday])
    world.ads.troubles = [
        RateLimited("This request exceeded a rate limit.", retry_seconds=900.0, code=8),
        RateLimited("Reporting query cost limit exceeded. Retry after 1 seconds", retry_seconds=1.0, code=2726),
        RateLimited("Retry after 5 seconds", retry_seconds=5.0, status=400, code=1),
        Unavailable("Something went wrong on our end", status=400, code=12),
        AnswerLost("no answer"),
    ]
    world.ads.statuses = [ReportStatus.IN_PROGRESS, *ReportStatus, ReportStatus.IN_PROGRESS]
    world.ads.statuses.remove(ReportStatus.FINISHED)
    world.ads.links = [LinkDead("five minutes are over", status=403), Unavailable("it broke off")]
    world.tables.deaths = [OSError("the disk was full for a moment")]
    report = await ended(world, await backfilling(world, request))
    assert world.tables.numbers(*COLUMNS) == shown(world.ads.truth)
    days = await covered(world, request.first, request.last)
    assert [day.day for day in days] == days_between(request.first, request.last)
    settled, at_work = request.last - timedelta(days=31), {day for day, _ in shown(world.ads.truth)}
    assert {day.state for day in days if day.day >= settled} == {CoverageState.PROVISIONAL}
    assert {day.state for day in days if day.day < settled and day.day in at_work} == {CoverageState.FETCHED}
    empty = {day.day: day.state for day in days if day.day < settled and day.day not in at_work}
    assert empty[holiday] is CoverageState.EMPTY_CONFIRMED
    assert set(empty.values()) == {CoverageState.EMPTY_CONFIRMED}
    assert report.rows == len(world.tables.rows)


async def test_30_days_later_the_table_equals_the_new_truth(world: World) -> None:
    """Conversions moved, and a day that became zero is gone from the table."""
    await begun(world)
    began = today_of(world)
    first = began - timedelta(days=33)
    world.ads.truth = a_truth(first, began - timedelta(days=1))
    await synced(world)
    before = dict(world.tables.rows)
    moved = next(key for key in shown(world.ads.truth) if key[0] > began - timedelta(days=20))
    await world.step(30 * DAY_SECONDS)
    world.ads.truth |= a_truth(began - timedelta(days=20), today_of(world) - timedelta(days=1), seed=2)
    world.ads.truth[moved] = dict.fromkeys(COLUMNS, 0)
    await synced(world)
    assert world.tables.numbers(*COLUMNS) == shown(world.ads.truth)
    assert moved in before
    assert moved not in world.tables.rows


async def test_what_is_settled_is_not_read_again(world: World) -> None:
    await begun(world, a_spec(look_back_days=2, first_day=today_of(world) - timedelta(days=10)))
    world.ads.truth = a_truth(today_of(world) - timedelta(days=10), today_of(world))
    await synced(world)
    await synced(world)
    again = world.ads.asked[-1]
    assert (again.first, again.last) == (today_of(world) - timedelta(days=2), today_of(world) - timedelta(days=1))


async def test_a_piece_that_fails_is_named_and_asked_for_by_the_next_sync(world: World) -> None:
    await begun(world)
    world.ads.truth = a_truth(today_of(world) - timedelta(days=40), today_of(world))
    world.ads.troubles = [Rejected("Invalid columns: FOO.", status=400, code=1)]
    report = await synced(world)
    assert report.chunks_failed == 1
    days = await covered(world, today_of(world) - timedelta(days=40), today_of(world))
    assert {day.state for day in days} == {CoverageState.FAILED}
    assert {day.why.partition(" Its columns")[0] for day in days} == {"Invalid columns: FOO."}
    assert (await synced(world)).chunks_failed == 0
    assert world.tables.numbers(*COLUMNS).keys() == {
        key for key in shown(world.ads.truth) if days[0].day <= key[0] < today_of(world)
    }


async def test_a_report_that_pinterest_never_makes_is_given_up(world: World) -> None:
    await begun(world)
    world.ads.statuses = [ReportStatus.FAILED] * 5
    assert (await synced(world)).chunks_failed == 1
    days = await covered(world, today_of(world) - timedelta(days=40), today_of(world))
    assert "FAILED" in days[0].why


async def test_a_day_without_rows_on_which_money_was_spent_is_a_gap(world: World) -> None:
    """The dataset is narrower than the account: its total says that something is missing."""
    await begun(world, a_spec(first_day=today_of(world) - timedelta(days=2)))
    lost = today_of(world) - timedelta(days=1)
    world.ads.truth = a_truth(lost - timedelta(days=1), lost)
    world.ads.lost_days = {lost}
    await synced(world)
    (known, gap) = await covered(world, lost - timedelta(days=1), lost)
    assert (known.state, gap.state) == (CoverageState.PROVISIONAL, CoverageState.FAILED)
    assert "at work" in gap.why


async def test_a_source_may_say_that_no_day_is_empty_or_that_any_may_be(world: World) -> None:
    first = today_of(world) - timedelta(days=40)
    await begun(world, a_spec(allow_empty=AllowEmpty.NEVER, first_day=first))
    await synced(world)
    assert {day.state for day in await covered(world, first, today_of(world))} == {CoverageState.FAILED}
    await SqlAdsSources(world.database).change(a_spec(allow_empty=AllowEmpty.ALWAYS, first_day=first))
    await synced(world)
    days = await covered(world, first, today_of(world))
    assert {day.state for day in days} == {CoverageState.EMPTY_CONFIRMED, CoverageState.PROVISIONAL}
    assert len(world.ads.asked) == 2


async def test_days_that_pinterest_keeps_no_more_are_named(world: World) -> None:
    await begun(world)
    request = history_of(world).model_copy(update={"first": today_of(world) - timedelta(days=920)})
    world.ads.truth = a_truth(today_of(world) - timedelta(days=920), today_of(world) - timedelta(days=1))
    await ended(world, await backfilling(world, request))
    assert request.first is not None
    days = await covered(world, request.first, request.first + timedelta(days=6))
    assert {day.state for day in days} == {CoverageState.NOT_OBTAINABLE}
    assert "913" in days[0].why
    assert len(days) == 7


async def test_a_paused_backfill_begins_nothing_new_until_it_goes_on(world: World) -> None:
    await begun(world)
    world.ads.truth = a_truth(history_of(world).first or date.max, today_of(world) - timedelta(days=1))
    handle = await backfilling(world, history_of(world).model_copy(update={"paused": True}))
    for _ in range(10):
        await world.step(STEP_SECONDS)
    assert world.ads.asked == []
    assert await handle.query(AdsBackfillWorkflow.is_paused)
    await handle.signal(AdsBackfillWorkflow.resume)
    await ended(world, handle)
    assert world.tables.numbers(*COLUMNS) == shown(world.ads.truth)


async def test_a_backfill_goes_on_in_a_new_run_with_the_newest_days_first(world: World) -> None:
    await begun(world)
    world.ads.truth = a_truth(history_of(world).first or date.max, today_of(world) - timedelta(days=1))
    await ended(world, await backfilling(world, history_of(world).model_copy(update={"chunks_per_run": 2})))
    assert world.tables.numbers(*COLUMNS) == shown(world.ads.truth)
    begins = [asked.first for asked in world.ads.asked if asked.level == "CAMPAIGN"]
    assert begins == sorted(begins, reverse=True)
    assert len(begins) == 5


async def test_reports_by_id_and_by_date_are_the_same_rows(world: World) -> None:
    await begun(world, a_spec(first_day=today_of(world) - timedelta(days=9)))
    world.ads.truth = a_truth(today_of(world) - timedelta(days=9), today_of(world) - timedelta(days=1))
    world.ads.by_id = True
    await synced(world)
    assert world.tables.numbers(*COLUMNS) == shown(world.ads.truth)


async def test_a_paused_or_removed_source_is_not_read(world: World) -> None:
    await begun(world)
    sources = SqlAdsSources(world.database)
    await sources.pause(SOURCE, "sale")
    assert "sale" in (await synced(world)).words
    await sources.remove(SOURCE)
    assert "no such source" in (await synced(world)).words
    assert world.ads.asked == []


async def test_what_cannot_be_asked_costs_no_call(world: World) -> None:
    await begun(world, a_spec(columns=("NO_SUCH_COLUMN",)))
    assert "NO_SUCH_COLUMN" in (await synced(world)).words
    assert world.ads.asked == []


async def test_older_days_that_no_report_tells_of_are_named_and_cost_no_call(world: World) -> None:
    """The first day is further back than the synchronous route goes, and reports do not have the column."""
    first, named = today_of(world) - timedelta(days=120), AdsFilters(campaign_ids=CAMPAIGNS[:1])
    await begun(world, a_spec(columns=("QUIZ_PIN_RESULT_OPEN",), filters=named, first_day=first))
    await synced(world)
    assert world.ads.asked == []
    days = await covered(world, first, today_of(world) - timedelta(days=90))
    assert {day.state for day in days} == {CoverageState.NOT_OBTAINABLE}
    assert len(days) == 31


async def test_each_stretch_of_days_is_judged_before_any_is_asked_for(world: World) -> None:
    """Yesterday's total fits into a request; that of 300 days does not, and two are no total."""
    first = today_of(world) - timedelta(days=300)
    await begun(world, a_spec(granularity=Granularity.TOTAL, first_day=first))
    assert "totals cannot be joined" in (await synced(world)).words
    assert world.ads.asked == []


async def test_no_more_days_are_written_down_than_are_looked_through(world: World) -> None:
    """Those before are seen by nobody: each run would name them again as lost."""
    await begun(world, a_spec(first_day=date(1900, 1, 1)))
    world.ads.truth = a_truth(today_of(world) - timedelta(days=913), today_of(world) - timedelta(days=1))
    await synced(world)
    days = await covered(world, date(1900, 1, 1), today_of(world))
    assert len(days) == HISTORY_DAYS_MAX
    assert world.tables.numbers(*COLUMNS) == shown(world.ads.truth)


async def test_numbers_at_once_equal_the_truth_through_what_goes_wrong(world: World) -> None:
    """429 in both forms, no answer, a dead writer, and a day without rows that the account's total confirms."""
    first = today_of(world) - timedelta(days=60)
    holiday = first + timedelta(days=5)
    await begun(world, a_spec(route=Route.SYNC, filters=AdsFilters(campaign_ids=CAMPAIGNS), first_day=first))
    world.ads.truth = a_truth(first, today_of(world) - timedelta(days=1), without=[holiday])
    world.ads.troubles = [
        RateLimited("This request exceeded a rate limit.", retry_seconds=900.0, code=8),
        RateLimited("Retry after 5 seconds", retry_seconds=5.0, status=400, code=1),
        Unavailable("no answer"),
    ]
    world.tables.deaths = [OSError("the disk was full for a moment")]
    await synced(world)
    assert world.tables.numbers(*COLUMNS) == shown(world.ads.truth)
    days = {day.day: day.state for day in await covered(world, first, today_of(world))}
    assert days[holiday] is CoverageState.EMPTY_CONFIRMED
    assert len(days) == 60
    assert world.ads.asked == []


async def test_what_is_too_large_is_read_in_smaller_pieces(world: World) -> None:
    first = today_of(world) - timedelta(days=40)
    for route in (Route.SYNC, Route.ASYNC):
        spec = a_spec(route=route, filters=AdsFilters(campaign_ids=CAMPAIGNS), first_day=first)
        if not await SqlAdsSources(world.database).add(spec, world.clock.now()):
            await SqlAdsSources(world.database).change(spec)
        world.ads.truth = a_truth(first, today_of(world) - timedelta(days=1), seed=len(route))
        world.ads.days_max, world.tables.rows = 15, {}
        request = AdsRunRequest(source=SOURCE, kind=AdsRunKind.BACKFILL, first=first)
        await synced(world, request)
        assert world.tables.numbers(*COLUMNS) == shown(world.ads.truth)
        days = await covered(world, first, today_of(world))
        assert [day.day for day in days] == days_between(first, today_of(world) - timedelta(days=1))
        assert CoverageState.FAILED not in {day.state for day in days}


async def test_what_cannot_be_cut_any_smaller_says_what_to_do(world: World) -> None:
    await begun(world, a_spec(first_day=today_of(world) - timedelta(days=2)))
    world.ads.days_max = 0
    await synced(world)
    (why,) = {day.why for day in await covered(world, today_of(world) - timedelta(days=2), today_of(world))}
    assert "name fewer columns" in why


async def test_weeks_that_do_not_begin_on_monday_fail_with_what_to_do(world: World) -> None:
    """They would be cut in two. Pinterest's rows are of every day here, so of Sundays, too."""
    await begun(world, a_spec(granularity=Granularity.WEEK))
    world.ads.truth = a_truth(today_of(world) - timedelta(days=20), today_of(world))
    report = await synced(world)
    assert (report.chunks_failed, world.tables.rows) == (1, {})
    day = await covered(world, today_of(world) - timedelta(days=1), today_of(world))
    assert [(one.state, "begin on Monday" in one.why) for one in day] == [(CoverageState.FAILED, True)]


async def test_a_refused_column_is_found_once_for_all_pieces_of_a_run(world: World) -> None:
    await begun(world, a_spec(columns=(*COLUMNS, "CTR", "REPIN_1", "LEADS")))
    world.ads.banned = frozenset({"CTR"})
    request = history_of(world)
    report = await ended(world, await backfilling(world, request))
    assert report.chunks_failed == 5
    assert request.first is not None
    whys = {day.why for day in await covered(world, request.first, today_of(world))}
    (why,) = whys
    assert why.startswith("Invalid request: not available to this app. Refused: CTR; the other columns are taken.")
    assert len(world.ads.asked) < 10


async def test_a_list_is_read_to_its_end_and_what_is_gone_is_gone(world: World) -> None:
    await begun(world, a_spec(dataset=DatasetKey.CAMPAIGNS, columns=("NAME",)))
    world.ads.things = [{"ID": str(number), "NAME": f"campaign {number}"} for number in range(5)]
    report = await synced(world)
    assert {row["NAME"] for row in world.tables.rows.values()} == {f"campaign {number}" for number in range(5)}
    assert report.rows == 5
    world.ads.things = world.ads.things[:1]
    await synced(world)
    assert {row["ID"] for row in world.tables.rows.values()} == {"0"}
