"""An ad account of 2 campaigns, 2 ad groups each, 3 ads each."""

from __future__ import annotations

import pytest

from tests.simulator.ads.asking import Advertiser
from tests.simulator.client import Api, Control

SMALL = {"campaigns": 2, "ad_groups": 2, "ads": 3}


@pytest.fixture
async def advertiser(api: Api, control: Control) -> Advertiser:
    account = await control.set(
        "ads", {"account": "demo", **SMALL, "roles": {"ana": ["ANALYST"], "fin": ["FINANCE_VIEW"]}}
    )
    return Advertiser(api, control, account)
