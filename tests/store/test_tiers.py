"""The tier of an app, found out by the windows of the quotas that Pinterest told of."""

import pytest

from contracts.accounts import Tier
from contracts.pace import Quota
from contracts.sightings import Category, RateReading
from store.tiers import SqlTiers, tier_of_window
from tests.builders import ACCOUNT
from tests.ledger import Ledger, a_write_reading

MINUTE = Quota(limit=1_000, window_seconds=60)
DAY = Quota(limit=1_000, window_seconds=86_400)


@pytest.mark.parametrize(
    ("seconds", "tier"),
    [(1.0, Tier.STANDARD), (3_600.0, Tier.STANDARD), (86_399.0, Tier.STANDARD), (86_400.0, Tier.TRIAL)],
)
def test_a_quota_by_the_day_is_a_trial_apps(seconds: float, tier: Tier) -> None:
    assert tier_of_window(seconds) is tier


async def test_before_any_header_nobody_knows(ledger: Ledger) -> None:
    assert await SqlTiers(ledger.database).of(ACCOUNT) is None


async def test_a_read_tells_as_well_as_a_write(ledger: Ledger) -> None:
    await ledger.note(RateReading(category=Category.ORG_READ, buckets=(MINUTE, DAY)))
    assert await SqlTiers(ledger.database).of(ACCOUNT) is Tier.TRIAL


async def test_an_app_that_was_given_standard_access_is_known_by_its_next_headers(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(DAY,)))
    await ledger.note(a_write_reading(buckets=(MINUTE,)))
    assert await SqlTiers(ledger.database).all() == {ACCOUNT: Tier.STANDARD}
