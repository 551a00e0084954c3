"""An advertiser's conversation through the checker that knows Pinterest's own specification."""

from __future__ import annotations

from pathlib import Path

from simulator.running import RunningSimulator
from tests.simulator.ads.asking import Advertiser, days_ago
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


@needs_shared
async def test_an_advertisers_conversation_breaks_the_specification_nowhere(
    simulator: RunningSimulator, advertiser: Advertiser, control: Control, tmp_path: Path
) -> None:
    async with checker(simulator.api_url, tmp_path) as proxy, visit(proxy) as http:
        await converse(Advertiser(Api(http), control, advertiser.account), control)
        assert (await http.get("/__violations")).json() == []
