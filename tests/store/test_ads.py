"""Ads sources, their runs and the coverage ledger, on both databases."""

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from ads.limits import ORGANIC_PINS_MAX
from ads.planner import plan
from ads.settling import KnownOfDays, covered_days, days_between, failed_days, lost_days, rows_by_day
from ads.splitting import halves
from contracts.ads import AdsFilters, AdsSourceSpec, Chunk, CoverageState, DatasetKey, Route
from contracts.ads_runs import AdsRun, AdsRunKind, ChunkAtWork, ChunkPeers, ChunkState
from contracts.pace import Quota
from contracts.sightings import Category, RateReading
from store.ads_calls import SqlAdsCalls
from store.ads_coverage import SqlAdsCoverage
from store.ads_runs import SqlAdsRuns
from store.ads_sources import SqlAdsSources
from store.database import Database
from store.quotas import MARGIN_SECONDS, SqlRates
from store.tables.ads import AdsChunkRow
from tests.builders import ACCOUNT
from tests.catalog.memory import peak_megabytes
from tests.fakes.clock import START

FIRST, LAST = date(2026, 5, 1), date(2026, 5, 3)
SPEC = AdsSourceSpec(key="shop", account=ACCOUNT, ad_account_id="549755885175", dataset=DatasetKey.CAMPAIGN)
RUN = AdsRun("run-1", "shop", AdsRunKind.BACKFILL, FIRST, LAST, START, date(2026, 5, 3))

LATER = date(2026, 5, 4)
MANY_PIECES = 4_000
PEERS_MEGABYTES_MAX = 4.0
"""Rows are read 500 at a time: half a megabyte. All 4,000 with their ids would be some tens."""


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
    assert sorted((peer.first, peer.last) for peer in await runs.peers("run-1", 0)) == [
        (FIRST, FIRST),
        (FIRST, LAST),
    ]
    await runs.end_chunk(replace(await work_of(runs, 1), counts={FIRST: 4, LAST: 2}), [], START)
    peers = {(peer.last, peer.state): peer.counts for peer in await runs.peers("run-1", 0)}
    assert peers == {(LAST, ChunkState.DONE): {FIRST: 4, LAST: 2}, (FIRST, ChunkState.WAITING): {}}


async def test_pieces_that_are_alike_are_one_with_the_rows_of_all(database: Database) -> None:
    runs = await begun(database, *(a_chunk(part=part) for part in range(6)))
    for number, count in ((1, 4), (2, 4), (3, 5)):
        await runs.end_chunk(replace(await work_of(runs, number), counts={FIRST: count, LAST: 1}), [], START)
    await runs.written(replace(await work_of(runs, 4), counts={FIRST: 7}))
    peers = {peer.state: peer.counts for peer in await runs.peers("run-1", 0)}
    unproven, done = {FIRST: 7}, {FIRST: 13, LAST: 3}
    assert peers == {ChunkState.DONE: done, ChunkState.UNPROVEN: unproven, ChunkState.WAITING: {}}
    assert await runs.peers("run-1", 99) == []


@pytest.mark.long
def test_the_end_of_one_of_4000_pieces_takes_little_memory(database: Database) -> None:
    """Each piece asks for its peers; with their ids and the source's 100,000 in each, they were many gigabytes."""
    pins = tuple(str(10**17 + number) for number in range(MANY_PIECES * ORGANIC_PINS_MAX))
    days = days_between(FIRST, FIRST + timedelta(days=29))
    asyncio.run(begun_of_pins(database, pins, days))
    luck = random.Random(1)
    database.write_now(
        lambda session: session.connection().execute(
            sa.update(AdsChunkRow).where(col(AdsChunkRow.number) == sa.bindparam("its")),
            [
                {"its": number, "state": ChunkState.DONE, "counts": counts_of(luck, days)}
                for number in range(1, MANY_PIECES)
            ],
        )
    )
    found: list[ChunkPeers] = []
    runs = SqlAdsRuns(database)
    peak = peak_megabytes(lambda: found.extend(asyncio.run(runs.peers("run-1", 0))))
    (peers,) = found
    assert peak < PEERS_MEGABYTES_MAX
    assert MANY_PIECES * 20 < peers.counts[FIRST] < MANY_PIECES * ORGANIC_PINS_MAX


async def begun_of_pins(database: Database, pins: Sequence[str], days: Sequence[date]) -> None:
    """A run over a source of these pins, in as many pieces as the planner makes."""
    spec = SPEC.model_copy(
        update={"dataset": DatasetKey.ORGANIC_PIN, "filters": AdsFilters(pin_ids=tuple(pins))},
    )
    await SqlAdsSources(database).add(spec, START)
    made = plan(spec, days[0], days[-1], days[-1])
    assert len(made.chunks) == MANY_PIECES
    await SqlAdsRuns(database).begin(RUN, made.chunks, [])


def counts_of(luck: random.Random, days: Sequence[date]) -> str:
    """Rows by day, as they are kept: no two pieces have the same."""
    return json.dumps({str(day): luck.randrange(20, ORGANIC_PINS_MAX + 1) for day in days})


async def test_smaller_pieces_stand_in_the_place_of_one_that_is_too_large(database: Database) -> None:
    runs = await begun(database, a_chunk(), a_chunk(part=1))
    pieces = halves(SPEC, a_chunk())
    await runs.split(await work_of(runs), pieces, START)
    await runs.split(await work_of(runs), pieces, START)
    assert await runs.states("run-1") == {ChunkState.SPLIT: 1, ChunkState.WAITING: 3}
    order = await runs.next_chunk("run-1")
    assert order is not None
    assert (order.number, order.left) == (1, 3)
    assert sorted((peer.first, peer.last) for peer in await runs.peers("run-1", 1)) == sorted(
        (piece.first, piece.last) for piece in pieces
    )
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
