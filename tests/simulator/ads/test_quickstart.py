"""The calls of Pinterest's official quickstart (pinterest/api-quickstart, python/scripts, read on 2026-11-23).

Its scripts `get_ads`, `get_analytics` and `analytics_api_example` were run against the simulator, and had no
complaint. Here their requests are made as they make them, and their answers read as they read them.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.simulator.ads.asking import COLUMNS, Advertiser, days_ago, total
from tests.simulator.client import Control

Json = dict[str, Any]  # JSON


async def paged(advertiser: Advertiser, path: str) -> list[Json]:
    """All of a listing: the bookmark goes behind whatever the path has."""
    found: list[Json] = []
    bookmark = ""
    while True:
        joint = "&" if "?" in path else "?"
        page = (
            await advertiser.api.send("GET", path + (f"{joint}bookmark={bookmark}" if bookmark else ""))
        ).json()
        found += page["items"]
        bookmark = page.get("bookmark")
        if not bookmark:
            return found


async def test_get_ads_walks_down_from_the_ad_account_to_each_ad(advertiser: Advertiser) -> None:
    assert (await advertiser.api.get("/user_account")).json()["username"] == "demo"
    here, ads = advertiser.path, []
    for campaign in await paged(advertiser, f"{here}/campaigns"):
        for group in await paged(advertiser, f"{here}/ad_groups?campaign_ids={campaign['id']}"):
            asked = f"campaign_ids={campaign['id']}&ad_group_ids={group['id']}"
            ads += await paged(advertiser, f"{here}/ads?{asked}")
    listed = await paged(advertiser, f"{here}/ads?page_size=2")
    assert [ad["id"] for ad in ads] == [ad["id"] for ad in listed]
    assert all({"id", "name", "status"} <= ad.keys() for ad in ads)
    assert {account["id"] for account in await paged(advertiser, "/ad_accounts")} == {
        advertiser.account["ad_account"]
    }


@pytest.mark.parametrize("level", ["", "campaign", "ad_group", "ad"])
async def test_get_analytics_reads_the_last_thirty_days_of_each_level(advertiser: Advertiser, level: str) -> None:
    """Up to today, and with the columns in one word."""
    of = f"/{level}s" if level else ""
    ids = {f"{level}_ids": advertiser.account[f"{level}s"][0]} if level else {}
    columns = ["SPEND_IN_DOLLAR", "TOTAL_CLICKTHROUGH"]
    rows = await advertiser.rows(f"{of}/analytics", days_ago(30), days_ago(0), columns=columns, **ids)
    assert rows
    assert all(row["DATE"] for row in rows)


async def test_get_analytics_reads_a_user_in_an_ad_account(advertiser: Advertiser) -> None:
    asked = {"start_date": days_ago(30), "end_date": days_ago(0), "metric_types": "IMPRESSION,PIN_CLICK_RATE"}
    for of in ({}, {"ad_account_id": advertiser.account["ad_account"]}):
        answer = await advertiser.api.get("/user_account/analytics", **asked, **of)
        assert answer.status_code == 200, answer.text
        assert answer.json()["all"]["daily_metrics"]


async def test_analytics_api_example_downloads_a_report_as_csv(advertiser: Advertiser, control: Control) -> None:
    """With `filters`, which the specification no longer has; the file's name is the end of its address."""
    metrics = (await advertiser.api.get("/resources/delivery_metrics")).json()["items"]
    assert {"CLICKTHROUGH_1", "IMPRESSION_1"} <= {metric["name"] for metric in metrics}
    assert all(metric["definition"] for metric in metrics)
    filters = [{"field": "SPEND_IN_DOLLAR", "operator": "GREATER_THAN", "values": [1]}]
    token = await advertiser.token(
        columns=["IMPRESSION_1", "SPEND_IN_MICRO_DOLLAR"], report_format="CSV", filters=filters
    )
    assert (await advertiser.look(token))["report_status"] == "IN_PROGRESS"
    await control.advance(10)
    found = await advertiser.look(token)
    assert found["report_status"] == "FINISHED"
    assert found["url"].split("/")[-1].split("?")[0]
    lines = list(csv.DictReader(io.StringIO((await advertiser.fetch(found["url"])).text)))
    truth = await advertiser.truth("PIN_PROMOTION", days_ago(30), days_ago(1))
    assert sum(int(line["IMPRESSION_1"]) for line in lines) == total(truth, COLUMNS[1])
