"""By what rules the products of sources are pinned."""

from pathlib import Path

import pytest

from config import Settings
from contracts.names import AccountKey
from contracts.pin import GRACE_SECONDS_PINTEREST, GRACE_SECONDS_SIMULATOR
from starter.change_policies import ChangePolicies
from starter.launching import DEMO_SHOP_URL
from tests.builders import ACCOUNT, a_product
from tests.ledger import Ledger

OWN_SHOP = "https://shop.example.org"
REAL = "https://api.pinterest.com/v5"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, offline=False)


async def test_an_account_that_is_not_there_pins_nothing(ledger: Ledger, settings: Settings) -> None:
    policies = ChangePolicies(settings, ledger.accounts)
    assert await policies.of(AccountKey("nobody"), shop_url=None, edition="", product=a_product()) is None


async def test_a_source_s_shop_goes_before_the_usual_one(ledger: Ledger, settings: Settings) -> None:
    policies = ChangePolicies(settings, ledger.accounts)
    usual = await policies.of(ACCOUNT, shop_url=None, edition="", product=a_product())
    own = await policies.of(ACCOUNT, shop_url=OWN_SHOP, edition="2026-11", product=a_product())
    assert usual is not None
    assert own is not None
    assert (usual.shop_url, usual.campaign) == (DEMO_SHOP_URL, "pinflow")
    assert (own.shop_url, own.campaign) == (OWN_SHOP, "2026-11")


async def test_real_pins_are_waited_for_longer_than_simulated_ones(ledger: Ledger, settings: Settings) -> None:
    real = settings.model_copy(update={"pinterest_url": REAL})
    found = [
        await ChangePolicies(each, ledger.accounts).of(ACCOUNT, shop_url=None, edition="", product=a_product())
        for each in (settings, real)
    ]
    assert [policy and policy.grace_seconds for policy in found] == [
        GRACE_SECONDS_SIMULATOR,
        GRACE_SECONDS_PINTEREST,
    ]
