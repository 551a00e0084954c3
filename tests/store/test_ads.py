"""Ads sources, their runs and the coverage ledger, on both databases."""

from dataclasses import replace
from datetime import date

import pytest

from ads.settling import KnownOfDays, covered_days, failed_days, lost_days, rows_by_day
from ads.splitting import halves
from contracts.ads import AdsSourceSpec, Chunk, CoverageState, DatasetKey, Route
from contracts.ads_runs import AdsRun, AdsRunKind, ChunkAtWork, ChunkState
from contracts.pace import Quota
from contracts.sightings import Category, RateReading
from store.ads_calls import SqlAdsCalls
from store.ads_coverage import SqlAdsCoverage
from store.ads_runs import SqlAdsRuns
from store.ads_sources import SqlAdsSources
from store.database import Database
from store.quotas import MARGIN_SECONDS, SqlRates
from tests.builders import ACCOUNT
from tests.fakes.clock import START

FIRST, LAST = date(2026, 5, 1), date(2026, 5, 3)
SPEC = AdsSourceSpec(key="shop", account=ACCOUNT, ad_account_id="549755885175", dataset=DatasetKey.CAMPAIGN)
RUN = AdsRun("run-1", "shop", AdsRunKind.BACKFILL, FIRST, LAST, START, date(2026, 5, 3))


LATER = date(2026, 5, 4)


def a_chunk(first: date = FIRST, last: date = LAST, part: int = 0) -> Chunk:
    return Chunk(ad_account_id="549755885175", dataset=DatasetKey.CAMPAIGN, first=first, last=last, part=part)


async def begun(database: Database, *chunks: Chunk) -> SqlAdsRuns:
    await SqlAdsSources(database).add(SPEC, START)
    runs = SqlAdsRuns(database)
    await runs.begin(RUN, chunks or [a_chunk()], [])
    return runs


async def work_of(runs: SqlAdsRuns, number: int = 0) -> ChunkAtWork:
    work = await runs.chunk("run-1", number)
    assert work is not None
    return work


async def states(database: Database) -> dict[date, CoverageState]:
    return {day.day: day.state for day in await SqlAdsCoverage(database).days("shop", FIRST, LAST)}


async def test_a_source_is_kept_as_it_was_described_and_only_once(database: Database) -> None:
    sources = SqlAdsSources(database)
    assert await sources.add(SPEC, START)
    assert not await sources.add(SPEC.model_copy(update={"ad_account_id": "1"}), START)
    kept = await sources.get("shop")
    assert kept is not None
    assert (kept.spec, kept.added_at, kept.paused) == (SPEC, START, None)


async def test_a_source_is_changed_paused_and_removed_with_all_that_is_known_of_it(database: Database) -> None:
    runs, sources = await begun(database), SqlAdsSources(database)
    assert await sources.change(SPEC.model_copy(update={"ad_account_id": "7"}))
    assert await sources.pause("shop", "sale")
    (kept,) = await sources.all()
    assert (kept.spec.ad_account_id, kept.paused) == ("7", "sale")
    assert await sources.remove("shop")
    assert (await runs.get("run-1"), await runs.chunk("run-1", 0), await sources.all()) == (None, None, [])
    assert not await sources.pause("shop", None)
    assert not await sources.change(SPEC)
    assert not await sources.remove("shop")


async def test_a_run_is_planned_once(database: Database) -> None:
    runs = await begun(database)
    await runs.begin(RUN, [a_chunk(), a_chunk(part=1)], [])
    assert await runs.states("run-1") == {ChunkState.WAITING: 1}


async def test_pieces_come_in_their_order_until_none_is_left(database: Database) -> None:
    runs = await begun(database, a_chunk(LAST, LAST), a_chunk(FIRST, FIRST))
    first = await runs.next_chunk("run-1")
    assert first is not None
    assert (first.number, first.words, first.left) == (0, "2026-05-03 to 2026-05-03", 2)
    for number in (0, 1):
        await runs.end_chunk(await work_of(runs, number), [], START)
    assert await runs.next_chunk("run-1") is None


async def test_rows_that_are_written_are_proven_next(database: Database) -> None:
    runs = await begun(database)
    await runs.written(replace(await work_of(runs), counts={FIRST: 4}))
    order = await runs.next_chunk("run-1")
    assert order is not None
    assert order.proof
    assert (await work_of(runs)).counts == {FIRST: 4}


