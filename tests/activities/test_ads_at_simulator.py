"""A year of ads read over real HTTP from the simulator, into a real table: every cent and id is the truth."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from activities.ads_planning import AdsPlanningActivities
from ads.periods import period_start
from contracts.ads import CoverageState, DatasetKey, Granularity, ReportFormat, Route, WriteMode
from contracts.trouble import PinterestTrouble, Rejected, ScopeMissing
from pinterest_api.ads import PinterestAdAccounts, PinterestReports
from store.database import Database
from tests.activities.ads_desk import COLUMNS, DAY, Desk, open_desk
from tests.builders import ACCOUNT
from tests.fakes.ads import FakeAds

Rows = dict[tuple[str, str], tuple[int, ...]]


@pytest_asyncio.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(database, tmp_path) as desk:
        await desk.keep(DatasetKey.AD, columns=COLUMNS)
        yield desk


async def ads_truth(desk: Desk, days: int) -> Rows:
    found = {
        (row["date"], row["id"]): tuple(int(row.get(name) or 0) for name in COLUMNS)
        for row in await desk.truth("PIN_PROMOTION", COLUMNS, days)
    }
    return {key: numbers for key, numbers in found.items() if any(numbers)}


async def ads_table(desk: Desk) -> Rows:
    rows = await desk.table("DATE", "AD_ID", *COLUMNS)
    return {(str(day), ad): tuple(int(number or 0) for number in numbers) for day, ad, *numbers in rows}


@pytest.mark.parametrize("form", list(ReportFormat))
async def test_a_year_of_the_simulator_s_ads_equals_its_truth(desk: Desk, form: ReportFormat) -> None:
    await desk.keep(DatasetKey.AD, columns=COLUMNS, report_format=form)
    await desk.read(365)
    truth = await ads_truth(desk, 365)
    assert len(truth) > 1_000
    assert await ads_table(desk) == truth
    days = [day for day in await desk.covered(365) if day.day < desk.today]
    assert len(days) == 365
    assert {day.state for day in days} <= {
        CoverageState.FETCHED,
        CoverageState.PROVISIONAL,
        CoverageState.EMPTY_CONFIRMED,
    }


@pytest.mark.parametrize("granularity", [Granularity.WEEK, Granularity.MONTH])
@pytest.mark.parametrize("route", list(Route))
async def test_weeks_and_months_are_whole_however_often_and_on_whatever_day_they_are_read(
    desk: Desk, granularity: Granularity, route: Route
) -> None:
    """Each run begins a day later than the one before: what it reads of its first week is no part of one."""
    columns = ["PAID_IMPRESSION", "SPEND_IN_MICRO_DOLLAR"]
    ids = [row["id"] for row in await desk.truth("CAMPAIGN", columns, 30)]
    await desk.keep(
        DatasetKey.CAMPAIGN,
        columns=columns,
        granularity=granularity,
        route=route,
        look_back_days=3,
        filters={"campaign_ids": sorted(set(ids))},
    )
    await desk.read(70)
    for _ in range(9):
        await desk.pass_time(DAY)
        await desk.read()
    yesterday = desk.today - timedelta(days=1)
    first = min(day for (day,) in await desk.table("DATE"))
    truth: Counter[tuple[str, str]] = Counter()
    for row in await desk.truth("CAMPAIGN", columns, (desk.today - date.fromisoformat(str(first))).days):
        start = period_start(date.fromisoformat(row["date"]), granularity)
        truth[str(start), row["id"]] += int(row["PAID_IMPRESSION"])
    rows = await desk.table("DATE", "CAMPAIGN_ID", "PAID_IMPRESSION")
    assert {(str(day), campaign): count for day, campaign, count in rows} == dict(truth)
    assert len(rows) == len(truth)
    assert max(str(day) for day, *_ in rows) == str(period_start(yesterday, granularity))


async def test_a_zero_is_empty_in_json_and_a_zero_in_csv(desk: Desk) -> None:
    """Pinterest fills zeros in into a CSV alone."""
    values = {}
    for form in ReportFormat:
        await desk.keep(DatasetKey.AD, columns=COLUMNS, report_format=form)
        await desk.read(5)
        values[form] = {value for (value,) in await desk.table(COLUMNS[2])}
    assert None in values[ReportFormat.JSON]
    assert 0 not in values[ReportFormat.JSON]
    assert values[ReportFormat.CSV] == {value or 0 for value in values[ReportFormat.JSON]}


async def test_30_days_later_what_was_restated_is_restated(desk: Desk) -> None:
    await desk.read(60)
    before = await ads_table(desk)
    await desk.pass_time(30 * DAY)
    await desk.read(90)
    assert await ads_table(desk) == await ads_truth(desk, 90)
    assert any(before[key] != numbers for key, numbers in (await ads_table(desk)).items() if key in before)


async def test_every_row_has_its_currency(desk: Desk) -> None:
    await desk.read(3)
    assert set(await desk.table("CURRENCY")) == {("EUR",)}


async def test_ad_accounts_are_seen_with_their_roles(desk: Desk) -> None:
    client = desk.extracting.reports
    assert isinstance(client, PinterestReports)
    (mine, *_) = await PinterestAdAccounts(client.client).list_all(ACCOUNT)
    assert (mine.id, "OWNER" in mine.permissions) == (desk.ad_account, True)


async def test_a_day_settles_only_when_pinterest_calls_it_final(desk: Desk) -> None:
    """Without a look-back yesterday would be taken for settled, though its numbers still come in."""
    await desk.keep(DatasetKey.AD, columns=COLUMNS, look_back_days=0, first_day=desk.today - timedelta(days=5))
    await desk.read()
    states = {(desk.today - day.day).days: day.state for day in await desk.covered(5)}
    assert states == {
        **dict.fromkeys((5, 4, 3), CoverageState.FETCHED),
        **dict.fromkeys((2, 1), CoverageState.PROVISIONAL),
    }
    provisional = {str(day) for day, flag in await desk.table("DATE", "PINFLOW_IS_PROVISIONAL") if flag}
    assert {str(desk.today - timedelta(days=back)) for back in (1, 2)} <= provisional
    await desk.pass_time(5 * DAY)
    await desk.read()
    moving = [day.day for day in await desk.covered(20) if day.state is CoverageState.PROVISIONAL]
    assert moving == [desk.today - timedelta(days=2), desk.today - timedelta(days=1)]


@pytest.mark.parametrize("trouble", [Rejected("No such day.", status=400), ScopeMissing("No.", status=403)])
async def test_rows_are_kept_when_pinterest_does_not_say_whether_they_are_final(
    desk: Desk, trouble: PinterestTrouble
) -> None:
    """All young days are taken for moving, and are read again."""
    await desk.keep(DatasetKey.AD, columns=COLUMNS, look_back_days=0, first_day=desk.today - timedelta(days=9))
    work = replace(desk.extracting.desk, numbers=FakeAds(troubles=[trouble]))
    desk.extracting = replace(desk.extracting, desk=work)
    report = await desk.read()
    states = {(desk.today - day.day).days: day.state for day in await desk.covered(9)}
    assert report.chunks_failed == 0
    assert states == {
        **dict.fromkeys((9, 8), CoverageState.FETCHED),
        **dict.fromkeys(range(7, 0, -1), CoverageState.PROVISIONAL),
    }


async def test_by_insert_a_day_that_is_not_final_is_there_once_and_says_so(desk: Desk) -> None:
    first = desk.today - timedelta(days=3)
    changes = {"look_back_days": 0, "first_day": first, "write_mode": WriteMode.INSERT}
    await desk.keep(DatasetKey.AD, columns=COLUMNS, **changes)
    await desk.read()
    yesterday = str(desk.today - timedelta(days=1))
    before = await desk.table("DATE", "AD_ID", "PINFLOW_IS_PROVISIONAL")
    assert any(str(day) == yesterday and flag for day, _, flag in before)
    await desk.pass_time(DAY)
    await desk.read()
    rows = [(str(day), id_) for day, id_ in await desk.table("DATE", "AD_ID")]
    assert len(rows) == len(set(rows)) > len(before)


async def test_a_report_in_a_form_without_its_keys_costs_no_call(desk: Desk) -> None:
    spec = await desk.keep(DatasetKey.KEYWORD, columns=COLUMNS, report_format=ReportFormat.CSV)
    assert isinstance(desk.planning, AdsPlanningActivities)
    with pytest.raises(AssertionError, match="a CSV does not say which KEYWORD_ID"):
        await desk.read(3)
    assert spec.report_format is ReportFormat.CSV
    assert "POST /v5/ad_accounts/{ad_account_id}/reports" not in await desk.calls()
