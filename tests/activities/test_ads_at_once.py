"""What Pinterest answers at once, read over real HTTP from the simulator: every cent, id and name is the truth."""

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from contracts.ads import CoverageState, DatasetKey, Route
from store.database import Database
from tests.activities.ads_desk import COLUMNS, Desk, open_desk

DAYS = 80
"""Some of the 89 that Pinterest answers at once."""
LEVELS = {
    DatasetKey.AD_ACCOUNT: ("ADVERTISER", "AD_ACCOUNT_ID", None, "ad_account"),
    DatasetKey.CAMPAIGN: ("CAMPAIGN", "CAMPAIGN_ID", "campaign_ids", "campaigns"),
    DatasetKey.AD_GROUP: ("AD_GROUP", "AD_GROUP_ID", "ad_group_ids", "ad_groups"),
    DatasetKey.AD: ("PIN_PROMOTION", "AD_ID", "ad_ids", "ads"),
    DatasetKey.PRODUCT_GROUP: ("PRODUCT_GROUP", "PRODUCT_GROUP_ID", "product_group_ids", "product_groups"),
}
CUT_LEVELS = {
    DatasetKey.AD_ACCOUNT_BREAKDOWN: LEVELS[DatasetKey.AD_ACCOUNT],
    DatasetKey.CAMPAIGN_BREAKDOWN: LEVELS[DatasetKey.CAMPAIGN],
    DatasetKey.AD_GROUP_BREAKDOWN: LEVELS[DatasetKey.AD_GROUP],
    DatasetKey.AD_BREAKDOWN: LEVELS[DatasetKey.AD],
}
CUTS = ("GENDER", "COUNTRY")


@pytest_asyncio.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(database, tmp_path) as desk:
        yield desk


def narrowed(desk: Desk, filters: str | None, kind: str) -> dict[str, Any]:
    return {"filters": {filters: desk.shape[kind]}} if filters else {}


def numbers_of(values: Iterable[Any]) -> tuple[int, ...]:
    return tuple(int(value or 0) for value in values)


@pytest.mark.parametrize("dataset", LEVELS)
async def test_numbers_at_once_equal_the_truth(desk: Desk, dataset: DatasetKey) -> None:
    level, id_column, filters, kind = LEVELS[dataset]
    await desk.keep(dataset, columns=COLUMNS, route=Route.SYNC, **narrowed(desk, filters, kind))
    await desk.read(DAYS)
    rows = {
        (str(day), id_): numbers_of(numbers)
        for day, id_, *numbers in await desk.table("DATE", id_column, *COLUMNS)
    }
    truth = {
        (row["date"], row["id"]): tuple(int(row.get(name) or 0) for name in COLUMNS)
        for row in await desk.truth(level, COLUMNS, DAYS)
    }
    assert rows == truth
    assert len(truth) > DAYS / 2
    assert "POST /v5/ad_accounts/{ad_account_id}/reports" not in await desk.calls()
    days = [day for day in await desk.covered(DAYS) if day.day < desk.today]
    assert len(days) == DAYS
    assert {day.state for day in days} <= {CoverageState.FETCHED, CoverageState.PROVISIONAL}


@pytest.mark.parametrize("dataset", CUT_LEVELS)
async def test_breakdowns_at_once_equal_the_truth(desk: Desk, dataset: DatasetKey) -> None:
    level, id_column, filters, kind = CUT_LEVELS[dataset]
    await desk.keep(dataset, columns=COLUMNS, breakdowns=CUTS, route=Route.SYNC, **narrowed(desk, filters, kind))
    await desk.read(20)
    keys = ("DATE", id_column, "TARGETING_TYPE", "TARGETING_VALUE")
    rows = {
        (str(day), id_, type_, value): numbers_of(numbers)
        for day, id_, type_, value, *numbers in await desk.table(*keys, *COLUMNS)
    }
    truth = {
        (row["date"], row["id"], *row["targeting"]): tuple(int(row.get(name) or 0) for name in COLUMNS)
        for row in await desk.truth(level, COLUMNS, 20, types=",".join(CUTS))
    }
    assert rows == {key: numbers for key, numbers in truth.items() if any(numbers)}
    assert {key[2] for key in rows} == set(CUTS)


