"""The rate meter tells PinBridge's clients what is left of a quota, by our own count."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from pinbridge_sdk import NotFoundError

from contracts.api_ids import account_uuid
from contracts.pace import Quota
from intake.api.rate_meter import RateMeterApi
from store.database import Database
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import START, FakeClock
from tests.intake.api.sdk import async_client, with_sync_client
from tests.intake.api.served import ServedApi, serve_api
from tests.ledger import Ledger, a_write_reading

MINUTE = Quota(limit=10, window_seconds=60, name="org_write")
DAY = Quota(limit=300, window_seconds=86_400, name="org_write;app_id")


@pytest.fixture
async def api(database: Database) -> AsyncIterator[ServedApi]:
    operations = RateMeterApi(Ledger(database).accounts).operations()
    async with serve_api(database, FakeClock(START + 30), operations) as served:
        yield served


async def test_what_left_counts_in_every_bucket(api: ServedApi, ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(MINUTE, DAY)))
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    meter = await with_sync_client(api, lambda client: client.rate_meter.get(account_uuid(ACCOUNT)))
    assert (meter.account.tokens_available, meter.account.capacity) == (9.0, 10.0)
    assert meter.account.refill_rate == pytest.approx(10 / 60)
    assert (meter.global_.tokens_available, meter.global_.capacity) == (299.0, 300.0)


async def test_while_pinterest_blocks_nothing_is_left(api: ServedApi, ledger: Ledger) -> None:
    await ledger.note(a_write_reading(limited=True, reset_seconds=600.0))
    async with async_client(api) as client:
        meter = await client.rate_meter.get(account_uuid(ACCOUNT))
    assert meter.account.tokens_available == 0
    told = (await api.http.get("/v1/rate-meter", params={"account_id": ACCOUNT})).json()
    assert told["account"]["blocked_until"] is not None


async def test_an_account_that_is_not_there_is_not_found(api: ServedApi) -> None:
    async with async_client(api) as client:
        with pytest.raises(NotFoundError) as found:
            await client.rate_meter.get(uuid4())
    assert found.value.code == "account_not_found"
