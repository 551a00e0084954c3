# mypy: ignore-errors
"""An advertiser's conversation in the words of `pinterestsdk`. Runs in that package's own environment, which is
not ours: no import of this file can be checked here. Order on stdin, findings on stdout, as JSON.
"""

import json
import sys
import time
import urllib.request
from datetime import date

from pinterestsdk import (
    AdAccountsApi,
    AdGroupsApi,
    AdsAnalyticsCreateAsyncRequest,
    AdsApi,
    ApiClient,
    ApiException,
    CampaignsApi,
    Configuration,
)

COLUMNS = ["SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT"]
LOOKS_MAX = 60


def main() -> None:
    order = json.load(sys.stdin)
    client = ApiClient(Configuration(host=order["host"], access_token=order["access_token"]))
    json.dump({**conversation(client, order), "refused": refusal(client, order)}, sys.stdout)


def conversation(client: ApiClient, order: dict) -> dict:
    accounts, ad_account = AdAccountsApi(client), order["ad_account"]
    first, last = date.fromisoformat(order["first"]), date.fromisoformat(order["last"])
    campaigns = [item.id for item in CampaignsApi(client).campaigns_list(ad_account).items]
    asked = {"ad_account_id": ad_account, "start_date": first, "end_date": last, "columns": COLUMNS}
    rows = CampaignsApi(client).campaigns_analytics_without_preload_content(
        campaign_ids=campaigns, granularity="DAY", **asked
    )
    whole = accounts.ad_account_analytics_without_preload_content(granularity="TOTAL", **asked)
    return {
        "ad_accounts": [item.id for item in accounts.ad_accounts_list().items],
        "campaigns": campaigns,
        "ad_groups": [item.id for item in AdGroupsApi(client).ad_groups_list(ad_account).items],
        "ads": [item.id for item in AdsApi(client).ads_list(ad_account).items],
        "spent": spent(rows),
        "spent_in_all": spent(whole),
        "dated": [str(row.var_date) for row in accounts.ad_account_analytics(granularity="DAY", **asked)],
        "reported": reported(accounts, order),
    }


def spent(answer: object) -> int:
    """From the plain answer: the package's own rows have no metrics."""
    return sum(row.get("SPEND_IN_MICRO_DOLLAR", 0) for row in json.loads(answer.data))


def reported(accounts: AdAccountsApi, order: dict) -> int:
    """What the campaigns spent, by a report."""
    asked = AdsAnalyticsCreateAsyncRequest(
        start_date=order["first"],
        end_date=order["last"],
        granularity="DAY",
        level="CAMPAIGN",
        columns=COLUMNS,
        campaign_ids=order["campaigns"],
    )
    token = accounts.analytics_create_report(order["ad_account"], asked).token
    for _ in range(LOOKS_MAX):
        found = accounts.analytics_get_report(order["ad_account"], token)
        if found.report_status == "FINISHED":
            with urllib.request.urlopen(found.url) as answer:  # noqa: S310  the simulator's link
                rows = json.load(answer)
            return sum(row.get("SPEND_IN_MICRO_DOLLAR", 0) for held in rows.values() for row in held)
        time.sleep(0.2)
    raise TimeoutError


def refusal(client: ApiClient, order: dict) -> list:
    """Of a day that is too long ago."""
    day = date.fromisoformat(order["long_ago"])
    asked = {
        "start_date": day,
        "end_date": day,
        "columns": COLUMNS,
        "granularity": "DAY",
        "ad_account_id": order["ad_account"],
    }
    try:
        AdAccountsApi(client).ad_account_analytics(**asked)
    except ApiException as error:
        return [error.status, json.loads(error.body)["code"]]
    return []


if __name__ == "__main__":
    main()