async def test_ad_pins_of_a_campaign_have_the_sum_of_its_ads(desk: Desk) -> None:
    campaign = desk.shape["campaigns"][0]
    listed = await desk.told(f"/ad_accounts/{desk.ad_account}/ads", page_size="250", campaign_ids=campaign)
    pins = {ad["id"]: ad["pin_id"] for ad in listed["items"]}
    filters = {"campaign_ids": [campaign], "pin_ids": sorted(set(pins.values()))}
    await desk.keep(DatasetKey.AD_PIN, columns=COLUMNS, filters=filters)
    await desk.read(20)
    truth: dict[tuple[str, str], tuple[int, ...]] = {}
    for row in await desk.truth("PIN_PROMOTION", COLUMNS, 20):
        if row["id"] in pins:
            key = row["date"], pins[row["id"]]
            mine = (int(row.get(name) or 0) for name in COLUMNS)
            truth[key] = tuple(map(sum, zip(truth.get(key, (0, 0, 0)), mine, strict=True)))
    rows = await desk.table("DATE", "PIN_ID", "CAMPAIGN_ID", *COLUMNS)
    assert {(str(day), pin): numbers_of(numbers) for day, pin, _, *numbers in rows} == truth
    assert {row[2] for row in rows} == {campaign}


async def test_named_campaigns_are_read_at_once_and_the_older_days_by_report(desk: Desk) -> None:
    """Both routes write one table, and it is the truth."""
    ids = desk.shape["campaigns"]
    await desk.keep(DatasetKey.CAMPAIGN, columns=COLUMNS, filters={"campaign_ids": ids})
    await desk.read(20)
    assert "POST /v5/ad_accounts/{ad_account_id}/reports" not in await desk.calls()
    await desk.read(120)
    assert "POST /v5/ad_accounts/{ad_account_id}/reports" in await desk.calls()
    rows = await desk.table("DATE", "CAMPAIGN_ID", *COLUMNS)
    assert {(str(day), id_): numbers_of(numbers) for day, id_, *numbers in rows} == {
        (row["date"], row["id"]): tuple(int(row.get(name) or 0) for name in COLUMNS)
        for row in await desk.truth("CAMPAIGN", COLUMNS, 120)
    }


async def test_30_days_later_numbers_at_once_are_restated_and_zeros_are_gone(desk: Desk) -> None:
    ids = desk.shape["ads"]
    await desk.keep(DatasetKey.AD, columns=COLUMNS, filters={"ad_ids": ids}, route=Route.SYNC)
    await desk.read(40)
    before = {row[:2] for row in await desk.table("DATE", "AD_ID")}
    await desk.pass_time(30 * 86_400.0)
    await desk.read(80)
    rows = await desk.table("DATE", "AD_ID", *COLUMNS)
    truth = {
        (row["date"], row["id"]): tuple(int(row.get(name) or 0) for name in COLUMNS)
        for row in await desk.truth("PIN_PROMOTION", COLUMNS, 80)
    }
    assert {(str(day), id_): numbers_of(numbers) for day, id_, *numbers in rows} == truth
    assert before - {row[:2] for row in rows}, "some row became zero, and is gone"


@pytest.mark.parametrize("route", list(Route))
async def test_a_refused_column_is_named_with_pinterests_own_words(desk: Desk, route: Route) -> None:
    columns = (*COLUMNS, "CTR", "REPIN_1", "TOTAL_CLICKTHROUGH")
    await desk.keep(DatasetKey.AD_ACCOUNT, columns=columns, route=route)
    await desk.tell("ads", {"ad_account": desk.ad_account, "closed": ["REPIN_1"]})
    report = await desk.read(3)
    assert report.chunks_failed == 1
    (why,) = {day.why for day in await desk.covered(3)}
    assert "'REPIN_1' is not open to this app" in why
    assert "Refused: REPIN_1; the other columns are taken." in why
    assert "--replace" in why
    others = tuple(name for name in columns if name != "REPIN_1")
    await desk.keep(DatasetKey.AD_ACCOUNT, columns=others, route=route)
    assert (await desk.read(3)).chunks_failed == 0


async def test_a_question_that_is_refused_for_something_else_says_so(desk: Desk) -> None:
    await desk.keep(DatasetKey.AD_ACCOUNT, columns=("CTR",), route=Route.SYNC)
    await desk.tell("ads", {"ad_account": desk.ad_account, "closed": ["CTR", "SPEND_IN_DOLLAR"]})
    await desk.read(3)
    (why,) = {day.why for day in await desk.covered(3)}
    assert "about something else" in why
