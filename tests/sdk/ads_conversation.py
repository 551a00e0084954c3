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
    asked = {**of(order), "granularity": "DAY"}
    return {
        "ad_accounts": [item.id for item in accounts.ad_accounts_list().items],
        "campaigns": [item.id for item in CampaignsApi(client).campaigns_list(ad_account).items],
        "ad_groups": [item.id for item in AdGroupsApi(client).ad_groups_list(ad_account).items],
        "ads": [item.id for item in AdsApi(client).ads_list(ad_account).items],
        "spent": {**spent_at_once(client, order), "report": reported(accounts, order)},
        "targeted": targeted(client, order),
        "dated": [str(row.var_date) for row in accounts.ad_account_analytics(**asked)],
    }


def of(order: dict) -> dict:
    first, last = date.fromisoformat(order["first"]), date.fromisoformat(order["last"])
    return {"ad_account_id": order["ad_account"], "start_date": first, "end_date": last, "columns": COLUMNS}


def spent_at_once(client: ApiClient, order: dict) -> dict:
    """By level. From the plain answers: the package's own rows have no metrics."""
    whole, daily = {**of(order), "granularity": "TOTAL"}, {**of(order), "granularity": "DAY"}
    campaigns, ad_groups, ads = CampaignsApi(client), AdGroupsApi(client), AdsApi(client)
    answers = {
        "ad_account": AdAccountsApi(client).ad_account_analytics_without_preload_content(**whole),
        "campaign": campaigns.campaigns_analytics_without_preload_content(
            campaign_ids=order["campaigns"], **daily
        ),
        "ad_group": ad_groups.ad_groups_analytics_without_preload_content(
            ad_group_ids=order["ad_groups"], **daily
        ),
        "ad": ads.ads_analytics_without_preload_content(ad_ids=order["ads"], **daily),
    }
    return {level: sum(map(spend_of, json.loads(answer.data))) for level, answer in answers.items()}


def targeted(client: ApiClient, order: dict) -> dict:
    """The same spend by level and cut: each cut is all of it."""
    asked = {**of(order), "granularity": "DAY", "targeting_types": ["GENDER", "COUNTRY"]}
    answers = {
        "ad_account": AdAccountsApi(client).ad_account_targeting_analytics_get(**asked),
        "campaign": CampaignsApi(client).campaign_targeting_analytics_get(
            campaign_ids=order["campaigns"], **asked
        ),
        "ad_group": AdGroupsApi(client).ad_groups_targeting_analytics_get(
            ad_group_ids=order["ad_groups"], **asked
        ),
        "ad": AdsApi(client).ad_targeting_analytics_get(ad_ids=order["ads"], **asked),
    }
    return {
        f"{level}/{cut}": sum(
            spend_of(row.to_dict()["metrics"]) for row in answer.data if row.to_dict()["targeting_type"] == cut
        )
        for level, answer in answers.items()
        for cut in asked["targeting_types"]
    }


def spend_of(row: dict) -> int:
    return row.get("SPEND_IN_MICRO_DOLLAR", 0)


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
            return sum(spend_of(row) for held in rows.values() for row in held)
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