async def test_the_days_are_told_of_with_the_end_and_the_first_end_holds(database: Database) -> None:
    runs = await begun(database)
    work = replace(await work_of(runs), counts={FIRST: 4, LAST: 2})
    await runs.end_chunk(work, covered_days(work, rows_by_day(work, ()), KnownOfDays(), START), START)
    await runs.end_chunk(work, failed_days(work, "too late", START), START, why="too late")
    assert list((await states(database)).values()) == [
        CoverageState.FETCHED,
        CoverageState.EMPTY_CONFIRMED,
        CoverageState.PROVISIONAL,
    ]
    assert await runs.states("run-1") == {ChunkState.DONE: 1}


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({"account": "another"}, True),
        ({"ad_account_id": "549755885176"}, False),
        ({"columns": ("CLICKTHROUGH_1",)}, False),
    ],
)
async def test_days_of_other_rows_than_are_wanted_by_now_are_to_be_read_again(
    database: Database, change: dict[str, object], *, stays: bool
) -> None:
    runs = await begun(database)
    work = replace(await work_of(runs), counts={FIRST: 4, LAST: 2})
    await runs.end_chunk(work, covered_days(work, rows_by_day(work, ()), KnownOfDays(), START), START)
    await SqlAdsSources(database).change(SPEC.model_copy(update=change))
    assert bool(await states(database)) is stays


async def test_what_failed_says_why(database: Database) -> None:
    runs = await begun(database)
    work = await work_of(runs)
    await runs.end_chunk(work, failed_days(work, "Invalid columns", START), START, why="Invalid columns")
    (day, *_) = await SqlAdsCoverage(database).days("shop", FIRST, FIRST)
    assert (day.state, day.why, day.run) == (CoverageState.FAILED, "Invalid columns", "run-1")
    assert await runs.next_chunk("run-1") is None


async def test_days_that_cannot_be_had_are_there_from_the_beginning(database: Database) -> None:
    await SqlAdsSources(database).add(SPEC, START)
    await SqlAdsRuns(database).begin(RUN, [], lost_days(FIRST, FIRST, "too old", "run-1", START))
    assert await states(database) == {FIRST: CoverageState.NOT_OBTAINABLE}


async def test_other_pieces_of_the_same_days_are_known(database: Database) -> None:
    runs = await begun(database, a_chunk(), a_chunk(part=1), a_chunk(FIRST, FIRST), a_chunk(LATER, LATER))
    assert [peer.number for peer in await runs.peers("run-1", 0)] == [1, 2]


async def test_smaller_pieces_stand_in_the_place_of_one_that_is_too_large(database: Database) -> None:
    runs = await begun(database, a_chunk(), a_chunk(part=1))
    pieces = halves(SPEC, a_chunk())
    await runs.split(await work_of(runs), pieces, START)
    await runs.split(await work_of(runs), pieces, START)
    assert await runs.states("run-1") == {ChunkState.SPLIT: 1, ChunkState.WAITING: 3}
    order = await runs.next_chunk("run-1")
    assert order is not None
    assert (order.number, order.left) == (1, 3)
    assert [peer.number for peer in await runs.peers("run-1", 1)] == [2, 3]
    assert {(await work_of(runs, number)).chunk for number in (2, 3)} == set(pieces)


async def test_a_piece_says_whether_it_is_answered_at_once(database: Database) -> None:
    runs = await begun(database, a_chunk().model_copy(update={"route": Route.SYNC}), a_chunk())
    order = await runs.next_chunk("run-1")
    assert order is not None
    assert order.at_once
    await runs.end_chunk(await work_of(runs), [], START, why="no such column")
    order = await runs.next_chunk("run-1")
    assert order is not None
    assert not order.at_once
    assert await runs.failures("run-1") == ["no such column"]


async def test_a_run_ends_once(database: Database) -> None:
    runs = await begun(database)
    await runs.end("run-1", START + 5)
    await runs.end("run-1", START + 9)
    (run,) = await runs.recent("shop")
    assert run.ended_at == START + 5


@pytest.mark.parametrize("limit", [3, 10])
async def test_no_window_holds_more_requests_for_numbers_than_the_quota(database: Database, limit: int) -> None:
    bucket = Quota(limit=limit, window_seconds=60, name="ads_analytics")
    reading = RateReading(category=Category.ADS_ANALYTICS, buckets=(bucket,))
    await SqlRates(database, lambda: START).note(ACCOUNT, reading)
    calls = SqlAdsCalls(database)
    assert [await calls.hold(ACCOUNT, START) for _ in range(limit)] == [None] * limit
    assert await calls.hold(ACCOUNT, START + 1) == START + 60 + MARGIN_SECONDS
    assert await calls.hold(ACCOUNT, START + 61) is None
