# mypy: ignore-errors
"""An advertiser's conversation in the words of `pinterest-generated-client`. Runs in an environment of its own,
which is not ours: no import of this file can be checked here. Order on stdin, findings on stdout, as JSON.
"""

import json
import sys
import time
import urllib.request
from datetime import date

from openapi_generated.pinterest_client.api.ad_accounts_api import AdAccountsApi
from openapi_generated.pinterest_client.api.ad_groups_api import AdGroupsApi
from openapi_generated.pinterest_client.api.ads_api import AdsApi
from openapi_generated.pinterest_client.api.campaigns_api import CampaignsApi
from openapi_generated.pinterest_client.api_client import ApiClient
from openapi_generated.pinterest_client.configuration import Configuration
from openapi_generated.pinterest_client.exceptions import ApiException
from openapi_generated.pinterest_client.model.ads_analytics_campaign_targeting_type import (
    AdsAnalyticsCampaignTargetingType,
)
from openapi_generated.pinterest_client.model.ads_analytics_create_async_request import (
    AdsAnalyticsCreateAsyncRequest,
)
from openapi_generated.pinterest_client.model.granularity import Granularity
from openapi_generated.pinterest_client.model.reporting_column_async import ReportingColumnAsync

COLUMNS = ["SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT"]
CUTS = ["GENDER", "COUNTRY"]
LOOKS_MAX = 60


def main() -> None:
    order = json.load(sys.stdin)
    client = ApiClient(Configuration(host=order["host"], access_token=order["access_token"]))
    json.dump({**conversation(client, order), "refused": refusal(client, order)}, sys.stdout)


def conversation(client: ApiClient, order: dict) -> dict:
    accounts, ad_account = AdAccountsApi(client), order["ad_account"]
    return {
        "ad_accounts": [item["id"] for item in accounts.ad_accounts_list()["items"]],
        "campaigns": [item["id"] for item in CampaignsApi(client).campaigns_list(ad_account)["items"]],
        "ad_groups": [item["id"] for item in AdGroupsApi(client).ad_groups_list(ad_account)["items"]],
        "ads": [item["id"] for item in AdsApi(client).ads_list(ad_account)["items"]],
        "spent": {**spent_at_once(client, order), "report": reported(accounts, order)},
        "targeted": targeted(client, order),
        "dated": [str(row["DATE"]) for row in by_day(accounts.ad_account_analytics, order).value],
    }


def by_day(ask: object, order: dict, **more: object) -> object:
    first, last = date.fromisoformat(order["first"]), date.fromisoformat(order["last"])
    asked = {"ad_account_id": order["ad_account"], "start_date": first, "end_date": last}
    return ask(**asked, **more, columns=COLUMNS, granularity=Granularity("DAY"))


def spent_at_once(client: ApiClient, order: dict) -> dict:
    """By level. A row's metrics are what its type does not name."""
    answers = {
        "ad_account": by_day(AdAccountsApi(client).ad_account_analytics, order),
        "campaign": by_day(CampaignsApi(client).campaigns_analytics, order, campaign_ids=order["campaigns"]),
        "ad_group": by_day(AdGroupsApi(client).ad_groups_analytics, order, ad_group_ids=order["ad_groups"]),
        "ad": by_day(AdsApi(client).ads_analytics, order, ad_ids=order["ads"]),
    }
    return {level: sum(map(spend_of, answer.value)) for level, answer in answers.items()}


def targeted(client: ApiClient, order: dict) -> dict:
    """The same spend by cut: each cut is all of it."""
    cuts = [AdsAnalyticsCampaignTargetingType(cut) for cut in CUTS]
    answer = by_day(
        CampaignsApi(client).campaign_targeting_analytics_get,
        order,
        campaign_ids=order["campaigns"],
        targeting_types=cuts,
    )
    return {
        f"campaign/{cut}": sum(
            spend_of(row["metrics"]) for row in answer["data"] if str(row["targeting_type"]) == cut
        )
        for cut in CUTS
    }


def spend_of(row: object) -> int:
    held = row.to_dict() if hasattr(row, "to_dict") else row
    return int(held.get("SPEND_IN_MICRO_DOLLAR", 0))


def reported(accounts: AdAccountsApi, order: dict) -> int:
    """What the campaigns spent, by a report."""
    asked = AdsAnalyticsCreateAsyncRequest(
        start_date=order["first"],
        end_date=order["last"],
        granularity="DAY",
        level="CAMPAIGN",
        columns=[ReportingColumnAsync(name) for name in COLUMNS],
        campaign_ids=order["campaigns"],
    )
    token = accounts.analytics_create_report(order["ad_account"], asked)["token"]
    for _ in range(LOOKS_MAX):
        found = accounts.analytics_get_report(order["ad_account"], token)
        if str(found["report_status"]) == "FINISHED":
            with urllib.request.urlopen(found["url"]) as answer:  # noqa: S310  the simulator's link
                rows = json.load(answer)
            return sum(spend_of(row) for held in rows.values() for row in held)
        time.sleep(0.2)
    raise TimeoutError


def refusal(client: ApiClient, order: dict) -> list:
    """Of a day that is too long ago."""
    day = date.fromisoformat(order["long_ago"])
    try:
        AdAccountsApi(client).ad_account_analytics(
            order["ad_account"], day, day, columns=COLUMNS, granularity=Granularity("DAY")
        )
    except ApiException as error:
        return [error.status, json.loads(error.body)["code"]]
    return []


if __name__ == "__main__":
    main()
