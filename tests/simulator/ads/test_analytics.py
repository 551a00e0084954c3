"""The analytics that answer at once: what adds up, what settles, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.ads.breakdowns import COMMON
from tests.simulator.ads.asking import COLUMNS, Advertiser, days_ago, total
from tests.simulator.client import Api, Control, problem

FIRST, LAST = days_ago(40), days_ago(10)


async def test_every_level_adds_up_to_the_account(advertiser: Advertiser) -> None:
    account = advertiser.account
    levels = {
        "/analytics": {},
        "/campaigns/analytics": {"campaign_ids": account["campaigns"]},
        "/ad_groups/analytics": {"ad_group_ids": account["ad_groups"]},
        "/ads/analytics": {"ad_ids": ",".join(account["ads"])},
        "/product_groups/analytics": {"product_group_ids": account["product_groups"]},
    }
    for column in COLUMNS:
        found = [total(await advertiser.rows(path, FIRST, LAST, **ids), column) for path, ids in levels.items()]
        assert len(set(found)) == 1, (column, found)
        assert found[0] > 0, column


async def test_each_breakdown_adds_up_to_the_whole(advertiser: Advertiser) -> None:
    whole = await advertiser.rows("/analytics", FIRST, LAST)
    answer = await advertiser.ask("/targeting_analytics", FIRST, LAST, targeting_types="GENDER,COUNTRY")
    parts = answer.json()["data"]
    for type_ in ("GENDER", "COUNTRY"):
        mine = [part["metrics"] for part in parts if part["targeting_type"] == type_]
        for column in COLUMNS:
            assert total(mine, column) == total(whole, column)


async def test_days_months_and_the_whole_come_to_the_same(advertiser: Advertiser) -> None:
    for column in COLUMNS:
        sums = {
            total(await advertiser.rows("/analytics", FIRST, LAST, granularity=granularity), column)
            for granularity in ("DAY", "WEEK", "MONTH", "TOTAL")
        }
        assert len(sums) == 1


async def test_hours_add_up_and_know_no_conversions(advertiser: Advertiser) -> None:
    day = days_ago(3)
    hours = await advertiser.rows("/ads/analytics", day, day, granularity="HOUR", ad_ids=advertiser.account["ads"])
    days = await advertiser.rows("/ads/analytics", day, day, ad_ids=advertiser.account["ads"])
    assert total(hours, "IMPRESSION_1") == total(days, "IMPRESSION_1")
    assert not any("TOTAL_CHECKOUT" in row for row in hours)


async def test_conversions_come_in_for_weeks_after_their_day(advertiser: Advertiser, control: Control) -> None:
    day = days_ago(5)
    before = await advertiser.rows("/analytics", day, day, click_window_days=60)
    await control.advance(40 * 86_400)
    after = await advertiser.rows("/analytics", day, day, click_window_days=60)
    assert total(after, "IMPRESSION_1") == total(before, "IMPRESSION_1")
    assert total(after, "TOTAL_CHECKOUT") != total(before, "TOTAL_CHECKOUT")


async def test_a_row_may_become_nothing_at_all(advertiser: Advertiser, control: Control) -> None:
    """The traffic of some days is found to be none: the row is gone, not zero."""
    day, ids = days_ago(1), advertiser.account["ads"]
    await control.set("ads", {"account": "demo", "campaigns": 8, "ads": 8})
    ids = (await control.read("ads"))["ad_accounts"][0]["ads"]
    before = {row["AD_ID"] for row in await advertiser.rows("/ads/analytics", day, day, ad_ids=ids)}
    await control.advance(10 * 86_400)
    after = {row["AD_ID"] for row in await advertiser.rows("/ads/analytics", day, day, ad_ids=ids)}
    assert after < before


async def test_a_shorter_window_counts_less(advertiser: Advertiser) -> None:
    asked = {"columns": ("TOTAL_CONVERSIONS",), "engagement_window_days": 0, "view_window_days": 0}
    counts = [
        total(
            await advertiser.rows("/analytics", FIRST, LAST, **asked, click_window_days=days), "TOTAL_CONVERSIONS"
        )
        for days in (0, 1, 30)
    ]
    assert counts[0] == 0
    assert counts[1] < counts[2]


async def test_neighbours_have_ids_that_a_double_cannot_tell_apart(advertiser: Advertiser) -> None:
    ids = advertiser.account["ads"]
    assert all(len(each) == 18 for each in ids)
    assert len({float(each) for each in ids}) < len(ids)


async def test_the_account_by_pin_has_the_numbers_of_its_ads(advertiser: Advertiser) -> None:
    campaign = advertiser.account["campaigns"][0]
    listed = (await advertiser.api.get(f"{advertiser.path}/ads", campaign_ids=campaign, page_size=250)).json()
    pins = sorted({ad["pin_id"] for ad in listed["items"]})
    rows = await advertiser.rows("/pins/analytics", FIRST, LAST, campaign_id=campaign, pin_ids=pins)
    assert {row["PIN_ID"] for row in rows} <= set(pins)
    assert total(rows, "IMPRESSION_1") > 0


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"first": days_ago(91), "last": days_ago(80)}, "last 90 days"),
        ({"first": days_ago(5), "last": days_ago(6)}, "later"),
        ({"first": days_ago(5), "last": days_ago(-1)}, "future"),
        ({"first": days_ago(8), "last": days_ago(4), "granularity": "HOUR"}, "3 days"),
        ({"first": days_ago(9), "last": days_ago(9), "granularity": "HOUR"}, "last 8 days"),
        ({"columns": ("TOTAL_ADD_TO_CART",)}, "TOTAL_ADD_TO_CART"),
        ({"columns": ("ECPM_IN_DOLLAR",)}, "ECPM_IN_DOLLAR"),
        ({"click_window_days": 14, "view_window_days": 2}, "view_window_days"),
        ({"granularity": "YEAR"}, "granularity"),
        ({"campaign_ids": "1" + ",1" * 250}, "more than 250"),
        ({"campaign_ids": "C5"}, "no id"),
        ({"reporting_timezone": "AD_ACCOUNT_TIME_ZONE"}, "reporting_timezone"),
    ],
)
async def test_a_bad_question_is_refused_with_its_reason(
    advertiser: Advertiser, asked: dict[str, Any], word: str
) -> None:
    parameters: dict[str, Any] = {"campaign_ids": advertiser.account["campaigns"], **asked}
    first, last = parameters.pop("first", days_ago(5)), parameters.pop("last", days_ago(4))
    answer = await advertiser.ask("/campaigns/analytics", first, last, **parameters)
    assert problem(answer) == (400, 1)
    assert word in answer.json()["message"]


async def test_who_has_no_role_for_reports_sees_none(advertiser: Advertiser) -> None:
    http = advertiser.api.http
    outcomes = {
        name: await Advertiser(Api(http, name), advertiser.control, advertiser.account).ask(
            "/analytics", FIRST, LAST
        )
        for name in ("ana", "fin", "stranger")
    }
    assert outcomes["ana"].status_code == 200
    assert [problem(outcomes[name]) for name in ("fin", "stranger")] == [(403, 29), (403, 29)]
    listed = (await Api(http, "ana").get("/ad_accounts")).json()["items"]
    assert advertiser.account["ad_account"] in {each["id"] for each in listed}


async def test_all_analytics_share_one_quota(advertiser: Advertiser, control: Control) -> None:
    await control.set("limits", {"ads_analytics": 2})
    statuses = [(await advertiser.ask("/analytics", FIRST, LAST)).status_code for _ in range(2)]
    assert statuses == [200, 200]
    assert problem(await advertiser.order()) == (429, 8)
    assert (await advertiser.api.get(f"{advertiser.path}/ads")).status_code == 200


async def test_lists_leave_out_what_is_archived_unless_asked(advertiser: Advertiser) -> None:
    path = f"{advertiser.path}/ads"
    usual = (await advertiser.api.get(path, page_size=250)).json()["items"]
    every = ["ACTIVE", "PAUSED", "ARCHIVED"]
    first = (await advertiser.api.get(path, page_size=7, entity_statuses=every)).json()
    rest = (await advertiser.api.get(path, page_size=7, entity_statuses=every, bookmark=first["bookmark"])).json()
    assert "ARCHIVED" not in {ad["status"] for ad in usual}
    assert [ad["id"] for ad in first["items"] + rest["items"]] == advertiser.account["ads"]
    assert rest["bookmark"] is None


async def test_an_entity_is_had_by_its_id_whatever_its_status(advertiser: Advertiser) -> None:
    account = advertiser.account
    for listing in ("campaigns", "ad_groups", "ads"):
        for each in account[listing]:
            answer = await advertiser.api.get(f"{advertiser.path}/{listing}/{each}")
            assert (answer.status_code, answer.json()["id"]) == (200, each)
        assert problem(await advertiser.api.get(f"{advertiser.path}/{listing}/7")) == (404, 404)


async def test_fifteen_breakdowns_are_one_too_many_but_for_an_ad_account(advertiser: Advertiser) -> None:
    every = [*COMMON, "CREATIVE_TYPE", "AUDIENCE_MULTIPLIER"]
    asked = {"campaign_ids": advertiser.account["campaigns"]}
    path = "/campaigns/targeting_analytics"
    assert (await advertiser.ask(path, FIRST, LAST, targeting_types=every[1:], **asked)).status_code == 200
    assert problem(await advertiser.ask(path, FIRST, LAST, targeting_types=every, **asked)) == (400, 1)
