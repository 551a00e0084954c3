"""Entities, words of metrics, and organic numbers, over real HTTP from the simulator: every id is there."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from activities import ads_reading
from activities.ads_ports import Lists
from activities.ads_reading import Spool
from ads.limits import ORGANIC_PINS_MAX
from ads.settling import days_between
from ads.shaping import UnfitValue
from contracts.ads import CoverageState, DatasetKey
from contracts.ads_reports import EntitiesRequest, OrganicRequest, ReportRow
from contracts.ads_runs import ChunkFailure, ChunkOrder
from contracts.names import AccountKey
from contracts.pace import Quota
from contracts.sightings import Category, RateReading
from contracts.trouble import PinterestTrouble, Rejected, ScopeMissing
from store.database import Database
from store.quotas import SqlRates
from tests.activities.ads_desk import DAY, Desk, open_desk
from tests.fakes.ads import FakeAds
from tests.simulator.client import Api


@pytest_asyncio.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(database, tmp_path) as desk:
        yield desk


@pytest.mark.parametrize(
    ("dataset", "kind"),
    [
        (DatasetKey.CAMPAIGNS, "campaigns"),
        (DatasetKey.AD_GROUPS, "ad_groups"),
        (DatasetKey.ADS, "ads"),
        (DatasetKey.KEYWORDS, "keywords"),
        (DatasetKey.PRODUCT_GROUPS, "product_groups"),
    ],
)
async def test_everything_of_a_kind_is_listed_archived_too(desk: Desk, dataset: DatasetKey, kind: str) -> None:
    """More than a page of ads and keywords, and archived ones among them."""
    desk.shape = await desk.tell("ads", {"account": "demo", "campaigns": 8, "ads": 20, "keywords": 20})
    await desk.keep(dataset)
    report = await desk.read()
    assert {id_ for (id_,) in await desk.table("ID")} == set(desk.shape[kind])
    assert report.rows == len(desk.shape[kind])
    if dataset is not DatasetKey.KEYWORDS:
        assert "ARCHIVED" in {status for (status,) in await desk.table("STATUS")}
    assert [(day.day, day.state) for day in await desk.covered(9)] == [(desk.today, CoverageState.FETCHED)]


async def test_an_ad_is_told_as_pinterest_lists_it(desk: Desk) -> None:
    await desk.keep(DatasetKey.ADS)
    await desk.read()
    listed = await desk.told(f"/ad_accounts/{desk.ad_account}/ads", page_size="250", entity_statuses="ACTIVE")
    names = ("ID", "AD_GROUP_ID", "CAMPAIGN_ID", "PIN_ID", "NAME", "SUMMARY_STATUS", "CREATED_TIME")
    rows = {row[0]: row for row in await desk.table(*names)}
    for ad in listed["items"]:
        assert rows[ad["id"]] == tuple(ad[name.lower()] for name in names)


async def test_money_of_an_entity_is_there_in_millionths_and_in_units(desk: Desk) -> None:
    await desk.keep(DatasetKey.CAMPAIGNS, columns=("NAME", "DAILY_SPEND_CAP"))
    await desk.read()
    rows = await desk.table("DAILY_SPEND_CAP", "DAILY_SPEND_CAP_IN_CURRENCY", "CURRENCY")
    assert set(rows) == {(50_000_000, "50.000000", "EUR")}


async def test_what_is_gone_at_pinterest_is_gone_from_the_table(desk: Desk) -> None:
    await desk.keep(DatasetKey.CAMPAIGNS)
    await desk.read()
    desk.shape = await desk.tell("ads", {"account": "demo", "campaigns": 1})
    await desk.read()
    assert {id_ for (id_,) in await desk.table("ID")} == set(desk.shape["campaigns"])


async def test_ad_accounts_are_listed_with_their_owners(desk: Desk) -> None:
    await desk.keep(DatasetKey.AD_ACCOUNTS)
    await desk.read()
    rows = await desk.table("ID", "OWNER_USERNAME", "CURRENCY", "PERMISSIONS")
    assert rows == [(desk.ad_account, "demo", "EUR", '["OWNER"]')]


async def test_every_metric_has_its_words(desk: Desk) -> None:
    await desk.keep(DatasetKey.METRIC_DICTIONARY)
    await desk.read()
    listed = await desk.told("/resources/delivery_metrics")
    rows = await desk.table("NAME", "DISPLAY_NAME", "DEFINITION")
    assert set(rows) == {(item["name"], item["display_name"], item["definition"]) for item in listed["items"]}
    assert len(rows) > 600


async def pins(desk: Desk) -> list[str]:
    """Two pins of twenty days ago."""
    api = Api(desk.http)
    board = await api.board()
    made = [await api.pin(board) for _ in range(2)]
    await desk.pass_time(20 * DAY)
    return made


async def daily(desk: Desk, path: str, days: int, metrics: str) -> list[dict[str, Any]]:
    first, last = desk.today - timedelta(days=days), desk.today - timedelta(days=1)
    query = {"start_date": first.isoformat(), "end_date": last.isoformat(), "metric_types": metrics}
    return list((await desk.told(path, **query))["all"]["daily_metrics"])


async def test_organic_pin_days_equal_pinterests_and_move_until_they_are_ready(desk: Desk) -> None:
    ids = await pins(desk)
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION", "SAVE"), filters={"pin_ids": ids})
    await desk.read(30)
    truth = {
        (day["date"], pin, day["metrics"].get("IMPRESSION"), day["metrics"].get("SAVE"), day["data_status"])
        for pin in ids
        for day in await daily(desk, f"/pins/{pin}/analytics", 30, "IMPRESSION,SAVE")
        if not day["data_status"].startswith("BEFORE")
    }
    rows = await desk.table("DATE", "PIN_ID", "IMPRESSION", "SAVE", "DATA_STATUS")
    assert {(str(day), *rest) for day, *rest in rows} == truth
    states = {day.day: day.state for day in await desk.covered(30) if day.day < desk.today}
    assert states[desk.today - timedelta(days=1)] is CoverageState.PROVISIONAL
    assert states[desk.today - timedelta(days=10)] is CoverageState.FETCHED
    assert states[desk.today - timedelta(days=30)] is CoverageState.EMPTY_CONFIRMED


async def test_comments_and_reactions_are_of_the_pin_s_whole_life_as_pinterest_tells_them(desk: Desk) -> None:
    """Of a day it does not tell them."""
    ids = await pins(desk)
    names = ("IMPRESSION", "TOTAL_COMMENTS", "TOTAL_REACTIONS")
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=names, filters={"pin_ids": ids})
    await desk.read(5)
    assert not any(
        names[1] in day["metrics"] for day in await daily(desk, f"/pins/{ids[0]}/analytics", 5, ",".join(names))
    )
    rows = await desk.table("PIN_ID", *names[1:])
    yesterday = str(desk.today - timedelta(days=1))
    query = {"start_date": yesterday, "end_date": yesterday, "metric_types": ",".join(names)}
    for pin in ids:
        told = (await desk.told(f"/pins/{pin}/analytics", **query))["all"]["lifetime_metrics"]
        assert set(told) == set(names[1:])
        assert {tuple(counts) for of, *counts in rows if of == pin} == {(told[names[1]], told[names[2]])}
    assert any(sum(counts) for _, *counts in rows)


GONE_PIN = "Gone, or not the account's: pin 999. Take it out of filters.pin_ids."


async def test_a_pin_that_is_gone_is_named_and_holds_up_no_other(desk: Desk) -> None:
    ids = [*await pins(desk), "999"]
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": ids})
    report = await desk.read(5)
    assert (report.chunks_failed, report.words.endswith(GONE_PIN)) == (0, True)
    assert {pin for (pin,) in await desk.table("PIN_ID")} == set(ids) - {"999"}
    states = {day.state for day in await desk.covered(5) if day.day < desk.today}
    assert states == {CoverageState.FETCHED, CoverageState.PROVISIONAL}


async def test_days_are_there_without_a_piece_of_which_all_pins_are_gone(desk: Desk) -> None:
    """It is the second piece; what was written of its pin before stays."""
    ids = [str(number) for number in range(1, ORGANIC_PINS_MAX + 1)]
    fake = FakeAds(watched=dict.fromkeys(days_between(desk.today - timedelta(days=9), desk.today), "READY"))
    desk.reading = replace(desk.reading, organic=fake)
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": [*ids, "999"]})
    await desk.read(9)
    fake.gone_pins = {"999"}
    report = await desk.read(9)
    assert (report.chunks_failed, report.words.endswith(GONE_PIN)) == (0, True)
    assert {pin for (pin,) in await desk.table("PIN_ID")} == {*ids, "999"}
    states = {(desk.today - day.day).days: day.state for day in await desk.covered(9)}
    assert {states[back] for back in (9, 8, 7)} == {CoverageState.FETCHED}
    assert states[1] is CoverageState.PROVISIONAL


async def test_days_without_a_single_pin_have_failed(desk: Desk) -> None:
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": ["999"]})
    report = await desk.read(3)
    assert report.chunks_failed == 1
    assert {day.why for day in await desk.covered(3) if day.day < desk.today} == {GONE_PIN}


async def test_what_a_piece_failed_for_is_not_forgotten_for_a_pin_that_is_gone(desk: Desk) -> None:
    """The first piece fails, and of the second there is no pin: its days are not told of."""
    ids = [str(number) for number in range(1, ORGANIC_PINS_MAX + 1)]
    scopeless = dict.fromkeys(ids, ScopeMissing("Your token lacks pins:read.", status=401, code=3))
    fake = FakeAds(gone_pins={"999"}, closed=scopeless)
    desk.reading = replace(desk.reading, organic=fake)
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": [*ids, "999"]})
    report = await desk.read(3)
    assert (report.chunks_failed, report.words.endswith(GONE_PIN)) == (1, True)
    assert {day.why for day in await desk.covered(3) if day.day < desk.today} == {"Your token lacks pins:read."}


async def test_days_without_a_row_stand_beside_a_piece_of_which_all_pins_are_gone(desk: Desk) -> None:
    ids = [str(number) for number in range(1, ORGANIC_PINS_MAX + 1)]
    desk.reading = replace(desk.reading, organic=FakeAds(gone_pins={"999"}))
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": [*ids, "999"]})
    report = await desk.read(9)
    assert (report.chunks_failed, report.words.endswith(GONE_PIN)) == (0, True)
    states = {(desk.today - day.day).days: day.state for day in await desk.covered(9)}
    assert (states[9], states[1]) == (CoverageState.EMPTY_CONFIRMED, CoverageState.PROVISIONAL)


async def test_days_have_failed_when_the_pins_of_all_pieces_are_gone(desk: Desk) -> None:
    ids = [str(number) for number in range(ORGANIC_PINS_MAX + 1)]
    desk.reading = replace(desk.reading, organic=FakeAds(gone_pins=set(ids)))
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": ids})
    assert (await desk.read(3)).chunks_failed == 1
    assert all(
        day.state is CoverageState.FAILED and day.why.startswith("Gone, or not the account's: pin")
        for day in await desk.covered(3)
        if day.day < desk.today
    )


@dataclass
class Closed:
    """Keeps the port `Organic`: no pin is told of; counts the questions."""

    trouble: PinterestTrouble
    asked: int = 0

    async def rows(self, account: AccountKey, request: OrganicRequest) -> Sequence[ReportRow]:
        self.asked += 1
        raise self.trouble


@pytest.mark.parametrize(("pins", "questions"), [(2, 2), (9, 3)])
async def test_a_scope_that_is_missing_is_found_by_three_pins_and_blamed_on_none(
    desk: Desk, pins: int, questions: int
) -> None:
    closed = Closed(ScopeMissing("Your token lacks pins:read.", status=401, code=3))
    desk.reading = replace(desk.reading, organic=closed)
    ids = [str(number) for number in range(pins)]
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": ids})
    await desk.read(3)
    assert closed.asked == questions
    assert {day.why for day in await desk.covered(3) if day.day < desk.today} == {"Your token lacks pins:read."}


async def test_pins_that_one_may_not_see_say_nothing_of_the_others(desk: Desk) -> None:
    """By code 29 Pinterest refuses one thing: three of them in a row leave the fourth to be read."""
    forbidden = dict.fromkeys("123", ScopeMissing("Not permitted.", status=403, code=29))
    days = days_between(desk.today - timedelta(days=3), desk.today)
    desk.reading = replace(desk.reading, organic=FakeAds(watched=dict.fromkeys(days, "READY"), closed=forbidden))
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": ["1", "2", "3", "4"]})
    await desk.read(3)
    assert {pin for (pin,) in await desk.table("PIN_ID")} == {"4"}


@pytest.mark.parametrize(
    "trouble", [Rejected("No.", status=400), Rejected("No.", status=401), ScopeMissing("No.", status=403)]
)
async def test_a_pin_that_is_refused_fails_by_itself_and_the_others_are_read(
    desk: Desk, trouble: PinterestTrouble
) -> None:
    days = days_between(desk.today - timedelta(days=3), desk.today)
    desk.reading = replace(
        desk.reading, organic=FakeAds(watched=dict.fromkeys(days, "READY"), closed={"7": trouble})
    )
    await desk.keep(DatasetKey.ORGANIC_PIN, columns=("IMPRESSION",), filters={"pin_ids": ["5", "7", "9"]})
    report = await desk.read(3)
    assert report.chunks_failed == 1
    assert {pin for (pin,) in await desk.table("PIN_ID")} == {"5", "9"}
    assert {day.why for day in await desk.covered(3) if day.day < desk.today} == {"Pin 7: No."}


async def test_organic_account_days_equal_pinterests(desk: Desk) -> None:
    await pins(desk)
    await desk.keep(DatasetKey.ORGANIC_ACCOUNT, columns=("IMPRESSION", "PIN_CLICK"))
    await desk.read(20)
    truth = {
        (day["date"], day["metrics"].get("IMPRESSION"), day["metrics"].get("PIN_CLICK"))
        for day in await daily(desk, "/user_account/analytics", 20, "IMPRESSION,PIN_CLICK")
    }
    assert {(str(day), *rest) for day, *rest in await desk.table("DATE", "IMPRESSION", "PIN_CLICK")} == truth


async def test_the_best_pins_of_each_day_are_ranked(desk: Desk) -> None:
    await pins(desk)
    await desk.keep(DatasetKey.TOP_PINS, columns=("SAVE", "IMPRESSION"))
    await desk.read(5)
    rows = await desk.table("DATE", "RANK", "PIN_ID", "SAVE", "SORTED_BY")
    truth = set()
    for back in range(1, 6):
        day = (desk.today - timedelta(days=back)).isoformat()
        query = {"start_date": day, "end_date": day, "sort_by": "SAVE", "num_of_pins": "50"}
        best = (await desk.told("/user_account/analytics/top_pins", **query))["pins"]
        truth |= {(day, rank, pin["pin_id"], pin["metrics"]["SAVE"], "SAVE") for rank, pin in enumerate(best, 1)}
    assert {(str(day), *rest) for day, *rest in rows} == truth
    assert len({date.fromisoformat(str(row[0])) for row in rows}) == 5


def test_the_best_pins_of_a_day_move_as_long_as_they_are_estimates(tmp_path: Path) -> None:
    """They name no day; what does name one may name its hour as well, and nonsense is told as such."""
    first, second = date(2026, 5, 1), date(2026, 5, 2)
    with Spool(tmp_path / "rows.json", first) as spool:
        spool.add([{"PIN_ID": "7", "DATA_STATUS": "READY"}])
        assert spool.unready == frozenset()
        spool.add([{"PIN_ID": "8", "DATA_STATUS": "ESTIMATE"}])
        spool.add([{"DATE": "2026-05-02T00:00:00", "DATA_STATUS": "PROCESSING"}])
        assert spool.unready == {first, second}
        with pytest.raises(UnfitValue, match="soon"):
            spool.add([{"DATE": "soon", "DATA_STATUS": "ESTIMATE"}])


async def test_top_videos_are_none_where_there_is_no_video(desk: Desk) -> None:
    await pins(desk)
    await desk.keep(DatasetKey.TOP_VIDEO_PINS)
    await desk.read(2)
    assert {day.state for day in await desk.covered(2) if day.day < desk.today} <= {
        CoverageState.EMPTY_CONFIRMED,
        CoverageState.PROVISIONAL,
    }


async def test_a_list_without_days_has_no_past(desk: Desk) -> None:
    await desk.keep(DatasetKey.CAMPAIGNS)
    with pytest.raises(AssertionError, match="campaigns has no days"):
        await desk.read(5)


@pytest.mark.parametrize(
    ("dataset", "days", "changes"),
    [
        (DatasetKey.ORGANIC_PIN, 2, {"columns": ("IMPRESSION",), "filters": {"pin_ids": ["1"]}}),
        (DatasetKey.ORGANIC_ACCOUNT, 2, {"columns": ("IMPRESSION",)}),
        (DatasetKey.CAMPAIGNS, None, {"columns": ("NAME",)}),
    ],
)
async def test_a_refused_question_about_no_report_fails_at_once_in_pinterests_words(
    desk: Desk, dataset: DatasetKey, days: int | None, changes: dict[str, Any]
) -> None:
    refusing = FakeAds(troubles=[Rejected("Invalid request.", status=400, code=1)])
    desk.reading = replace(desk.reading, lists=refusing, organic=refusing)
    await desk.keep(dataset, **changes)
    report = await desk.read(days)
    assert (report.chunks_failed, desk.waited) == (1, [])
    assert {
        day.why.removeprefix("Pin 1: ") for day in await desk.covered(2) if day.state is CoverageState.FAILED
    } == {"Invalid request."}
    failure = ChunkFailure(chunk=ChunkOrder(run="run-1", number=0), why="Invalid request.")
    assert await desk.refusing.explain_refusal(failure) == failure


async def test_a_list_that_no_quota_has_room_for_says_so_and_is_not_begun(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = len(desk.shape["ad_groups"])
    listed = "GET /v5/ad_accounts/{ad_account_id}/product_groups"
    await desk.keep(DatasetKey.PRODUCT_GROUPS)
    monkeypatch.setattr(ads_reading, "LIST_REQUESTS_MAX", groups - 1)
    await desk.read()
    (day,) = await desk.covered(0)
    assert f"takes {groups} requests, by ad group, more than {groups - 1}" in day.why
    monkeypatch.undo()
    trial = Quota(limit=groups - 1, window_seconds=DAY, name="app_id")
    lists = OfATrialApp(desk.reading.lists, desk, RateReading(category=Category.ADS_READ, buckets=(trial,)))
    desk.reading = replace(desk.reading, lists=lists)
    await desk.read()
    (day,) = await desk.covered(0)
    assert f"Pinterest gives this app {groups - 1}: ask Pinterest for standard access" in day.why
    assert listed not in await desk.calls()


@dataclass(frozen=True)
class OfATrialApp:
    """Keeps the port `Lists`: each page tells of a quota that has little room."""

    lists: Lists
    desk: Desk
    reading: RateReading

    async def page(
        self, account: AccountKey, request: EntitiesRequest, within: Sequence[str], bookmark: str | None
    ) -> tuple[Sequence[ReportRow], str | None]:
        found = await self.lists.page(account, request, within, bookmark)
        await SqlRates(self.desk.database, self.desk.clock.now).note(account, self.reading)
        return found

    async def dictionary(self, account: AccountKey) -> Sequence[ReportRow]:
        return await self.lists.dictionary(account)
