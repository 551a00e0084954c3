"""An advertiser's conversation through the checker that knows Pinterest's own specification."""

from __future__ import annotations

from pathlib import Path

from simulator.running import RunningSimulator
from tests.simulator.ads.asking import Advertiser, days_ago, days_later
from tests.simulator.client import Api, Control, visit
from tests.simulator.test_specification import checker, needs_shared

FIRST, LAST = days_ago(9), days_ago(1)


async def converse(advertiser: Advertiser, control: Control) -> None:
    api, path, account = advertiser.api, advertiser.path, advertiser.account
    await api.get("/ad_accounts", page_size=1)
    await api.get(path)
    for listing in ("campaigns", "ad_groups", "ads"):
        await api.get(f"{path}/{listing}", page_size=2, entity_statuses=["ACTIVE", "ARCHIVED"])
    await advertiser.rows("/analytics", FIRST, LAST)
    await advertiser.rows("/campaigns/analytics", FIRST, LAST, campaign_ids=account["campaigns"])
    await advertiser.rows("/ad_groups/analytics", FIRST, LAST, ad_group_ids=account["ad_groups"])
    await advertiser.rows("/ads/analytics", FIRST, LAST, ad_ids=account["ads"], granularity="TOTAL")
    token = await advertiser.token()
    await advertiser.look(token)
    await control.advance(10)
    assert (await advertiser.look(token))["report_status"] == "FINISHED"
    await control.advance(3_600)
    await advertiser.look(token)
    await advertiser.look("0" * 40)
    await api.get("/resources/delivery_metrics", report_type="SYNC")


async def converse_about_pins(api: Api, control: Control) -> None:
    made = await api.pin(await api.board())
    await control.advance(5 * 86_400)
    today = (await api.get(f"/pins/{made}")).json()["created_at"][:10]
    asked = {"start_date": today, "end_date": days_later(today, 5)}
    of_pins = {"metric_types": "IMPRESSION,SAVE,SAVE_RATE", **asked}
    answers = [
        await api.get(f"/pins/{made}/analytics", **of_pins),
        await api.get("/pins/analytics", pin_ids=made, **of_pins),
        await api.get("/user_account/analytics", **asked),
        await api.get("/user_account/analytics/top_pins", sort_by="SAVE", **asked),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]


@needs_shared
async def test_an_advertisers_conversation_breaks_the_specification_nowhere(
    simulator: RunningSimulator, advertiser: Advertiser, control: Control, tmp_path: Path
) -> None:
    async with checker(simulator.api_url, tmp_path) as proxy, visit(proxy) as http:
        await converse(Advertiser(Api(http), control, advertiser.account), control)
        await converse_about_pins(Api(http), control)
        assert (await http.get("/__violations")).json() == []
