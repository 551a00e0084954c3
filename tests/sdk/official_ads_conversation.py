# mypy: ignore-errors
"""An advertiser's conversation in the words of `pinterest-api-sdk`, which knows entities and no numbers. Runs in
that package's own environment, which is not ours: no import of this file can be checked here. Order on stdin,
findings on stdout, as JSON.
"""

import json
import os
import sys

order = json.load(sys.stdin)
os.environ["PINTEREST_API_URI"] = order["host"]  # before the import: the package reads it then

from pinterest.ads.ad_accounts import AdAccount  # noqa: E402  see above
from pinterest.ads.ad_groups import AdGroup  # noqa: E402
from pinterest.ads.ads import Ad  # noqa: E402
from pinterest.ads.campaigns import Campaign  # noqa: E402
from pinterest.client import PinterestSDKClient  # noqa: E402

STATUSES = ["ACTIVE", "PAUSED", "ARCHIVED"]


def main() -> None:
    client = PinterestSDKClient.create_client_with_token(access_token=order["access_token"])
    asked = {"ad_account_id": order["ad_account"], "client": client}
    account = AdAccount(ad_account_id=order["ad_account"], client=client)
    first, bookmark = Campaign.get_all(**asked, page_size=1)
    found = {
        "ad_account": [account.id, account.name, account.currency, account.permissions],
        "campaigns": [item.id for item in [*first, *bookmark.get_next()[0]]],
        "named": [Campaign(campaign_id=item.id, **asked).name for item in first],
        "ad_groups": [item.id for item in AdGroup.get_all(**asked)[0]],
        "ads": [item.id for item in Ad.get_all(**asked)[0]],
        "all_ads": [item.id for item in Ad.get_all(**asked, entity_statuses=STATUSES)[0]],
    }
    json.dump(found, sys.stdout, default=str)


if __name__ == "__main__":
    main()
