"""Previews of pins: those that have numbers are shown, the others passed over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from ads.previewing import PreviewAsk, preview_ask
from contracts.ads import AdsSourceSpec, DatasetKey
from contracts.ads_reports import PreviewRows
from contracts.names import AccountKey
from contracts.sightings import Category
from contracts.trouble import PinterestTrouble, Rejected, ScopeMissing
from starter.ads_first_rows import FirstRows
from tests.fakes.ads import FakeAds

ACCOUNT = AccountKey("demo")


@dataclass
class Roomy:
    """Keeps the port `AdsCalls`: there is always room."""

    async def hold(self, account: AccountKey, now: float, category: Category = Category.ADS_ANALYTICS) -> None:
        return None

    async def at_most(self, account: AccountKey, now: float, category: Category, *, beyond_seconds: float) -> None:
        return None


def today() -> date:
    return datetime.now(UTC).date()


def asked(*pins: str) -> PreviewAsk:
    spec = AdsSourceSpec.model_validate(
        {
            "key": "pins",
            "account": ACCOUNT,
            "ad_account_id": "1",
            "dataset": DatasetKey.ORGANIC_PIN,
            "columns": ("IMPRESSION",),
            "filters": {"pin_ids": pins},
        }
    )
    ask = preview_ask(spec, None, None, today())
    assert isinstance(ask, PreviewAsk)
    return ask


@pytest.mark.parametrize(
    "trouble", [None, Rejected("No.", status=403), ScopeMissing("No.", status=401, code=3)], ids=repr
)
async def test_a_pin_without_numbers_hides_no_other(trouble: PinterestTrouble | None) -> None:
    """Gone, or refused: whatever is asked next is shown."""
    fake = FakeAds(watched={today() - timedelta(days=1): "READY"})
    fake.gone_pins = set() if trouble else {"1"}
    fake.closed = {"1": trouble} if trouble else {}
    found = await FirstRows(fake, fake, fake, Roomy(), ACCOUNT).preview(asked("1", "2"))
    assert isinstance(found, PreviewRows)
    assert [row[found.columns.index("PIN_ID")] for row in found.rows] == ["2"]
