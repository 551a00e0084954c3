"""Reports from order to file: their states, links, forms, and how they fail."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.simulator.ads.asking import COLUMNS, Advertiser, days_ago, total
from tests.simulator.client import Api, Control, problem, visit

REPORTS = {"method": "POST", "path": "/v5/ad_accounts/*"}


async def test_a_report_is_made_found_and_fetched(advertiser: Advertiser, control: Control) -> None:
    token = await advertiser.token()
    assert (await advertiser.look(token))["report_status"] == "IN_PROGRESS"
    await control.advance(10)
    found = await advertiser.look(token)
    assert found["report_status"] == "FINISHED"
    rows = (await advertiser.fetch(found["url"])).json()
    assert set(rows) <= set(advertiser.account["ads"])
    assert all(row["AD_ID"] == int(ad) for ad, held in rows.items() for row in held)


async def test_a_report_says_what_the_truth_says(advertiser: Advertiser) -> None:
    reported = await advertiser.reported(columns=["AD_ID", *COLUMNS])
    truth = await advertiser.truth("PIN_PROMOTION", days_ago(30), days_ago(1))
    told = {
        (ad, row["DATE"]): {column: row.get(column, 0) for column in COLUMNS}
        for ad, rows in reported.items()
        for row in rows
    }
    assert told == {(row["id"], row["date"]): {column: row[column] for column in COLUMNS} for row in truth}


async def test_by_id_by_date_and_csv_hold_the_same_rows(advertiser: Advertiser) -> None:
    by_id = await advertiser.reported()
    by_date = await advertiser.reported(primary_sort="BY_DATE")
    lines = list(csv.DictReader(io.StringIO(await advertiser.report(report_format="CSV"))))
    assert all(date == row["DATE"] for date, rows in by_date.items() for row in rows)
    for column in COLUMNS:
        sums = {total([row for rows in found.values() for row in rows], column) for found in (by_id, by_date)}
        assert sums == {sum(int(line[column]) for line in lines)}
    assert len(lines) == sum(map(len, by_id.values())) == sum(map(len, by_date.values()))


async def test_a_link_lives_five_minutes_and_a_report_an_hour(advertiser: Advertiser, control: Control) -> None:
    token = await advertiser.token()
    await control.advance(10)
    url = (await advertiser.look(token))["url"]
    await control.advance(301)
    refused = await advertiser.fetch(url)
    assert (refused.status_code, "expired" in refused.text) == (403, True)
    assert (await advertiser.fetch((await advertiser.look(token))["url"])).status_code == 200
    await control.advance(3_600)
    assert await advertiser.look(token) == {"report_status": "EXPIRED", "url": None, "size": None}
    await control.advance(86_400)
    assert (await advertiser.look(token))["report_status"] == "DOES_NOT_EXIST"


async def test_a_link_takes_no_token_and_no_guess(advertiser: Advertiser, control: Control) -> None:
    token = await advertiser.token()
    await control.advance(10)
    url = (await advertiser.look(token))["url"]
    with_token = await advertiser.api.http.get(url, headers={"Authorization": "Bearer sim_demo"})
    assert with_token.status_code == 400
    assert (await advertiser.fetch(url[:-1] + ("0" if url[-1] != "0" else "1"))).status_code == 403


@pytest.mark.parametrize("fate", ["FAILED", "EXPIRED", "CANCELLED", "DOES_NOT_EXIST", "IN_PROGRESS"])
async def test_a_fault_decides_what_becomes_of_a_report(
    advertiser: Advertiser, control: Control, fate: str
) -> None:
    await control.fault({"report_fate": fate}, match=REPORTS, times=1)
    doomed, good = await advertiser.token(), await advertiser.token()
    await control.advance(60)
    assert (await advertiser.look(doomed))["report_status"] == fate
    assert (await advertiser.look(good))["report_status"] == "FINISHED"


async def test_a_file_may_break_off_in_its_middle(advertiser: Advertiser, control: Control) -> None:
    token = await advertiser.token()
    await control.advance(10)
    url = (await advertiser.look(token))["url"]
    await control.fault({"drop_after": True}, match={"path": "/reports/*"}, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await advertiser.fetch(url)
    assert (await advertiser.fetch(url)).status_code == 200


async def test_rows_are_as_of_the_order(advertiser: Advertiser, control: Control) -> None:
    """Whoever orders again later gets later numbers, not whoever fetches later."""
    await control.advance(86_400 - 600 - (await control.read("clock"))["now"] % 86_400)
    token = await advertiser.token()
    await control.advance(10)
    early = (await advertiser.fetch((await advertiser.look(token))["url"])).json()
    await control.advance(1_200)
    late = (await advertiser.fetch((await advertiser.look(token))["url"])).json()
    assert late == early
    assert await advertiser.reported() != early


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"start_date": days_ago(915), "end_date": days_ago(900)}, "914"),
        ({"start_date": days_ago(200), "end_date": days_ago(1)}, "186"),
        ({"level": "PRODUCT_ITEM", "columns": COLUMNS, "start_date": days_ago(40)}, "31"),
        ({"level": "PRODUCT_ITEM", "columns": ["AD_ID"]}, "PRODUCT_ITEM"),
        ({"level": "PRODUCT_ITEM", "columns": COLUMNS, "ad_ids": ["5"]}, "ad_ids"),
        ({"level": "AD_GROUP_TARGETING", "targeting_types": ["AUDIENCE_MULTIPLIER"]}, "AUDIENCE_MULTIPLIER"),
        (
            {
                "level": "AD_GROUP_TARGETING",
                "targeting_types": ["GENDER", "GEO", "REGION", "KEYWORD", "APPTYPE", "COUNTRY"],
            },
            "more than 5",
        ),
        ({"ad_ids": ["5"] * 501}, "more than 500"),
        ({"campaign_statuses": ["ACTIVE"]}, "ACTIVE"),
        ({"columns": ["CLICKS"]}, "CLICKS"),
        ({"columns": []}, "columns"),
        ({"click_window_days": 5}, "click_window_days"),
        ({"granularity": "HOUR"}, "last 8 days"),
        ({"level": "PIN"}, "level"),
    ],
)
async def test_a_bad_order_is_refused_with_its_reason(
    advertiser: Advertiser, changed: dict[str, Any], word: str
) -> None:
    answer = await advertiser.order(**changed)
    assert problem(answer) == (400, 1)
    assert word in answer.json()["message"]


async def test_breakdowns_of_a_plain_level_are_silently_ignored(advertiser: Advertiser) -> None:
    """As Pinterest does, so that a client that counts on them learns it here."""
    assert await advertiser.reported(targeting_types=["GENDER"]) == await advertiser.reported()


async def test_breakdowns_that_are_not_named_are_all_the_common_ones(advertiser: Advertiser) -> None:
    named = await advertiser.reported(level="CAMPAIGN_TARGETING", targeting_types=["GENDER"])
    unnamed = await advertiser.reported(level="CAMPAIGN_TARGETING")
    cuts = {row["TARGETING_TYPE"] for rows in unnamed.values() for row in rows}
    assert len(cuts) == 13
    kept = {key: [row for row in rows if row["TARGETING_TYPE"] == "GENDER"] for key, rows in unnamed.items()}
    assert kept == named


async def test_filters_leave_whole_entities(advertiser: Advertiser) -> None:
    ad = advertiser.account["ads"][0]
    all_of = await advertiser.reported(level="CAMPAIGN")
    some_of = await advertiser.reported(level="CAMPAIGN", ad_ids=[ad])
    assert list(some_of) == [advertiser.account["campaigns"][0]]
    assert some_of.items() <= all_of.items()
    paused = await advertiser.reported(ad_statuses=["PAUSED"], columns=["AD_ID", "AD_STATUS", *COLUMNS])
    assert {row["AD_STATUS"] for rows in paused.values() for row in rows} == {"PAUSED"}


async def test_reports_outlive_a_restart(tmp_path: Any, control: Control) -> None:  # a pathlib.Path
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        await Control(http).freeze()
        account = await Control(http).set("ads", {"account": "demo"})
        first = Advertiser(Api(http), Control(http), account)
        token = await first.token()
        rows = await first.reported()
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        again = Advertiser(Api(http), Control(http), account)
        url = (await again.look(token))["url"]
        assert json.loads((await again.fetch(url)).text) == rows
